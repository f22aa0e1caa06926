import t from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import createError from '@fastify/error'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, LOGOUT, SECRET, wrong, type LogLine, type Options
} from '../fixtures/build-app.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { isSignedWith } from '../fixtures/read-token.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const CANARY = 'canary.7f3a@private.example'
const signedIn = { cookie: 'session=ada' }
const cookie = { secret: COOKIE_SECRET }
const vault = (secret: () => unknown): Options => ({ cookie, provider: buildProvider({ secret: wrong(secret) }) })

/** What Fastify itself says of a request. */
const isOfFastify = ({ msg }: LogLine) => msg === 'incoming request' || msg === 'request completed'
const raise = (thrown: unknown) => { throw thrown }
const error = () => Object.assign(new Error(CANARY), {
  headers: { location: `//${CANARY}`, 'x-detail': CANARY }, statusCode: 302, status: 200, detail: CANARY, cause: CANARY
})

const thrown: [title: string, thrown: () => unknown][] = [
  ['an Error with status and headers', error], ['a string', () => CANARY], ['null', () => null],
  ['undefined', () => undefined],
  ['an object with status and headers', () => ({ ...error(), message: CANARY })],
  ['a frozen Error', () => Object.freeze(error())],
  ['an Error that hides behind getters',
    () => Object.defineProperty(new Error('x'), 'message', { get: () => raise(CANARY) })],
  ['an AggregateError', () => new AggregateError([error()], CANARY)], ['a number', () => 404],
  ['a function', () => () => CANARY]
]
const hooks: [name: string, target: string, options: (hook: () => never) => Options][] = [
  ['lookupUser', LOGIN, (lookupUser) => ({ lookupUser })], ['authorize', LOGIN, (authorize) => ({ authorize })],
  ['profile', LOGIN, (profile) => ({ profile })], ['provider', LOGIN, (provider) => ({ provider, cookie })],
  ['secret', LOGIN, vault], ['onLogout', LOGOUT, (onLogout) => ({ onLogout })],
  ['signInPage', LOGIN, (signInPage) => ({ signInPage, lookupUser: () => null })]
]
for (const [name, target, optionsFor] of hooks) {
  t.test(`whatever ${name} throws ends on a page with a code and one log line (H2, H5, N4)`, async (t) => {
    for (const [title, make] of thrown) {
      for (const hook of [() => raise(make()), async () => raise(make())]) {
        const { app, log } = await buildApp(t, optionsFor(wrong(hook)))
        const { statusCode, headers, body } = await app.inject({ url: target, headers: signedIn })
        t.equal(statusCode, name === 'secret' ? 503 : 500, title)
        t.match(body, /FST_HELP_CENTER_(?:HOOK_FAILED|SECRET_UNAVAILABLE)/)
        t.notOk(headers.location)
        t.notMatch(JSON.stringify([headers, body, log]), CANARY)
        const lines = log.filter((line) => line.level >= 30 && line.reqId !== undefined && !isOfFastify(line))
        t.equal(lines.length, 1)
        t.notMatch(JSON.stringify(lines), /stack|\\n/)
        await app.close()
      }
    }
  })
}

t.test('while the host\'s database is down each request leaves three lines, no stack, no memory (N4)', async (t) => {
  let isDown = true
  const { app, log } = await buildApp(t, {
    lookupUser: async () =>
      isDown ? raise(Object.assign(new Error(`connect ${CANARY}`), { code: 'ECONNREFUSED' })) : ada
  })
  log.length = 0
  for (let i = 0; i < 500; i++) t.equal((await app.inject(LOGIN)).statusCode, 500)
  const lines = log.filter(({ level }) => level >= 30)
  t.equal(lines.length, 1500)
  t.equal(lines.filter((line) => !isOfFastify(line)).length, 500)
  t.notMatch(JSON.stringify(log), /"stack"|private\.example/)
  t.ok(Math.max(...lines.map((line) => JSON.stringify(line).length)) < 400, 'no line is long')
  isDown = false
  t.equal((await app.inject(LOGIN)).statusCode, 303, 'and when it is back, so are we')
})

t.test('what a look-up returns that is no user makes no token (H3)', async (t) => {
  const rows: [returned: unknown, statusCode: number, text: string][] = [
    [null, 303, ''], [undefined, 303, ''], [false, 303, ''], [true, 500, 'HOOK_RESULT'], [0, 500, 'HOOK_RESULT'],
    ['ada', 500, 'HOOK_RESULT'],
    [{}, 403, 'INVALID_EMAIL'], [[], 403, 'INVALID_EMAIL'], [[ada], 403, 'INVALID_EMAIL'],
    [() => ada, 500, 'HOOK_RESULT'], [Symbol('ada'), 500, 'HOOK_RESULT'],
    [new Map(Object.entries(ada)), 403, 'INVALID_EMAIL'], [{ ...ada, email: [ada.email] }, 403, 'INVALID_EMAIL'],
    [{ ...ada, emailVerified: 'true' }, 500, 'INVALID_PROFILE'],
    [{ ...ada, id: {} }, 500, 'INVALID_PROFILE']
  ]
  for (const [returned, statusCode, text] of rows) {
    const { app } = await buildApp(t, { lookupUser: async () => wrong(returned) })
    const { headers, ...answer } = await app.inject(LOGIN)
    t.equal(answer.statusCode, statusCode, String(returned))
    t.match(answer.body, text && `FST_HELP_CENTER_${text}`)
    t.notMatch(headers.location, 'jwt=')
  }
})

const noSecrets: [title: string, secret: () => unknown][] = [
  ['nothing', () => undefined], ['an empty text', () => ''], ['no bytes', () => Buffer.alloc(0)],
  ['5 bytes', () => SECRET.slice(0, 5)],
  ['a secret and a line break', () => `${SECRET}\n`], ['a list', () => [SECRET]], ['a function', () => () => SECRET],
  ['an error that holds it', () => raise(Object.assign(new Error(SECRET), { originalError: SECRET }))],
  ['a rejection with it', async () => raise(SECRET)],
  ['no answer in time', () => new Promise(() => {})]
]
for (const [title, secret] of noSecrets) {
  t.test(`a vault that gives ${title} ends every sign-in on a 503 and tells only a code (K8, N2)`, async (t) => {
    const { app, log } = await buildApp(t, { ...vault(secret), hookTimeout: 20 }, {
      after: (app) => {
        app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
        app.get('/api/help', (request) => app.helpCenter().createSignIn(ada, { request }))
      }
    })
    for (const url of [LOGIN, '/help', '/api/help']) {
      const { statusCode, headers, body } = await app.inject({ url, headers: signedIn })
      t.equal(statusCode, 503)
      t.notOk(headers.location)
      t.match(body, 'FST_HELP_CENTER_SECRET_UNAVAILABLE')
      t.notMatch(JSON.stringify([headers, body]), SECRET.slice(0, 5))
    }
    t.notMatch(JSON.stringify(log), SECRET.slice(0, 5))
    t.equal((await app.inject('/')).statusCode, 200)
  })
}

t.test('a vault that is slow, but not too slow, holds up nobody else (N2)', async (t) => {
  let asked = 0
  let settle: () => void = () => {}
  const haveAllAsked = new Promise<void>((resolve) => { settle = resolve })
  // Side by side: one after the other, the first would wait in vain, and time out.
  const { app } = await buildApp(t, vault(async () => {
    if (++asked === 50) settle()
    await haveAllAsked
    return SECRET
  }))
  const answers = await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: LOGIN, headers: signedIn })))
  for (const { headers } of answers) t.ok(readHandoff(headers.location))
})

t.test('while the secret rotates, fails and rotates on, each token has exactly one secret (N2)', async (t) => {
  const secrets = ['first', 'second', 'third'].map((name) => `${name}-${SECRET}`)
  let asked = 0
  const { app } = await buildApp(t, vault(async () => {
    const n = asked++
    await wait((n * 7) % 5)
    return n % 10 === 9 ? raise(new Error(SECRET)) : secrets[Math.floor(n / 20)]
  }))
  const answers = await Promise.all(Array.from({ length: 60 }, () => app.inject({ url: LOGIN, headers: signedIn })))
  t.equal(answers.filter(({ statusCode }) => statusCode === 503).length, 6)
  const counts = [0, 0, 0]
  for (const { headers: { location } } of answers.filter(({ statusCode }) => statusCode === 303)) {
    const token = new URL(String(location)).searchParams.get('jwt') ?? ''
    const right = secrets.map((secret) => isSignedWith(token, secret))
    t.equal(right.filter(Boolean).length, 1)
    counts[right.indexOf(true)]!++
  }
  t.strictSame(counts, [18, 18, 18], 'a failing vault is not answered with an old secret')
})

t.test('a hook that hangs at each stage is answered when its time is over, and frees its place (H1)', async (t) => {
  const hang = () => new Promise<never>(() => {})
  for (const [name, target, optionsFor] of hooks) {
    const { app } = await buildApp(t, { hookTimeout: 20, maxPendingLookups: 1, ...optionsFor(wrong(hang)) })
    for (let i = 0; i < 2; i++) {
      const answer = await Promise.race([
        app.inject({ url: target, headers: signedIn }), wait(2000, null, { ref: false })
      ])
      if (answer === null) throw new Error(`${name}: no answer within a hundred times hookTimeout`)
      const { statusCode, headers, body } = answer
      t.equal(statusCode, 503)
      t.notOk(headers.location)
      t.match(body, /FST_HELP_CENTER_(?:HOOK_TIMEOUT|SECRET_UNAVAILABLE)/)
      if (name !== 'secret') t.match(headers['retry-after'], /^[1-9]\d*$/)
    }
  }
})

const widget = acmeDesk({ inbound: {}, handoff: { kind: 'token' } })
const TOKEN = '/help-center/token'
const ownFetch = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }
/** A JWT; our cookies have two parts. */
const TOKEN_TEXT = /eyJ[\w-]+\.[\w-]+\./
const html = { accept: 'text/html' }
const json = { accept: 'application/json' }
const asForm: Options = { provider: acmeDesk({ handoff: { kind: 'form', endpoint: 'https://help.example.com/sso' } }) }

/** Each answer that may be on its way when a hook of the host fails that sends it. */
const onTheWay: [title: string, target: string, headers: Record<string, string>, options?: Options][] = [
  ['a redirect to the help center', LOGIN, html], ['a handoff as data', LOGIN, json],
  ['a form for the help center', LOGIN, html, asForm], ['the token of a form as data', LOGIN, json, asForm],
  ['a token for a widget', TOKEN, ownFetch, { provider: widget, tokenPath: TOKEN }],
  ['a redirect to the sign-in page', LOGIN, html, { lookupUser: () => null }], ['a sign-out', LOGOUT, html],
  ['a redirect of the host\'s own route', '/help', html], ['a handoff of the host\'s own route', '/help', json]
]
for (const [title, target, headers, options] of onTheWay) {
  t.test(`an onSend hook that throws takes ${title} back: no token and no address in the error (X16)`, async (t) => {
    const hasToken = target !== LOGOUT && options?.lookupUser === undefined
    const HostError = createError('HOST_DB', CANARY, 503)
    const hostError = () => Object.assign(new HostError(), { headers: { 'x-detail': CANARY } })
    const failures = [[() => new Error(CANARY), 500], [error, 500], [() => CANARY, 500], [hostError, 503]] as const
    for (const [make, statusCode] of failures) {
      for (const isAsync of [true, false]) {
        let calls = 0
        let before = ''
        const { app } = await buildApp(t, { lookupUser: () => ada, ...options }, {
          before: (app) => {
            app.addHook('onSend', (_, reply, payload, done) => {
              if (++calls > 1) return done(null, payload)
              before = `${reply.getHeader('location')} ${payload}`
              const fail = () => done(wrong(make()), payload)
              if (isAsync) setImmediate(fail)
              else fail()
            })
          },
          after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
        })
        const response = await app.inject({ url: target, headers })
        t.match(before, hasToken ? TOKEN_TEXT : /^(?:https:|\/sign-in)/, 'something to take back')
        const answer = JSON.stringify([response.headers, response.body])
        t.notMatch(answer, TOKEN_TEXT)
        if (target === '/help') continue // There the host answers its own errors.
        t.equal(response.statusCode, statusCode)
        t.equal(response.headers.location, undefined)
        t.notMatch(answer, /canary|HOST_DB|x-detail/)
      }
    }
  })
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  await wait(5)
  t.strictSame(incidents, [])
})
