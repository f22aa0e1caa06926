import t from 'tap'
import type { FastifyInstance } from 'fastify'
import { buildApp, LOGIN, LOGOUT } from '../fixtures/build-app.ts'

type Headers = Record<string, string>
const signedIn = { cookie: 'session=ada' }

/** An app that counts what must not happen. */
async function countCalls (t: Parameters<typeof buildApp>[0], before?: (app: FastifyInstance) => unknown) {
  const calls = { lookupUser: 0, onSignIn: 0, onLogout: 0 }
  const { app } = await buildApp(t, {
    lookupUser: () => { calls.lookupUser++; return { email: 'ada@example.com', emailVerified: true } },
    onSignIn: () => { calls.onSignIn++ },
    onLogout: () => { calls.onLogout++ }
  }, before === undefined ? {} : { before })
  return { app, calls }
}

const navigations: [string, Headers][] = [
  ['a browser that sends no Sec-Fetch headers', {}],
  ['a link on another site',
    { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }],
  ['an address typed by a person',
    { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', 'sec-fetch-user': '?1' }],
  ['a redirect within the site',
    { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' }],
  ['a page of the host that fetches JSON', {
    'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: 'application/json'
  }],
  ['the fetch of Node.js, which sends a mode alone', { 'sec-fetch-mode': 'cors', accept: 'application/json' }]
]
for (const [title, headers] of navigations) {
  t.test(`${title} is answered (C3)`, async (t) => {
    const { app, calls } = await countCalls(t)
    const login = await app.inject({ url: LOGIN, headers: { ...signedIn, ...headers } })
    t.match(login.statusCode, /^(?:303|200)$/)
    t.equal((await app.inject({ url: LOGOUT, headers })).statusCode, 303)
    t.strictSame(calls, { lookupUser: 1, onSignIn: 1, onLogout: 1 })
  })
}

const embedded: [string, Headers][] = [
  ...[
    'image', 'script', 'style', 'iframe', 'frame', 'object', 'embed', 'font', 'video', 'worker', 'manifest', 'report',
    'fencedframe', ''
  ].map(
    (destination): [string, Headers] => [`the destination "${destination}"`, { 'sec-fetch-dest': destination }]),
  ...['no-cors', 'cors', 'same-origin', 'websocket', 'nested-navigate', ''].map(
    (mode): [string, Headers] => [`the mode "${mode}"`, { 'sec-fetch-mode': mode }]),
  ['an iframe that navigates',
    { 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' }],
  ['two destinations in one header', { 'sec-fetch-dest': 'document, image' }],
  ['a fetch by another site for JSON', {
    'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site', accept: 'application/json'
  }],
  ['a fetch by a sister site for JSON',
    { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site', accept: 'application/json' }],
  ['an image that asks for JSON', {
    'sec-fetch-dest': 'image', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: 'application/json'
  }],
  ['a fetch by the host that does not ask for JSON',
    { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: '*/*' }]
]
for (const [title, headers] of embedded) {
  t.test(`${title} gets no token, ends no session and calls no hook (C3, X5, O1)`, async (t) => {
    const { app, calls } = await countCalls(t)
    for (const url of [LOGIN, LOGOUT]) {
      const response = await app.inject({ url, headers: { ...signedIn, ...headers } })
      t.equal(response.statusCode, 403)
      t.match(response.body, 'FST_HELP_CENTER_NOT_A_NAVIGATION')
      t.equal(response.headers['cache-control'], 'no-store')
      t.notOk(response.headers.location)
      t.notOk(response.headers['set-cookie'])
    }
    t.strictSame(calls, { lookupUser: 0, onSignIn: 0, onLogout: 0 })
  })
}

const prefetches: Headers[] = [
  { 'sec-purpose': 'prefetch' }, { 'sec-purpose': 'prefetch;prerender' },
  { 'sec-purpose': 'prefetch;anonymous-client-ip' },
  { purpose: 'prefetch' }, { 'x-moz': 'prefetch' },
  { 'sec-purpose': 'prefetch', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }
]
for (const headers of prefetches) {
  t.test(`a prefetch by ${JSON.stringify(headers)} gets no token and ends no session (C4)`, async (t) => {
    const { app, calls } = await countCalls(t)
    for (const url of [LOGIN, LOGOUT]) {
      const response = await app.inject({ url, headers: { ...signedIn, ...headers } })
      t.equal(response.statusCode, 503)
      t.match(response.body, 'FST_HELP_CENTER_PREFETCH')
    }
    t.strictSame(calls, { lookupUser: 0, onSignIn: 0, onLogout: 0 })
  })
}

t.test('HEAD, POST, PUT, PATCH, DELETE, OPTIONS and QUERY reach no handler of ours (1.20)', async (t) => {
  const { app, calls } = await countCalls(t)
  for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
    for (const url of [LOGIN, LOGOUT]) {
      const response = await app.inject({ method, url, headers: signedIn })
      t.equal(response.statusCode, 404, `${method} ${url}`)
      t.notOk(response.headers.location)
    }
  }
  t.strictSame(calls, { lookupUser: 0, onSignIn: 0, onLogout: 0 })
})

t.test('HEAD makes no token where the host exposes HEAD routes for everything (1.20)', async (t) => {
  const { app } = await buildApp(t, {}, { server: { exposeHeadRoutes: true } })
  t.equal((await app.inject({ method: 'HEAD', url: LOGIN, headers: signedIn })).statusCode, 404)
})

t.test('the guards hold for every spelling that the router of the host lets through (1.20)', async (t) => {
  const routerOptions = { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true }
  const { app } = await buildApp(t, {}, { server: { routerOptions } })
  for (const url of ['/HELP-CENTER/LOGIN', `${LOGIN}/`, '/help-center//login', '/help-center/%6Cogin', LOGIN]) {
    const allowed = await app.inject({ url, headers: signedIn })
    t.equal(allowed.statusCode, 303, url)
    t.equal(allowed.headers['cache-control'], 'no-store')
    for (const headers of [{ 'sec-fetch-dest': 'image' }, { 'sec-purpose': 'prefetch' }]) {
      t.match((await app.inject({ url, headers: { ...signedIn, ...headers } })).statusCode, /^(?:403|503)$/)
    }
    t.equal((await app.inject({ method: 'HEAD', url, headers: signedIn })).statusCode, 404)
  }
})

t.test('a CORS plugin of the host opens none of our routes (C5)', async (t) => {
  const { app } = await countCalls(t, (app) => app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'location'
    })
  }))
  for (const url of [LOGIN, LOGOUT]) {
    for (const headers of [{}, { accept: 'application/json' }, { 'sec-fetch-dest': 'image' }]) {
      const response = await app.inject({ url, headers: { ...signedIn, origin: 'https://evil.example', ...headers } })
      t.strictSame(Object.keys(response.headers).filter((name) => name.startsWith('access-control')), [])
    }
  }
  t.equal((await app.inject('/')).headers['access-control-allow-origin'], '*')
})
