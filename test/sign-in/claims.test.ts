import t from 'tap'
import type { ClaimSource, Provider } from '../../lib/contract/contract.ts'
import { makeClaims } from '../../lib/sign-in/claims.ts'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { NO_REQUEST } from '../../lib/sign-in/roles.ts'
import { acmeDesk, TIME } from '../fixtures/acme-desk.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const CANARY = 'canary-7f3a'
const profile = toCheckedProfile({
  email: 'ada@example.com',
  emailVerified: true,
  id: 7,
  name: 'Ada Lovelace',
  organization: 'Engines',
  groups: ['desk', 'ops'],
  custom: { role: 'admin', plan: null }
}, { strict: true, assumeEmailVerified: false })

const withClaims = (claims: Record<string, ClaimSource>) => acmeDesk({ claims })
const claimsOf = (provider: Provider) => makeClaims(profile, provider, NO_REQUEST, NOW)

t.test('at a fixed time the claims are these', async (t) => {
  const { payload, jti, expiresAt } = claimsOf(acmeDesk())
  t.match(jti, UUID)
  t.equal(
    JSON.stringify(payload),
    `{"email":"ada@example.com","jti":"${jti}","iat":1795262400,"nbf":1795262370,"exp":1795262700}`
  )
  t.strictSame(expiresAt, new Date(Date.UTC(2026, 10, 21, 12, 5)))
  t.notOk('valueOf' in payload)
})

t.test('each claim comes from the key or function that the provider names, and from nothing else (E5)', async (t) => {
  const { payload } = claimsOf(withClaims({
    email: 'email',
    sub: 'id',
    company: 'organization',
    teams: 'groups',
    verified: 'emailVerified',
    plan: ({ custom }) => ({ ...custom }),
    upper: ({ name }) => name?.toUpperCase(),
    seats: () => 0
  }))
  const { jti, iat, nbf, exp, ...claims } = payload
  t.equal(
    JSON.stringify(claims),
    '{"email":"ada@example.com","sub":"7","company":"Engines","teams":["desk","ops"],"verified":true,' +
      '"plan":{"role":"admin","plan":null},"upper":"ADA LOVELACE","seats":0}'
  )
  for (const value of [jti, iat, nbf, exp]) t.ok(value)
})

t.test('a claim without a value is left out', async (t) => {
  const { payload } =
    claimsOf(withClaims({ email: 'email', phone: 'phone', none: () => undefined, nothing: () => null }))
  t.strictSame(Object.keys(payload), ['email', 'jti', 'iat', 'nbf', 'exp'])
})

t.test('a claim that is no claim value is refused by name, and the message does not hold it (1.6)', async (t) => {
  const cases: unknown[] = [
    CANARY.padEnd(256, 'x'), `${CANARY}\n`, NaN, Infinity, () => CANARY, Symbol(CANARY), 10n, { toJSON: () => CANARY },
    { a: undefined }, [[[[[CANARY]]]]],
    Array.from({ length: 101 }, () => CANARY), JSON.parse(`{"__proto__":"${CANARY}"}`)
  ]
  for (const value of cases) {
    const error = thrownBy(() => claimsOf(withClaims({ email: 'email', team: () => value as string })))
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_CLAIM', statusCode: 500 })
    t.match(error.message, /^The claim team: got .+\. Expected /)
    t.notMatch(`${error.message}${error.stack}`, CANARY)
  }
})

t.test('a claim that the vendor requires is no row of blanks (X25)', async (t) => {
  const claimsFor = (name: string) =>
    claimsOf(acmeDesk({ claims: { email: 'email', name: () => name }, requiredClaims: ['name'] })).payload.name
  for (const blanks of [
    '', ' ', '   ', '\u00a0', '\u3000', ' \u2003\u2009 ', '\u2007'.repeat(40), '\u200e', '\ufe0f\u034f'
  ]) {
    const { code, message } = thrownBy(() => claimsFor(blanks))
    t.equal(code, 'FST_HELP_CENTER_INVALID_CLAIM')
    t.match(message, /^The claim name: got nothing/)
  }
  for (const name of ['Ada', ' Ada ', '王', '-', '0']) t.equal(claimsFor(name), name)
  // One that is not required may be blank: a vendor ignores it.
  t.equal(claimsOf(withClaims({ email: 'email', title: () => ' ' })).payload.title, ' ')
  const falsy = { email: 'email', seats: () => 0, vip: () => false } as const
  const { payload } = claimsOf(acmeDesk({ claims: falsy, requiredClaims: ['seats', 'vip'] }))
  t.match(payload, { seats: 0, vip: false })
})

t.test('what a claim\'s function throws stays inside: its name goes on, its message does not (H2)', async (t) => {
  for (const thrown of [new Error(`${CANARY} ada@example.com`), CANARY, null, undefined, {
    message: CANARY, statusCode: 302, headers: { location: '//evil.test' }
  }]) {
    const error = thrownBy(() => claimsOf(withClaims({ email: 'email', team: () => { throw thrown } })))
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_CLAIM', statusCode: 500 })
    t.match(error.message, 'The claim team: got ')
    t.notMatch(`${error.message}${error.stack}${String(error.cause)}`, /canary|ada@/)
    t.equal(error.headers, undefined)
  }
})

t.test('the values of a claim are copies that inherit nothing, whatever the function keeps of them', async (t) => {
  const kept = { name: 'Desk' }
  const { payload } = claimsOf(withClaims({ team: () => kept, groups: 'groups' }))
  kept.name = 'Eve'
  t.equal(JSON.stringify(payload['team']), '{"name":"Desk"}')
  t.notOk('valueOf' in Object(payload['team']))
  t.notOk('valueOf' in Object(payload['groups']))
})

t.test('jti and time claims are set last, so that not even a forged provider takes their place (J2)', async (t) => {
  const forged = {
    ...acmeDesk(), claims: { email: 'email', jti: () => 'fixed', iat: () => 1, exp: () => 9_999_999_999 }
  } satisfies Provider
  const { payload, jti } = claimsOf(forged)
  t.match(payload, { jti, iat: 1795262400, exp: 1795262700 })
  t.match(jti, UUID)
})

t.test('with a frozen clock no two tokens have the same jti (J1, J4)', async (t) => {
  const provider = acmeDesk()
  const ids = new Set(Array.from({ length: 100_000 }, () => claimsOf(provider).jti))
  t.equal(ids.size, 100_000)
})

t.test('each unit, type and choice of time claims arrives in the payload', async (t) => {
  const time = { ...TIME, unit: 'nanoseconds', type: 'string', claims: { nbf: 'start', exp: 'end' } } as const
  const { payload, jti } = claimsOf(acmeDesk({ time }))
  t.strictSame({ ...payload }, {
    email: 'ada@example.com', jti, nbf: '1795262370000000000', exp: '1795262700000000000'
  })
})

t.test('a broken clock makes no claims (1.4)', async (t) => {
  for (const now of [0, NaN, Date.UTC(2023, 11, 31), Date.UTC(2100, 0, 1)]) {
    t.throws(() => makeClaims(profile, acmeDesk(), NO_REQUEST, now), { code: 'FST_HELP_CENTER_INVALID_TIME' })
  }
})

t.test('a polluted Object.prototype adds no claim and changes none (1.6)', async (t) => {
  const properties = {
    exp: 1, iat: 'abc', jti: 'fixed', role: 'admin', phone: CANARY, email: 'eve@evil.test', toJSON: () => CANARY
  }
  const provider = withClaims({ email: 'email', phone: 'phone' })
  const text = await whilePolluted(properties, () => JSON.stringify(claimsOf(provider).payload))
  t.match(text, /^\{"email":"ada@example\.com","jti":"[0-9a-f-]{36}","iat":1795262400,"nbf":1795262370,"exp":\d+\}$/)
})

t.test('an async claim function is refused, and its rejection is nobody\'s (H5)', async (t) => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown) => { unhandled.push(reason) }
  process.on('unhandledRejection', listen)
  t.teardown(() => process.off('unhandledRejection', listen))
  for (const source of [async () => 'Ada', async () => { throw new Error(CANARY) }]) {
    const provider = { ...acmeDesk({}), claims: { name: source as object as ClaimSource } } as Provider
    t.match(thrownBy(() => claimsOf(provider)), {
      code: 'FST_HELP_CENTER_INVALID_CLAIM', message: /name: got a value of type object/
    })
  }
  await new Promise((resolve) => setImmediate(resolve))
  t.same(unhandled, [])
})

t.test('without jti in the token the sign-in has one all the same, for log and audit', async (t) => {
  const { payload, jti } = claimsOf(acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256' } }))
  t.match(jti, UUID)
  t.strictSame(Object.keys(payload), ['email', 'iat', 'nbf', 'exp'])
  t.notOk('jti' in claimsOf(acmeDesk({ token: { kind: 'signed', encode: () => ({}) } })).payload)
})

t.test('fixed claims are in every token, and what the vendor sent is where its contract says', async (t) => {
  const provider = acmeDesk({
    fixedClaims: { aud: 'acme', iss: 'https://app.example.com', v: 2 }, inbound: { toClaim: { nonce: 'nonce' } }
  })
  const requested = { ...NO_REQUEST, claims: { nonce: 'n-1' } }
  const { payload } = makeClaims(profile, provider, requested, NOW)
  t.match(payload, {
    aud: 'acme', iss: 'https://app.example.com', v: 2, nonce: 'n-1', email: 'ada@example.com', exp: 1795262700
  })
  t.notOk('nonce' in claimsOf(provider).payload)
})

t.test('a fixed claim wins over one of the profile, and a time claim over both', async (t) => {
  const provider = acmeDesk({ claims: { email: 'email', aud2: 'name' }, fixedClaims: { aud2: 'acme' } })
  t.match(claimsOf(provider).payload, { aud2: 'acme' })
  const forged = { ...provider, fixedClaims: { exp: 9_999_999_999 } }
  t.match(makeClaims(profile, forged, { ...NO_REQUEST, claims: { iat: '1', nbf: '1' } }, NOW).payload, {
    iat: 1795262400, nbf: 1795262370, exp: 1795262700
  })
})

t.test('without a claim that the vendor requires no token is made, and the error names it alone', async (t) => {
  const provider = acmeDesk({
    claims: { email: 'email', sub: 'id', name: 'name', phone: 'phone' }, requiredClaims: ['email', 'sub', 'phone']
  })
  const error = thrownBy(() => claimsOf(provider))
  t.match(error, {
    code: 'FST_HELP_CENTER_INVALID_CLAIM',
    statusCode: 500,
    message: 'The claim phone: got nothing. Acme Desk refuses a token without it: complete the profile'
  })
  t.notMatch(error.message, /ada/)
  t.throws(() => claimsOf(acmeDesk({ claims: { email: 'email', sub: () => '' }, requiredClaims: ['sub'] })), {
    code: 'FST_HELP_CENTER_INVALID_CLAIM', message: /claim sub: got nothing/
  })
  t.match(claimsOf(acmeDesk({
    claims: { email: 'email', seats: () => 0, no: () => false }, requiredClaims: ['email', 'seats', 'no', 'exp', 'jti']
  })).payload, { seats: 0, no: false })
})
