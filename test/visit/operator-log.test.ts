import t from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import { discourse } from '../../lib/index.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, ARTICLE, buildApp, COOKIE_SECRET, LOGIN, LOGOUT, SECRET, wrong, type LogLine
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const PENDING = '__Host-help-center.default.pending'
const successes = (log: LogLine[]) => log.filter(({ msg }) => msg === 'sign-in handed over')
const linesOf = (log: LogLine[], code: string) => log.filter((line) => line.code === `FST_HELP_CENTER_${code}`)

/** What a line says beyond what each line of Fastify's has. */
function own ({ time, pid, hostname, reqId, ...rest }: LogLine): object {
  return rest
}

t.test('a sign-in is one line at info: help center, provider, jti and expiry, and nothing else (L3)', async (t) => {
  const { app, log } = await buildApp(t, { lookupUser: () => ada })
  const { headers } = await app.inject({ url: LOGIN, query: { return_to: ARTICLE } })
  const { claims: { jti, exp } } = readHandoff(headers.location)
  t.strictSame(successes(log).map(own), [{
    level: 30,
    helpCenter: 'default',
    provider: 'zoho-desk',
    jti,
    expiresAt: new Date(Number(exp) * 1000).toISOString(),
    msg: 'sign-in handed over'
  }])
})

t.test('a guest, a refused user, a client that left during the audit: no such line', async (t) => {
  const visits: [options: object, leaves: boolean][] = [
    [{ lookupUser: () => null }, false],
    [{ lookupUser: () => ({ ...ada, emailVerified: false }) }, false],
    [{ lookupUser: () => ada, onSignIn: () => wait(20) }, true]
  ]
  for (const [options, leaves] of visits) {
    const { app, log } = await buildApp(t, options, {
      before: (app) => app.addHook('onRequest', async ({ raw }, reply) => {
        if (leaves) setTimeout(() => { raw.destroy(); reply.raw.destroy(); reply.raw.emit('close') }, 5)
      })
    })
    await app.inject(LOGIN).catch(() => {})
    await wait(40)
    t.strictSame(successes(log), [])
  }
})

t.test('a loop is a warning that says which loop it was (1.19)', async (t) => {
  for (const [loop, lookupUser] of [['token', () => ada], ['signInPage', () => null]] as const) {
    const { app, log } = await buildApp(t, { lookupUser })
    const browser = new Browser(app)
    for (let i = 0; i < 4; i++) await browser.get(LOGIN)
    t.match(linesOf(log, 'TOO_MANY_SIGN_INS'), [{ level: 40, loop }])
  }
})

t.test('what the vendor reports and a request with a wrong signature are warnings', async (t) => {
  const provider = discourse({ discourseUrl: 'https://forum.example.com', secret: SECRET })
  const { app, log } = await buildApp(t, { provider, lookupUser: () => ada, cookie: { secret: COOKIE_SECRET } })
  await app.inject({ url: LOGIN, query: { sso: 'bm9uY2U9MQ==', sig: '0'.repeat(64) } })
  t.match(log.filter(({ reason }) => reason === 'wrong-signature'), [{ level: 40, provider: 'discourse' }])

  const logoutError = { parameter: 'kind', value: 'error', message: 'message' }
  const refused = await buildApp(t, { provider: acmeDesk({ logoutError }), lookupUser: () => ada })
  await refused.app.inject({ url: LOGOUT, query: { kind: 'error', message: 'clock skew' } })
  t.match(linesOf(refused.log, 'REFUSED_BY_VENDOR'), [{ level: 40, vendorMessage: 'clock skew' }])
})

t.test('what browsers do by themselves is debug, and a refused visitor info', async (t) => {
  const { app, log } = await buildApp(t, { lookupUser: () => ada, authorize: () => false })
  await app.inject({ url: LOGIN, headers: { 'sec-purpose': 'prefetch' } })
  await app.inject({ url: LOGOUT, headers: { 'sec-fetch-dest': 'image' } })
  await app.inject(LOGIN)
  t.match(linesOf(log, 'PREFETCH'), [{ level: 20 }])
  t.match(linesOf(log, 'NOT_A_NAVIGATION'), [{ level: 20 }])
  t.match(linesOf(log, 'NOT_AUTHORIZED'), [{ level: 30 }])
})

t.test('why no sign-in is pending is a debug line with a reason', async (t) => {
  const { app, log } = await buildApp(t, {}, {
    after: (app) => app.get('/ask', async (request) => ({ pending: app.helpCenter().pending(request) }))
  })
  for (const [reason, cookie, query] of [
    ['absent', 'a=b', {}], ['twice', `${PENDING}=a; ${PENDING}=b`, {}], ['wrong-signature', `${PENDING}=a`, {}],
    ['foreign-next', '', { next: '/basket' }]
  ] as const) {
    log.length = 0
    await app.inject({ url: '/ask', headers: { cookie }, query: wrong(query) })
    const lines = log.filter(({ msg }) => msg === 'no sign-in is pending')
    t.strictSame(lines.map(own), [{ level: 20, helpCenter: 'default', reason, msg: 'no sign-in is pending' }])
  }
})
