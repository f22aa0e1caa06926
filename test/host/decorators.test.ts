import t from 'tap'
import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  ada, ARTICLE, buildApp, buildProvider, COOKIE_SECRET, createHost, ENDPOINT, HELP_CENTER, HOME, LOGIN, wrong
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import helpCenter from '../../lib/index.ts'

const arrival = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`
const signOutEndpoint = `${HELP_CENTER}/accounts/p/8-30039159786/logout`

t.test('helpCenterRedirect can be returned, awaited, or called from a plain handler', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => {
      app.get('/returned', async (_, reply) => reply.helpCenterRedirect(ada))
      app.get('/awaited', async (_, reply) => { await reply.helpCenterRedirect(ada) })
      app.get('/plain', (_, reply) => { reply.helpCenterRedirect(ada) })
      app.get('/same', (_, reply): FastifyReply => {
        const returned = reply.helpCenterRedirect(ada)
        t.equal(returned, reply)
        return returned
      })
    }
  })
  for (const url of ['/returned', '/awaited', '/plain', '/same']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 303, url)
    t.equal(readHandoff(response.headers.location).returnTo, HOME)
  }
})

t.test('helpCenterRedirect called twice makes one token and one audit event (X17)', async (t) => {
  const audits: string[] = []
  const { app } = await buildApp(t, { onSignIn: ({ jti }) => { audits.push(jti) } }, {
    after: (app) => app.get('/twice', (_, reply) => {
      reply.helpCenterRedirect(ada)
      return reply.helpCenterRedirect(ada)
    })
  })
  const { statusCode, headers } = await app.inject('/twice')
  t.equal(statusCode, 303)
  t.equal(readHandoff(headers.location).returnTo, HOME)
  t.equal(audits.length, 1)
})

t.test('the return URL comes from options, query, pending visit or home page, in this order', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => app.get<{ Querystring: { to?: string } }>('/help', ({ query: { to } }, reply) =>
      reply.helpCenterRedirect(ada, { returnTo: to }))
  })
  const browser = new Browser(app)
  const landing = async (query: Record<string, string>) =>
    readHandoff((await browser.get(`/help?${new URLSearchParams(query)}`)).headers.location).returnTo
  const [a, b] = [`${HELP_CENTER}/a`, `${HELP_CENTER}/b`]
  await browser.get(arrival)
  t.equal(await landing({ to: a, return_to: b }), a)
  await browser.get(arrival)
  t.equal(await landing({ return_to: b }), b)
  await browser.get(arrival)
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now + 40_000 })
  t.equal(await landing({}), ARTICLE)
  t.equal(await landing({}), HOME)
  t.equal(await landing({ to: 'https://evil.example/' }), HOME)
})

t.test('for a visitor who is nobody the redirect leads to the sign-in page and back', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => {
      app.get('/null', (_, reply) => reply.helpCenterRedirect(null, { returnTo: ARTICLE }))
      app.get('/undefined', (_, reply) => reply.helpCenterRedirect(undefined, { returnTo: ARTICLE }))
    }
  })
  for (const url of ['/null', '/undefined']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 303)
    t.equal(response.headers.location, `/sign-in?${new URLSearchParams({ next: arrival })}`)
  }
})

t.test('without a login route the sign-in page leads on to the start page', async (t) => {
  const { app } = await buildApp(t, { loginPath: false, lookupUser: undefined }, {
    after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(null, { returnTo: ARTICLE }))
  })
  const browser = new Browser(app)
  t.equal((await browser.get('/help')).headers.location, '/sign-in?next=%2F')
  const signedIn = await browser.post('/sign-in', { user: 'ada', next: '/' })
  t.equal(readHandoff(signedIn.headers.location).returnTo, ARTICLE)
  t.throws(() => app.helpCenter().loginUrl(), { code: 'FST_HELP_CENTER_INVALID_CALL' })
})

t.test('with errorPage: false, errors of the redirect go to the error handler of the host (X24)', async (t) => {
  const seen: unknown[] = []
  const { app } = await buildApp(t, { authorize: () => false, errorPage: false }, {
    before: (app) => app.setErrorHandler<Error & { code: string }>((error, _, reply) => {
      seen.push(error.code)
      return reply.code(418).send('of the host')
    }),
    after: (app) => {
      app.get('/returned', async (_, reply) => reply.helpCenterRedirect(ada))
      app.get('/plain', (_, reply) => { reply.helpCenterRedirect(ada) })
      app.get('/unknown', (_, reply) => reply.helpCenterRedirect(ada, { helpCenter: 'brand-b' }))
    }
  })
  for (const url of ['/returned', '/plain', '/unknown']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 418)
    t.equal(response.body, 'of the host')
    t.notOk(response.headers.location)
  }
  t.strictSame(seen, [
    'FST_HELP_CENTER_NOT_AUTHORIZED', 'FST_HELP_CENTER_NOT_AUTHORIZED', 'FST_HELP_CENTER_NOT_REGISTERED'
  ])
})

t.test('the visitor gets a page with the code and a fixed sentence, a client the same as JSON (X24)', async (t) => {
  const { app } = await buildApp(t, { profile: () => { throw new Error('column users.email of 10.1.1.1') } }, {
    after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const page = await app.inject('/help')
  t.equal(page.statusCode, 500)
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.body, 'FST_HELP_CENTER_HOOK_FAILED')
  t.match(page.body, 'Something went wrong on our side.')
  const json = await app.inject({ url: '/help', headers: { accept: 'application/json' } })
  t.match(json.json(), {
    statusCode: 500,
    code: 'FST_HELP_CENTER_HOOK_FAILED',
    error: 'Internal Server Error',
    message: /^Something went wrong/
  })
  for (const { body } of [page, json]) t.notMatch(body, /profile|10\.1\.1\.1/)
})

t.test('links for the host\'s pages are built from registered paths and leave a hostile return URL out', async (t) => {
  const { app } = await buildApp(t, { provider: buildProvider({ signOutEndpoint }) })
  const desk = app.helpCenter()
  t.equal(desk.loginUrl(), LOGIN)
  t.equal(desk.loginUrl(ARTICLE), arrival)
  t.equal(desk.loginUrl('https://evil.example/'), LOGIN)
  t.equal(desk.signOutUrl(), `${signOutEndpoint}?${new URLSearchParams({ serviceurl: HOME })}`)
  t.equal(desk.signOutUrl(ARTICLE), `${signOutEndpoint}?${new URLSearchParams({ serviceurl: ARTICLE })}`)
  t.equal(desk.signOutUrl('//evil.example'), `${signOutEndpoint}?${new URLSearchParams({ serviceurl: HOME })}`)
  t.equal((await buildApp(t)).app.helpCenter().signOutUrl(), null)
})

t.test('createSignIn gives the handoff as data, with and without a request', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) =>
      app.get('/api/help', (request) => app.helpCenter().createSignIn(ada, { request, returnTo: ARTICLE }))
  })
  const { handoff, jti, expiresAt, returnTo } = await app.helpCenter().createSignIn(ada, { returnTo: ARTICLE })
  const { endpoint, claims, ...read } = readHandoff(handoff.url)
  t.strictSame([handoff.method, endpoint, read.returnTo, returnTo], ['GET', ENDPOINT, ARTICLE, ARTICLE])
  t.equal(claims.jti, jti)
  t.equal(claims.exp, expiresAt.getTime() / 1000)
  t.equal((await app.helpCenter().createSignIn(ada)).returnTo, HOME)
  t.equal((await app.helpCenter().createSignIn(ada, { returnTo: 'https://evil.example' })).returnTo, HOME)
  t.equal(readHandoff((await app.inject('/api/help')).json().handoff.url).returnTo, ARTICLE)
})

t.test('createSignIn asks for the request wherever a hook of the host wants one', async (t) => {
  const cookie = { secret: COOKIE_SECRET }
  const hooks = [{ authorize: () => true }, { profile: () => ada }, { provider: () => buildProvider(), cookie }]
  for (const options of hooks) {
    const { app } = await buildApp(t, options, {
      after: (app) => app.get('/api/help', (request) => app.helpCenter().createSignIn(ada, { request }))
    })
    await t.rejects(app.helpCenter().createSignIn(ada), { code: 'FST_HELP_CENTER_INVALID_CALL' })
    t.equal((await app.inject('/api/help')).statusCode, 200)
  }
})

t.test('createSignIn refuses whom the redirect would refuse', async (t) => {
  const { app } = await buildApp(t)
  const desk = app.helpCenter()
  const unverified = desk.createSignIn({ ...ada, emailVerified: false })
  await t.rejects(unverified, { code: 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED', statusCode: 403 })
  const malformed = desk.createSignIn({ ...ada, email: 'ada@@example.com' })
  await t.rejects(malformed, { code: 'FST_HELP_CENTER_INVALID_EMAIL', statusCode: 403 })
})

t.test('createSignIn for nobody is an error with a code', async (t) => {
  const desk = (await buildApp(t)).app.helpCenter()
  for (const nobody of [null, undefined, 'ada@example.com', 7]) {
    await t.rejects(desk.createSignIn(wrong(nobody)), { code: /^FST_HELP_CENTER_/ })
  }
})

t.test('links that depend on the request are refused where the provider is a function', async (t) => {
  const { app } = await buildApp(t, { provider: () => buildProvider(), cookie: { secret: COOKIE_SECRET } })
  const desk = app.helpCenter()
  t.equal(desk.loginUrl(), LOGIN)
  t.throws(() => desk.loginUrl(ARTICLE), { code: 'FST_HELP_CENTER_INVALID_CALL' })
  t.throws(() => desk.signOutUrl(), { code: 'FST_HELP_CENTER_INVALID_CALL' })
})

t.test('a help center that is not registered is named, with those that are', async (t) => {
  const { app } = await buildApp(t, { name: 'support' })
  t.equal(app.helpCenter().name, 'support')
  t.throws(() => app.helpCenter('billing'), { code: 'FST_HELP_CENTER_NOT_REGISTERED', message: /"billing".*support/ })
  for (const name of ['__proto__', 'constructor', 'toString', '']) {
    t.throws(() => app.helpCenter(name), { code: 'FST_HELP_CENTER_NOT_REGISTERED' })
  }
})

t.test('an unknown name in a redirect gets to no browser, and neither do the names of others (X25)', async (t) => {
  const { app, log } = await buildApp(t, { name: 'support' }, {
    after: async (app) => {
      const provider = buildProvider({ secret: `${COOKIE_SECRET}-2` })
      await app.register(helpCenter, { name: 'wholesale', prefix: '/wholesale', provider, lookupUser: () => ada })
      app.get<{ Querystring: { name: string } }>('/enter', ({ query: { name } }, reply) =>
        reply.helpCenterRedirect(ada, { helpCenter: name }))
    }
  })
  for (const accept of ['text/html', 'application/json']) {
    for (const name of ['typo-4711', '<img src=x>', 'Support', '__proto__']) {
      const { statusCode, headers, body } = await app.inject({ url: '/enter', query: { name }, headers: { accept } })
      t.equal(statusCode, 500)
      t.match(body, 'FST_HELP_CENTER_NOT_REGISTERED')
      t.notOk(body.includes(name), name)
      t.notMatch(body + JSON.stringify(headers), /support|wholesale|default|eyJ/)
    }
  }
  // For the log, and whoever reads it: what to look at.
  t.match(JSON.stringify(log), 'Check the option helpCenter')
  t.throws(() => app.helpCenter('typo-4711'), { message: /"typo-4711".*Known here: support, wholesale$/ })
})

t.test('outside the scope of the registration there are no decorators', async (t) => {
  const app: FastifyInstance = createHost()
  t.teardown(() => app.close())
  app.register(async (scope) => {
    await scope.register(helpCenter, { provider: buildProvider(), loginPath: false })
  })
  await app.ready()
  t.notOk(app.hasDecorator('helpCenter'))
  t.notOk(app.hasReplyDecorator('helpCenterRedirect'))
})

t.test('createSignIn for nobody says so, and asks no hook about nobody', async (t) => {
  const asked: unknown[] = []
  const { app } = await buildApp(t, {
    authorize: (user) => { asked.push(user); return true },
    profile: (user) => { asked.push(user); return user }
  }, {
    after: (app) => app.get<{ Querystring: { nobody: string } }>('/handoff', (request) =>
      app.helpCenter().createSignIn(wrong(JSON.parse(request.query.nobody)), { request }))
  })
  for (const nobody of ['null', '"ada@example.com"', '7', 'false']) {
    const { statusCode, body } = await app.inject({ url: '/handoff', query: { nobody } })
    t.equal(statusCode, 500)
    t.match(body, 'FST_HELP_CENTER_INVALID_CALL', nobody)
  }
  t.strictSame(asked, [])
})
