import t from 'tap'
import {
  ARTICLE, buildApp, buildProvider, COOKIE_SECRET, findUser, HELP_CENTER, HOME, LOGIN, wrong
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const PENDING = '__Host-help-center.default.pending'
const MINUTE = 60_000
const TOPIC = `${HELP_CENTER}/portal/en/community/topic/9`
const arriveAt = (returnTo: string) => `${LOGIN}?${new URLSearchParams({ return_to: returnTo })}`
const landing = (response: { headers: { location?: unknown } }) => readHandoff(response.headers.location).returnTo

t.test('two tabs of one browser each go back to where they came from', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  const first = await browser.get(arriveAt(ARTICLE))
  const second = await browser.get(arriveAt(TOPIC))
  t.equal(landing(await browser.signIn('ada', first)), ARTICLE)
  t.equal(landing(await browser.signIn('ada', second)), TOPIC)
})

t.test('the back button leads to a sign-in page that works once more', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  const signInPage = await browser.get(arriveAt(ARTICLE))
  const once = await browser.signIn('ada', signInPage)
  const again = await browser.signIn('ada', signInPage)
  t.equal(landing(again), ARTICLE)
  t.not(readHandoff(once.headers.location).claims.jti, readHandoff(again.headers.location).claims.jti)
})

t.test('a sign-in page that knows nothing of next finds the visit in the cookie', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  await browser.get(arriveAt(ARTICLE))
  t.equal(landing(await browser.post('/sign-in', { user: 'ada' })), ARTICLE)
})

t.test('a browser that sends many cookies already gets a small one more, and next has the page (X25)', async (t) => {
  const { app } = await buildApp(t)
  const page = `${ARTICLE}${'x'.repeat(1500)}`
  const visit = async (cookies: number) => {
    const browser = new Browser(app)
    for (let i = 0; i < cookies; i++) browser.setCookie(`of-the-host-${i}`, 'x'.repeat(1400))
    const sent = await browser.get(arriveAt(page))
    return { browser, sent, size: String(browser.cookies[PENDING]).length }
  }
  const full = await visit(3)
  t.ok(full.size > 64 && full.size < 256)
  t.equal(landing(await full.browser.signIn('ada', full.sent)), page)
  const { browser } = await visit(3)
  t.equal(landing(await browser.post('/sign-in', { user: 'ada' })), HOME, 'without next: the help center, not the page')
  const usual = await visit(2)
  t.ok(usual.size > 1500)
  t.equal(landing(await usual.browser.post('/sign-in', { user: 'ada' })), page)
})

t.test('the redirect spends the pending cookie', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  await browser.get(arriveAt(ARTICLE))
  t.ok(browser.cookies[PENDING])
  await browser.post('/sign-in', { user: 'ada' })
  t.notOk(browser.cookies[PENDING])
  t.equal((await browser.post('/sign-in', { user: 'ada' })).headers.location, '/')
})

t.test('the server forgets a pending visit after 15 minutes, whatever the browser does (S8)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  await browser.get(arriveAt(ARTICLE))
  const cookie = `${PENDING}=${browser.cookies[PENDING]}`
  const isPending = async () => {
    const { headers } =
      await app.inject({ method: 'POST', url: '/sign-in', payload: { user: 'ada' }, headers: { cookie } })
    return headers.location !== '/'
  }
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now + 14 * MINUTE })
  t.equal(await isPending(), true)
  t.intercept(Date, 'now', { value: () => now + 15 * MINUTE + 1000 })
  t.equal(await isPending(), false)
})

t.test('after a slow password reset next still knows the way', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  const signInPage = await browser.get(arriveAt(ARTICLE))
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now + 90 * MINUTE })
  t.strictSame(browser.cookies, {})
  t.equal(landing(await browser.signIn('ada', signInPage)), ARTICLE)
})

t.test('with cookies switched off next still knows the way', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app, { cookies: false })
  const signInPage = await browser.get(arriveAt(ARTICLE))
  t.equal(landing(await browser.signIn('ada', signInPage)), ARTICLE)
  t.strictSame(browser.cookies, {})
})

t.test('a forged, cut or doubled pending cookie counts as none (S5, S6, S9)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  await browser.get(arriveAt(ARTICLE))
  const value = String(browser.cookies[PENDING])
  const [payload = '', signature = ''] = value.split('.')
  const forged = Buffer.from(JSON.stringify({ expires: 9e15, value: { return_to: TOPIC } })).toString('base64url')
  const cookies = [
    `${PENDING}=${forged}.${signature}`, `${PENDING}=${payload}`, `${PENDING}=${payload}.`, `${PENDING}=.${signature}`,
    `${PENDING}=`,
    `${PENDING}=${value.slice(0, -4)}`, `${PENDING}=%E0%A4%A`, `${PENDING}=${'A'.repeat(8000)}`, `=${PENDING}=${value}`,
    `${PENDING}=${value}; ${PENDING}=${value}`, `${PENDING}=x; ${PENDING}=${value}`,
    `${PENDING}=${value}; ${PENDING}=x`,
    `\u00a0${PENDING}=${value}`, `help-center.default.pending=${value}`, `${PENDING.toLowerCase()}=${value}`
  ]
  for (const cookie of cookies) {
    const response =
      await app.inject({ method: 'POST', url: '/sign-in', payload: { user: 'ada' }, headers: { cookie } })
    t.equal(response.statusCode, 303)
    t.equal(response.headers.location, '/', cookie.slice(0, 60))
  }
})

t.test('a return URL in a pending cookie is checked again when it is read (R8)', async (t) => {
  const provider = buildProvider({ returnOrigins: ['https://old.example.com'] })
  const browser = new Browser((await buildApp(t, { provider })).app)
  await browser.get(arriveAt('https://old.example.com/a'))
  const { app: narrowed } = await buildApp(t)
  const cookie = `${PENDING}=${browser.cookies[PENDING]}`
  const response =
    await narrowed.inject({ method: 'POST', url: '/sign-in', payload: { user: 'ada' }, headers: { cookie } })
  t.equal(landing(response), HOME)
})

t.test('a next that the visitor changed is checked again, and only our login route counts (R8)', async (t) => {
  const { app } = await buildApp(t)
  const post = (next: string) => new Browser(app).post('/sign-in', { user: 'ada', next })
  t.equal(landing(await post(arriveAt('https://evil.example/'))), HOME)
  t.equal(landing(await post(LOGIN)), HOME)
  t.equal(landing(await post(`${arriveAt(ARTICLE)}&${new URLSearchParams({ return_to: TOPIC })}`)), HOME)
  const foreign = [
    `https://evil.example${arriveAt(ARTICLE)}`, `/${arriveAt(ARTICLE)}`, `${LOGIN}/x`, '/basket', `x${LOGIN}`, ''
  ]
  for (const next of foreign) t.equal((await post(next)).headers.location, '/', next)
})

t.test('a next that is repeated in the query is no next', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => app.get('/ask', async (request) => ({ pending: app.helpCenter().pending(request) }))
  })
  const ask = async (query: string) => (await app.inject(`/ask?${query}`)).json().pending
  t.strictSame(await ask(`next=${encodeURIComponent(arriveAt(ARTICLE))}`), {
    returnTo: ARTICLE, parameters: { return_to: ARTICLE }
  })
  t.equal(await ask(`next=${LOGIN}&next=${LOGIN}`), null)
  t.strictSame(await ask(`next=${LOGIN}`), { returnTo: null, parameters: {} })
  t.equal(await ask(''), null)
})

t.test('with a provider function, pending says that there is a visit, the redirect where it began', async (t) => {
  const { app } = await buildApp(t, { provider: () => buildProvider(), cookie: { secret: COOKIE_SECRET } }, {
    after: (app) => app.get('/ask', async (request) => ({ pending: app.helpCenter().pending(request) }))
  })
  const browser = new Browser(app)
  const signInPage = await browser.get(arriveAt(ARTICLE))
  t.strictSame((await browser.get('/ask')).json().pending, { returnTo: null, parameters: {} })
  t.equal(landing(await browser.signIn('ada', signInPage)), ARTICLE)
  t.equal((await browser.get('/ask')).json().pending, null)
})

t.test('the cookie secret can be rotated: the first signs and all are accepted (S9, N3)', async (t) => {
  const old = 'old-cookie-secret-Vw8Kq2Zr5Hn1Jx7Bd4Mf'
  const cookieOf = async (secret: string | string[]) => {
    const browser = new Browser((await buildApp(t, { cookie: { secret } })).app)
    await browser.get(arriveAt(ARTICLE))
    return `${PENDING}=${browser.cookies[PENDING]}`
  }
  const isRead = async (secret: string | string[], cookie: string) => {
    const { app } = await buildApp(t, { cookie: { secret } })
    return (await app.inject({
      method: 'POST', url: '/sign-in', payload: { user: 'ada' }, headers: { cookie }
    })).headers.location !== '/'
  }
  t.equal(await isRead([COOKIE_SECRET, old], await cookieOf(old)), true)
  t.equal(await isRead([COOKIE_SECRET], await cookieOf(old)), false)
  t.equal(await isRead([COOKIE_SECRET], await cookieOf([COOKIE_SECRET, old])), true)
})

t.test('next is added to a sign-in page with a query of its own, and takes the place of another next', async (t) => {
  const pages = {
    '/sign-in?theme=dark': `/sign-in?theme=dark&${new URLSearchParams({ next: LOGIN })}`,
    '/sign-in?next=/basket&x=1': `/sign-in?${new URLSearchParams({ next: LOGIN, x: '1' })}`,
    '/sign-in#form': `/sign-in?${new URLSearchParams({ next: LOGIN })}#form`,
    'https://accounts.example.com/sign-in?a=b':
      `https://accounts.example.com/sign-in?a=b&${new URLSearchParams({ next: LOGIN })}`
  }
  for (const [signInPage, location] of Object.entries(pages)) {
    const { app } = await buildApp(t, { signInPage })
    t.equal((await app.inject(LOGIN)).headers.location, location)
  }
})

t.test('signInPage as a function gets the request and next, and its address is taken as it is', async (t) => {
  const { app } = await buildApp(t, {
    signInPage: async (request, next, { signal }) =>
      `/${request.method}/sign-in?to=${encodeURIComponent(next)}&${signal.aborted}`
  })
  const { statusCode, headers } = await app.inject(arriveAt(ARTICLE))
  t.equal(statusCode, 303)
  t.equal(headers.location, `/GET/sign-in?to=${encodeURIComponent(arriveAt(ARTICLE))}&false`)
})

t.test('rubbish from the signInPage function is an error of ours and leads nowhere', async (t) => {
  for (const rubbish of [
    undefined, null, '', 'sign-in', '//evil.example', '/\\evil.example', 'javascript:1', '/a\r\nx: y', '/ü',
    'https://', {}
  ]) {
    const { app } = await buildApp(t, { signInPage: () => wrong(rubbish), lookupUser: findUser })
    const { statusCode, headers, body } = await app.inject(LOGIN)
    t.equal(statusCode, 500)
    t.notOk(headers.location)
    t.match(body, 'FST_HELP_CENTER_HOOK_RESULT')
  }
})
