import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.ts'

/** Whether the client wants the handoff as data: it names JSON, and does not name HTML as every browser page does. */
export function acceptsJson ({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept.includes('application/json') && !accept.includes('text/html')
}

/**
 * Lets through a fetch by a page of this very origin, which the browser has to say itself: a token for a widget is good
 * in anybody's hands.
 *
 * @throws FST_HELP_CENTER_NOT_AN_OWN_FETCH
 */
export async function assertOwnFetch ({ headers }: FastifyRequest): Promise<void> {
  const isOwnFetch = headers['sec-fetch-site'] === 'same-origin' && headers['sec-fetch-dest'] === 'empty'
  if (!isOwnFetch) throw new errors.NotAnOwnFetch()
}

/**
 * Lets through what a person asked for: a page navigation, or a fetch by a page of the host itself. An image, a frame
 * or a script of another site must not get a token made, nor end a session. Old browsers and apps send no Sec-Fetch
 * headers and pass; for these, SameSite=Lax keeps the host's session out of everything but navigations.
 *
 * @throws FST_HELP_CENTER_PREFETCH, FST_HELP_CENTER_NOT_A_NAVIGATION
 */
export async function assertNavigation (request: FastifyRequest): Promise<void> {
  const { headers } = request
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`
  if (purpose.includes('prefetch')) throw new errors.Prefetch()
  const { 'sec-fetch-dest': destination, 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-site': site } = headers
  const isNavigation = mode === 'navigate' && (destination ?? 'document') === 'document'
  // Every browser names the site; the `fetch` of Node.js sends a mode alone.
  const isOwnFetch = acceptsJson(request) && (destination ?? 'empty') === 'empty' && (site ?? 'same-origin') === 'same-origin'
  if (!isNavigation && !isOwnFetch) throw new errors.NotANavigation()
}
