import t from 'tap'
import { fakeZohoDesk, HandoffRefused, type FakeZohoDeskOptions, type RefusalCode } from '../../lib/testing/index.ts'
import { makeClaims, SECRET, signJws } from '../fixtures/sign-jws.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const SECOND = NOW / 1000
const BAD_EMAILS = [
  null, '', 'ada', '@example.com', 'a@b@example.com', 'ada@localhost', 'ada lovelace@example.com', 'ada@-example.com',
  'ada@example.com\n', `${'a'.repeat(65)}@example.com`, `ada@${'a.'.repeat(130)}com`, 'ädä@example.com'
]
const setUp = (options: FakeZohoDeskOptions = {}) => fakeZohoDesk({ secret: SECRET, now: () => NOW, ...options })

/** The endpoint as an admin screen shows it, with both parameters set. */
function handoff (endpoint: string, token: string, returnTo = '') {
  const url = new URL(endpoint)
  url.searchParams.set('jwt', token)
  url.searchParams.set('return_to', returnTo)
  return url.href
}

function codeOf (run: () => unknown): { code?: RefusalCode, reason?: string } {
  try {
    run()
    return {}
  } catch (error) {
    if (!(error instanceof HandoffRefused)) throw error
    return error
  }
}

t.test('a right token is accepted, and says who it is', async (t) => {
  const helpCenter = setUp()
  const claims = makeClaims(NOW, { iat: SECOND, first_name: 'Ada', last_name: 'Lovelace' })
  const returnTo = 'https://help.example.com/portal/en/kb/articles/reset-your-router?a=%20#step-2'
  t.strictSame(helpCenter.receive(handoff(helpCenter.signInEndpoint, signJws(claims), returnTo)), {
    email: 'ada@example.com', name: 'Ada Lovelace', claims, returnTo
  })
  t.equal(helpCenter.signIns, 1)
  t.strictSame(helpCenter.refusals, [])
})

t.test('without a return URL a visitor lands on the home page', async (t) => {
  const helpCenter = setUp()
  const token = signJws(makeClaims(NOW, { name: 'Ada' }))
  const url = `${helpCenter.origin}/accounts/p/8-30039159786/signin/jwt/auth?jwt=${token}`
  t.match(helpCenter.receive(url), { returnTo: 'https://help.example.com/portal/en/home', name: 'Ada' })
})

t.test('each claim that is wrong has its own refusal', async (t) => {
  const cases: Array<[RefusalCode, Record<string, unknown>]> = [
    ['claim-missing', { jti: undefined }], ['claim-missing', { exp: undefined }], ['claim-missing', { nbf: undefined }],
    ['claim-missing', { email: undefined }],
    ['bad-jti', { jti: '' }], ['bad-jti', { jti: 7 }], ['bad-jti', { jti: 'x'.repeat(257) }],
    ['wrong-type', { exp: String(SECOND + 60) }], ['wrong-type', { nbf: null }], ['wrong-type', { iat: [SECOND] }],
    ['wrong-type', { exp: SECOND + 60.5 }], ['wrong-type', { nbf: -SECOND }], ['wrong-type', { exp: 1e30 }],
    ['wrong-unit', { exp: NOW + 60_000 }], ['wrong-unit', { nbf: NOW * 1e3 }], ['wrong-unit', { iat: NOW * 1e6 }],
    ['wrong-unit', { exp: 300 }],
    ['expired', { exp: SECOND }], ['not-yet-valid', { nbf: SECOND + 1 }], ['issued-in-future', { iat: SECOND + 1 }],
    ['lifetime-too-long', { nbf: SECOND - 1, exp: SECOND + 600 }],
    ...BAD_EMAILS.map((email): [RefusalCode, { email: unknown }] => ['bad-email', { email }])
  ]
  for (const [code, changes] of cases) {
    const helpCenter = setUp()
    const token = signJws(makeClaims(NOW, changes))
    const result = codeOf(() => helpCenter.receive(handoff(helpCenter.signInEndpoint, token)))
    t.equal(result.code, code, JSON.stringify(changes))
    t.match(helpCenter.refusals, [{ at: new Date(NOW), code, reason: result.reason }])
    t.equal(helpCenter.signIns, 0)
  }
})

t.test('a token of the wrong form has its own refusal', async (t) => {
  const claims = makeClaims(NOW)
  const cases: Array<[RefusalCode, string]> = [
    ['malformed-token', 'no-token'], ['malformed-token', `${signJws(claims)}=`],
    ['wrong-header', signJws(claims, { header: { alg: 'HS512', typ: 'JWT' } })],
    ['wrong-header', signJws(claims, { header: { alg: 'HS256' } })],
    ['wrong-header', signJws(claims, { header: { alg: 'HS256', typ: 'jwt' } })],
    ['wrong-header', signJws(claims, { header: { alg: 'HS256', typ: 'JWT', kid: '1' } })],
    ['wrong-signature', signJws(claims, { secret: `${SECRET} ` })],
    ['malformed-claims', signJws('no JSON')], ['malformed-claims', signJws([])], ['malformed-claims', signJws('null')],
    ['malformed-claims', signJws('{"email":"a@example.com","email":"b@example.com"}')],
    ['parameter-missing', '']
  ]
  const helpCenter = setUp()
  for (const [code, token] of cases) {
    t.equal(codeOf(() => helpCenter.receive(handoff(helpCenter.signInEndpoint, token))).code, code, token)
  }
  t.strictSame(helpCenter.refusals.map(({ code }) => code), cases.map(([code]) => code).reverse(), 'newest first')
})

t.test('a return URL that leads away or is none is refused', async (t) => {
  const cases: Array<[RefusalCode, string]> = [
    ['malformed-return-url', '/portal/en/home'], ['malformed-return-url', 'https:help.example.com'],
    ['malformed-return-url', 'javascript:alert(1)'],
    ['malformed-return-url', ' https://help.example.com/'],
    ['malformed-return-url', 'https://help.example.com\\@evil.example'],
    ['malformed-return-url', 'https://['],
    ['foreign-return-url', 'https://evil.example/'], ['foreign-return-url', 'http://help.example.com/'],
    ['foreign-return-url', 'https://help.example.com.evil.example/'],
    ['foreign-return-url', 'https://help.example.com:8443/'], ['foreign-return-url', 'https://user@help.example.com/'],
    ['foreign-return-url', 'https://:pw@help.example.com/']
  ]
  const helpCenter = setUp()
  const token = signJws(makeClaims(NOW))
  for (const [code, returnTo] of cases) {
    t.equal(codeOf(() => helpCenter.receive(handoff(helpCenter.signInEndpoint, token, returnTo))).code, code, returnTo)
  }
  t.ok(helpCenter.receive(handoff(helpCenter.signInEndpoint, token)), 'a refused token is not spent')
})

t.test('repeated parameters and another address are refused', async (t) => {
  const helpCenter = setUp()
  const url = handoff(helpCenter.signInEndpoint, signJws(makeClaims(NOW)))
  t.equal(codeOf(() => helpCenter.receive(`${url}&jwt=`)).code, 'parameter-repeated')
  t.equal(codeOf(() => helpCenter.receive(`${url}&return_to=`)).code, 'parameter-repeated')
  for (const other of [
    'no URL', url.replace('help.', 'evil.'), url.replace('8-3', '8-4'), url.replace('/auth', '/auth/'), `${url}#x`
  ]) {
    t.equal(codeOf(() => helpCenter.receive(other)).code, 'wrong-endpoint', other)
  }
})

t.test('a token works once', async (t) => {
  const helpCenter = setUp()
  const claims = makeClaims(NOW)
  helpCenter.receive(handoff(helpCenter.signInEndpoint, signJws(claims)))
  const again = signJws({ ...claims, exp: SECOND + 100 })
  t.equal(codeOf(() => helpCenter.receive(handoff(helpCenter.signInEndpoint, again))).code, 'jti-reused')
})

t.test('reasons tell what to check, and neither the token nor the secret', async (t) => {
  const helpCenter = setUp()
  const token = signJws(makeClaims(NOW, { exp: NOW + 60_000, email: 'ada@example.com' }))
  const unit = codeOf(() => helpCenter.receive(handoff(helpCenter.signInEndpoint, token)))
  t.match(unit.reason, 'exp looks like milliseconds; this help center expects seconds')
  const foreign = signJws(makeClaims(NOW), { secret: 'another' })
  const signature = codeOf(() => helpCenter.receive(handoff(helpCenter.signInEndpoint, foreign)))
  t.match(signature.reason, 'The key here and the key in your app do not match: copy it again, without white space.')
  const text = JSON.stringify(helpCenter.refusals)
  for (const hidden of [token, foreign, SECRET, 'ada@']) t.notMatch(text, hidden)
})

t.test('only the last refusals are kept, and nobody can change the list', async (t) => {
  const helpCenter = setUp()
  for (let i = 0; i < 60; i++) {
    codeOf(() => helpCenter.receive(i === 59 ? 'no URL' : handoff(helpCenter.signInEndpoint, '')))
  }
  t.equal(helpCenter.refusals.length, 50)
  t.equal(helpCenter.refusals[0]?.code, 'wrong-endpoint')
  Object.assign(helpCenter.refusals, { length: 0 })
  t.equal(helpCenter.refusals.length, 50)
})
