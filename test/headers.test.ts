import t from 'tap'
import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { ada, buildApp, findUser, LOGIN, LOGOUT, type Options } from './fixtures/build-app.ts'

const signedIn = { cookie: 'session=ada' }
const protection = { 'cache-control': 'no-store', pragma: 'no-cache', 'referrer-policy': 'no-referrer', vary: /\bCookie, Accept$/ }
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

t.test('what a hook of the host throws on our route keeps its status, and neither headers nor message (L1, H2)', async (t) => {
  const outcomes: [unknown, number][] = [
    [Object.assign(new Error('limit of 10.9.9.9'), { statusCode: 429, headers: { 'x-detail': '10.9.9.9', 'cache-control': 'public' } }), 429],
    [Object.assign(new Error('10.9.9.9'), { statusCode: 200 }), 500], [Object.assign(new Error('10.9.9.9'), { statusCode: 302 }), 500],
    [Object.assign(new Error('10.9.9.9'), { statusCode: 999 }), 500],
    [new Error('10.9.9.9'), 500], ['10.9.9.9', 500], [{ statusCode: 503, message: '10.9.9.9' }, 503]
  ]
  for (const [thrown, statusCode] of outcomes) {
    const { app, log } = await buildApp(t, {}, { before: (app) => app.addHook('onRequest', async () => { throw thrown }) })
    for (const url of [LOGIN, LOGOUT]) {
      const response = await app.inject({ url, headers: signedIn })
      t.equal(response.statusCode, statusCode)
      t.match(response.headers, protection)
      t.match(response.body, 'FST_HELP_CENTER_REQUEST_FAILED')
      t.notMatch(response.body + JSON.stringify(response.headers) + JSON.stringify(log), '10.9.9.9')
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

t.test('a caching plugin of the host has no say on our routes (L1)', async (t) => {
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
      app.get('/help', (_, reply) => reply.header('etag', '"1"').header('vary', 'Cookie, Accept').helpCenterRedirect(ada))
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
  for (const name of ['cache-control', 'pragma', 'referrer-policy', 'vary', 'set-cookie', 'x-frame-options']) t.notOk(headers[name], name)
  t.notOk((await app.inject('/nowhere')).headers['cache-control'])
})

const registerCookie = (app: FastifyInstance) => app.register(fastifyCookie, { secret: 'of the host' })
const cookieSetups: [string, { before?: typeof registerCookie, after?: (app: FastifyInstance) => unknown }][] = [
  ['@fastify/cookie is registered before', { before: registerCookie }],
  ['@fastify/cookie is registered after', { after: registerCookie }],
  ['@fastify/cookie is not registered', {}],
  ['@fastify/cookie is registered in a neighbouring scope', { after: (app) => app.register(async (scope) => { await registerCookie(scope) }) }]
]
for (const [title, setup] of cookieSetups) {
  t.test(`cookies of the host stand beside ours if ${title}`, async (t) => {
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
    t.strictSame(await names(LOGIN, signedIn), [...ours, 'touched'])
    t.strictSame(await names(LOGIN), [...ours, 'touched'])
    t.strictSame(await names(LOGOUT), [ours[1], 'other', 'session'])
  })
}
