import t from 'tap'
import { inspect } from 'node:util'
import {
  ada, ARTICLE, buildApp, buildProvider, COOKIE_SECRET, findUser, HELP_CENTER, LOGIN, LOGOUT, SECRET, wrong,
  type LogLine, type Options
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'

/** The mark stays as it is when the rest is percent-encoded. */
const MARK = 'canary.7f3a'
const CANARY = `${MARK}@private.example`
const secrets = [SECRET, COOKIE_SECRET].flatMap((secret) => [
  secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex')
])

/** All kinds of requests, and every value that came out and is nobody else's business. */
async function runEverything (app: Awaited<ReturnType<typeof buildApp>>['app']): Promise<string[]> {
  const outgoing: string[] = []
  const queries = [
    `return_to=${encodeURIComponent(`${HELP_CENTER}/search?q=${CANARY}#part`)}`,
    `return_to=https://evil.example/${CANARY}`,
    `return_to[]=${CANARY}`, `return_to=${HELP_CENTER}/%0d%0a${CANARY}`, `email=${CANARY}&message=${CANARY}`,
    `${CANARY}`, `?a?${CANARY}`
  ]
  for (const query of queries) {
    for (const user of ['', 'ada', 'bob']) {
      const browser = new Browser(app)
      if (user !== '') browser.setCookie('session', user)
      for (const url of [LOGIN, LOGOUT]) {
        for (const headers of [
          {}, { accept: 'application/json' }, { 'sec-fetch-dest': 'image' }, { 'sec-purpose': 'prefetch' }
        ]) {
          const { headers: { location }, body } = await browser.get(`${url}?${query}`, headers)
          const tokens = `${location} ${body}`.match(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{43}/g) ?? []
          outgoing.push(...Object.values(browser.cookies), ...tokens)
        }
      }
    }
  }
  return [...new Set(outgoing)].filter((value) => value.length > 8)
}

/** Those of `canaries` that sing in the log, each with its first line. */
function findCanaries (log: LogLine[], canaries: string[]): [canary: string, line: string | undefined][] {
  const lines = log.map((line) => JSON.stringify(line))
  const text = lines.join()
  const found = canaries.filter((canary) => text.includes(canary))
  return found.map((canary) => [canary, lines.find((line) => line.includes(canary))])
}

t.test('no secret, token, cookie, e-mail or query value is in any log line at trace level (L3, L4)', async (t) => {
  const onSignIn = () => { throw new Error(CANARY) }
  const { app, log } = await buildApp(t, { cookie: { secret: COOKIE_SECRET }, onSignIn })
  const outgoing = await runEverything(app)
  t.ok(outgoing.some((value) => value.startsWith('eyJ')), 'tokens were made')
  t.ok(log.length > 100)
  t.strictSame(findCanaries(log, [...secrets, ...outgoing, MARK, ada.email, 'evil.example']), [])
})

t.test('the same holds while every hook fails (L3)', async (t) => {
  const fail = () => {
    throw Object.assign(new Error(`no ${CANARY}`), { detail: CANARY, headers: { 'x-detail': CANARY } })
  }
  const broken = [
    { lookupUser: fail }, { authorize: fail }, { profile: fail }, { onLogout: fail }, { errorPage: fail },
    { signInPage: fail }, { provider: fail }, { errorPage: false as const, authorize: fail },
    { provider: buildProvider({ secret: () => { throw new Error(SECRET) } }) }
  ]
  for (const options of broken) {
    const { app, log } = await buildApp(t, { cookie: { secret: COOKIE_SECRET }, lookupUser: findUser, ...options })
    const outgoing = await runEverything(app)
    t.strictSame(findCanaries(log, [...secrets, ...outgoing, MARK, ada.email]), [], Object.keys(options).join())
  }
})

t.test('the app shows no secret when it is inspected or printed (L3)', async (t) => {
  const { app } = await buildApp(t, { cookie: { secret: COOKIE_SECRET } })
  const shown = [
    app.printRoutes({ includeHooks: true, commonPrefix: false }), app.printPlugins(), JSON.stringify(app.helpCenter()),
    inspect(app.helpCenter(), { depth: 12, showHidden: true }), inspect(app, { depth: 12, showHidden: true })
  ].join()
  for (const secret of secrets) t.notOk(shown.includes(secret))
})

t.test('Fastify\'s line for a request of ours has the path, and of the query that there is one (L4)', async (t) => {
  const { app, log } = await buildApp(t)
  await app.inject(`${LOGIN}?return_to=${encodeURIComponent(ARTICLE)}`)
  await app.inject(LOGIN)
  const urls = log.filter(({ msg }) => msg === 'incoming request').map(({ req }) => (req as { url: string }).url)
  t.strictSame(urls, [`${LOGIN}?…`, LOGIN])
})

t.test('every form of an address that the router takes for ours is logged without its values (L4)', async (t) => {
  const { app, log } = await buildApp(t, {}, {
    server: { routerOptions: wrong({ useSemicolonDelimiter: true }) }
  })
  for (const mark of ['?', ';', '?a=1;']) {
    await app.inject({ url: `${LOGIN}${mark}return_to=https://x.example/${CANARY}` })
  }
  t.strictSame(findCanaries(log, [MARK]), [])
})

t.test('a dropped return URL leaves one debug line with the reason, never the value (L4)', async (t) => {
  const { app, log } = await buildApp(t)
  const reasons: [string, string][] = [
    [`https://evil.example/${CANARY}`, 'foreign-origin'], [`${HELP_CENTER}//${CANARY}`, 'second-order-path'],
    [`${HELP_CENTER}/${CANARY} x`, 'unsafe-character'], [`${HELP_CENTER}/${CANARY.repeat(100)}`, 'too-long'],
    ['', 'empty']
  ]
  for (const [returnTo, reason] of reasons) {
    log.length = 0
    await app.inject({ url: LOGIN, query: { return_to: returnTo } })
    const lines = log.filter(({ msg }) => msg === 'return URL dropped')
    t.match(lines, [{ level: 20, provider: 'zoho-desk', reason }])
    t.equal(lines.length, 1)
  }
})

t.test('of what a hook threw the log has name, code and place (rule 9)', async (t) => {
  class DatabaseDown extends Error { override name = 'DatabaseDown'; code = 'ECONNREFUSED' }
  const { app, log } = await buildApp(t, { lookupUser: () => { throw new DatabaseDown(CANARY) } })
  await app.inject(LOGIN)
  const [line] = log.filter(({ code }) => code === 'FST_HELP_CENTER_HOOK_FAILED')
  t.match(line, {
    level: 50,
    helpCenter: 'default',
    failure: { name: 'DatabaseDown', code: 'ECONNREFUSED', at: /^logging\.test\.ts:\d+:\d+$/ },
    msg: 'The hook lookupUser failed'
  })
})

class DatabaseDown extends Error { override name = 'DatabaseDown'; code = 'ECONNREFUSED' }

const hang = () => new Promise<never>(() => {})
const cookie = { secret: COOKIE_SECRET }

interface FailingHook {
  name: string
  optionsFor: (hook: () => never) => Options
  /** What is wrong with a text as its result; the audit hook has none, and `onLogout` may return what it likes. */
  wrongResult?: string
  target?: string
}
const GOT_TEXT = 'a value of type string. Return'
const hooks: FailingHook[] = [
  {
    name: 'lookupUser',
    optionsFor: (lookupUser) => ({ lookupUser }),
    wrongResult: `${GOT_TEXT} a user object or null`
  },
  { name: 'authorize', optionsFor: (authorize) => ({ authorize }), wrongResult: `${GOT_TEXT} true or false` },
  { name: 'profile', optionsFor: (profile) => ({ profile }), wrongResult: `${GOT_TEXT} the profile` },
  {
    name: 'provider',
    optionsFor: (provider) => ({ provider, cookie }),
    wrongResult: `${GOT_TEXT} a provider or undefined`
  },
  {
    name: 'signInPage',
    optionsFor: (signInPage) => ({ signInPage, lookupUser: () => null }),
    wrongResult: 'no address. Return a path such as "/sign-in" or an absolute URL'
  },
  { name: 'errorPage', optionsFor: (errorPage) => ({ errorPage, authorize: () => false }) },
  { name: 'onLogout', optionsFor: (onLogout) => ({ onLogout }), target: LOGOUT },
  { name: 'onSignIn', optionsFor: (onSignIn) => ({ onSignIn }) },
  { name: 'secret', optionsFor: (secret) => ({ provider: buildProvider({ secret }), cookie }) }
]

/** The one line at error level, without what Fastify says in every line, and the place without its line and column. */
function readFailure (log: LogLine[]): object {
  const [line, ...others] = log.filter(({ level }) => level >= 50)
  if (line === undefined || others.length > 0) throw new Error(`${others.length} lines too many`)
  const { time, pid, hostname, reqId, ...rest } = line
  return JSON.parse(JSON.stringify(rest).replace(/(logging\.test\.ts):\d+:\d+/, '$1'))
}

for (const { name, optionsFor, wrongResult, target = LOGIN } of hooks) {
  const isSecret = name === 'secret'
  /** The whole line: nothing is missing from it, and nothing more is told. */
  const lineOf = (code: string, msg: string, failure?: object) => ({
    level: 50,
    helpCenter: 'default',
    code: `FST_HELP_CENTER_${isSecret ? 'SECRET_UNAVAILABLE' : code}`,
    ...name === 'onSignIn' && { jti: '' },
    ...failure && { failure },
    msg: isSecret ? 'The signing secret is not available' : `The hook ${name} ${msg}`
  })
  const timedOut = isSecret ? { name: 'FST_HELP_CENTER_HOOK_TIMEOUT' } : undefined
  const thrown = { name: 'DatabaseDown', code: 'ECONNREFUSED', at: 'logging.test.ts' }
  const failures: [title: string, hook: () => unknown, line: object][] = [
    ['throws', () => { throw new DatabaseDown(CANARY) }, lineOf('HOOK_FAILED', 'failed', thrown)],
    ['rejects', async () => { throw new DatabaseDown(CANARY) }, lineOf('HOOK_FAILED', 'failed', thrown)],
    ['throws a text', () => { throw CANARY }, lineOf('HOOK_FAILED', 'failed', { name: 'string' })],
    ['hangs', hang, lineOf('HOOK_TIMEOUT', 'did not settle within 20 ms', timedOut)]
  ]
  if (wrongResult !== undefined) {
    failures.push(['returns a text', () => CANARY, lineOf('HOOK_RESULT', `returned ${wrongResult}`)])
  }
  if (isSecret) {
    failures.push(['is short', () => CANARY, lineOf('', '', { name: `a secret of ${CANARY.length} bytes` })])
  }

  for (const [title, hook, expected] of failures) {
    t.test(`if ${name} ${title}, the log has the reason and no more, the visitor not even that (H2, L3)`, async (t) => {
      const options = { lookupUser: () => ada, hookTimeout: 20, ...optionsFor(wrong(hook)) }
      const { app, log } = await buildApp(t, options)
      const { headers, body } = await app.inject(target)
      const line = readFailure(log)
      if (name === 'onSignIn') {
        const [, payload = ''] = String(headers.location).split('jwt=').at(-1)?.split('.') ?? []
        t.match(line, { jti: JSON.parse(Buffer.from(payload, 'base64url').toString()).jti })
        Object.assign(line, { jti: '' })
      }
      t.strictSame(line, expected)
      t.strictSame(findCanaries(log, [MARK, SECRET]), [])
      t.notMatch(JSON.stringify([headers, body]), /canary|DatabaseDown|ECONNREFUSED|logging\.test|20 ms/)
    })
  }
}

t.test('a hook that answers by itself sends nothing twice and leaves no value in the log (H3, L4)', async (t) => {
  let signIns = 0
  const { app, log } = await buildApp(t, {
    lookupUser: (_, reply) => {
      reply.redirect('/maintenance', 302)
      return ada
    },
    onSignIn: () => { signIns++ }
  })
  const response = await app.inject({ url: LOGIN, query: { return_to: `${HELP_CENTER}/${CANARY}` } })
  t.equal(response.headers.location, '/maintenance')
  t.equal(signIns, 0, 'no token for an answer that has gone')
  t.strictSame(findCanaries(log, [MARK]), [])
})
