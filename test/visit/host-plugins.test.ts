import t, { type Test } from 'tap'
import fastifyCookie from '@fastify/cookie'
import cors from '@fastify/cors'
import session from '@fastify/session'
import type { FastifyInstance } from 'fastify'
import { ERROR_PAGE_POLICY } from '../../lib/pages/error-page.ts'
import { ada, ARTICLE, bob, buildApp, ENDPOINT, LOGIN, LOGOUT, type Options } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { helmet, rateLimit, swagger } from '../fixtures/host-plugins.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const signedIn = { cookie: 'session=ada' }
const OURS = { 'cache-control': 'no-store', pragma: 'no-cache', 'referrer-policy': 'no-referrer' }
const arrival = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`

t.test('@fastify/rate-limit answers 429 before any hook, with a page that nothing stores (P2, L1, 1.22)', async (t) => {
  for (const isGlobal of [true, false]) {
    let lookups = 0
    const limit = { max: 3, timeWindow: 60_000 }
    const { app } = await buildApp(t, {
      lookupUser: () => { lookups++; return ada },
      ...!isGlobal && { routeOptions: { login: { config: { rateLimit: limit } } } }
    }, { before: (app) => app.register(rateLimit, isGlobal ? limit : { global: false }) })
    for (let i = 0; i < 3; i++) t.equal((await app.inject(LOGIN)).statusCode, 303)
    const { statusCode, headers, body } = await app.inject(LOGIN)
    t.equal(statusCode, 429)
    t.match(headers, { ...OURS, 'retry-after': /^\d+$/, 'x-ratelimit-limit': '3', 'content-type': /^text\/html/ })
    t.match(body, 'FST_HELP_CENTER_REQUEST_FAILED')
    t.notOk(headers.location)
    t.equal(lookups, 3)
    t.match((await app.inject({ url: LOGIN, headers: { accept: 'application/json' } })).json(), { statusCode: 429 })
  }
})

t.test('a limit is one for a client, whatever forwarding headers it makes up (1.22)', async (t) => {
  const ask = async (trustProxy: boolean, headers: (i: number) => Record<string, string>) => {
    const { app } = await buildApp(t, { lookupUser: () => ada }, {
      server: { trustProxy }, before: (app) => app.register(rateLimit, { max: 2, timeWindow: 60_000 })
    })
    const codes: number[] = []
    for (let i = 0; i < 4; i++) codes.push((await app.inject({ url: LOGIN, headers: headers(i) })).statusCode)
    return codes
  }
  const made = (i: number) =>
    ({ 'x-forwarded-for': `203.0.113.${i}`, forwarded: `for=203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}` })
  t.strictSame(await ask(false, made), [303, 303, 429, 429])
  t.strictSame(await ask(true, made), [303, 303, 303, 303], 'a host that trusts its proxy gets what the proxy says')
})

t.test('the guards of our routes come in every spelling that a rate limit counts (1.20, 1.22)', async (t) => {
  const { app } = await buildApp(t, {}, {
    server: { routerOptions: { caseSensitive: false, ignoreTrailingSlash: true } },
    before: (app) => app.register(rateLimit, { max: 2, timeWindow: 60_000 })
  })
  const codes = []
  for (const url of [LOGIN, `${LOGIN}/`, LOGIN.toUpperCase(), '/help-center/%6Cogin']) {
    codes.push((await app.inject({ url, headers: signedIn })).statusCode)
  }
  t.strictSame(codes, [303, 303, 429, 429])
})

t.test('beside @fastify/helmet our page keeps its stricter policy, and the rest of helmet stays (X1)', async (t) => {
  for (const contentSecurityPolicy of [undefined, { directives: { 'default-src': ['*'], 'frame-ancestors': ['*'] } }]) {
    const { app } = await buildApp(t, { authorize: () => false }, {
      before: (app) => app.register(helmet, contentSecurityPolicy ? { contentSecurityPolicy } : {})
    })
    const { statusCode, headers } = await app.inject({ url: LOGIN, headers: signedIn })
    t.equal(statusCode, 403)
    t.match(headers, {
      ...OURS, 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'x-dns-prefetch-control': 'off'
    })
    t.equal(headers['content-security-policy'], ERROR_PAGE_POLICY)
    t.match(headers['strict-transport-security'], /max-age/)
  }
})

t.test('beside @fastify/helmet a page of the host on our route keeps the host\'s policy (X1)', async (t) => {
  const policy = "default-src 'self'"
  const { app } = await buildApp(t, {
    authorize: () => false,
    errorPage: (_error, _request, reply) => { reply.header('content-security-policy', policy); return '<h1>Sorry</h1>' }
  }, { before: (app) => app.register(helmet) })
  t.equal((await app.inject({ url: LOGIN, headers: signedIn })).headers['content-security-policy'], policy)
})

t.test('beside a permissive @fastify/cors no answer of ours is granted to another site (C5)', async (t) => {
  let lookups = 0
  const { app } = await buildApp(t, { lookupUser: () => { lookups++; return ada } }, {
    before: (app) => app.register(cors, { origin: true, credentials: true, exposedHeaders: ['location', 'set-cookie'] })
  })
  const origin = 'https://evil.example'
  for (const url of [LOGIN, LOGOUT, arrival]) {
    for (const extra of [{}, { accept: 'application/json' }, { 'sec-fetch-dest': 'image' }]) {
      const { headers } = await app.inject({ url, headers: { ...signedIn, origin, ...extra } })
      t.strictSame(Object.keys(headers).filter((name) => name.startsWith('access-control')), [])
      t.match(headers, OURS)
    }
  }
  t.equal((await app.inject({ url: '/', headers: { origin } })).headers['access-control-allow-origin'], origin)
  lookups = 0
  const fetched = {
    ...signedIn,
    origin,
    accept: 'application/json',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
    'sec-fetch-site': 'cross-site'
  }
  t.equal(
    (await app.inject({ url: LOGIN, headers: fetched })).statusCode, 403, 'what a granted preflight would lead to'
  )
  t.equal(lookups, 0)
})

/** The integration of the README, with the session plugin that it stands for. */
async function buildWithSession (t: Test, options: Options = {}) {
  const users: Record<string, typeof ada> = { ada, bob }
  const desk: Options = {
    lookupUser: (request) => users[request.session.get('userId') ?? ''] ?? null,
    onLogout: (request) => request.session.destroy(),
    ...options
  }
  return buildApp(t, desk, {
    before: async (app) => {
      await app.register(fastifyCookie)
      await app.register(session, {
        secret: 's'.repeat(16) +
        'ession-under-test',
        cookie: { secure: false },
        saveUninitialized: true
      })
    },
    after: (app) => {
      app.post<{ Body: { user: string } }>('/real-sign-in', async (request, reply) => {
        await request.session.regenerate()
        request.session.set('userId', request.body.user)
        if (app.helpCenter().pending(request)) return reply.helpCenterRedirect(users[request.body.user])
        return reply.redirect('/', 303)
      })
    }
  })
}

declare module 'fastify' { interface Session { userId?: string } }

t.test('with @fastify/session the README works: guest, sign-in, fresh session, again, sign-out (S7)', async (t) => {
  const { app } = await buildWithSession(t)
  const browser = new Browser(app)
  t.match((await browser.get(arrival)).headers.location, /^\/sign-in\?next=/)
  const before = String(browser.cookies.sessionId)
  const handedOver = await browser.post('/real-sign-in', { user: 'ada' })
  const { claims, returnTo, endpoint } = readHandoff(handedOver.headers.location)
  t.strictSame([claims.email, returnTo, endpoint], [ada.email, ARTICLE, ENDPOINT])
  const after = String(browser.cookies.sessionId)
  t.not(after, before, 'a session that somebody planted is not signed in')
  t.match(Object.keys(browser.cookies).join(), /attempts/, 'the cookies of both sides arrive in one answer')

  t.equal(readHandoff((await browser.get(LOGIN)).headers.location).claims.email, ada.email)
  const planted = new Browser(app)
  planted.setCookie('sessionId', before)
  t.match((await planted.get(LOGIN)).headers.location, /^\/sign-in/)

  t.equal((await browser.get(LOGOUT)).statusCode, 303)
  browser.setCookie('sessionId', after)
  t.match(
    (await browser.get(LOGIN)).headers.location, /^\/sign-in/, 'a session kept from before the sign-out is dead (O6)'
  )
})

t.test('with @fastify/session another person at the same browser gets a token of their own (1.18)', async (t) => {
  const { app } = await buildWithSession(t)
  const browser = new Browser(app)
  for (const [user, { email }] of [['ada', ada], ['bob', bob]] as const) {
    await browser.get(arrival)
    t.equal(readHandoff((await browser.post('/real-sign-in', { user })).headers.location).claims.email, email)
    await browser.get(LOGOUT)
  }
  t.match((await browser.get(LOGIN)).headers.location, /^\/sign-in/)
})

t.test('@fastify/swagger documents no route of ours, unless the host gives one a schema (P2)', async (t) => {
  const documented = async (options: Options) => {
    const { app } = await buildApp(t, options, { before: (app) => app.register(swagger, { openapi: {} }) })
    return Object.keys(app.getDecorator<() => { paths?: object }>('swagger')().paths ?? {}).filter((path) =>
      path.startsWith('/help-center'))
  }
  t.strictSame(await documented({}), [])
  const schema = { querystring: { type: 'object', properties: { return_to: { type: 'string' } } } }
  t.strictSame(await documented({ routeOptions: { logout: { schema } } }), [LOGOUT])
})

t.test('a host under pressure sends its 503 from our routes with our headers, whatever its guard (P1)', async (t) => {
  const overload =
    () => { throw Object.assign(new Error('heap at 10.3.3.3'), { statusCode: 503, code: 'FST_UNDER_PRESSURE' }) }
  const guard = (app: FastifyInstance) => app.addHook('onRequest', async () => overload())
  for (const setup of [
    { before: guard }, { before: (app: FastifyInstance) => app.addHook('preHandler', async () => overload()) }
  ]) {
    const { app } = await buildApp(t, {}, setup)
    for (const url of [LOGIN, LOGOUT]) {
      const { statusCode, headers, body } = await app.inject({ url, headers: signedIn })
      t.equal(statusCode, 503)
      t.match(headers, { ...OURS, 'content-security-policy': ERROR_PAGE_POLICY })
      t.notMatch(body, '10.3.3.3')
    }
  }
  const { app } = await buildApp(t, { routeOptions: { login: { onRequest: async () => overload() } } })
  t.match(await app.inject(LOGIN), { statusCode: 503, headers: OURS })
  t.equal((await app.inject(LOGOUT)).statusCode, 303)
})
