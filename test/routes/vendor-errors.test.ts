import t from 'tap'
import { ERROR_PAGE_POLICY } from '../../lib/pages/error-page.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { ada, buildApp, LOGIN, LOGOUT } from '../fixtures/build-app.ts'

const HOME = 'https://help.example.com/portal/en/home'
const provider = acmeDesk({ logoutError: { parameter: 'kind', value: 'error', message: 'message' } })
const MESSAGE = 'User ada@example.com is suspended\n<script>alert(1)</script>\u00e9'
const refusal = (message: string, more = '') => `${LOGOUT}?${new URLSearchParams({ kind: 'error', message })}${more}`
const html = { accept: 'text/html', cookie: 'session=ada' }

t.test('an error that the vendor reports is a fixed text for the visitor, and ends nothing', async (t) => {
  let loggedOut = 0
  const { app, log } = await buildApp(t, { provider, onLogout: () => { loggedOut++ } })
  const response = await app.inject({ url: refusal(MESSAGE), headers: html })
  t.match(response, {
    statusCode: 403, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  })
  t.match(response.body, 'The help center did not let you in')
  t.match(response.body, 'FST_HELP_CENTER_REFUSED_BY_VENDOR')
  t.notMatch(response.body, /suspended|alert|ada@/)
  t.equal(response.headers['set-cookie'], undefined)
  t.equal(loggedOut, 0)
  const line = log.find(({ code }) => code === 'FST_HELP_CENTER_REFUSED_BY_VENDOR')
  t.equal(line?.['vendorMessage'], 'User […] is suspended <script>alert(1)</script> ')
  t.notMatch(JSON.stringify(log), /ada@example/)
  const json = await app.inject({ url: refusal(MESSAGE), headers: { accept: 'application/json' } })
  t.match(json.json(), {
    statusCode: 403,
    code: 'FST_HELP_CENTER_REFUSED_BY_VENDOR',
    error: 'Forbidden',
    message: /^The help center refused your sign-in\./
  })
  t.notMatch(json.body, /suspended|vendorMessage/)
})

t.test('the message in the log is short, without e-mail addresses, and one line of text', async (t) => {
  const { app, log } = await buildApp(t, { provider })
  for (const url of [
    refusal('x'.repeat(5000)), refusal('a@b.co <c@d.ex>,e%40f.ex "g@h"'), `${LOGOUT}?kind=error`,
    refusal('a', '&message=b'), refusal('')
  ]) {
    await app.inject({ url, headers: html })
  }
  const messages = log.flatMap(({ vendorMessage }) => typeof vendorMessage === 'string' ? [vendorMessage] : [])
  t.strictSame(
    messages, ['x'.repeat(200), '[…] […] […]', '', '', ''], 'a message that is there twice counts as none'
  )
})

t.test('without that value, or without such a contract, it is a sign-out', async (t) => {
  for (const [url, chosen] of [
    [LOGOUT, provider], [`${LOGOUT}?kind=info&message=a`, provider], [`${LOGOUT}?kind=error&kind=error`, provider],
    [`${LOGOUT}?message=error`, provider], [refusal('a'), acmeDesk()]
  ] as const) {
    let loggedOut = 0
    const { app } = await buildApp(t, { provider: chosen, onLogout: () => { loggedOut++ } })
    t.match(await app.inject({ url, headers: html }), { statusCode: 303, headers: { location: HOME } })
    t.equal(loggedOut, 1)
  }
})

const begunByVendor = acmeDesk({ inbound: { echo: ['state'], toClaim: { nonce: 'nonce' }, required: ['nonce'] } })

t.test('where only the vendor can begin, a visit that began elsewhere is told so', async (t) => {
  const { app } = await buildApp(t, { provider: begunByVendor })
  const response = await app.inject({ url: LOGIN, headers: html })
  t.equal(response.statusCode, 400)
  t.match(response.body, 'Start in the help center')
  t.match(response.body, `<a href="${HOME}">Go to the help center</a>`)
  t.match(response.body, 'FST_HELP_CENTER_INCOMPLETE_REQUEST')
  t.notMatch(response.body, 'eyJ')
  await t.rejects(app.helpCenter().createSignIn(ada), { code: 'FST_HELP_CENTER_INCOMPLETE_REQUEST', statusCode: 400 })
})

t.test('where only the vendor can begin, helpCenterRedirect() leads to the help center, which then does', async (t) => {
  const { app } = await buildApp(t, { provider: begunByVendor }, {
    after: (app) => { app.get('/help', (_request, reply) => reply.helpCenterRedirect(ada)) }
  })
  const response = await app.inject({ url: '/help', headers: html })
  t.match(response, { statusCode: 303, headers: { location: HOME, 'cache-control': 'no-store' } })
  const begun = await app.inject({ url: '/help?nonce=n-1&state=s', headers: html })
  const { searchParams } = new URL(String(begun.headers.location))
  t.equal(searchParams.get('state'), 's')
  t.match(JSON.parse(Buffer.from(searchParams.get('jwt')?.split('.')[1] ?? '', 'base64url').toString()), {
    nonce: 'n-1', email: ada.email
  })
})

t.test('what the vendor sent survives the sign-in page of the host', async (t) => {
  const { app } = await buildApp(t, { provider: begunByVendor })
  const guest = await app.inject({ url: `${LOGIN}?nonce=n-1&state=s%26x&other=1`, headers: { accept: 'text/html' } })
  const next = new URL(String(guest.headers.location), 'https://app.example.com').searchParams.get('next') ?? ''
  t.equal(next, `${LOGIN}?state=s%26x&nonce=n-1`)
  const { searchParams } = new URL(String((await app.inject({ url: next, headers: html })).headers.location))
  t.equal(searchParams.get('state'), 's&x')
  t.match(JSON.parse(Buffer.from(searchParams.get('jwt')?.split('.')[1] ?? '', 'base64url').toString()), {
    nonce: 'n-1'
  })
})

t.test('an address that the vendor may not choose is dropped by its name, and not told (L4)', async (t) => {
  const destination = { parameter: 'redirect_uri', allowed: ['https://help.example.com/callback'] }
  const { app, log } = await buildApp(t, { provider: acmeDesk({ inbound: { destination } }) })
  const { headers } =
    await app.inject({ url: LOGIN, query: { redirect_uri: 'https://evil.example/callback' }, headers: html })
  t.notMatch(headers.location, 'evil.example')
  t.match(log.filter(({ level }) => level === 20), [{ reason: 'foreign-destination', msg: 'destination dropped' }])
  t.notMatch(JSON.stringify(log), 'evil.example/callback')
})

t.test('a signed request is verified with the provider\'s own key, and known to be there without one', async (t) => {
  const verify = ({ sso = '' }: Readonly<Record<string, string>>, key: Buffer) =>
    key.length > 31 && sso.startsWith('good') ? { nonce: sso } : null
  const sealed = acmeDesk({
    inbound: { toClaim: { nonce: 'nonce' }, required: ['sso'], signedRequest: { parameters: ['sso'], verify } },
    token: { kind: 'signed', encode: ({ nonce }) => ({ answer: String(nonce) }) }
  })
  const { app, log } = await buildApp(t, { provider: sealed }, {
    before: (app) => { app.get('/pending', (request) => ({ pending: app.helpCenter().pending(request) })) }
  })
  const signedIn = await app.inject({ url: `${LOGIN}?sso=good-1`, headers: html })
  t.equal(new URL(String(signedIn.headers.location)).searchParams.get('answer'), 'good-1')
  t.equal((await app.inject({ url: `${LOGIN}?sso=bad`, headers: html })).statusCode, 400)
  t.ok(log.some(({ reason, msg }) => reason === 'wrong-signature' && msg === 'request dropped'))
  t.notMatch(JSON.stringify(log), 'sso=bad')
  const pending = await app.inject({ url: `/pending?next=${encodeURIComponent(`${LOGIN}?sso=good-1`)}` })
  t.match(pending.json(), { pending: { returnTo: null, parameters: {} } })
})

t.test('the error page replaces the host\'s policy for all pages, and keeps one that errorPage sets', async (t) => {
  const all = "default-src 'self'; script-src 'unsafe-inline'"
  const own = "default-src 'none'; img-src 'self'"
  const before = (app: Awaited<ReturnType<typeof buildApp>>['app']) => {
    app.addHook(
      'onRequest', async (_request, reply) => { reply.header('content-security-policy', all) }
    )
  }
  const policyOf = async (options: Parameters<typeof buildApp>[1]) => {
    const { app } = await buildApp(t, { provider, signInPage: undefined, ...options }, { before })
    const { statusCode, headers } = await app.inject({ url: LOGIN, headers: { accept: 'text/html' } })
    t.equal(statusCode, 401)
    t.equal(headers['x-frame-options'], 'DENY')
    return headers['content-security-policy']
  }
  t.equal(await policyOf({}), ERROR_PAGE_POLICY)
  t.equal(await policyOf({ errorPage: () => '<p>own' }), ERROR_PAGE_POLICY)
  t.equal(
    await policyOf({
      errorPage: (_error, _request, reply) => { reply.header('content-security-policy', own); return '<p>own' }
    }),
    own
  )
})
