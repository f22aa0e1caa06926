import t, { type Test } from 'tap'
import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply, LightMyRequestResponse } from 'fastify'
import { zendesk } from '../../lib/index.ts'
import { errors } from '../../lib/errors.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, LOGOUT, SECRET, wrong, type Options
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { pemOf, rsa } from '../fixtures/key-pairs.ts'
import { createProvider, vendorNames } from '../fixtures/vendors.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const DETAIL = 's3cr3t-detail'
const JSON_ONLY = { accept: 'application/json' }
const OWN_FETCH = { ...JSON_ONLY, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
const cookie = { secret: COOKIE_SECRET }
const signedIn: Options = { lookupUser: () => ada }

/** What a visitor may see of an answer, but for the id by which the log knows the request. */
function readBy ({ body, headers }: LightMyRequestResponse): string {
  const { date, 'set-cookie': cookies, ...others } = headers
  return body.replace(/request <code>[^<]*<\/code>/, '') + JSON.stringify(others)
}

/** Asserts a refusal by us: a code, a sentence, our headers and nothing of the detail. */
function assertRefusal (t: Test, answer: LightMyRequestResponse, title: string): void {
  const { statusCode, headers, body } = answer
  t.ok(statusCode >= 400, `${title}: ${statusCode}`)
  t.match(body, /FST_HELP_CENTER_[A-Z_]+/, title)
  t.match(headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, title)
  t.notOk(headers.location, title)
  t.notMatch(readBy(answer), DETAIL, title)
}

function throwDetail (): never {
  throw new Error(DETAIL)
}

/** Every trap of a proxy throws, so that no question about it has an answer. */
const hostile: ProxyHandler<object> = new Proxy({}, { get: () => throwDetail })

const MEMBERS = ['name', 'message', 'stack', 'code', 'statusCode', 'headers', 'cause', 'toString']
const MEMBERS_THAT_THROW = Object.fromEntries(MEMBERS.map((key) => [key, { get: throwDetail }]))

/** Things to throw at which one must not look. */
const thrown: Record<string, () => unknown> = {
  'an object whose status throws': () => ({ get statusCode () { return throwDetail() } }),
  'an error whose status throws': () => Object.defineProperty(new Error(DETAIL), 'statusCode', { get: throwDetail }),
  'an error all of whose members throw': () => Object.defineProperties(new Error(DETAIL), MEMBERS_THAT_THROW),
  'a proxy whose traps throw': () => new Proxy({}, hostile),
  'a proxy of an error': () => new Proxy(new Error(DETAIL), { get: throwDetail }),
  'a proxy that denies its prototype': () => new Proxy({}, { getPrototypeOf: throwDetail }),
  'an object that is no primitive': () => ({ [Symbol.toPrimitive]: throwDetail, statusCode: { valueOf: throwDetail } }),
  'an object without prototype': () => Object.assign(Object.create(null), { statusCode: 403, message: DETAIL }),
  'a status that is no number': () => ({ statusCode: DETAIL, message: DETAIL }),
  'a status out of range': () => Object.assign(new Error(DETAIL), { statusCode: 99_999 }),
  'a fraction as status': () => Object.assign(new Error(DETAIL), { statusCode: 404.5 }),
  'a function': () => throwDetail
}

/** Where a host may throw, and at which address. */
const places: Record<string, (fail: () => never) => [options: Options, url: string]> = {
  lookupUser: (fail) => [{ lookupUser: fail }, LOGIN],
  'lookupUser, later': (fail) => [{ lookupUser: async () => fail() }, LOGIN],
  authorize: (fail) => [{ ...signedIn, authorize: fail }, LOGIN],
  profile: (fail) => [{ ...signedIn, profile: fail }, LOGIN],
  provider: (fail) => [{ ...signedIn, provider: fail, cookie }, LOGIN],
  secret: (fail) => [{ ...signedIn, provider: buildProvider({ secret: fail }), cookie }, LOGIN],
  'a claim': (fail) => [{ ...signedIn, provider: buildProvider({ claims: { tier: fail } }) }, LOGIN],
  signInPage: (fail) => [{ lookupUser: () => null, signInPage: fail }, LOGIN],
  onLogout: (fail) => [{ onLogout: fail }, LOGOUT],
  'errorPage, after authorize': (fail) => [{ ...signedIn, authorize: () => false, errorPage: fail }, LOGIN],
  'an onRequest hook': (fail) => [{ ...signedIn, routeOptions: { login: { onRequest: async () => fail() } } }, LOGIN],
  'a preHandler hook': (fail) => [{ routeOptions: { logout: { preHandler: async () => fail() } } }, LOGOUT],
  // Once: if it throws at the error's answer too, only Fastify is left to answer.
  'an onSend hook, once': (fail) => {
    const asked = new WeakSet<FastifyReply>()
    const onSend = async (_request: unknown, reply: FastifyReply) => {
      if (!asked.has(reply) && asked.add(reply)) fail()
    }
    return [{ ...signedIn, routeOptions: { login: { onSend } } }, LOGIN]
  }
}

for (const [place, make] of Object.entries(places)) {
  t.test(`whatever ${place} throws, the answer is ours (X18)`, async (t) => {
    const incidents = watchProcess(t)
    for (const [title, create] of Object.entries(thrown)) {
      const [options, url] = make(() => { throw create() })
      const { app } = await buildApp(t, options)
      for (const headers of [{}, JSON_ONLY]) {
        // Data is for those who are signed in: a guest who wants it gets no address of a sign-in page.
        if (place === 'signInPage' && headers === JSON_ONLY) continue
        assertRefusal(t, await app.inject({ url, headers }), title)
      }
      await app.close()
    }
    t.strictSame(incidents, [])
  })
}

t.test('whatever a hook of the token route throws, the answer is ours (X18)', async (t) => {
  const provider = acmeDesk({ inbound: {}, handoff: { kind: 'token' } })
  for (const [title, create] of Object.entries(thrown)) {
    for (const options of [
      { lookupUser: () => { throw create() } }, { ...signedIn, authorize: () => { throw create() } },
      { ...signedIn, routeOptions: { token: { onRequest: async () => { throw create() } } } }
    ]) {
      const { app } = await buildApp(t, { provider, tokenPath: '/token', signInPage: undefined, ...options })
      const answer = await app.inject({ url: '/token', headers: OWN_FETCH })
      assertRefusal(t, answer, title)
      t.notMatch(answer.body, 'eyJ')
      await app.close()
    }
  }
})

/** Ids of a request as a host may make them. */
const ids: Record<string, () => unknown> = {
  null: () => null,
  undefined: () => undefined,
  'a number': () => 7,
  'an object': () => ({ a: 1 }),
  'an array': () => [1, [2]],
  'an object without prototype': () => Object.create(null),
  'an object whose text throws': () => ({ toString: throwDetail, toJSON: () => 'id' }),
  'a boolean': () => false,
  markup: () => '<script>alert(1)</script>'
}

t.test('the error page comes with whatever id the host gives a request (X18, X6)', async (t) => {
  for (const [title, genReqId] of Object.entries(ids)) {
    const options = { ...signedIn, authorize: () => false }
    const { app } = await buildApp(t, options, { server: { genReqId: wrong(genReqId) } })
    t.equal((await app.inject('/')).statusCode, 200, `${title}: a route of the host works`)
    const answer = await app.inject(LOGIN)
    t.equal(answer.statusCode, 403, title)
    t.match(answer.body, '<code>FST_HELP_CENTER_NOT_AUTHORIZED</code>', title)
    t.notMatch(answer.body, '<script')
    t.notMatch(answer.body, DETAIL)
  }
})

/** `a[b]=c` is an object, as parsers in common use have it; `prototype` is that of each object. */
function nestedQuery (prototype: object | null) {
  return (query: string) => {
    const parsed = Object.create(prototype)
    for (const [name, value] of new URLSearchParams(query)) {
      const [, key = name, member] = /^([^[]+)\[([^\]]*)\]$/.exec(name) ?? []
      if (member === undefined) parsed[key] = value
      else if (member === '') parsed[key] = [value]
      else Object.defineProperty(parsed[key] ??= Object.create(prototype), member, { value, enumerable: true })
    }
    return parsed
  }
}

const zendeskProvider = () => zendesk({
  zendeskUrl: 'https://acme.zendesk.com', secret: SECRET, helpCenterUrl: 'https://acme.zendesk.com/hc'
})
const MEMBERS_OF_ALL = ['toString', 'valueOf', '__proto__', 'constructor', 'length', '', 'a', 'then']
const BRACKETS = MEMBERS_OF_ALL.map((name) => `[${name}]=x`)

t.test('a message of the vendor that is an object is a refusal like any other (X18, O3)', async (t) => {
  for (const prototype of [Object.prototype, null]) {
    const { app, log } = await buildApp(t, { provider: zendeskProvider() }, {
      server: { routerOptions: { querystringParser: nestedQuery(prototype) } }
    })
    for (const brackets of [...BRACKETS, '=', '=x']) {
      const answer = await app.inject(`${LOGOUT}?kind=error&message${brackets}`)
      t.equal(answer.statusCode, 403, brackets)
      t.match(answer.body, '<code>FST_HELP_CENTER_REFUSED_BY_VENDOR</code>', brackets)
    }
    t.equal(log.filter(({ code }) => code === 'FST_HELP_CENTER_REFUSED_BY_VENDOR').length, BRACKETS.length + 2)
  }
})

t.test('a parameter that is an object counts as none, at every vendor and in every place (X18, R6)', async (t) => {
  for (const vendor of vendorNames) {
    const provider = createProvider(vendor)
    const { returnTo, destination, echo = [], toClaim = {}, signedRequest } = provider.inbound
    const names = [
      ...returnTo?.parameters ?? [], ...echo, ...Object.keys(toClaim), ...signedRequest?.parameters ?? [],
      ...destination === undefined ? [] : [destination.parameter], 'next', 'kind'
    ]
    for (const prototype of [Object.prototype, null]) {
      const { app } = await buildApp(t, { provider, cookie }, {
        server: { routerOptions: { querystringParser: nestedQuery(prototype) } }
      })
      for (const brackets of BRACKETS) {
        const query = names.map((name) => name + brackets).join('&')
        for (const url of [LOGIN, LOGOUT]) {
          t.ok((await app.inject(`${url}?${query}`)).statusCode < 500, `${vendor} ${url} ${brackets}`)
        }
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const posted = await app.inject({ method: 'POST', url: `/sign-in?${query}`, payload: 'user=ada', headers })
        t.ok(posted.statusCode < 500, `${vendor} sign-in ${brackets}`)
      }
    }
  }
})

/** Throws `error` on our login route, as whoever runs before our handler may. */
async function appThatThrows (t: Test, error: () => Error): Promise<FastifyInstance> {
  const preHandler = async () => { throw error() }
  const { app } = await buildApp(t, { ...signedIn, routeOptions: { login: { preHandler } } })
  return app
}

const MARKS = [['lookupUser', 'markOne', 'markTwo'], ['role', 'markThree', 'markFour']] as const

for (const [name, HelpCenterError] of Object.entries(errors)) {
  const make = (marks: readonly string[]) => Reflect.construct(HelpCenterError, marks)

  t.test(`of ${name} a visitor reads a code and a fixed sentence, as a page and as JSON (X18)`, async (t) => {
    const { statusCode, code } = new HelpCenterError()
    const pages = []
    const data = []
    for (const marks of MARKS) {
      const app = await appThatThrows(t, () => make(marks))
      pages.push(await new Browser(app).get(LOGIN))
      data.push(await app.inject({ url: LOGIN, headers: JSON_ONLY }))
    }
    const [page, otherPage] = pages.map(readBy)
    t.equal(page, otherPage, 'the page is the same whatever the detail')
    t.match(page, `<code>${code}</code>`)

    const [json, otherJson] = data.map((answer) => answer.json())
    t.strictSame(json, otherJson, 'the JSON is the same whatever the detail')
    const error = STATUS_CODES[statusCode ?? 0] ?? 'Error'
    t.strictSame(json, { statusCode, code, error, message: json.message })
    t.match(json.message, /^[A-Z][^\d]{10,}$/, 'a sentence without figures')
    for (const answer of [...pages, ...data]) {
      t.equal(answer.statusCode, statusCode)
      t.notMatch(readBy(answer), /mark(One|Two|Three|Four)|lookupUser|%[sd]|undefined/)
    }
  })
}

t.test('the detail of an error is in the log, once (X18)', async (t) => {
  const { app, log } = await buildApp(t, { lookupUser: () => new Promise<never>(() => {}), hookTimeout: 23 })
  const { statusCode, body } = await app.inject({ url: LOGIN, headers: JSON_ONLY })
  t.equal(statusCode, 503)
  t.notMatch(body, /lookupUser|23/)
  const lines = log.filter(({ code }) => code === 'FST_HELP_CENTER_HOOK_TIMEOUT')
  t.equal(lines.length, 1)
  t.match(lines[0]?.msg, /lookupUser.*23 ms/)
})

/** What goes wrong in a real app, and what of it only the log may know. */
const mistakes: Array<[title: string, options: Options, secret: RegExp]> = [
  ['a hook that hangs', { lookupUser: () => new Promise<never>(() => {}), hookTimeout: 23 }, /lookupUser|23/],
  ['a hook that throws', { ...signedIn, authorize: () => throwDetail() }, /authorize/],
  ['a hook that returns rubbish', { lookupUser: () => wrong('rubbish') }, /lookupUser|string|nobody/],
  ['an unknown key of the profile',
    { ...signedIn, profile: () => wrong({ ...ada, plan: 1 }) }, /\bplan\b|firstName|tags/],
  ['a wrong value in the profile', { lookupUser: () => ({ ...ada, phone: wrong(7) }) }, /phone|number|255/],
  ['a wrong claim',
    { ...signedIn, provider: buildProvider({ claims: { tier: () => wrong(Symbol('x')) } }) }, /tier|symbol|255/],
  ['a token that is too long', {
    provider: buildProvider({ claims: { tags: 'tags' } }),
    lookupUser: () => ({ ...ada, tags: Array(20).fill('x'.repeat(250)) })
  }, /\d{4}|characters/],
  ['a provider function that returns rubbish',
    { ...signedIn, provider: () => wrong('acme'), cookie }, /\bprovider\b|string/],
  ['a vault without a secret',
    { ...signedIn, provider: buildProvider({ secret: () => 'short' }), cookie }, /5 bytes|32/]
]

for (const [title, options, secret] of mistakes) {
  t.test(`of ${title} the log knows the detail, and a visitor nothing (X18)`, async (t) => {
    const { app, log } = await buildApp(t, options)
    const page = await new Browser(app).get(LOGIN)
    const data = await app.inject({ url: LOGIN, headers: JSON_ONLY })
    t.notMatch(data.json().message, secret)
    t.notMatch(/<main>[^]*<p>([^<]*)<\/p>/.exec(page.body)?.[1], secret)
    const { code } = data.json()
    const line = log.find((line) => line.code === code)
    t.match(JSON.stringify({ ...line, helpCenter: '', reqId: '', time: 0, pid: 0 }), secret)
  })
}

t.test('what a plugin of the host refuses is told by its status alone (X18)', async (t) => {
  for (const statusCode of [400, 401, 403, 404, 413, 429, 500, 502, 503, 504]) {
    const bodies = []
    for (const message of [DETAIL, 'limit of 10 in 5 minutes for 10.2.3.4']) {
      const app = await appThatThrows(t, () =>
        Object.assign(new Error(message), { statusCode, code: 'FST_ERR_PLUGIN_X', headers: { 'x-detail': DETAIL } }))
      const data = await app.inject({ url: LOGIN, headers: JSON_ONLY })
      const page = await new Browser(app).get(LOGIN)
      t.equal(data.statusCode, statusCode)
      t.equal(page.statusCode, statusCode)
      t.notMatch(readBy(page) + readBy(data), /10\.2\.3\.4|FST_ERR_PLUGIN|s3cr3t/)
      bodies.push(data.json(), readBy(page))
    }
    t.strictSame(bodies.slice(0, 2), bodies.slice(2))
    const code = 'FST_HELP_CENTER_REQUEST_FAILED'
    t.match(bodies[0], { statusCode, code, error: STATUS_CODES[statusCode], message: /^[^\d]+$/ })
    t.strictSame(Object.keys(bodies[0]).sort(), ['code', 'error', 'message', 'statusCode'])
  }
})

t.test('the sentence of a private key is the same as that of any other secret (X18, L3)', async (t) => {
  const secret = async () => { throw new Error(pemOf(rsa.privateKey)) }
  const { app, log } = await buildApp(t, { ...signedIn, provider: buildProvider({ secret }), cookie })
  const answers = [await app.inject({ url: LOGIN, headers: JSON_ONLY }), await new Browser(app).get(LOGIN)]
  for (const { body, statusCode } of answers) {
    t.equal(statusCode, 503)
    t.notMatch(body, 'PRIVATE KEY')
  }
  t.notMatch(JSON.stringify(log), 'PRIVATE KEY')
})
