import t from 'tap'
import { once } from 'node:events'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import Fastify, { type RouteOptions } from 'fastify'
import helpCenter from '../../lib/index.ts'
import { ada, ARTICLE, buildApp, buildProvider, findUser, HOME, LOGIN, LOGOUT } from '../fixtures/build-app.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const signedIn = { cookie: 'session=ada' }

t.test('hooks and error handler of ours do not reach other routes of the app', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => {
      app.get('/fails', () => { throw new Error('of the host') })
      app.register(async (scope) => scope.get('/child', () => 'child'))
    }
  })
  for (const url of ['/', '/child']) {
    const response = await app.inject({ url, headers: { 'sec-fetch-dest': 'image', 'sec-purpose': 'prefetch' } })
    t.equal(response.statusCode, 200)
    t.notOk(response.headers['cache-control'])
  }
  const { body } = await app.inject('/fails')
  t.match(body, 'of the host')
})

t.test('hooks and decorators of the host reach our routes', async (t) => {
  const { app } = await buildApp(t, { lookupUser: (request) => request.getDecorator<typeof ada>('user') }, {
    before: (app) => {
      app.decorateRequest('user', null)
      app.addHook('onRequest', async (request) => { request.setDecorator('user', ada) })
    }
  })
  t.equal(readHandoff((await app.inject(LOGIN)).headers.location).claims.email, ada.email)
})

t.test('the plugin has a name and tells which Fastify it is for', async (t) => {
  const { app } = await buildApp(t)
  t.ok(app.hasPlugin('fastify-help-center'))
  const { fastify, name } = Reflect.get(helpCenter, Symbol.for('plugin-meta')) as Record<string, string>
  t.strictSame({ fastify, name }, { fastify: '^5.8.5', name: 'fastify-help-center' })
  t.equal(
    helpCenter.zohoDesk({ signInEndpoint: `${HOME}/signin/jwt/auth`, secret: ARTICLE, helpCenterUrl: HOME }).id,
    'zoho-desk'
  )
})

t.test('the routes are GET alone, and hidden from OpenAPI unless a schema is given', async (t) => {
  const routes: RouteOptions[] = []
  const schema = { tags: ['sso'], querystring: { type: 'object', properties: { return_to: { type: 'string' } } } }
  await buildApp(t, { routeOptions: { logout: { schema } } }, {
    before: (app) => app.addHook('onRoute', (route) => { if (route.url.startsWith('/help-center')) routes.push(route) })
  })
  t.match(routes, [
    { method: 'GET', url: LOGIN, exposeHeadRoute: false, schema: { hide: true } },
    { method: 'GET', url: LOGOUT, exposeHeadRoute: false, schema }
  ])
  t.equal(routes.length, 2)
})

t.test('route options are passed on, but for those that hold the route together', async (t) => {
  const calls: string[] = []
  const { app } = await buildApp(t, {
    routeOptions: {
      login: {
        config: { rateLimit: 5 } as object,
        constraints: { host: 'app.example.com' },
        preHandler: async (request) => { calls.push(`login ${JSON.stringify(request.routeOptions.config)}`) }
      },
      logout: { onRequest: async (_, reply) => reply.code(403).send('not now') }
    }
  })
  t.equal((await app.inject({ url: LOGIN, headers: signedIn })).statusCode, 404)
  t.equal((await app.inject({ url: LOGIN, headers: { ...signedIn, host: 'app.example.com' } })).statusCode, 303)
  t.match(calls, [/^login .*"rateLimit":5/])
  t.match(await app.inject(LOGOUT), { statusCode: 403, body: 'not now', headers: { 'cache-control': 'no-store' } })
})

t.test('a schema of the host that refuses the query answers with a page of ours', async (t) => {
  const schema = { querystring: { type: 'object', properties: { return_to: { type: 'string', maxLength: 10 } } } }
  const { app } = await buildApp(t, { routeOptions: { login: { schema } } })
  const response = await app.inject({ url: LOGIN, query: { return_to: ARTICLE } })
  t.equal(response.statusCode, 400)
  t.match(response.body, 'FST_HELP_CENTER_REQUEST_FAILED')
  t.notMatch(response.body, 'querystring')
})

t.test('an HTTP/2 app works, and gets no connection header when it closes', async (t) => {
  const app = Fastify({ http2: true })
  t.teardown(() => app.close())
  let onLookup: () => void = () => {}
  const asked = new Promise<void>((resolve) => { onLookup = resolve })
  app.register(helpCenter, {
    provider: buildProvider(),
    signInPage: '/sign-in',
    lookupUser: async (request, _reply, { signal }) => {
      if (request.headers['x-slow'] === undefined) return findUser(request)
      onLookup()
      await once(signal, 'abort')
      return null
    },
    hookTimeout: 40
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  t.teardown(() => session.destroy())
  const ask = async (headers: Record<string, string>) => {
    const stream = session.request({ ':path': LOGIN, ...headers })
    stream.resume()
    const [answer] = await once(stream, 'response') as [Record<string, string | number>]
    return answer
  }
  t.match(await ask({}), { ':status': 303, location: /^\/sign-in/ })
  t.equal(readHandoff((await ask(signedIn)).location).returnTo, HOME)
  const slow = ask({ 'x-slow': '1' })
  await asked
  const closed = app.close()
  t.match(await slow, { ':status': 503 })
  t.notOk((await slow).connection)
  session.close()
  await closed
})
