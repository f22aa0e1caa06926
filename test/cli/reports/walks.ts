import { randomUUID } from 'node:crypto'
import { EMAIL, HELP_CENTER, isClick, jwt, now, page, post, redirect, returnTo, toSignIn, type Visit } from './host.ts'
import type { Report } from './report.ts'
import { discourse, FEATUREBASE, featurebase, FORUM, ZENDESK, zendesk, zoho, ZOHO } from './vendors.ts'

function zendeskByGet (visit: Visit): void {
  if (!visit.isSignedIn) return toSignIn(visit)
  const token = jwt({ iat: now(), jti: randomUUID(), email: EMAIL, name: 'Ada' })
  redirect(visit.response, `${ZENDESK}?${new URLSearchParams({ jwt: token, return_to: returnTo(visit.query) })}`)
}

/** Zendesk's login route with another return URL. */
function zendeskTo (target: (visit: Visit) => string) {
  return (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const token = jwt({ iat: now(), jti: randomUUID(), email: EMAIL, name: 'Ada' })
    post(visit.response, `${ZENDESK}?return_to=${target(visit)}`, { jwt: token })
  }
}

function withPolicy (policy: string) {
  return ({ response }: Visit): void => {
    page(response, '<form method="post"><input name="user"><input type="password" name="password"></form>', {
      'content-security-policy': policy
    })
  }
}

/** Reports whose fault is on the way. */
export const walkReports: readonly Report[] = [
  {
    id: 'endpoint-01',
    title: 'the token goes by GET, which the vendor withdrew',
    provider: 'zendesk',
    level: 'problem',
    code: 'wrong-method',
    seen: /redirect with the token in the query.*form/,
    faulty: { login: zendeskByGet },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'endpoint-02',
    title: 'the answer goes to the app\'s own host',
    provider: 'discourse',
    level: 'problem',
    code: 'wrong-endpoint',
    seen: /app's own origin.*help\.example\.com/,
    faulty: { login: discourse({ destination: (asked) => new URL(asked).pathname }) },
    mended: { login: discourse() },
    endpoint: FORUM
  },
  {
    id: 'encoding-01',
    title: 'the request was cut at each equals sign',
    provider: 'discourse',
    level: 'problem',
    code: 'wrong-parameter',
    seen: /nonce .*characters/,
    faulty: { login: discourse({ nonce: (request) => request.slice(request.indexOf('nonce=') + 6) }) },
    mended: { login: discourse() },
    endpoint: FORUM
  },
  {
    id: 'encoding-02',
    title: 'the return URL went into a query without encoding',
    provider: 'zendesk',
    level: 'problem',
    code: 'return-url-changed',
    seen: /2 parameters and came back with 1/,
    faulty: { login: zendeskTo(({ query }) => returnTo(query)) },
    mended: { login: zendeskTo(({ query }) => encodeURIComponent(returnTo(query))) },
    endpoint: ZENDESK
  },
  {
    id: 'return-01',
    title: 'the return URL is a page of the app',
    provider: 'zendesk',
    level: 'warning',
    code: 'foreign-return-url',
    seen: /help center is https:\/\/help\.example\.com/,
    faulty: { login: zendeskTo(() => encodeURIComponent('https://app.example.com/dashboard')) },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'signin-01',
    title: 'the route takes a user for granted',
    provider: 'discourse',
    level: 'problem',
    code: 'server-error',
    seen: /Without a session .* answered 500/,
    faulty: {
      login: (visit) => visit.isSignedIn ? discourse()(visit) : visit.response.writeHead(500).end('null has no email')
    },
    mended: { login: discourse() },
    endpoint: FORUM
  },
  {
    id: 'cookie-01',
    title: 'the session cookie is SameSite=Strict',
    provider: 'zendesk',
    level: 'problem',
    code: 'cookie-same-site',
    seen: /SameSite=Strict/,
    faulty: { login: zendesk(), cookie: 'Path=/; HttpOnly; Secure; SameSite=Strict' },
    mended: { login: zendesk() },
    endpoint: ZENDESK
  },
  {
    id: 'cookie-02',
    title: 'behind a proxy the Secure cookie is never set',
    provider: 'zendesk',
    level: 'warning',
    code: 'no-session',
    seen: /sets a cookie/,
    faulty: {
      login: (visit) => visit.isSignedIn ? zendesk()(visit) : redirect(visit.response, '/sign-in'), cookie: null
    },
    mended: { login: (visit) => visit.isSignedIn ? zendesk()(visit) : redirect(visit.response, '/sign-in') },
    endpoint: ZENDESK
  },
  {
    id: 'csp-01',
    title: 'form-action of the sign-in page does not name the handoff',
    provider: 'zoho-desk',
    level: 'problem',
    code: 'csp-form-action',
    seen: /form-action 'self'/,
    faulty: { login: zoho(), signInPage: withPolicy("default-src 'self'; form-action 'self'") },
    mended: { login: zoho(), signInPage: withPolicy(`default-src 'self'; form-action 'self' ${HELP_CENTER}`) },
    endpoint: ZOHO
  },
  {
    id: 'cache-01',
    title: 'no-store is missing',
    provider: 'featurebase',
    level: 'problem',
    code: 'cacheable',
    seen: /no-store/,
    faulty: {
      login: (visit) => {
        visit.response.removeHeader('cache-control')
        featurebase()(visit)
      }
    },
    mended: { login: featurebase() },
    endpoint: FEATUREBASE
  },
  {
    id: 'prefetch-01',
    title: 'a prefetch ends the session',
    provider: 'zendesk',
    level: 'warning',
    code: 'acts-on-prefetch',
    seen: /no click/,
    faulty: {
      login: zendesk(),
      signOut: ({ response }, end) => {
        end()
        redirect(response, '/')
      }
    },
    mended: {
      login: zendesk(),
      signOut: ({ request, response }, end) => {
        if (isClick(request)) end()
        redirect(response, '/')
      }
    },
    logout: true,
    endpoint: ZENDESK
  },
  {
    id: 'logout-01',
    title: 'the logout leads to a page that signs in again',
    provider: 'discourse',
    level: 'problem',
    code: 'logout-loop',
    seen: /login URL again|still works/,
    faulty: { login: discourse(), signOut: ({ response }) => { redirect(response, '/login') } },
    mended: { login: discourse() },
    logout: true,
    endpoint: FORUM
  }
]
