import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { check } from '../../../lib/cli/check/check.ts'
import { Session } from '../../../lib/cli/check/session.ts'
import { findContract } from '../../../lib/cli/check/walk-contract.ts'
import {
  EMAIL, HELP_CENTER, jwt, now, page, post, redirect, returnTo, SECRET, startHost, toSignIn, type Host, type Visit
} from './host.ts'
import { zendesk, ZENDESK, zoho, ZOHO } from './vendors.ts'

type Answer = (visit: Visit) => void

function token (change: object = {}): string {
  return jwt({ jti: randomUUID(), iat: now(), nbf: now() - 30, exp: now() + 300, email: EMAIL, ...change })
}

function handoff (visit: Visit, change: Record<string, string> = {}): string {
  return `${ZOHO}?${new URLSearchParams({ return_to: returnTo(visit.query), jwt: token(), ...change })}`
}

/** A login route for Zoho Desk that sends signed-in visitors elsewhere than it should. */
const to = (place: (visit: Visit) => string, status?: number): Host => signedIn((visit) => {
  redirect(visit.response, place(visit), status)
})

function signedIn (answer: Answer): Host {
  return { login: (visit) => visit.isSignedIn ? answer(visit) : toSignIn(visit) }
}

const kept = token()

/** Title, app, and what `check` says: nothing, or levels with codes. */
const APPS: ReadonlyArray<readonly [title: string, host: Host, found: readonly string[]]> = [
  ['everything is right', { login: zoho() }, []],
  ['a page refreshes itself to the handoff', signedIn((visit) => {
    page(visit.response, `<meta http-equiv="refresh" content="0;url=${handoff(visit).replaceAll('&', '&amp;')}">`)
  }), []],
  ['a script leads to the handoff', signedIn((visit) => {
    page(visit.response, `<script>window.location.href = ${JSON.stringify(handoff(visit))}</script>`)
  }), []],
  ['the login URL is the sign-in page', {
    login: (visit) => visit.isSignedIn
      ? redirect(visit.response, handoff(visit))
      : page(visit.response, '<form method="post"><input type="password" name="p"></form>')
  }, []],
  ['nobody gets a token', {
    login: (visit) => { redirect(visit.response, handoff(visit)) }
  }, ['problem token-without-session']],
  ['the address says who it is', {
    login: (visit) => visit.isSignedIn || visit.query.has('email')
      ? redirect(visit.response,
        handoff(visit))
      : toSignIn(visit)
  }, ['problem token-without-session']],
  ['a permanent redirect', to((visit) => handoff(visit), 301), ['problem cacheable']],
  ['a token that is kept', to((visit) => handoff(visit, { jwt: kept })), ['problem token-reused']],
  ['a jti that counts', to((visit) => handoff(visit, { jwt: token({ jti: String(Date.now()) }) })), ['warning ' +
    'jti-guessable']],
  ['a return URL that is always the home page', to((visit) => handoff(visit, { return_to: `${HELP_CENTER}/` })),
    ['warning return-url-dropped']],
  ['no return URL at all', to(() => `${ZOHO}?jwt=${token()}`), ['warning return-url-dropped']],
  ['any return URL is forwarded', to((visit) => handoff(visit, { return_to: visit.query.get('return_to') ?? '' })),
    ['warning foreign-return-url']],
  ['a return URL encoded twice', to((visit) => handoff(visit,
    { return_to: encodeURIComponent(returnTo(visit.query)) })),
  ['problem return-url-changed']],
  ['a return URL escaped for HTML', to((visit) => handoff(visit, {
    return_to: returnTo(visit.query).replaceAll('&',
      '&amp;')
  })),
  ['problem return-url-changed']],
  ['the app redirects to the return URL', to((visit) => visit.query.get('return_to')?.includes('stranger')
    ? String(visit.query.get('return_to'))
    : handoff(visit)), ['problem open-redirect']],
  ['parameters appended to the pasted template', to((visit) => `${ZOHO}?return_to=&jwt=${token()}&return_to=` +
    encodeURIComponent(returnTo(visit.query))), ['problem wrong-parameter', 'warning return-url-dropped']],
  ['another brand\'s endpoint', to((visit) => handoff(visit).replace('8-4711', '8-9')), ['problem wrong-endpoint']],
  ['an endpoint without TLS', to((visit) => handoff(visit).replace('https', 'http')),
    ['problem plain-http', 'problem wrong-endpoint']],
  ['another parameter', to((visit) => handoff(visit).replace('jwt=', 'token=')), ['problem wrong-parameter']],
  ['a form instead of a redirect', signedIn((visit) => {
    post(visit.response, ZOHO, { jwt: token(), return_to: returnTo(visit.query) })
  }), ['problem wrong-method']],
  ['data instead of a redirect', signedIn((visit) => { visit.response.end(JSON.stringify({ token: token() })) }),
    ['problem wrong-method']],
  ['a token for a book', to((visit) => handoff(visit, { jwt: token({ name: 'x'.repeat(7000) }) })), ['problem ' +
    'address-too-long']],
  ['two pages that send each other the visitor', {
    login: ({ response }) => { redirect(response, '/sign-in') },
    signInPage: ({ response }) => { redirect(response, '/login') }
  }, ['problem login-loop']],
  ['a sign-in page that is not there', {
    login: (visit) => visit.isSignedIn ? redirect(visit.response, handoff(visit)) : redirect(visit.response, '/nowhere')
  }, ['warning page-missing']],
  ['a user who is refused', signedIn(({ response }) => { response.writeHead(403).end() }), ['problem no-token']],
  ['SameSite=None without Secure', { login: zoho(), cookie: 'Path=/; SameSite=None' }, ['problem cookie-refused']],
  ['a session for the sign-in page alone', { login: zoho(), cookie: 'Path=/sign-in; HttpOnly' }, ['problem ' +
    'cookie-path']],
  ['a session for another domain', { login: zoho(), cookie: 'Path=/; Domain=other.example.com' }, ['problem ' +
    'cookie-refused']],
  ['a logout that wants a form', { login: zoho(), signOut: ({ response }) => { response.writeHead(403).end() } },
    ['problem logout-loop', 'problem logout-refused']],
  ['a logout that ends nothing', { login: zoho(), signOut: ({ response }) => { redirect(response, '/') } },
    ['problem logout-loop']]
]

for (const [title, host, expected] of APPS) {
  test(`Not among the reports: ${title}`, async (t) => {
    const { origin, close } = await startHost(host)
    t.teardown(close)
    const loginUrl = new URL('/login', origin)
    const { findings } = await check({
      target: {
        loginUrl,
        contract: findContract('zoho-desk')!,
        endpoint: new URL(`${ZOHO}?return_to=&jwt=`),
        helpCenter: new URL(HELP_CENTER),
        secret: SECRET,
        logoutUrl: title.includes('logout') ? new URL('/logout', origin) : undefined,
        also: []
      },
      session: Session.nobody(loginUrl).with(new Map([['sid', 'ada']])),
      net: {}
    })
    const found = findings.filter(({ level }) => level === 'problem' || level === 'warning')
      .map(({ level, code }) => `${level} ${code}`)
    t.strictSame([...new Set(found)].sort(), expected)
  })
}

test('Not among the reports: the policy of the form page, and a refusal that signs in again', async (t) => {
  const route = zendesk()
  const { origin, close } = await startHost({
    login: (visit) => {
      visit.response.setHeader('content-security-policy', "default-src 'none'; form-action 'self'")
      route(visit)
    },
    signOut: ({ response, query }, end) => {
      if (query.has('kind')) return redirect(response, '/login')
      end()
      redirect(response, '/')
    }
  })
  t.teardown(close)
  const loginUrl = new URL('/login', origin)
  const { findings } = await check({
    target: {
      loginUrl,
      contract: findContract('zendesk')!,
      endpoint: new URL(ZENDESK),
      helpCenter: new URL(HELP_CENTER),
      secret: SECRET,
      logoutUrl: new URL('/logout', origin),
      also: []
    },
    session: Session.nobody(loginUrl).with(new Map([['sid', 'ada']])),
    net: {}
  })
  t.match(findings.find(({ code }) => code === 'csp-form-action'), { level: 'problem', seen: /posts the token/ })
  t.match(findings.find(({ code }) => code === 'logout-loop'), { level: 'problem', seen: /kind=error/ })
})
