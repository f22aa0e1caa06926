import t, { type Test } from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import {
  ada, ARTICLE, buildApp, buildProvider, COOKIE_SECRET, HOME, LOGIN, LOGOUT, SECRET, type Options
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const NOW = Date.UTC(2026, 10, 21, 12, 0, 0, 789)
const SECONDS = Math.floor(NOW / 1000)
const HOUR = 3600
const signedIn = { cookie: 'session=ada' }
const arrival = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`

/** A clock that a test sets; it goes back when the test is over. */
function stopClock (t: Test): { now: number } {
  const clock = { now: NOW }
  t.intercept(Date, 'now', { value: () => clock.now })
  return clock
}

/** Without a log: pino writes its time unquoted, and `NaN` is no JSON. */
const silent = { server: { logger: false } }

/** Options under which `run` is called in the course of each hook. */
const during: Record<string, (run: () => void) => Options> = {
  provider: (run) => ({ cookie: { secret: COOKIE_SECRET }, provider: async () => { run(); return buildProvider() } }),
  lookupUser: (run) => ({ lookupUser: async () => { run(); return ada } }),
  authorize: (run) => ({ authorize: async () => { run(); return true } }),
  profile: (run) => ({ profile: async (user) => { run(); return user } })
}

for (const [hook, options] of Object.entries(during)) {
  for (const jump of [HOUR, -HOUR]) {
    t.test(`if the clock jumps by ${jump} s during ${hook}, all times come after it (1.4, N1)`, async (t) => {
      const clock = stopClock(t)
      const { app } = await buildApp(t, options(() => { clock.now += jump * 1000 }))
      const { headers } = await app.inject({ url: LOGIN, headers: signedIn })
      const now = SECONDS + jump
      t.match(readHandoff(headers.location).claims, { iat: now, nbf: now - 30, exp: now + 300 })
    })
  }
}

t.test('the clock is read once, after the vault and before the audit: a jump splits no times (1.4)', async (t) => {
  for (const jump of [HOUR, -HOUR]) {
    const clock = stopClock(t)
    const leap = () => { clock.now += jump * 1000 }
    const expiries: Date[] = []
    const { app } = await buildApp(t, {
      cookie: { secret: COOKIE_SECRET },
      provider: buildProvider({ secret: async () => { leap(); return SECRET } }),
      onSignIn: ({ expiresAt }) => { expiries.push(expiresAt); leap() }
    })
    const { headers } = await app.inject({ url: LOGIN, headers: signedIn })
    const now = SECONDS + jump
    t.match(readHandoff(headers.location).claims, { iat: now, nbf: now - 30, exp: now + 300 })
    t.strictSame(expiries, [new Date((now + 300) * 1000)])
  }
})

t.test('a clock that jumped before the request counts as it is, for tokens and links as data (1.4, N1)', async (t) => {
  const clock = stopClock(t)
  const { app } = await buildApp(t)
  for (const jump of [HOUR, -HOUR, 0]) {
    clock.now = NOW + jump * 1000
    const now = SECONDS + jump
    const { headers } = await app.inject({ url: LOGIN, headers: signedIn })
    t.match(readHandoff(headers.location).claims, { iat: now, exp: now + 300 })
    const { handoff, expiresAt } = await app.helpCenter().createSignIn(ada)
    t.equal(readHandoff(handoff.url).claims.exp, now + 300)
    t.equal(expiresAt.getTime(), (now + 300) * 1000)
  }
})

const broken: [title: string, now: number][] = [
  ['NaN', NaN], ['Infinity', Infinity], ['minus Infinity', -Infinity], ['zero', 0], ['before zero', -NOW],
  ['1970, in seconds', SECONDS],
  ['the end of 2023', Date.UTC(2024, 0, 1) - 1], ['2100', Date.UTC(2100, 0, 1)], ['in microseconds', NOW * 1000]
]
for (const [title, now] of broken) {
  t.test(`with a clock that says ${title} no token is made anywhere, and all else goes on (1.4)`, async (t) => {
    const clock = stopClock(t)
    const { app } = await buildApp(t, {}, {
      ...silent,
      after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
    })
    clock.now = now
    for (const url of [LOGIN, arrival, '/help']) {
      const { statusCode, headers, body } = await app.inject({ url, headers: signedIn })
      t.equal(statusCode, 500)
      t.match(body, 'FST_HELP_CENTER_INVALID_TIME')
      t.notOk(headers.location)
      t.notOk(headers['set-cookie'])
    }
    await t.rejects(app.helpCenter().createSignIn(ada), { code: 'FST_HELP_CENTER_INVALID_TIME' })
    const guest = await app.inject(arrival)
    t.equal(guest.statusCode, 303)
    t.equal(guest.headers.location, `/sign-in?${new URLSearchParams({ next: arrival })}`)
    t.equal((await app.inject(LOGOUT)).headers.location, HOME)
    clock.now = NOW
    t.equal(
      readHandoff((await app.inject({ url: LOGIN, headers: signedIn })).headers.location).claims.iat, SECONDS,
      'and it heals with the clock'
    )
  })
}

t.test('the first and the last second of the years that a clock may show make a token (1.4)', async (t) => {
  const clock = stopClock(t)
  const { app } = await buildApp(t)
  for (const now of [Date.UTC(2024, 0, 1), Date.UTC(2100, 0, 1) - 1, NOW + 0.999]) {
    clock.now = now
    const { iat, nbf, exp } = readHandoff((await app.inject({ url: LOGIN, headers: signedIn })).headers.location).claims
    t.strictSame([iat, nbf, exp], [0, -30, 300].map((offset) => Math.floor(now / 1000) + offset))
  }
})

t.test('time-outs go by another clock: jumps during fifty look-ups end none of them early (N1)', async (t) => {
  const clock = stopClock(t)
  const { app } = await buildApp(t, { lookupUser: async () => { await wait(30); return ada } })
  const answers = Array.from({ length: 50 }, () => app.inject(LOGIN))
  for (const jump of [HOUR, -HOUR, 24 * HOUR, 0]) {
    await wait(5)
    clock.now = NOW + jump * 1000
  }
  for (const { statusCode, headers } of await Promise.all(answers)) {
    t.equal(statusCode, 303)
    const { iat, exp } = readHandoff(headers.location).claims
    t.equal(Number(exp) - Number(iat), 300)
  }
})

t.test('a hung look-up ends in time even if the clock stops or runs backwards (N1, H1)', async (t) => {
  const clock = stopClock(t)
  const { app } = await buildApp(t, {
    hookTimeout: 30,
    lookupUser: () => { clock.now -= HOUR * 1000; return new Promise<never>(() => {}) }
  })
  const response = await Promise.race([app.inject(LOGIN), wait(3000, null, { ref: false })])
  t.equal(response?.statusCode, 503, 'within a hundred times hookTimeout')
})

t.test('a visit is known after the clock jumps back, and forgotten after a long jump ahead (N1, S8)', async (t) => {
  const clock = stopClock(t)
  const { app } = await buildApp(t, {}, {
    after: (app) => app.get('/pending', (request) => ({ pending: app.helpCenter().pending(request) }))
  })
  for (const [jump, known] of [[-HOUR, true], [0, true], [HOUR, false]] as const) {
    clock.now = NOW
    const browser = new Browser(app)
    await browser.get(arrival)
    const cookie = Object.entries(browser.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
    clock.now = NOW + jump * 1000
    const { pending } = (await app.inject({ url: '/pending', headers: { cookie } })).json()
    t.equal(pending?.returnTo, known ? ARTICLE : undefined)
  }
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
