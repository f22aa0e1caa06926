import type { FastifyInstance } from 'fastify'
import type { Site } from './site.ts'

/**
 * Chrome applies form-action to the redirects after a form as well, so no form here may end at the host app: signing in
 * and out are links.
 */
export const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'"

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  // Not no-referrer: under it, browsers send "Origin: null" with our own forms, and the check below needs the origin.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}

/** Headers for every answer, and no change of state from another site. */
export function guard (app: FastifyInstance, { judge }: Site): void {
  const { settings, vendor: { way } } = judge

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS)
    if (request.method === 'GET') return
    // The one form that has to come from elsewhere. Its token proves what the origin cannot, which may well be "null".
    if (way.kind === 'form' && request.routeOptions.url === way.path) return
    const { origin, 'sec-fetch-site': site = 'same-origin' } = request.headers
    if (origin !== settings.origin || site !== 'same-origin') {
      const message = `A form of this help center has to be sent from one of its own pages, at ${settings.origin}.`
      throw Object.assign(new Error(message), { statusCode: 403 })
    }
  })

  // Forms only: without the JSON parser, a page of another kind cannot slip past as "text/plain" either.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()))
  })
}
