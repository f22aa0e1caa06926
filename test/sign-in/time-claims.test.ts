import t from 'tap'
import type { TimeRules, TimeUnit } from '../../lib/contract/time-contract.ts'
import { addTimeClaims } from '../../lib/sign-in/time-claims.ts'
import { TIME } from '../fixtures/acme-desk.ts'

/** 2026-11-21T12:34:56.789Z, with an odd count of seconds. */
const NOW = Date.UTC(2026, 10, 21, 12, 34, 57, 789)
const rules = (changes: Partial<TimeRules> = {}): TimeRules => ({ ...TIME, ...changes })
function makeTimeClaims (now: number, rules: TimeRules) {
  const claims: Record<string, unknown> = {}
  return { expiresAt: addTimeClaims(claims, now, rules), claims }
}
const UNITS: TimeUnit[] = ['seconds', 'milliseconds', 'nanoseconds']

t.test('each unit and type has its exact values (J3)', async (t) => {
  const expected = {
    seconds: {
      number: '{"iat":1795264497,"nbf":1795264467,"exp":1795264797}',
      string: '{"iat":"1795264497","nbf":"1795264467","exp":"1795264797"}'
    },
    milliseconds: {
      number: '{"iat":1795264497000,"nbf":1795264467000,"exp":1795264797000}',
      string: '{"iat":"1795264497000","nbf":"1795264467000","exp":"1795264797000"}'
    },
    nanoseconds: {
      number: '{"iat":1795264497000000000,"nbf":1795264467000000000,"exp":1795264797000000000}',
      string: '{"iat":"1795264497000000000","nbf":"1795264467000000000","exp":"1795264797000000000"}'
    }
  }
  for (const unit of UNITS) {
    for (const type of ['number', 'string'] as const) {
      const { claims, expiresAt } = makeTimeClaims(NOW, rules({ unit, type }))
      t.equal(JSON.stringify(claims), expected[unit][type])
      t.equal(expiresAt.toISOString(), '2026-11-21T12:39:57.000Z')
    }
  }
})

t.test('nanoseconds stay exact as numbers over the whole range', async (t) => {
  const seconds = Array.from({ length: 314 }, (_, i) => 1_704_067_200 + i * 7_654_321)
  const exact = seconds.map((second) => `${second + 1}000000000`)
  t.strictSame(seconds.map((second) =>
    JSON.stringify(makeTimeClaims(second * 1000, rules({ unit: 'nanoseconds', lifetime: 1 })).claims.exp)), exact)
})

t.test('only the claims of the contract are made, in its order', async (t) => {
  t.strictSame({ ...makeTimeClaims(NOW, rules({ claims: { exp: 'end' } })).claims }, { exp: 1795264797 })
  t.strictSame(Object.keys(makeTimeClaims(NOW, rules({ claims: { exp: 'end', iat: 'now' } })).claims), ['exp', 'iat'])
  const { claims, expiresAt } = makeTimeClaims(NOW, rules({ claims: {} }))
  t.strictSame({ ...claims }, {})
  t.equal(expiresAt.getTime(), 1795264797000)
})

t.test('nbf lies in the past by the back-dating, and exp does not move with it', async (t) => {
  for (const [lifetime, backdate] of [[300, 0], [1, 599], [600, 0], [60, 30]] as const) {
    const { iat, nbf, exp } = makeTimeClaims(NOW, rules({ lifetime, backdate })).claims
    t.equal(Number(iat) - Number(nbf), backdate)
    t.equal(Number(exp) - Number(iat), lifetime)
  }
})

t.test('a clock that is no clock makes no token (1.4)', async (t) => {
  const broken = [
    0, -1, NaN, Infinity, -Infinity, Date.UTC(1970, 0, 2), Date.UTC(2024, 0, 1) - 1, Date.UTC(2100, 0, 1),
    Date.UTC(9999, 0, 1), Math.floor(NOW / 1000), NOW * 1000, Number.MAX_VALUE
  ]
  for (const now of broken) {
    t.throws(
      () => makeTimeClaims(now, rules()), { code: 'FST_HELP_CENTER_INVALID_TIME', message: /clock/ }, String(now)
    )
  }
  t.equal(makeTimeClaims(Date.UTC(2024, 0, 1), rules()).claims.iat, 1_704_067_200)
  t.equal(makeTimeClaims(Date.UTC(2100, 0, 1) - 1, rules()).claims.iat, 4_102_444_799)
})

t.test('a fraction of a millisecond or second is cut off, never rounded up (1.4)', async (t) => {
  for (const fraction of [0, 0.4, 0.5, 0.999, 1, 499.5, 999, 999.999]) {
    const { claims } = makeTimeClaims(1_795_264_497_000 + fraction, rules())
    t.strictSame({ ...claims }, { iat: 1795264497, nbf: 1795264467, exp: 1795264797 }, String(fraction))
  }
})

t.test('one reading of the clock serves all claims, wherever it jumps to (1.4, N1)', async (t) => {
  for (const jump of [-3_600_000, 3_600_000]) {
    const { iat, nbf, exp } = makeTimeClaims(NOW + jump, rules()).claims
    t.strictSame([iat, nbf, exp], [0, -30, 300].map((offset) => 1795264497 + jump / 1000 + offset))
  }
})

t.test('the session has a lifetime of its own, and is as long as the token where nothing else is said', async (t) => {
  const claims = { iat: 'now', exp: 'end', expiresAt: 'sessionEnd' } as const
  const both = makeTimeClaims(NOW, rules({ claims, lifetime: 10, sessionLifetime: 86_400 }))
  t.strictSame({ ...both.claims }, { iat: 1795264497, exp: 1795264507, expiresAt: 1795350897 })
  t.equal(both.expiresAt.getTime(), 1795264507_000, 'the token is what expires')
  const unsaid = makeTimeClaims(NOW, rules({ claims, lifetime: 10 }))
  t.strictSame({ ...unsaid.claims }, { iat: 1795264497, exp: 1795264507, expiresAt: 1795264507 })
  const session = makeTimeClaims(NOW, rules({ claims: { exp: 'sessionEnd' }, lifetime: 10, sessionLifetime: 3600 }))
  t.strictSame({ ...session.claims }, { exp: 1795268097 })
  t.equal(session.expiresAt.getTime(), 1795268097_000, 'without another claim the token lives as long as the session')
  const written = makeTimeClaims(NOW, rules({ claims, unit: 'milliseconds', type: 'string', sessionLifetime: 60 }))
  t.strictSame({ ...written.claims }, { iat: '1795264497000', exp: '1795264797000', expiresAt: '1795264557000' })
})
