import type { FastifyInstance } from 'fastify'
import type { Site } from './site.ts'

/**
 * Chrome applies form-action to redirects after a form too, so no form may lead to the host app: sign-in and sign-out
 * are links.
 */
export const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'"

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  // Not no-referrer: browsers would send "Origin: null" with our own forms, and the check below needs the origin.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}

/** Sets headers on every answer, and refuses changes of state from other sites. */
export function guard (app: FastifyInstance, { judge }: Site): void {
  const { settings, vendor: { way } } = judge

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS)
    if (request.method === 'GET') return
    // The one form that comes from another site: its token is the proof, since its origin may well be "null".
    if (way.kind === 'form' && request.routeOptions.url === way.path) return
    const { origin, 'sec-fetch-site': site = 'same-origin' } = request.headers
    if (origin !== settings.origin || site !== 'same-origin') {
      const message = `Forms must be sent from this help center's own pages. Go to ${settings.origin} and try again.`
      throw Object.assign(new Error(message), { statusCode: 403 })
    }
  })

  // Forms only: without the JSON parser, a page of another kind cannot slip past as "text/plain" either.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()))
  })
}
