import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.ts'
import { ownValue } from '../contract/own-value.ts'

/** Characters of `Accept` that are looked at. Browsers send about 150. */
const MAX_ACCEPT = 1024

/** Whether the client wants the handoff as data: it names JSON, and does not name HTML as every browser page does. */
export function acceptsJson (request: FastifyRequest): boolean {
  const types = readHeader(request, 'accept', '').slice(0, MAX_ACCEPT).split(',')
    .map((range) => range.split(';', 1)[0]!.trim().toLowerCase())
  return types.includes('application/json') && !types.includes('text/html')
}

/**
 * Lets through a fetch by a page of this very origin, as reported by the browser: a widget token works for whoever
 * holds it.
 *
 * @throws FST_HELP_CENTER_PREFETCH, FST_HELP_CENTER_NOT_AN_OWN_FETCH
 */
export function assertOwnFetch (request: FastifyRequest): void {
  assertNoPrefetch(request)
  const isOwnFetch = readHeader(request, 'sec-fetch-site', '') === 'same-origin' &&
    readHeader(request, 'sec-fetch-dest', '') === 'empty'
  if (!isOwnFetch) throw new errors.NotAnOwnFetch()
}

/**
 * Lets through what a person asked for: a page navigation, be it a link or a posted form, or a fetch by a page of the
 * host itself. An image, a frame or a script of another site must not get a token made, nor end a session. Old browsers
 * and apps send no Sec-Fetch headers and pass; for these, SameSite=Lax keeps the host's session out of everything but
 * navigations.
 *
 * @throws FST_HELP_CENTER_PREFETCH, FST_HELP_CENTER_NOT_A_NAVIGATION
 */
export function assertNavigation (request: FastifyRequest): void {
  assertNoPrefetch(request)
  const isNavigation = ['GET', 'POST'].includes(request.method) &&
    readHeader(request, 'sec-fetch-mode', 'navigate') === 'navigate' &&
    readHeader(request, 'sec-fetch-dest', 'document') === 'document'
  // Every browser names the site; the `fetch` of Node.js sends a mode alone.
  const isOwnFetch = request.method !== 'HEAD' && acceptsJson(request) &&
    readHeader(request, 'sec-fetch-dest', 'empty') === 'empty' &&
    readHeader(request, 'sec-fetch-site', 'same-origin') === 'same-origin'
  if (!isNavigation && !isOwnFetch) throw new errors.NotANavigation()
}

/**
 * Lets through what an API of the host may be asked for by a page or an app of its own, on whichever origin.
 *
 * @throws FST_HELP_CENTER_PREFETCH, FST_HELP_CENTER_NOT_A_NAVIGATION
 */
export function assertPersonal (request: FastifyRequest): void {
  assertNoPrefetch(request)
  const isPersonal = ['empty', 'document'].includes(readHeader(request, 'sec-fetch-dest', 'empty'))
  if (request.method === 'HEAD' || !isPersonal) throw new errors.NotANavigation()
}

/** Browsers, and the frameworks that fetch a link before it is clicked, have named this in several headers. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

function assertNoPrefetch (request: FastifyRequest): void {
  const purpose = PURPOSES.map((name) => readHeader(request, name, '')).join(' ').toLowerCase()
  if (/prefetch|prerender|preview/.test(purpose)) throw new errors.Prefetch()
}

/** Own headers alone: Node.js keeps them in an object that inherits from `Object.prototype`. */
function readHeader ({ headers }: FastifyRequest, name: string, absent: string): string {
  const value = ownValue(headers, name)
  return value === undefined ? absent : String(value)
}
