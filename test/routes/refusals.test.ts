import t from 'tap'
import type { HelpCenterError } from '../../lib/index.ts'
import {
  ada, ARTICLE, buildApp, buildProvider, COOKIE_SECRET, findUser, LOGIN, type LogLine, LOGOUT, type Options, wrong
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const arrival = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`
const DETAIL = 'select * from users where token = s3cr3t'
const hang = () => new Promise<never>(() => {})
const cookie = { secret: COOKIE_SECRET }

/** What a hook may throw; Fastify's own handler would send most of it to the browser. */
const thrown: [string, unknown][] = [
  ['an Error', new Error(DETAIL)],
  ['an Error with a status, headers and a cause', Object.assign(new Error(DETAIL, { cause: DETAIL }), {
    statusCode: 302, status: 200, headers: { location: 'https://evil.example', 'x-detail': DETAIL }, expose: true
  })],
  ['an object with headers and a status',
    { statusCode: 200, headers: { location: '//evil.example' }, message: DETAIL }],
  ['text', DETAIL], ['a number', 999], ['null', null], ['undefined', undefined], ['a symbol', Symbol(DETAIL)]
]

/** Title, the options that cause it, status and code. */
const refusals: [string, Options, number, string][] = [
  ...thrown.map(([what, value]): [string, Options, number, string] =>
    [`lookupUser throws ${what} (H2)`, { lookupUser: async () => { throw value } }, 500, 'HOOK_FAILED']),
  ['lookupUser throws synchronously (H5)', { lookupUser: () => { throw new Error(DETAIL) } }, 500, 'HOOK_FAILED'],
  ['lookupUser hangs (H1)', { lookupUser: hang, hookTimeout: 20 }, 503, 'HOOK_TIMEOUT'],
  ['lookupUser returns text (H3)', { lookupUser: () => wrong(DETAIL) }, 500, 'HOOK_RESULT'],
  ['lookupUser returns true (H3)', { lookupUser: () => wrong(true) }, 500, 'HOOK_RESULT'],
  ['lookupUser returns an empty object (H3)', { lookupUser: () => wrong({}) }, 403, 'INVALID_EMAIL'],
  ['the name of the user is no text (H3)', { lookupUser: () => ({ ...ada, name: wrong(7) }) }, 500, 'INVALID_PROFILE'],
  ['the e-mail is not verified (E1)', { lookupUser: () => ({ ...ada, emailVerified: false }) }, 403,
    'EMAIL_NOT_VERIFIED'],
  ['nothing is said of the e-mail being verified (E1)', { lookupUser: () => ({ email: ada.email }) }, 403,
    'EMAIL_NOT_VERIFIED'],
  ['the e-mail is verified by the text "true" (E1)', { lookupUser: () => ({ ...ada, emailVerified: wrong('true') }) },
    500, 'INVALID_PROFILE'],
  ['the e-mail has two @ (E2)', { lookupUser: () => ({ ...ada, email: 'a@b@example.com' }) }, 403, 'INVALID_EMAIL'],
  ['the e-mail has a letter that folds to ASCII (E3)',
    { lookupUser: () => ({ ...ada, email: 'mi\u212Ae@example.com' }) }, 403, 'INVALID_EMAIL'],
  ['authorize says no', { authorize: () => false }, 403, 'NOT_AUTHORIZED'],
  ['authorize says yes, but not with true', { authorize: () => wrong(1) }, 500, 'HOOK_RESULT'],
  ['authorize throws', { authorize: () => { throw new Error(DETAIL) } }, 500, 'HOOK_FAILED'],
  ['authorize hangs', { authorize: hang, hookTimeout: 20 }, 503, 'HOOK_TIMEOUT'],
  ['profile has a key that no profile has', { profile: () => wrong({ ...ada, role: 'admin' }) }, 500,
    'INVALID_PROFILE'],
  ['profile returns nothing', { profile: () => wrong(undefined) }, 500, 'HOOK_RESULT'],
  ['profile hangs', { profile: hang, hookTimeout: 20 }, 503, 'HOOK_TIMEOUT'],
  ['the vault throws with the secret in its message (K8)',
    { provider: buildProvider({ secret: async () => { throw new Error(DETAIL) } }), cookie }, 503,
    'SECRET_UNAVAILABLE'],
  ['the vault has a short secret (K8)', { provider: buildProvider({ secret: () => 'short' }), cookie }, 503,
    'SECRET_UNAVAILABLE'],
  ['the vault has none (K8)', { provider: buildProvider({ secret: () => wrong(undefined) }), cookie }, 503,
    'SECRET_UNAVAILABLE'],
  ['the vault hangs (K8)', { provider: buildProvider({ secret: hang }), cookie, hookTimeout: 20 }, 503,
    'SECRET_UNAVAILABLE'],
  ['a claim function throws', { provider: buildProvider({ claims: { tier: () => { throw new Error(DETAIL) } } }) }, 500,
    ''],
  ['a claim is too long for a URL (1.14)',
    {
      provider: buildProvider({ claims: { tags: 'tags' } }),
      profile: () => ({
        ...ada,
        tags: Array(20)
          .fill('x'.repeat(250))
      })
    }, 500, 'TOKEN_TOO_LONG']
]

const linesWith = (log: LogLine[], code: string) => log.filter((line) => line.code === code)

for (const [title, options, statusCode, name] of refusals) {
  t.test(`if ${title}, the visitor gets a code and no detail, and the log one line`, async (t) => {
    const { app, log } = await buildApp(t, { lookupUser: () => ada, ...options })
    const page = await new Browser(app).get(arrival)
    t.equal(page.statusCode, statusCode)
    t.match(page.headers['content-type'], 'text/html; charset=utf-8')
    t.match(page.body, /<code>FST_HELP_CENTER_\w+<\/code>/)
    const code = /FST_HELP_CENTER_\w+/.exec(page.body)?.[0] ?? ''
    if (name !== '') t.equal(code, `FST_HELP_CENTER_${name}`)
    t.equal(linesWith(log, code).length, 1)
    t.equal(linesWith(log, code)[0]?.level, statusCode >= 500 ? 50 : 30)

    const data = await app.inject({ url: arrival, headers: { accept: 'application/json' } })
    t.equal(data.statusCode, statusCode)
    t.match(data.json(), { statusCode, code, message: String })

    for (const { body, headers } of [page, data]) {
      const answer = body + JSON.stringify(headers)
      t.notMatch(answer, 's3cr3t')
      t.notMatch(answer, 'evil.example')
      t.notMatch(answer, 'example.com/portal/en/kb')
      t.notOk(headers.location)
      t.notOk(headers['x-detail'])
    }
    t.notMatch(JSON.stringify(log), 's3cr3t')
  })
}

t.test('after the trouble is over the same link works', async (t) => {
  let isUp = false
  const { app } =
    await buildApp(t, { lookupUser: (request) => isUp ? findUser(request) : Promise.reject(new Error('down')) })
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  for (const attempt of [1, 2, 3, 4, 5]) {
    const page = await browser.get(arrival)
    t.equal(page.statusCode, 500, `attempt ${attempt}`)
    t.match(page.body, '<a href="">Try again</a>')
  }
  isUp = true
  t.equal(readHandoff((await browser.get(arrival)).headers.location).returnTo, ARTICLE)
})

t.test('an error while a visit is pending keeps it pending', async (t) => {
  let isUp = false
  const { app } = await buildApp(t, { authorize: () => { if (isUp) return true; throw new Error('down') } })
  const browser = new Browser(app)
  await browser.get(arrival)
  t.equal((await browser.post('/sign-in', { user: 'ada' })).statusCode, 500)
  isUp = true
  t.equal(readHandoff((await browser.post('/sign-in', { user: 'ada' })).headers.location).returnTo, ARTICLE)
})

t.test('the error page loads nothing, is framed by nobody and is stored nowhere (X1, L1)', async (t) => {
  const { app } = await buildApp(t, { authorize: () => false, lookupUser: () => ada })
  const { headers, body } = await new Browser(app).get(arrival)
  const [, style, ...policy] = String(headers['content-security-policy']).split('; ')
  t.match(style, /^style-src 'sha256-[\w+/]{43}='$/)
  t.strictSame(policy, ["base-uri 'none'", "frame-ancestors 'none'", "form-action 'none'"])
  t.match(headers['content-security-policy'], /^default-src 'none'; /)
  t.match(headers, {
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    vary: 'Cookie, Accept'
  })
  t.notMatch(body, /<script|<form|<img|src=/)
})

t.test('the error page shows a request id, and one that the client chose only escaped (X6)', async (t) => {
  const { app } = await buildApp(t, { authorize: () => false, lookupUser: () => ada }, {
    server: { requestIdHeader: 'x-request-id' }
  })
  const { body } = await app.inject({ url: arrival, headers: { 'x-request-id': '"><script>alert(1)</script>' } })
  t.match(body, '&quot;&gt;&lt;script&gt;')
  t.notMatch(body, '<script')
})

t.test('errorPage gets the error and its HTML is sent with the headers of ours', async (t) => {
  const { app } = await buildApp(t, {
    authorize: () => false,
    lookupUser: () => ada,
    errorPage: async ({ code }, { method }, { statusCode }, { signal }) =>
      `<p>${code} ${method} ${statusCode} ${signal.aborted}`
  })
  const { statusCode, headers, body } = await new Browser(app).get(arrival)
  t.equal(statusCode, 403)
  t.equal(body, '<p>FST_HELP_CENTER_NOT_AUTHORIZED GET 403 false')
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY', 'cache-control': 'no-store'
  })
  t.match(headers['content-security-policy'], "default-src 'none'")
})

t.test('a content-security-policy of the host\'s own page stays', async (t) => {
  const { app } = await buildApp(t, {
    authorize: () => false,
    lookupUser: () => ada,
    errorPage: (_error, _request, reply) => {
      reply.header('content-security-policy', "default-src 'self'")
      return '<p>ours'
    }
  })
  t.equal((await new Browser(app).get(arrival)).headers['content-security-policy'], "default-src 'self'")
})

t.test('if errorPage itself fails, the plain page takes its place and the log has both codes', async (t) => {
  for (const [errorPage, code] of [
    [() => { throw new Error(DETAIL) }, 'HOOK_FAILED'], [() => wrong(7), 'HOOK_RESULT'], [hang, 'HOOK_TIMEOUT']
  ] as const) {
    const options = { authorize: () => false, lookupUser: () => ada, errorPage, hookTimeout: 20 }
    const { app, log } = await buildApp(t, options)
    const { statusCode, body } = await new Browser(app).get(arrival)
    t.equal(statusCode, 403)
    t.match(body, '<code>FST_HELP_CENTER_NOT_AUTHORIZED</code>')
    t.equal(linesWith(log, 'FST_HELP_CENTER_NOT_AUTHORIZED').length, 1)
    t.equal(linesWith(log, `FST_HELP_CENTER_${code}`).length, 1)
    t.notMatch(body + JSON.stringify(log), 's3cr3t')
  }
})

t.test('errorPage: false leaves errors to the error handler of the host, with our headers', async (t) => {
  const { app } = await buildApp(t, { authorize: () => false, lookupUser: () => ada, errorPage: false }, {
    before: (app) => app.setErrorHandler<HelpCenterError>((error, _, reply) => reply.code(451).send(error.code))
  })
  const { statusCode, headers, body } = await new Browser(app).get(arrival)
  t.equal(statusCode, 451)
  t.equal(body, 'FST_HELP_CENTER_NOT_AUTHORIZED')
  t.equal(headers['cache-control'], 'no-store')
})

t.test('an error that merely has a code of ours is the host\'s: no message, no headers (H2, 1.12)', async (t) => {
  const details = {
    code: 'FST_HELP_CENTER_NOT_AUTHORIZED',
    statusCode: 418,
    headers: { location: '//evil.example' },
    failure: { name: '10.9.9.9' }
  }
  for (const thrown of [Object.assign(new Error('10.9.9.9'), details), { ...details, message: '10.9.9.9' }]) {
    const { app, log } =
      await buildApp(t, {}, { before: (app) => app.addHook('onRequest', async () => { throw thrown }) })
    for (const url of [LOGIN, LOGOUT]) {
      const { statusCode, headers, body } = await app.inject(url)
      t.equal(statusCode, 418)
      t.notOk(headers.location)
      t.match(body, 'FST_HELP_CENTER_REQUEST_FAILED')
      t.notMatch(body + JSON.stringify(log), '10.9.9.9')
    }
  }
})
