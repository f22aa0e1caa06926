import t from 'tap'
import { ATTEMPTS_WINDOW, createAttemptsCookie, type AttemptKind } from '../../lib/sign-in/attempts.ts'
import { createCookie } from '../../lib/sign-in/cookie.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const cookie = createCookie({ name: '__Host-attempts', maxAge: ATTEMPTS_WINDOW, secure: true })
const attempts = createAttemptsCookie(cookie)

const LOOP = 'FST_HELP_CENTER_TOO_MANY_SIGN_INS'
const SET_COOKIE = /^__Host-attempts=\d{13}\.[0-3]\.[0-3]; Max-Age=30; Path=\/; HttpOnly; Secure; SameSite=Lax$/

/** A browser that keeps the cookie, unless it is told not to. */
function browser () {
  let header: string | undefined
  return {
    count (kind: AttemptKind, now = NOW): string {
      const setCookie = attempts.count(kind, header, now)
      header = setCookie.split(';', 1)[0]
      return setCookie
    },
    counted () {
      const [since, token, signInPage] = (cookie.read(header).value ?? '').split('.').map(Number)
      return { since, token, signInPage }
    },
    tamper () { header = `${header}x` },
    double () { header = `${header}; ${header}` }
  }
}

t.test('three sign-ins in half a minute are honest, the fourth is a loop (1.19)', async (t) => {
  for (const kind of ['token', 'signInPage'] as const) {
    const { count } = browser()
    for (const second of [0, 1, 2]) t.match(count(kind, NOW + second * 1000), SET_COOKIE)
    const error = thrownBy(() => count(kind, NOW + 3000))
    t.match(error, { code: 'FST_HELP_CENTER_TOO_MANY_SIGN_INS', statusCode: 429, headers: { 'retry-after': '27' } })
    t.throws(() => count(kind, NOW + 29_999), { code: LOOP, headers: { 'retry-after': '1' } })
  }
})

t.test('the cookie says since when and how often', async (t) => {
  const visitor = browser()
  visitor.count('token')
  t.strictSame(visitor.counted(), { since: NOW, token: 1, signInPage: 0 })
  visitor.count('signInPage', NOW + 5)
  visitor.count('token', NOW + 10)
  t.strictSame(visitor.counted(), { since: NOW, token: 2, signInPage: 1 })
})

t.test('the kinds are counted apart, so that three tabs may all go by the sign-in page (1.19)', async (t) => {
  const { count } = browser()
  for (const kind of ['signInPage', 'signInPage', 'signInPage', 'token', 'token', 'token'] as const) t.ok(count(kind))
  for (const kind of ['token', 'signInPage'] as const) t.throws(() => count(kind), { code: LOOP })
})

t.test('when the half minute is over the count begins again, also for one who was stopped (1.19)', async (t) => {
  const visitor = browser()
  for (const second of [0, 20, 28]) visitor.count('token', NOW + second * 1000)
  t.throws(() => visitor.count('token', NOW + 29_999))
  visitor.count('token', NOW + 30_000)
  t.strictSame(visitor.counted(), { since: NOW + 30_000, token: 1, signInPage: 0 })
})

t.test('a clock that went back does not lock a visitor out (N1)', async (t) => {
  const visitor = browser()
  for (let i = 0; i < 3; i++) visitor.count('token')
  t.throws(() => visitor.count('token'))
  visitor.count('token', NOW - 1)
  t.strictSame(visitor.counted(), { since: NOW - 1, token: 1, signInPage: 0 })
})

t.test('a clock that leapt forward begins a new count (N1)', async (t) => {
  const visitor = browser()
  for (let i = 0; i < 3; i++) visitor.count('token')
  visitor.count('token', NOW + 3_600_000)
  t.strictSame(visitor.counted(), { since: NOW + 3_600_000, token: 1, signInPage: 0 })
})

t.test('a count that is not written as we write it, or there twice, counts as none (S5, S9)', async (t) => {
  const own = `${NOW}.3.3`
  t.throws(() => attempts.count('token', `__Host-attempts=${own}`, NOW), { code: LOOP })
  for (const value of [
    '', '3', '.', '..', `${NOW}`, `${NOW}.3`, `${NOW}.3.`, `${NOW}..3`, `${own}.3`, `${own};x`, ` ${own}x`,
    `${NOW}.4.4`, `${NOW}.03.3`, `${NOW}.3.-3`, `${NOW}.3e1.3`, `${NOW}.3.0x3`, `0${own}`, `-${own}`, `+${own}`,
    `${NOW / 1000}.3.3`, '1e12.3.3', 'Infinity.3.3', 'NaN.NaN.NaN', `${NOW}0.3.3`, own.replaceAll('.', ','),
    `${own}\n`, 'null', '{}'
  ]) {
    const counted = attempts.count('token', `__Host-attempts=${encodeURIComponent(value)}`, NOW)
    t.match(counted, `__Host-attempts=${NOW}.1.0; `, JSON.stringify(value))
  }
  for (const header of [undefined, null, 7, {}, '', `x__Host-attempts=${own}`, `__Host-attempts.x=${own}`]) {
    t.match(attempts.count('token', header, NOW), `__Host-attempts=${NOW}.1.0; `, String(header))
  }
  for (const change of ['tamper', 'double'] as const) {
    const visitor = browser()
    for (let i = 0; i < 3; i++) visitor.count('token')
    visitor[change]()
    visitor.count('token')
    t.match(visitor.counted(), { token: 1 })
  }
})

t.test('who waits as long as the answer says is served, also between two seconds (1.19)', async (t) => {
  const rows = [
    [0, '30'], [1, '30'], [600, '30'], [999, '30'], [1000, '29'], [1001, '29'], [14_500, '16'],
    [29_000, '1'], [29_001, '1'], [29_999, '1']
  ] as const
  for (const [milliseconds, seconds] of rows) {
    const { count } = browser()
    for (let i = 0; i < 3; i++) count('token')
    const stoppedAt = NOW + milliseconds
    const { headers } = thrownBy(() => count('token', stoppedAt))
    t.strictSame(headers, { 'retry-after': seconds }, `${milliseconds} ms`)
    t.match(count('token', stoppedAt + Number(seconds) * 1000), SET_COOKIE)
  }
})
