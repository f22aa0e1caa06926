import t from 'tap'
import { discourse } from '../../lib/index.ts'
import { ada, ARTICLE, buildApp, COOKIE_SECRET, LOGIN, SECRET } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { tokensIn } from '../fixtures/exits.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const ATTEMPTS = '__Host-help-center.default.attempts'
const arrival = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`

t.test('a help center that always sends visitors back gets three tokens, then they get a page (1.19)', async (t) => {
  const { app, log } = await buildApp(t)
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  for (const attempt of [1, 2, 3]) {
    t.equal(readHandoff((await browser.get(arrival)).headers.location).returnTo, ARTICLE, `token ${attempt}`)
  }
  const stopped = await browser.get(arrival)
  t.equal(stopped.statusCode, 429)
  t.match(stopped.headers, { 'retry-after': /^(?:[1-9]|[12]\d|30)$/, 'cache-control': 'no-store' })
  t.match(stopped.body, 'FST_HELP_CENTER_TOO_MANY_SIGN_INS')
  t.notOk(stopped.headers.location)
  t.equal(log.filter(({ code }) => code === 'FST_HELP_CENTER_TOO_MANY_SIGN_INS').length, 1)
})

t.test('after half a minute the same browser signs in again (1.19)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  let now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  for (const attempt of [1, 2, 3]) {
    t.equal((await browser.get(arrival)).statusCode, 303, `attempt ${attempt}`)
    now += 5000
  }
  t.match(await browser.get(arrival), { statusCode: 429, headers: { 'retry-after': '15' } })
  now += 15_000
  t.equal((await browser.get(arrival)).statusCode, 303)
})

t.test('the window starts with the first sign-in, not with the last (1.19)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  let now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  for (let i = 0; i < 12; i++) {
    t.equal((await browser.get(arrival)).statusCode, 303)
    now += 11_000
  }
})

t.test('a sign-in page that sends visitors straight back ends on the page after three turns (1.19)', async (t) => {
  const { app } = await buildApp(t, { lookupUser: () => null })
  const browser = new Browser(app)
  for (const turn of [1, 2, 3]) t.match((await browser.get(arrival)).headers.location, /^\/sign-in/, `turn ${turn}`)
  t.equal((await browser.get(arrival)).statusCode, 429)
})

t.test('three tabs that all sign in at once all succeed (1.19)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  const tabs = await Promise.all([1, 2, 3].map((topic) => browser.get(`${arrival}&topic=${topic}`)))
  for (const tab of tabs) t.equal(readHandoff((await browser.signIn('ada', tab)).headers.location).returnTo, ARTICLE)
})

t.test('without cookies a guest is sent to the sign-in page, never on to the help center (1.19)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app, { cookies: false })
  for (let i = 0; i < 6; i++) t.match((await browser.get(arrival)).headers.location, /^\/sign-in/)
})

t.test('a forged, foreign or doubled counter counts as none, and the next one is ours (S9)', async (t) => {
  const { app } = await buildApp(t)
  const full = `${Date.now()}.3.3`
  const values = [`${full}.x`, `${full}9`, `x${full}`, '9e15.9.9', '', 'null', '%']
  const cookies = values.map((value) => `${ATTEMPTS}=${value}`)
  for (const cookie of [...cookies, `${ATTEMPTS}=${full}; ${ATTEMPTS}=${full}`]) {
    const response = await app.inject({ url: arrival, headers: { cookie: `session=ada; ${cookie}` } })
    t.equal(response.statusCode, 303)
    t.match(response.headers['set-cookie'], RegExp(`^${ATTEMPTS}=\\d{13}\\.1\\.0;`))
  }
})

t.test('a counter from a clock that was ahead locks nobody out (1.4)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  const now = Date.now()
  const ahead = t.intercept(Date, 'now', { value: () => now + 3_600_000 })
  for (let i = 0; i < 3; i++) await browser.get(arrival)
  const counter = String(browser.cookies[ATTEMPTS])
  ahead.restore()
  browser.setCookie(ATTEMPTS, counter)
  t.equal((await browser.get(arrival)).statusCode, 303)
})

t.test('a failed sign-in does not count, for no token was made', async (t) => {
  let isUp = false
  const { app } = await buildApp(t, { authorize: () => isUp })
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  for (let i = 0; i < 5; i++) t.equal((await browser.get(arrival)).statusCode, 403)
  isUp = true
  t.equal((await browser.get(arrival)).statusCode, 303)
})

t.test('helpCenterRedirect counts too, and createSignIn does not', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  const signIns = []
  for (let i = 0; i < 4; i++) signIns.push(await browser.post('/sign-in', { user: 'ada', next: arrival }))
  t.strictSame(signIns.map(({ statusCode }) => statusCode), [303, 303, 303, 429])
  for (let i = 0; i < 5; i++) {
    t.ok(await app.helpCenter().createSignIn({ email: 'ada@example.com', emailVerified: true }))
  }
})

t.test('a request that nobody can verify, in a route of the host, goes back three times (1.19, X25)', async (t) => {
  const forum = 'https://forum.example.com'
  const provider = discourse({ discourseUrl: forum, secret: SECRET })
  const { app } = await buildApp(t, { provider, cookie: { secret: COOKIE_SECRET } }, {
    after: (app) => app.get('/enter', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const browser = new Browser(app)
  let now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  const forged = `/enter?${new URLSearchParams({ sso: btoa('nonce=1'), sig: '0'.repeat(64) })}`
  for (const url of [forged, '/enter', forged]) {
    const { statusCode, headers } = await browser.get(url)
    t.match({ statusCode, location: headers.location }, { statusCode: 303, location: RegExp(`^${forum}/`) })
    now += 1000
  }
  const stopped = await browser.get(forged)
  t.match(stopped, { statusCode: 429, headers: { location: undefined, 'retry-after': '27' } })
  t.strictSame(tokensIn(stopped), [])
  now += 27_000
  t.equal((await browser.get(forged)).statusCode, 303)
})
