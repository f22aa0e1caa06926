import t, { type Test } from 'tap'
import type { LightMyRequestResponse } from 'fastify'
import type { ProviderContract } from '../../lib/index.ts'
import { acmeDesk, CONTRACT } from '../fixtures/acme-desk.ts'
import { ada, buildApp, LOGIN, wrong, type Options } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { OWN_FETCH } from '../fixtures/vendor-app.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const JSON_ONLY = { accept: 'application/json' }
const SIGNED = new URLSearchParams({ sso: 'forged', sig: 'forged' })
const DETAIL = 'detail-of-the-host'

type Verify = NonNullable<ProviderContract['inbound']['signedRequest']>['verify']
type Encode = Extract<ProviderContract['token'], { kind: 'signed' }>['encode']

function verifying (verify: () => unknown) {
  return acmeDesk({
    inbound: {
      returnTo: CONTRACT.inbound.returnTo,
      signedRequest: { parameters: ['sso', 'sig'], verify: verify as Verify },
      toClaim: { nonce: 'nonce' },
      required: ['sso', 'sig']
    }
  })
}

function encoding (encode: () => unknown, changes: Partial<ProviderContract> = {}) {
  return acmeDesk({ token: { kind: 'signed', encode: encode as Encode }, ...changes })
}

function throwDetail (): never {
  throw new Error(DETAIL)
}

class Answer {
  nonce = 'n'
}

/** What is no plain record of strings, as a function without types may return it. */
const rubbish: Record<string, () => unknown> = {
  'a promise of null': async () => null,
  'a promise of a record': async () => ({ nonce: 'n' }),
  'a promise that is rejected': async () => { throw new Error(DETAIL) },
  'a rejection later': () => new Promise((_resolve, reject) => { setImmediate(reject, new Error(DETAIL)) }),
  'a promise that never settles': () => new Promise(() => {}),
  'a thenable': () => ({ then: (resolve: (value: null) => void) => resolve(null) }),
  'a generator': () => (function * () { yield 'n' })(),
  'an array': () => ['n'],
  'an empty array': () => [],
  pairs: () => [['nonce', 'n']],
  'a Map': () => new Map([['nonce', 'n']]),
  'search parameters': () => new URLSearchParams({ nonce: 'n' }),
  'a Buffer': () => Buffer.from('nonce'),
  'an instance of a class': () => new Answer(),
  'a Date': () => new Date(0),
  'a function': () => () => ({ nonce: 'n' }),
  true: () => true,
  text: () => 'nonce=n',
  'empty text': () => '',
  'a number': () => 1,
  'a symbol': () => Symbol('n'),
  'a record with a number': () => ({ nonce: 1 }),
  'a record with a list': () => ({ nonce: ['n'] }),
  'a record with a record': () => ({ nonce: { n: 'n' } }),
  'a record with null': () => ({ nonce: null }),
  'a record with nothing': () => ({ nonce: undefined }),
  'a record with a boxed text': () => ({ nonce: Object('n') }),
  'a record with a promise': () => ({ nonce: Promise.resolve('n') }),
  'a record with a promise that is rejected': () => ({ nonce: Promise.reject(new Error(DETAIL)) }),
  'a record among whose members one throws': () => ({ get nonce () { return throwDetail() } }),
  'a proxy that throws': () => new Proxy({}, { ownKeys: throwDetail, get: throwDetail, getPrototypeOf: throwDetail }),
  'an exception': throwDetail
}

/** A refusal with a code: no address to go to, no token in any place, nothing of what was thrown. */
function assertRefused (t: Test, { statusCode, headers, body }: LightMyRequestResponse, title: string): void {
  t.ok(statusCode >= 500, `${title}: ${statusCode} ${headers.location}`)
  t.match(body, /FST_HELP_CENTER_[A-Z_]+/, title)
  t.notOk(headers.location, title)
  t.notMatch(body + JSON.stringify(headers), /eyJ|forged|detail-of-the-host|\bjwt\b/, title)
  t.notMatch(headers['set-cookie'], 'pending', title)
}

for (const [title, result] of [...Object.entries(rubbish), ['nothing', () => undefined] as const]) {
  t.test(`a request is not opened by verify that returns ${title} (X19)`, async (t) => {
    const incidents = watchProcess(t)
    let signIns = 0
    const options: Options = { provider: verifying(result), onSignIn: () => { signIns++ } }
    const { app } = await buildApp(t, { ...options, lookupUser: () => ada }, {
      after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
    })
    assertRefused(t, await new Browser(app).get(`${LOGIN}?${SIGNED}`), 'login')
    assertRefused(t, await app.inject({ url: `${LOGIN}?${SIGNED}`, headers: JSON_ONLY }), 'login, as data')
    assertRefused(t, await new Browser(app).get(`/help?${SIGNED}`), 'helpCenterRedirect')
    const { app: asGuest } = await buildApp(t, { ...options, lookupUser: () => null })
    assertRefused(t, await new Browser(asGuest).get(`${LOGIN}?${SIGNED}`), 'guest')
    t.equal(signIns, 0)
    await new Promise((resolve) => setImmediate(resolve))
    t.strictSame(incidents, [])
  })
}

t.test('a request whose signature is wrong, and says so, is incomplete (X19)', async (t) => {
  const { app } = await buildApp(t, { provider: verifying(() => null), lookupUser: () => ada })
  const { statusCode, body, headers } = await new Browser(app).get(`${LOGIN}?${SIGNED}`)
  t.equal(statusCode, 400)
  t.match(body, 'FST_HELP_CENTER_INCOMPLETE_REQUEST')
  t.notOk(headers.location)
})

const ARTICLE = 'https://help.example.com/portal/en/kb/articles/a'
const opened: Record<string, () => unknown> = {
  'a record': () => ({ nonce: 'n-1', return_to: ARTICLE }),
  'a record without prototype': () => Object.assign(Object.create(null), { nonce: 'n-1', return_to: ARTICLE }),
  'a record with parameters of no role': () => ({ nonce: 'n-1', return_to: ARTICLE, prompt: 'none', empty: '' }),
  'a frozen record': () => Object.freeze({ nonce: 'n-1', return_to: ARTICLE })
}

for (const [title, result] of Object.entries(opened)) {
  t.test(`a request is opened by verify that returns ${title} (X19)`, async (t) => {
    const { app } = await buildApp(t, { provider: verifying(result), lookupUser: () => ada })
    const { statusCode, headers } = await new Browser(app).get(`${LOGIN}?${SIGNED}`)
    t.equal(statusCode, 303)
    const { searchParams } = new URL(String(headers.location))
    t.equal(searchParams.get('return_to'), ARTICLE)
    const claims = JSON.parse(Buffer.from(String(searchParams.get('jwt')).split('.')[1]!, 'base64url').toString())
    t.equal(claims.nonce, 'n-1')
  })
}

const noTokens: typeof rubbish = {
  ...rubbish,
  null: () => null,
  nothing: () => undefined,
  'an empty record': () => ({}),
  'an empty token': () => ({ sso: '' })
}
const kinds = ['query', 'form', 'fragment'] as const

for (const [title, result] of Object.entries(noTokens)) {
  t.test(`no sign-in is made where encode returns ${title} (X19)`, async (t) => {
    const incidents = watchProcess(t)
    let signIns = 0
    for (const kind of kinds) {
      const provider = encoding(result, { handoff: { ...CONTRACT.handoff, kind } })
      const { app } = await buildApp(t, { provider, lookupUser: () => ada, onSignIn: () => { signIns++ } }, {
        after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
      })
      assertRefused(t, await new Browser(app).get(LOGIN), `login, ${kind}`)
      assertRefused(t, await app.inject({ url: LOGIN, headers: JSON_ONLY }), `login as data, ${kind}`)
      assertRefused(t, await new Browser(app).get('/help'), `helpCenterRedirect, ${kind}`)
      await t.rejects(app.helpCenter().createSignIn(ada), { code: /^FST_HELP_CENTER_/ }, `createSignIn, ${kind}`)
    }
    const widget = encoding(result, { inbound: {}, handoff: { kind: 'token' } })
    const { app } = await buildApp(t, {
      provider: widget, tokenPath: '/token', signInPage: undefined, lookupUser: () => ada, onSignIn: () => { signIns++ }
    })
    assertRefused(t, await app.inject({ url: '/token', headers: OWN_FETCH }), 'token route')
    t.equal(signIns, 0, 'no audit event of a sign-in that did not happen')
    await new Promise((resolve) => setImmediate(resolve))
    t.strictSame(incidents, [])
  })
}

t.test('a sign-in is made of a record of strings, with a prototype or without (X19)', async (t) => {
  const plain = { sso: 'c3Nv', sig: 'abc' }
  for (const record of [plain, Object.assign(Object.create(null), plain), Object.freeze({ ...plain })]) {
    const { app } = await buildApp(t, { provider: encoding(() => record), lookupUser: () => ada })
    const { statusCode, headers } = await new Browser(app).get(LOGIN)
    t.equal(statusCode, 303)
    t.match(Object.fromEntries(new URL(String(headers.location)).searchParams), plain)
  }
})

t.test('what is wrong with the function of a contract is in the log, with its name (X19)', async (t) => {
  for (const [provider, name] of [
    [verifying(async () => null), 'verify'], [encoding(() => wrong(['x'])), 'encode'], [verifying(() => 7), 'verify']
  ] as const) {
    const { app, log } = await buildApp(t, { provider, lookupUser: () => ada })
    await new Browser(app).get(`${LOGIN}?${SIGNED}`)
    const lines = log.filter(({ level }) => level === 50)
    t.equal(lines.length, 1)
    t.match(lines[0], { code: /^FST_HELP_CENTER_/, msg: new RegExp(name) })
  }
})
