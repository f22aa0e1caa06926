import t from 'tap'
import fastifyCookie from '@fastify/cookie'
import createError from '@fastify/error'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { ada, buildApp, findUser, LOGIN, LOGOUT, type Options, type Setup } from '../fixtures/build-app.ts'

const signedIn = { cookie: 'session=ada' }
const protection = {
  'cache-control': 'no-store', pragma: 'no-cache', 'referrer-policy': 'no-referrer', vary: /\bCookie, Accept$/
}
const slow = () => new Promise<never>(() => {})

const answers: [string, Options, string, Record<string, string>, number][] = [
  ['a handoff', {}, LOGIN, signedIn, 303],
  ['a handoff as data', {}, LOGIN, { ...signedIn, accept: 'application/json' }, 200],
  ['the way to the sign-in page', {}, LOGIN, {}, 303],
  ['a 401 as data', {}, LOGIN, { accept: 'application/json' }, 401],
  ['a 403', { authorize: () => false }, LOGIN, signedIn, 403],
  ['a 403 for an image', {}, LOGIN, { 'sec-fetch-dest': 'image' }, 403],
  ['a 500', { lookupUser: () => { throw new Error('down') } }, LOGIN, {}, 500],
  ['a 503', { lookupUser: slow, hookTimeout: 10 }, LOGIN, {}, 503],
  ['a sign-out', {}, LOGOUT, signedIn, 303],
  ['a failed sign-out', { onLogout: () => { throw new Error('down') } }, LOGOUT, signedIn, 500],
  ['an error that the host answers', { errorPage: false, authorize: () => false }, LOGIN, signedIn, 403]
]
for (const [title, options, url, headers, statusCode] of answers) {
  t.test(`${title} is stored nowhere and sends no referrer (L1)`, async (t) => {
    const { app } = await buildApp(t, options)
    const response = await app.inject({ url, headers })
    t.equal(response.statusCode, statusCode)
    t.match(response.headers, protection)
    for (const name of ['etag', 'last-modified', 'expires']) t.notOk(response.headers[name])
  })
}

t.test('what a host hook throws on our route keeps its status, neither headers nor message (L1, H2)', async (t) => {
  const outcomes: [unknown, number][] = [
    [Object.assign(new Error(
      'limit of 10.9.9.9'
    ), { statusCode: 429, headers: { 'x-detail': '10.9.9.9', 'cache-control': 'public' } }), 429],
    [Object.assign(new Error('10.9.9.9'), { statusCode: 200 }), 500],
    [Object.assign(new Error('10.9.9.9'), { statusCode: 302 }), 500],
    [Object.assign(new Error('10.9.9.9'), { statusCode: 999 }), 500],
    [new Error('10.9.9.9'), 500], ['10.9.9.9', 500], [{ statusCode: 503, message: '10.9.9.9' }, 503]
  ]
  for (const [thrown, statusCode] of outcomes) {
    const { app, log } =
      await buildApp(t, {}, { before: (app) => app.addHook('onRequest', async () => { throw thrown }) })
    for (const url of [LOGIN, LOGOUT]) {
      const response = await app.inject({ url, headers: signedIn })
      t.equal(response.statusCode, statusCode)
      t.match(response.headers, protection)
      t.match(response.body, 'FST_HELP_CENTER_REQUEST_FAILED')
      t.notMatch(response.body + JSON.stringify(response.headers) + JSON.stringify(log), '10.9.9.9')
    }
  }
})

const DETAIL = 'no route to db-7.internal'
const details = {
  headers: { 'x-detail': DETAIL, 'retry-after': '7', location: 'https://evil.example/' }, validation: [DETAIL]
}
const asPage = { ...signedIn, accept: 'text/html' }
const asData = { ...signedIn, accept: 'application/json' }

/** Where a plugin of the host may throw on our routes. */
type Throw = () => Promise<never>
const places: [title: string, setUp: (hook: Throw) => { options?: Options, before?: Setup['before'] }][] = [
  ...(['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const).flatMap((stage): typeof places => [
    [`a hook of the app at ${stage}`, (hook) => ({ before: (app) => app.addHook(stage as 'preHandler', hook) })],
    [`a hook in routeOptions at ${stage}`, (hook) => {
      const route = { [stage]: hook }
      return { options: { routeOptions: { login: route, logout: route } } }
    }]
  ])
]
for (const [place, setUp] of places) {
  t.test(`an error that another plugin made, from ${place}, tells its status alone (H2, 1.12)`, async (t) => {
    const codes = ['HOST_DB', 'FST_ERR_VALIDATION', 'FST_HELP_CENTER_OF_THE_HOST']
    const thrown = codes.map((code) => new (createError(code, DETAIL, 503))())
    const generic = Object.assign(new createError.FastifyError(), { code: 'HOST_DB', message: DETAIL, statusCode: 503 })
    for (const error of [...thrown, generic]) {
      const { options, before } = setUp(async () => { throw Object.assign(error, details) })
      const { app } = await buildApp(t, options, { ...before && { before } })
      for (const url of [LOGIN, LOGOUT]) {
        for (const headers of [asPage, asData]) {
          const response = await app.inject({ url, headers })
          t.equal(response.statusCode, 503)
          t.match(response.headers, protection)
          t.match(response.body, 'FST_HELP_CENTER_REQUEST_FAILED')
          const answer = JSON.stringify([response.headers, response.body])
          t.notMatch(answer, /db-7|HOST|ERR_VALIDATION|x-detail|retry-after|evil/i)
          t.equal(response.headers.location, undefined)
        }
      }
    }
  })
}

t.test('an error of another plugin that bears a code of ours is not ours (H2, 1.12)', async (t) => {
  const Impostor = createError('FST_HELP_CENTER_NOT_AUTHORIZED', DETAIL, 418)
  const { app } = await buildApp(t, {}, {
    before: (app) => app.addHook('preHandler', async () => { throw Object.assign(new Impostor(), details) })
  })
  for (const headers of [asPage, asData]) {
    const response = await app.inject({ url: LOGIN, headers })
    t.equal(response.statusCode, 418)
    t.notMatch(JSON.stringify([response.headers, response.body]), /db-7|NOT_AUTHORIZED|x-detail|retry-after|evil/i)
  }
})

t.test('an address that a hook of the host set before it threw is not in the error (1.12)', async (t) => {
  for (const stage of ['onRequest', 'preHandler', 'lookupUser'] as const) {
    const fail = async (reply: FastifyReply): Promise<never> => {
      reply.header('location', `${DETAIL}/?jwt=secret`)
      throw new Error(DETAIL)
    }
    const options = stage === 'lookupUser' ? { lookupUser: (_: unknown, reply: FastifyReply) => fail(reply) } : {}
    const { app } = await buildApp(t, options, {
      before: (app) => stage !== 'lookupUser' && app.addHook(stage as 'preHandler', async (_, reply) => fail(reply))
    })
    for (const headers of [asPage, asData]) {
      const response = await app.inject({ url: LOGIN, headers })
      t.equal(response.statusCode, 500)
      t.equal(response.headers.location, undefined)
      t.notMatch(JSON.stringify([response.headers, response.body]), /db-7|jwt=/)
    }
  }
})

t.test('a request that fails the host\'s schema for our route is told the status, not the schema (H2)', async (t) => {
  const schema = { querystring: { type: 'object', required: ['tenant_of_db7'] } }
  const { app } = await buildApp(t, { routeOptions: { login: { schema }, logout: { schema } } })
  for (const url of [LOGIN, LOGOUT]) {
    for (const headers of [asPage, asData]) {
      const response = await app.inject({ url, headers })
      t.equal(response.statusCode, 400)
      t.match(response.body, 'FST_HELP_CENTER_REQUEST_FAILED')
      t.notMatch(response.body, /db7|querystring|FST_ERR/)
    }
  }
})

t.test('an answer that a hook of the host sends on our route is stored nowhere either (L1)', async (t) => {
  const { app } = await buildApp(t, {}, {
    before: (app) => app.addHook('preHandler', async (_, reply) =>
      reply.code(429).headers({ 'cache-control': 'max-age=60', etag: '"1"', expires: '0' }).send('slow down'))
  })
  const response = await app.inject({ url: LOGIN, headers: signedIn })
  t.equal(response.statusCode, 429)
  t.match(response.headers, protection)
  t.notOk(response.headers.etag ?? response.headers.expires)
})

t.test('an onSend hook that the host gives our route changes neither (L1, X14)', async (t) => {
  const onSend = async (_: unknown, reply: FastifyReply) => {
    reply.headers({
      'cache-control': 'public', 'cdn-cache-control': 'max-age=600', 'acme-cdn-cache-control': 'max-age=600'
    })
  }
  const { app } = await buildApp(t, { routeOptions: { login: { onSend } } })
  for (const cookie of ['session=ada', '']) {
    const { headers } = await app.inject({ url: LOGIN, headers: { cookie } })
    t.match(headers, { 'cache-control': 'no-store', 'cdn-cache-control': 'no-store' })
    t.equal(headers['acme-cdn-cache-control'], undefined)
  }
})

t.test('a caching plugin of the host changes nothing on our routes (L1)', async (t) => {
  const { app } = await buildApp(t, {}, {
    before: (app) => app.addHook('onSend', async (_, reply) => {
      reply.headers({ 'cache-control': 'public, max-age=3600', etag: '"x"', 'last-modified': 'today', vary: 'Origin' })
    })
  })
  const { headers } = await app.inject({ url: LOGIN, headers: signedIn })
  t.match(headers, { ...protection, vary: 'Origin, Cookie, Accept' })
  t.notOk(headers.etag ?? headers['last-modified'])
  t.match((await app.inject('/')).headers, { 'cache-control': 'public, max-age=3600', etag: '"x"', vary: 'Origin' })
})

t.test('helpCenterRedirect protects its answer in a route of the host too, and repeats nothing', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => {
      app.get('/help', (_, reply) =>
        reply.header('etag', '"1"').header('vary', 'Cookie, Accept').helpCenterRedirect(ada))
      app.get('/guest', (_, reply) => reply.helpCenterRedirect(null))
    }
  })
  for (const url of ['/help', '/guest']) {
    const { headers } = await app.inject(url)
    t.match(headers, { ...protection, vary: 'Cookie, Accept' })
    t.notOk(headers.etag)
  }
})

t.test('other routes of the app are as they were', async (t) => {
  const { app } = await buildApp(t)
  const { headers } = await app.inject('/')
  for (const name of ['cache-control', 'pragma', 'referrer-policy', 'vary', 'set-cookie', 'x-frame-options']) {
    t.notOk(headers[name], name)
  }
  t.notOk((await app.inject('/nowhere')).headers['cache-control'])
})

const registerCookie = (app: FastifyInstance) => app.register(fastifyCookie, { secret: 'of the host' })
const cookieSetups: [string, { before?: typeof registerCookie, after?: (app: FastifyInstance) => unknown }][] = [
  ['@fastify/cookie is registered before', { before: registerCookie }],
  ['@fastify/cookie is registered after', { after: registerCookie }],
  ['@fastify/cookie is not registered', {}],
  ['@fastify/cookie is registered in a neighbouring scope',
    { after: (app) => app.register(async (scope) => { await registerCookie(scope) }) }]
]
for (const [title, setup] of cookieSetups) {
  t.test(`cookies of the host stay beside ours if ${title}`, async (t) => {
    const { app } = await buildApp(t, {
      lookupUser: (request, reply) => {
        if ('setCookie' in reply && title.includes('before')) reply.setCookie('touched', 'yes', { path: '/' })
        else reply.header('set-cookie', 'touched=yes; Path=/')
        return findUser(request)
      },
      onLogout: (_, reply) => { reply.header('set-cookie', ['session=; Max-Age=0', 'other=; Max-Age=0']) }
    }, setup)
    const names = async (url: string, headers = {}) =>
      [(await app.inject({ url, headers })).headers['set-cookie']].flat().map((header) => header?.split('=')[0]).sort()
    const ours = ['__Host-help-center.default.attempts', '__Host-help-center.default.pending']
    const pending = `${ours[1]}=x`
    t.strictSame(await names(LOGIN, signedIn), [ours[0], 'touched'])
    t.strictSame(await names(LOGIN, { ...signedIn, cookie: `${signedIn.cookie}; ${pending}` }), [...ours, 'touched'])
    t.strictSame(await names(LOGIN), [...ours, 'touched'])
    t.strictSame(await names(LOGOUT), ['other', 'session'])
    t.strictSame(await names(LOGOUT, { cookie: pending }), [ours[1], 'other', 'session'])
  })
}
