import t from 'tap'
import { createRoutePath } from '../../lib/options/route-path.ts'
import { createPending, PENDING_MAX_AGE, type Pending, type PendingSources } from '../../lib/sign-in/pending.ts'
import { createSignedCookie } from '../../lib/sign-in/signed-cookie.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { whilePolluted } from '../fixtures/pollute.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const cookie =
  createSignedCookie({ name: '__Host-pending', secrets: ['s'.repeat(31) + 't'], maxAge: PENDING_MAX_AGE, secure: true })
const LOGIN = '/help-center/login'
const provider = acmeDesk()
const pending = rememberAt(createPending(cookie, 'next', createRoutePath(LOGIN)))
const A = 'https://help.example.com/a'
const B = 'https://help.example.com/b'

/** For the tests in which there is one help center. */
function rememberAt ({ remember, recall, forget }: Pending) {
  return {
    remember: (parameters: Record<string, string>, now: number) => remember(parameters, provider, undefined, now),
    recall: (sources: PendingSources, now: number) => recall(sources, provider, now).parameters,
    refusalOf: (sources: PendingSources) => recall(sources, provider, NOW).refusal,
    forget
  }
}

const headersOf =
  (parameters: Record<string, string>, now = NOW) => ({ cookie: pending.remember(parameters, now).split(';', 1)[0] })
const request = (sources: Partial<PendingSources> = {}): PendingSources => ({ headers: {}, query: {}, ...sources })
const nextOf = (parameters: Record<string, string>) => `${LOGIN}?${new URLSearchParams(parameters)}`
/** What `next` alone gives; an object without prototype is shown as a plain one. */
function recallNext (next: unknown, from = pending): object | null {
  const recalled = from.recall(request({ query: { next } }), NOW)
  return recalled && { ...recalled }
}

t.test('what the help center asked for is remembered for fifteen minutes and then forgotten (C2, S8)', async (t) => {
  t.equal(PENDING_MAX_AGE, 900)
  const headers = headersOf({ return_to: A })
  const setCookie = pending.remember({ return_to: A }, NOW)
  t.match(setCookie, /^__Host-pending=[\w-]+\.[\w+/]{43}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  t.strictSame(pending.recall(request({ headers }), NOW + 899_999), { return_to: A })
  t.equal(pending.recall(request({ headers }), NOW + 900_000), null)

  const forget = (method: string, cookie?: string) => pending.forget({ method, headers: { cookie } })
  for (const method of ['GET', 'POST']) t.strictSame(forget(method, headers.cookie), [cookie.clear()])
  t.strictSame(forget('POST'), [cookie.clear()], 'SameSite=Lax hides it in a POST from another site')
  for (const other of [undefined, '', 'a=b']) t.strictSame(forget('GET', other), [])
})

t.test('a visitor whom no help center sent has nothing pending', async (t) => {
  t.equal(pending.recall(request(), NOW), null)
  t.equal(
    pending.recall(request({ headers: { cookie: '__Host-pending=forged' }, query: undefined, body: null }), NOW), null
  )
  t.strictSame(pending.recall(request({ headers: headersOf({}) }), NOW), {})
})

t.test('next, which each tab has for itself, beats the cookie', async (t) => {
  const headers = headersOf({ return_to: A })
  t.match(pending.recall(request({ headers, query: { next: nextOf({ return_to: B }) } }), NOW), { return_to: B })
  t.match(pending.recall(request({ headers, body: { next: nextOf({ return_to: B }) } }), NOW), { return_to: B })
  const both = { query: { next: nextOf({ return_to: A }) }, body: { next: nextOf({ return_to: B }) } }
  t.match(pending.recall(request(both), NOW), { return_to: A })
  t.strictSame({ ...pending.recall(request({ headers, query: { next: LOGIN } }), NOW) }, {})
})

t.test('next serves without a cookie, and says again what was asked for (R8)', async (t) => {
  t.strictSame(recallNext(LOGIN), {})
  t.strictSame(recallNext(`${LOGIN}?`), {})
  t.strictSame(recallNext(nextOf({ return_to: A })), { return_to: A })
  const returnTo = 'https://help.example.com/a?b=c&jwt=x#d?e%20+é'
  t.strictSame(recallNext(nextOf({ return_to: returnTo, other: '' })), { return_to: returnTo, other: '' })
  t.strictSame(recallNext(`${LOGIN}?return_to=a?b?c`), { return_to: 'a?b?c' })
})

t.test('a next that is not our login route means nobody is pending, whatever the cookie says (R7, X22)', async (t) => {
  const foreign = [
    '/', '/account', '/help-center', '/help-center/login/', '/help-center/login/x', '/help-center/LOGIN',
    '/help-center//login', '//help-center/login', '/help-center/login;x', '/help-center/login#a',
    '/help-center/login%3Freturn_to=a', '/help-center/./login', '/help-center/log%69n', '\\help-center\\login',
    'help-center/login', ' /help-center/login', '/help-center/login ', '/help-center/login\n', '/help-center/login\\',
    `https://evil.test${LOGIN}`, `//evil.test${LOGIN}`, `https://app.example.com${LOGIN}?return_to=a`, `?next=${LOGIN}`,
    `/x?a=${LOGIN}?return_to=a`, 'javascript:alert(1)'
  ]
  const headers = headersOf({ return_to: A })
  for (const path of foreign) {
    for (const next of [path, `${path}?return_to=${B}`]) {
      t.equal(recallNext(next), null, JSON.stringify(next))
      t.equal(pending.recall(request({ headers, query: { next } }), NOW), null)
      t.equal(pending.recall(request({ headers, body: { next } }), NOW), null)
    }
  }
  for (const next of ['', undefined, null]) {
    t.strictSame(pending.recall(request({ headers, query: { next } }), NOW), { return_to: A }, 'an empty next is none')
  }
})

t.test('a next that is no text is ignored (R6)', async (t) => {
  const right = nextOf({ return_to: B })
  for (const next of [undefined, null, 7, true, [right], [right, right], { 0: right }, Object(right), () => right]) {
    t.equal(recallNext(next), null)
  }
  for (const query of [undefined, null, right, [right], 7]) {
    t.equal(pending.recall({ headers: {}, query, body: query }, NOW), null)
  }
})

t.test('next is read under the name that the host gave it, as an own property alone', async (t) => {
  const renamed = rememberAt(createPending(cookie, 'goto', createRoutePath(LOGIN)))
  t.equal(recallNext(nextOf({ return_to: B }), renamed), null)
  t.match(renamed.recall(request({ query: { goto: nextOf({ return_to: B }) } }), NOW), { return_to: B })
  t.equal(pending.recall(request({ query: Object.create({ next: LOGIN }) }), NOW), null)
  t.equal(await whilePolluted({ next: LOGIN }, () => pending.recall(request(), NOW)), null)
})

t.test('a parameter that next repeats is a list, which counts as absent later (R6)', async (t) => {
  t.strictSame(recallNext(`${LOGIN}?return_to=a&return_to=b&x=c`), { return_to: ['a', 'b'], x: 'c' })
  t.strictSame(recallNext(`${LOGIN}?return%5fto=a&return_to=b`), { return_to: ['a', 'b'] })
})

t.test('names of the language in next are names and nothing more (1.6)', async (t) => {
  const recalled = pending.recall(request({ query: { next: `${LOGIN}?__proto__=a&constructor=b&toString=c` } }), NOW)
  t.notOk('toLocaleString' in Object(recalled), 'it inherits nothing')
  t.equal(JSON.stringify(recalled), '{"__proto__":"a","constructor":"b","toString":"c"}')
  t.equal({}.constructor, Object)
})

t.test('without a login route only the cookie counts, beside the next that we give', async (t) => {
  const unmounted = rememberAt(createPending(cookie, 'next', null))
  t.equal(recallNext(nextOf({ return_to: B }), unmounted), null)
  const headers = headersOf({ return_to: A })
  t.strictSame(unmounted.recall(request({ headers, query: { next: '/' } }), NOW), { return_to: A })
  for (const next of [LOGIN, '/account']) t.equal(unmounted.recall(request({ headers, query: { next } }), NOW), null)
})

t.test('what one help center was asked is not redeemed at another (X23)', async (t) => {
  const headers = headersOf({ return_to: A })
  const { recall } = createPending(cookie, 'next', createRoutePath(LOGIN))
  const parameters = { return_to: A }
  t.match(recall(request({ headers }), acmeDesk(), NOW), { parameters, refusal: null })
  t.match(recall(request({ headers }), null, NOW), { parameters }, 'before it is known which one asks')
  const none = { parameters: null, refusal: 'other-help-center' }
  t.strictSame(recall(request({ headers }), acmeDesk({ id: 'other-desk' }), NOW), none)
  t.strictSame(recall(request({ headers }), acmeDesk({ helpCenterUrl: 'https://help.example.com/other' }), NOW), none)
})

t.test('the log can be told why nothing is pending', async (t) => {
  const headers = headersOf({ return_to: A })
  t.equal(pending.refusalOf(request({ headers, query: { next: '/basket' } })), 'foreign-next')
  t.equal(pending.refusalOf(request({ headers, query: { next: LOGIN } })), null)
  t.equal(pending.refusalOf(request()), 'absent')
  t.equal(pending.refusalOf(request({ headers: { cookie: `${headers.cookie}x` } })), 'wrong-signature')
})

t.test('a login route with parameters is ours for every value of them', async (t) => {
  const brands = rememberAt(createPending(cookie, 'next', createRoutePath('/:brand/login')))
  t.strictSame(recallNext('/acme/login?return_to=a', brands), { return_to: 'a' })
  for (const next of ['//login?return_to=a', '/a/b/login?return_to=a', '/acme/logout?return_to=a']) {
    t.equal(recallNext(next, brands), null)
  }
})

t.test('the longest return URL fits into the cookie that a browser keeps', async (t) => {
  const setCookie = pending.remember({ return_to: `${A}/`.padEnd(2048, 'a') }, NOW)
  t.ok(setCookie.length < 4096, `${setCookie.length} characters`)
  t.strictSame(pending.recall(request({ headers: { cookie: setCookie.split(';', 1)[0] } }), NOW), {
    return_to: `${A}/`.padEnd(2048, 'a')
  })
})

t.test('beside more than 4,096 characters of cookies it is remembered that, but not for what (X25)', async (t) => {
  const { remember, recall } = createPending(cookie, 'next', createRoutePath(LOGIN))
  const recalled = (cookieHeader: unknown) => {
    const headers = { cookie: remember({ return_to: A }, provider, cookieHeader, NOW).split(';', 1)[0] }
    return recall(request({ headers }), provider, NOW).parameters
  }
  for (const header of [undefined, '', 'a=b', 'a'.repeat(4096)]) t.strictSame(recalled(header), { return_to: A })
  for (const header of ['a'.repeat(4097), 'a=b; '.repeat(3000)]) t.strictSame(recalled(header), {})
})

t.test('a next that is made to cost time costs none (1.14)', async (t) => {
  t.equal(pending.recall(request({ query: { next: `${LOGIN}?${'a&'.repeat(10_000)}` } }), NOW), null, 'over the length')
  const measure = (next: string) => {
    const start = performance.now()
    for (let i = 0; i < 20; i++) pending.recall(request({ body: { next } }), NOW)
    return performance.now() - start
  }
  const benign = `${LOGIN}?${'a'.repeat(16_000)}`
  measure(benign)
  const hostile = Math.max(measure(`${LOGIN}?${'a&'.repeat(8_000)}`), measure(
    `${LOGIN}?${Array.from({ length: 3_000 }, (_, i) => `${i}`).join('&')}`
  ))
  // Reading pairs costs more than one long value; a quadratic reader is thousands of times slower.
  t.ok(hostile < 300 * Math.max(measure(benign), 0.5), `${hostile} ms`)
})
