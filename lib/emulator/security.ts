import { BadRequest, type App } from './app.ts'
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
export function guard (app: App, { judge }: Site): void {
  const { settings, vendor: { way } } = judge

  app.addHook(({ method, url, headers }, reply) => {
    Object.assign(reply.headers, HEADERS)
    checkHost(settings.origin, headers.host)
    if (method === 'GET') return undefined
    // The one form that comes from another site: its token is the proof, since its origin may well be "null".
    if (way.kind === 'form' && url.split('?', 1)[0] === way.path) return undefined
    const { origin, 'sec-fetch-site': site = 'same-origin' } = headers
    if (origin !== settings.origin || site !== 'same-origin') {
      const message = `Forms must be sent from this help center's own pages. Go to ${settings.origin} and try again.`
      throw new BadRequest(403, message)
    }
    return undefined
  })
}

/**
 * On a developer's machine, a page elsewhere may have a name of its own lead here, and would read the secret on the
 * admin page. Elsewhere a proxy decides about names.
 */
function checkHost (origin: string, host: string | undefined): void {
  const own = new URL(origin)
  if (host === undefined || host === own.host || !/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(own.hostname)) return
  throw new BadRequest(421, `This help center is at ${origin}.`)
}
