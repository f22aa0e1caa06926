import t from 'tap'
import helmet from '@fastify/helmet'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { ARTICLE, buildApp, LOGIN, wrong } from '../fixtures/build-app.ts'
import { readToken } from '../fixtures/read-token.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const ENDPOINT = 'https://sign-in.example.net/access/jwt'
const provider = acmeDesk({
  handoff: { kind: 'form', endpoint: ENDPOINT, returnParameter: 'return_to' },
  returnOrigins: ['https://desk.example.net']
})
const headers = { cookie: 'session=ada', accept: 'text/html' }
const login = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`
const tokenOf = (body: string) => /name="jwt" value="([^"]+)"/.exec(body)?.[1] ?? ''

t.test('a visitor who is signed in gets a page that posts the token, protected as all our pages are', async (t) => {
  const { app } = await buildApp(t, { provider })
  const response = await app.inject({ url: login, headers })
  t.equal(response.statusCode, 200)
  t.match(response.headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff'
  })
  t.match(
    response.headers['content-security-policy'],
    new RegExp('; script-src \'sha256-[\\w+/=]{44}\'; form-action https://sign-in\\.example\\.net ' +
      'https://help\\.example\\.com https://desk\\.example\\.net$')
  )
  t.notMatch(response.headers['content-security-policy'], /nonce|unsafe/)
  t.equal(response.headers.location, undefined)
  t.match(response.body, `action="${ENDPOINT}?return_to=${encodeURIComponent(ARTICLE)}"`)
  t.match(readToken(tokenOf(response.body), SECRET).claims, { email: 'ada@example.com' })
  t.notMatch(JSON.stringify(response.headers), tokenOf(response.body))
  t.match(response.headers['set-cookie'], /^__Host-help-center\.default\.attempts=/)
})

t.test('each answer has a token of its own, so that Back never posts one a second time', async (t) => {
  const { app } = await buildApp(t, { provider })
  const [first, second] = [await app.inject({ url: login, headers }), await app.inject({ url: login, headers })]
  t.not(tokenOf(first.body), tokenOf(second.body))
})

t.test('a client that wants JSON gets the form as data', async (t) => {
  const { app } = await buildApp(t, { provider })
  const response = await app.inject({ url: login, headers: { ...headers, accept: 'application/json' } })
  const { method, url, fields, ...others } = response.json()
  t.strictSame({ method, url, others }, {
    method: 'POST', url: `${ENDPOINT}?return_to=${encodeURIComponent(ARTICLE)}`, others: {}
  })
  t.strictSame(Object.keys(fields), ['jwt'])
  t.ok(readToken(fields.jwt, SECRET))
  t.equal(response.headers['content-security-policy'], undefined)
  t.equal(response.headers['cache-control'], 'no-store')
})

t.test('the endpoint on the help center\'s own origin is named once', async (t) => {
  const { app } =
    await buildApp(t, { provider: acmeDesk({ handoff: { kind: 'form', endpoint: 'https://help.example.com/in' } }) })
  const response = await app.inject({ url: LOGIN, headers })
  t.match(response.headers['content-security-policy'], /; form-action https:\/\/help\.example\.com$/)
})

t.test('the nonce of the host\'s own policy is on the script, and our policy stays', async (t) => {
  const { app } = await buildApp(t, { provider }, { before: (app) => app.register(helmet, { enableCSPNonces: true }) })
  const response = await app.inject({ url: login, headers })
  const [, nonce = ''] = /<script nonce="(\w{16,})">/.exec(response.body) ?? []
  t.ok(nonce)
  t.match(response.headers['content-security-policy'], `'nonce-${nonce}'; form-action https://sign-in.example.net`)
  t.match(response.headers['content-security-policy'], /^default-src 'none'/)
})

t.test('a nonce that is no text is none', async (t) => {
  for (const cspNonce of [{ script: 7 }, {}, null]) {
    const { app } = await buildApp(t, { provider }, {
      before: (app) => { app.decorateReply('cspNonce', { getter: () => wrong(cspNonce) }) }
    })
    const response = await app.inject({ url: login, headers })
    t.match(response.body, '<script nonce="">')
    t.notMatch(response.headers['content-security-policy'], 'nonce')
  }
})

t.test('reply.helpCenterRedirect() sends the page from a route of the host too', async (t) => {
  const { app } = await buildApp(t, { provider }, {
    after: (app) => {
      app.get(
        '/help', (_request, reply) => reply.helpCenterRedirect({ email: 'ada@example.com', emailVerified: true })
      )
    }
  })
  const response = await app.inject({ url: '/help', headers })
  t.match(response, {
    statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  })
  t.match(readToken(tokenOf(response.body), SECRET).claims, { email: 'ada@example.com' })
})

t.test('createSignIn() gives the form as data', async (t) => {
  const { app } = await buildApp(t, { provider })
  const { handoff } =
    await app.helpCenter().createSignIn({ email: 'ada@example.com', emailVerified: true }, { returnTo: ARTICLE })
  t.match(handoff, {
    method: 'POST', url: `${ENDPOINT}?return_to=${encodeURIComponent(ARTICLE)}`, fields: { jwt: String }
  })
})

t.test('a fragment is part of the redirect, and stays out of the log', async (t) => {
  const { app, log } = await buildApp(t, { provider: acmeDesk({ handoff: { kind: 'fragment', endpoint: ENDPOINT } }) })
  const { statusCode, headers: { location } } = await app.inject({ url: LOGIN, headers })
  t.equal(statusCode, 303)
  const [address, token = ''] = String(location).split('#')
  t.equal(address, ENDPOINT)
  t.ok(readToken(token, SECRET))
  t.notMatch(JSON.stringify(log), token)
})
