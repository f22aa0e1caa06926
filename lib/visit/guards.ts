import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.ts'
import { ownValue } from '../contract/own-value.ts'

/** Characters of `Accept` that are read. Browsers send about 150. */
const MAX_ACCEPT = 1024

/** Whether the client wants the handoff as data: it names JSON, and does not name HTML as every browser page does. */
export function acceptsJson (request: FastifyRequest): boolean {
  const accept = readHeader(request, 'accept', '').slice(0, MAX_ACCEPT).toLowerCase()
  if (!accept.includes('application/json')) return false
  const types = accept.split(',').map((range) => range.split(';', 1)[0]!.trim())
  return types.includes('application/json') && !types.includes('text/html')
}

/**
 * Admits only a fetch by a page of our own origin, as reported by the browser: a widget token works for anybody who has
 * it.
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
 * Admits only what a person asked for: a page navigation by link or posted form, or a fetch by one of the host's own
 * pages. An image, a frame or a script of another site must neither cause a token nor end a session. Old browsers and
 * apps send no Sec-Fetch headers and pass; for them, SameSite=Lax keeps the host's session out of everything but
 * navigations.
 *
 * @throws FST_HELP_CENTER_PREFETCH, FST_HELP_CENTER_NOT_A_NAVIGATION
 */
export function assertNavigation (request: FastifyRequest): void {
  assertNoPrefetch(request)
  const isNavigation = ['GET', 'POST'].includes(request.method) &&
    readHeader(request, 'sec-fetch-mode', 'navigate') === 'navigate' &&
    readHeader(request, 'sec-fetch-dest', 'document') === 'document'
  // Every browser sends the site; `fetch` in Node.js sends only a mode.
  if (isNavigation) return
  const isOwnFetch = request.method !== 'HEAD' && acceptsJson(request) &&
    readHeader(request, 'sec-fetch-dest', 'empty') === 'empty' &&
    readHeader(request, 'sec-fetch-site', 'same-origin') === 'same-origin'
  if (!isOwnFetch) throw new errors.NotANavigation()
}

/**
 * Admits what pages and apps may request from an API of the host, from any origin: no HEAD, prefetch, image or frame.
 *
 * @throws FST_HELP_CENTER_PREFETCH, FST_HELP_CENTER_NOT_A_NAVIGATION
 */
export function assertPersonal (request: FastifyRequest): void {
  assertNoPrefetch(request)
  const isPersonal = ['empty', 'document'].includes(readHeader(request, 'sec-fetch-dest', 'empty'))
  if (request.method === 'HEAD' || !isPersonal) throw new errors.NotANavigation()
}

/** Headers in which browsers, and frameworks that fetch a link before it is clicked, have announced a prefetch. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

function assertNoPrefetch (request: FastifyRequest): void {
  const isPrefetch = PURPOSES.some((name) => /prefetch|prerender|preview/i.test(readHeader(request, name, '')))
  if (isPrefetch) throw new errors.Prefetch()
}

/** Reads own headers only: Node.js keeps them in an object that inherits from `Object.prototype`. */
function readHeader ({ headers }: FastifyRequest, name: string, absent: string): string {
  const value = ownValue(headers, name)
  return value === undefined ? absent : String(value)
}
