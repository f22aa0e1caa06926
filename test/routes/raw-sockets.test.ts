import t, { type Test } from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import {
  ada, ARTICLE, bob, buildApp, ENDPOINT, findUser, HELP_CENTER, HOME, LOGIN, LOGOUT, wrong, type Options
} from '../fixtures/build-app.ts'
import { ask, exchange, listen, requestText } from '../fixtures/raw-client.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const ADA = 'Cookie: session=ada'

/** A listening app that counts what must not happen. */
async function start (t: Test, options: Options = {}, http = {}) {
  const calls = { lookupUser: 0, onSignIn: 0 }
  const { app, log } = await buildApp(t, {
    lookupUser: (request) => { calls.lookupUser++; return findUser(request) },
    onSignIn: () => { calls.onSignIn++ },
    ...options
  }, {
    server: wrong({ http }),
    after: (app) => app.get('/pending', (request) => ({ pending: app.helpCenter().pending(request) }))
  })
  return { app, log, calls, port: await listen(app) }
}

t.test('the pending cookie counts once, and not at all when it comes twice in one header or in two (S5)', async (t) => {
  const { port } = await start(t)
  const { headers } = await ask(port, `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`)
  const pending = /^(\S+\.pending=[^;]+)/m.exec(String(headers['set-cookie']))?.[1]
  const recall = async (lines: string[]) => JSON.parse((await ask(port, '/pending', lines)).body).pending?.returnTo
  t.equal(await recall([`Cookie: ${pending}`]), ARTICLE)
  t.equal(await recall([`cOOkiE: a=b; ${pending}`, 'COOKIE: c=d']), ARTICLE, 'headers of one name are one')
  const other = `${pending?.split('=')[0]}=x`
  for (const cookies of [[pending, pending], [pending, other], [other, pending]]) {
    t.equal(await recall([`Cookie: ${cookies.join('; ')}`]), undefined)
    t.equal(await recall(cookies.map((cookie) => `Cookie: ${cookie}`)), undefined)
  }
})

t.test('a doubled Sec-Fetch header lets nobody through, whichever comes first (C3)', async (t) => {
  const { port, calls } = await start(t)
  for (const lines of [
    ['Sec-Fetch-Dest: document', 'Sec-Fetch-Dest: image'], ['sEC-fETCH-dEST: image', 'Sec-Fetch-Dest: document']
  ]) {
    t.equal((await ask(port, LOGIN, [ADA, ...lines])).status, 403)
  }
  t.equal((await ask(port, LOGIN, [ADA, 'purpose: none', 'PURPOSE: prefetch'])).status, 503)
  t.strictSame(calls, { lookupUser: 0, onSignIn: 0 })
})

t.test('header names in any case are the same headers, and odd ones are nothing (1.14)', async (t) => {
  const { port } = await start(t)
  const odd = ['__proto__: x', 'constructor: x', 'x-empty:', 'X_Under: 1', '!#$: 1', 'Sec-Fetch-Site-: cross-site']
  for (const name of ['cookie', 'COOKIE', 'cOoKiE']) {
    const { status, headers } = await ask(port, LOGIN, [`${name}: session=ada`, ...odd])
    t.equal(status, 303)
    t.equal(readHandoff(headers.location).claims.email, ada.email)
  }
})

const malformed: [title: string, text: string][] = [
  ['a NUL in the query', requestText(`${LOGIN}?return_to=\0`)], ['a NUL in the path', requestText(`${LOGIN}\0`)],
  ['a carriage return in the target', requestText(`${LOGIN}?return_to=a\rb`)],
  ['a line feed in the target', requestText(`${LOGIN}?return_to=a\nb`)],
  ['a space in the target', requestText(`${LOGIN}?return_to=a b`)],
  ['a byte over 0x7f', requestText(`${LOGIN}?return_to=\xe9`)],
  ['a method in lower case', requestText(LOGIN, [ADA], { method: 'get' })],
  ['no Host', requestText(LOGIN, [ADA]).replace(/Host.*\r\n/, '')],
  ['a space before the colon', requestText(LOGIN, ['Cookie : session=ada'])],
  ['a NUL in a cookie', requestText(LOGIN, [`${ADA}\0`])],
  ['a folded header', requestText(LOGIN, ['Cookie: session=ada;', ' session=bob'])],
  ['two lengths', requestText(LOGIN, [ADA, 'Content-Length: 0', 'Content-Length: 1'])],
  ['a length and chunks',
    requestText(LOGIN, [ADA, 'Content-Length: 4', 'Transfer-Encoding: chunked'], { body: '0\r\n\r\n' })],
  ['another protocol', requestText(LOGIN, [ADA], { version: '9.9' })]
]
for (const [title, text] of malformed) {
  t.test(`a request with ${title} is refused before any hook (1.12)`, async (t) => {
    const { port, calls, app } = await start(t)
    const [answer, ...others] = await exchange(port, text)
    t.equal(answer?.status, 400)
    t.notOk(answer?.headers.location)
    t.equal(others.length, 0)
    t.strictSame(calls, { lookupUser: 0, onSignIn: 0 })
    t.equal((await app.inject(LOGIN)).statusCode, 303, 'and the app goes on')
  })
}

t.test('headers over the limit of Node.js are refused before any hook (1.14)', async (t) => {
  const { port, calls } = await start(t)
  for (const lines of [[ADA, `Cookie: big=${'x'.repeat(17 * 1024)}`], [
    ADA, ...Array.from({ length: 500 }, (_, i) => `X-${i}: ${'y'.repeat(40)}`)
  ]]) {
    t.equal((await ask(port, LOGIN, lines)).status, 431)
  }
  t.equal((await ask(port, `${LOGIN}?return_to=${'z'.repeat(17 * 1024)}`, [ADA])).status, 431)
  t.strictSame(calls, { lookupUser: 0, onSignIn: 0 })
})

t.test('what a host with a higher limit lets in is answered about as fast as any request (1.14)', async (t) => {
  const { port } = await start(t, {}, { maxHeaderSize: 256 * 1024 })
  const query =
    Array.from({ length: 100 }, (_, i) => `return_to${i || ''}=${encodeURIComponent(`${HELP_CENTER}/${i}`)}`).join('&')
  const requests: [target: string, lines: string[], returnTo?: string][] = [
    [LOGIN, [`${ADA}; big=${'x'.repeat(17 * 1024)}`]], [LOGIN, [`Cookie: session=ada${'; a=b'.repeat(1000)}`]],
    // Node.js 22 and later refuse a thousand lines.
    [LOGIN, [ADA, ...Array<string>(900).fill('Cookie: c=d')]], [`${LOGIN}?${query}`, [ADA], `${HELP_CENTER}/0`],
    [`${LOGIN}?return_to=${'%2F'.repeat(20_000)}`, [ADA]], [`${LOGIN}?${'return_to=/&'.repeat(5000)}`, [ADA]]
  ]
  /** Of three, in milliseconds: what else the machine does only ever adds. */
  const fastest = async (target: string, lines: string[], returnTo: string) => {
    const times: number[] = []
    for (let i = 0; i < 3; i++) {
      const start = performance.now()
      const { status, headers } = await ask(port, target, lines)
      times.push(performance.now() - start)
      t.equal(status, 303)
      t.equal(readHandoff(headers.location).returnTo, returnTo)
    }
    return Math.min(...times)
  }
  const base = Math.max(await fastest(LOGIN, [ADA], HOME), 1)
  for (const [target, lines, returnTo = HOME] of requests) {
    const ratio = await fastest(target, lines, returnTo) / base
    t.ok(ratio < 100, `${target.slice(0, 40)} takes ${ratio.toFixed(1)} times as long`)
  }
})

t.test('a body on a GET is no form: it names nobody, and is no second request (1.14, 1.20)', async (t) => {
  const { port, calls } = await start(t)
  const smuggled = requestText(LOGIN, [ADA])
  for (const body of [smuggled, '{"user":"ada"}', 'session=ada&next=/', 'x'.repeat(100_000)]) {
    const { status, headers } =
      await ask(port, LOGIN, [`Content-Length: ${body.length}`, 'Content-Type: application/json'], { body })
    t.equal(status, 303)
    t.match(headers.location, /^\/sign-in\?/)
  }
  t.strictSame(calls, { lookupUser: 4, onSignIn: 0 })
})

t.test('ten requests in one write are answered in order, each with the token of its own visitor (1.18)', async (t) => {
  const { port } = await start(t, {
    lookupUser: async (request) => {
      const user = findUser(request)
      await wait(10 - Number(new URL(request.url, HOME).searchParams.get('n')))
      return user
    }
  })
  const numbers = Array.from({ length: 10 }, (_, i) => i)
  const lines = (i: number) =>
    [`Cookie: session=${i % 3 === 0 ? 'bob' : 'ada'}`, ...i === 9 ? ['Connection: close'] : []]
  const returnTo = (i: number) => `${HELP_CENTER}/${i}`
  const text = numbers.map(
    (i) => requestText(`${LOGIN}?${new URLSearchParams({ n: String(i), return_to: returnTo(i) })}`, lines(i))
  ).join('')
  const read = (await exchange(port, text)).map(({ headers }) => readHandoff(headers.location))
  t.strictSame(read.map(({ returnTo }) => returnTo), numbers.map(returnTo))
  t.strictSame(read.map(({ claims }) => claims.email), numbers.map((i) => (i % 3 === 0 ? bob : ada).email))
  t.equal(new Set(read.map(({ claims }) => claims.jti)).size, 10)
})

t.test('a request that is refused in the middle of a pipeline takes nobody else\'s answer (1.18)', async (t) => {
  const { port, calls } = await start(t)
  const text = requestText(LOGIN, [ADA]) + requestText(LOGIN, [ADA, 'Sec-Fetch-Dest: image']) +
    requestText(LOGIN, ['Connection: close'])
  const answers = await exchange(port, text)
  t.strictSame(answers.map(({ status }) => status), [303, 403, 303])
  t.strictSame(answers.map(({ headers }) => headers.location?.split('?')[0]), [ENDPOINT, undefined, '/sign-in'])
  t.equal(calls.onSignIn, 1)
})

t.test('a client that closes its half of the connection has left, unless the host allows it (H4)', async (t) => {
  for (const httpAllowHalfOpen of [false, true]) {
    const { port, app, calls } = await start(t, { lookupUser: async () => { await wait(20); return ada } })
    Object.assign(app.server, { httpAllowHalfOpen })
    const [answer] = await exchange(port, requestText(LOGIN, ['Connection: close']), { halfClose: true })
    await wait(30)
    t.equal(answer?.status, httpAllowHalfOpen ? 303 : undefined)
    t.equal(calls.onSignIn, httpAllowHalfOpen ? 1 : 0)
  }
})

t.test('HTTP/1.0 without a Host gets the same answers, and the connection ends (1.13)', async (t) => {
  const { port } = await start(t)
  for (const [target, lines, expected] of [
    [LOGIN, [ADA], ENDPOINT], [LOGIN, [], '/sign-in'], [LOGOUT, [ADA], HOME]
  ] as const) {
    const [answer] = await exchange(port, requestText(target, [...lines], { version: '1.0' }))
    t.equal(answer?.status, 303)
    t.equal(String(answer?.headers.location).split('?')[0], expected)
    t.match(answer?.headers, { connection: 'close', 'cache-control': 'no-store' })
  }
})

t.test('CONNECT, TRACE and an Upgrade make no token that a plain GET would not (1.20)', async (t) => {
  const { port, calls } = await start(t)
  t.equal((await exchange(port, requestText(LOGIN, [ADA], { method: 'CONNECT' }))).length, 0)
  t.equal((await ask(port, LOGIN, [ADA], { method: 'TRACE' })).status, 404)
  t.equal((await ask(port, LOGIN, [ADA, 'Content-Length: 0'], { method: 'QUERY' })).status, 400)
  t.equal((await ask(port, LOGIN, [ADA, 'Expect: a-token'])).status, 417)
  t.strictSame(calls, { lookupUser: 0, onSignIn: 0 })
  t.equal((await ask(port, LOGIN, [ADA, 'Upgrade: websocket'])).status, 303)
  t.equal(calls.onSignIn, 1)
})

t.test('of an absolute or doubled-slash target the log has the path alone (L4, R7)', async (t) => {
  const { port, log } = await start(t)
  for (const target of [
    `http://canary%40private.example@evil.example${LOGIN}?canary=1`, `http://canary.example${LOGIN}`
  ]) {
    const { headers } = await ask(port, target, [ADA])
    t.equal(readHandoff(headers.location).returnTo, HOME)
  }
  t.notMatch(JSON.stringify(log), 'canary')
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
