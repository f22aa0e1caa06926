import type { FastifyReply } from 'fastify'
import { bare } from '../contract/bare-object.ts'
import type { Registration } from './registration.ts'
import { dropReplacedRedirect } from './answer.ts'

/** Headers that a cache, another site or the browser's preloader could use, whichever plugin of the host set them. */
const UNWANTED = [
  'etag', 'last-modified', 'expires', 'refresh', 'link', 'speculation-rules', 'timing-allow-origin',
  'edge-control', 'x-accel-expires',
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers'
]

/** RFC 9213: a CDN prefers its own header, such as `cloudflare-cdn-cache-control`, to `cache-control`. */
const TARGETED_CACHE_CONTROL = /.cdn-cache-control$/

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
  for (const name of UNWANTED) reply.removeHeader(name)
  const headers = bare({ ...reply.getHeaders() })
  for (const name of Object.keys(headers)) {
    if (TARGETED_CACHE_CONTROL.test(name)) reply.removeHeader(name)
  }
  const vary = String(headers.vary ?? '')
  if (!vary.includes(VARY)) reply.header('vary', vary === '' ? VARY : `${vary}, ${VARY}`)
  reply.headers(NOT_STORED)
}

/** Sets the headers of our pages. The policy replaces any that a plugin set for the host's own pages. */
export function protectPage (reply: FastifyReply, contentSecurityPolicy: string): void {
  reply.headers({ 'x-frame-options': 'DENY', 'content-security-policy': contentSecurityPolicy })
}
