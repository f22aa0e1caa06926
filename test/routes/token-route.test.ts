import t from 'tap'
import type { FastifyInstance } from 'fastify'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, createHost, findUser, LOGIN, LOGOUT, wrong, type Options
} from '../fixtures/build-app.ts'
import { readToken } from '../fixtures/read-token.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'
import helpCenter from '../../lib/index.ts'

const TOKEN = '/help-center/token'
const token = { kind: 'jwt', parameter: 'token', algorithm: 'HS256', jti: true } as const
const provider = acmeDesk({ inbound: {}, handoff: { kind: 'token' }, token })
const widget = (options: Options = {}): Options => ({ provider, tokenPath: TOKEN, signInPage: undefined, ...options })
/** What browsers send with the fetch of a page. */
const FETCH = { accept: '*/*', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
const ask = (app: FastifyInstance, headers: Record<string, string> = {}, cookie = 'session=ada') =>
  app.inject({ url: TOKEN, headers: { ...FETCH, cookie, ...headers } })

t.test('a signed-in page of the host\'s own origin gets a token and when to fetch another', async (t) => {
  const { app } = await buildApp(t, widget())
  const response = await ask(app)
  t.equal(response.statusCode, 200)
  t.match(response.headers, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'referrer-policy': 'no-referrer'
  })
  t.equal(response.headers['access-control-allow-origin'], undefined)
  t.equal(response.headers['set-cookie'], undefined)
  const { token, expiresAt, ...others } = response.json()
  t.strictSame(others, {})
  const { claims } = readToken(token, SECRET)
  t.match(claims, { email: 'ada@example.com' })
  t.equal(new Date(expiresAt).getTime(), Number(claims['exp']) * 1000)
})

t.test('what is no fetch of the own origin gets nothing, and no hook is asked', async (t) => {
  let asked = 0
  const { app } = await buildApp(t, widget({ lookupUser: () => { asked++; return ada } }))
  const refused: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': '' }, { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-dest': 'iframe' }, { 'sec-fetch-dest': 'script' }, { 'sec-fetch-dest': 'image' },
    { 'sec-fetch-dest': '' }, { 'sec-fetch-site': 'same-origin, same-origin' }
  ]
  for (const headers of refused) {
    const response = await ask(app, { ...headers, accept: 'application/json' })
    t.match(response, { statusCode: 403 }, JSON.stringify(headers))
    t.match(response.json(), { code: 'FST_HELP_CENTER_NOT_AN_OWN_FETCH' })
    t.notMatch(response.body, 'eyJ')
  }
  t.match(
    await app.inject({ url: TOKEN, headers: { cookie: 'session=ada', accept: 'application/json' } }),
    { statusCode: 403 }, 'without fetch metadata'
  )
  t.equal(asked, 0)
})

t.test('a page without a session gets 401, whatever it accepts', async (t) => {
  const { app } = await buildApp(t, widget())
  for (const accept of ['application/json', '*/*', 'text/html']) {
    const response = await ask(app, { accept }, '')
    t.match(response, { statusCode: 401, headers: { 'cache-control': 'no-store' } })
    t.match(response.body, 'FST_HELP_CENTER_NOT_SIGNED_IN')
    t.notMatch(response.body, 'eyJ')
  }
})

t.test('the same checks come before the token as before a redirect', async (t) => {
  for (const [code, options] of [
    ['FST_HELP_CENTER_NOT_AUTHORIZED', { authorize: () => false }],
    ['FST_HELP_CENTER_EMAIL_NOT_VERIFIED', { lookupUser: () => ({ email: ada.email }) }],
    ['FST_HELP_CENTER_INVALID_EMAIL', { lookupUser: () => ({ email: 'a', emailVerified: true }) }]
  ] as const) {
    const { app } = await buildApp(t, widget(options))
    t.match((await ask(app, { accept: 'application/json' })).json(), { code, statusCode: 403 })
  }
})

t.test('only GET is answered, HEAD makes no token', async (t) => {
  const { app } = await buildApp(t, widget())
  for (const method of ['HEAD', 'POST', 'OPTIONS'] as const) {
    t.equal((await app.inject({ method, url: TOKEN, headers: { ...FETCH, cookie: 'session=ada' } })).statusCode, 404)
  }
})

t.test('login and logout route are off with a provider for widgets; the logout route can be had', async (t) => {
  const { app } = await buildApp(t, widget())
  for (const url of [LOGIN, LOGOUT]) t.equal((await app.inject(url)).statusCode, 404)
  const other = await buildApp(t, widget({ logoutPath: LOGOUT }))
  t.equal((await other.app.inject(LOGOUT)).statusCode, 303)
  t.throws(() => app.helpCenter().loginUrl(), { code: 'FST_HELP_CENTER_INVALID_CALL' })
})

t.test('without tokenPath there is no route, and no hook is needed', async (t) => {
  const { app } = await buildApp(t, { provider, lookupUser: undefined })
  t.equal((await ask(app)).statusCode, 404)
})

t.test('the options have to fit the provider', async (t) => {
  for (const [option, options] of [
    ['loginPath', widget({ loginPath: LOGIN })], ['tokenPath', { tokenPath: TOKEN }],
    ['tokenPath', { tokenPath: TOKEN, provider: () => provider, cookie: { secret: COOKIE_SECRET } }],
    ['lookupUser', widget({ lookupUser: undefined })], ['tokenPath', widget({ tokenPath: 'token' })],
    ['routeOptions.token', widget({ routeOptions: { token: wrong(7) } })]
  ] as const) {
    const app = createHost()
    t.teardown(() => app.close())
    app.register(helpCenter, { provider: buildProvider(), lookupUser: findUser, ...options })
    const error = await rejectionOf(Promise.resolve(app.ready()))
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_OPTION', message: `fastify-help-center: option ${option}: ` })
  }
})

t.test('route options are passed on', async (t) => {
  const { app } = await buildApp(
    t, widget({ routeOptions: { token: { preHandler: async (_request, reply) => { reply.header('x-mine', 'yes') } } } })
  )
  t.equal((await ask(app)).headers['x-mine'], 'yes')
})

t.test('a provider for widgets makes no sign-in', async (t) => {
  const { app } = await buildApp(t, widget(), {
    after: (app) => { app.get('/help', (_request, reply) => reply.helpCenterRedirect(ada)) }
  })
  t.match(await rejectionOf(app.helpCenter().createSignIn(ada)), {
    code: 'FST_HELP_CENTER_INVALID_CALL', message: /use tokenPath/
  })
  t.equal((await app.inject('/help')).statusCode, 500)
})

t.test('the answer has the token, whatever the contract calls its parameter', async (t) => {
  const { app } = await buildApp(t, widget({
    provider: acmeDesk({ inbound: {}, handoff: { kind: 'token' }, token: { ...token, parameter: 'jwt' } })
  }))
  t.match((await ask(app)).json(), { token: /^eyJ/ })
})
