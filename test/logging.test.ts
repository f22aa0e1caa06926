import t from 'tap'
import { inspect } from 'node:util'
import {
  ada, ARTICLE, buildApp, buildProvider, COOKIE_SECRET, findUser, HELP_CENTER, LOGIN, LOGOUT, SECRET, wrong,
  type LogLine
} from './fixtures/build-app.ts'
import { Browser } from './fixtures/browser.ts'

/** The mark stays as it is when the rest is percent-encoded. */
const MARK = 'canary.7f3a'
const CANARY = `${MARK}@private.example`
const secrets = [SECRET, COOKIE_SECRET].flatMap((secret) => [
  secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('hex')
])

/** All kinds of requests, and every value that came out and is nobody else's business. */
async function runEverything (app: Awaited<ReturnType<typeof buildApp>>['app']): Promise<string[]> {
  const outgoing: string[] = []
  const queries = [
    `return_to=${encodeURIComponent(`${HELP_CENTER}/search?q=${CANARY}#part`)}`, `return_to=https://evil.example/${CANARY}`,
    `return_to[]=${CANARY}`, `return_to=${HELP_CENTER}/%0d%0a${CANARY}`, `email=${CANARY}&message=${CANARY}`, `${CANARY}`, `?a?${CANARY}`
  ]
  for (const query of queries) {
    for (const user of ['', 'ada', 'bob']) {
      const browser = new Browser(app)
      if (user !== '') browser.setCookie('session', user)
      for (const url of [LOGIN, LOGOUT]) {
        for (const headers of [{}, { accept: 'application/json' }, { 'sec-fetch-dest': 'image' }, { 'sec-purpose': 'prefetch' }]) {
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

t.test('Fastify\'s own line for a request of ours has the path, and of the query only that there is one (L4)', async (t) => {
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
    [`${HELP_CENTER}/${CANARY} x`, 'unsafe-character'], [`${HELP_CENTER}/${CANARY.repeat(100)}`, 'too-long'], ['', 'empty']
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

t.test('a hook that answers the request itself sends nothing twice and leaves no value in the log (H3, L4)', async (t) => {
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
