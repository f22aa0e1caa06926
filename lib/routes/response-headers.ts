import type { FastifyReply } from 'fastify'
import type { Registration } from '../registration.ts'

/** What a cache or another site could make use of, whoever of the host's plugins set it. */
const UNWANTED = [
  'etag', 'last-modified', 'expires',
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers'
]
const VARY = 'Cookie, Accept'

/** Headers of every answer that may carry a token: stored nowhere, told to nobody. */
export function protectResponse (reply: FastifyReply, { isClosing }: Pick<Registration, 'isClosing'>): void {
  // An idle keep-alive connection would hold `app.close()` open until it times out.
  if (isClosing && reply.request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
  reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache', 'referrer-policy': 'no-referrer' })
  const vary = String(reply.getHeader('vary') ?? '')
  if (!vary.includes(VARY)) reply.header('vary', vary === '' ? VARY : `${vary}, ${VARY}`)
  for (const name of UNWANTED) reply.removeHeader(name)
}

/** Headers of our pages. The policy replaces one that a plugin of the host has set for its own pages. */
export function protectPage (reply: FastifyReply, contentSecurityPolicy: string): void {
  reply.headers({
    'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'content-security-policy': contentSecurityPolicy
  })
}
