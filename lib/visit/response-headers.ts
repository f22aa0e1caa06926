import type { FastifyReply } from 'fastify'
import type { Registration } from './registration.ts'
import { dropReplacedRedirect } from './answer.ts'

/**
 * Headers that a cache, another site or the browser's preloader could use, whichever plugin of the host set them. RFC
 * 9213: a CDN prefers its own header, such as `cloudflare-cdn-cache-control`, to `cache-control`.
 */
const UNWANTED = new RegExp(`^(?:${[
  'etag', 'last-modified', 'expires', 'refresh', 'link', 'speculation-rules', 'timing-allow-origin',
  'edge-control', 'x-accel-expires', '.+cdn-cache-control',
  'access-control-(?:allow-origin|allow-credentials|expose-headers)'
].join('|')})$`)

const NOT_STORED = {
  'cache-control': 'no-store',
  'cdn-cache-control': 'no-store',
  'surrogate-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff'
}
const VARY = 'Cookie, Accept'

/** Sets the headers of every answer that may carry a token, so that it is neither stored nor leaked. */
export function protectResponse (reply: FastifyReply, { isClosing }: Pick<Registration, 'isClosing'>): void {
  dropReplacedRedirect(reply)
  // An idle keep-alive connection would hold `app.close()` open until it times out.
  if (isClosing && reply.request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
  const headers = reply.getHeaders()
  for (const name of Object.keys(headers)) {
    if (UNWANTED.test(name)) removeHeader(reply, name)
  }
  const vary = Object.hasOwn(headers, 'vary') ? String(headers.vary) : ''
  if (!vary.includes(VARY)) reply.header('vary', vary === '' ? VARY : `${vary}, ${VARY}`)
  reply.headers(NOT_STORED)
}

/** Express middleware sets headers on the response itself; Fastify 5.8 removes only those of the reply. */
function removeHeader (reply: FastifyReply, name: string): void {
  reply.removeHeader(name)
  if (!reply.raw.headersSent) reply.raw.removeHeader(name)
}

/** Sets the headers of our pages. The policy replaces any that a plugin set for the host's own pages. */
export function protectPage (reply: FastifyReply, contentSecurityPolicy: string): void {
  reply.headers({ 'x-frame-options': 'DENY', 'content-security-policy': contentSecurityPolicy })
}
