import type { Claim, VendorFacts } from '../../lib/facts/fact.ts'
import { claimsOf, sampleOf, timeOf, valuesOfOtherTypes, type ClaimValues, type Settings } from './values.ts'

/** How a vendor has to answer: with one of these codes, or by accepting where there is none. */
export type Codes = readonly string[]

/** One token, right but for what the title says. */
export interface TokenCase {
  title: string
  claims: ClaimValues
  codes: Codes
  /** The refusal names it. */
  names?: string
  /** Seconds from the request to the answer. */
  after?: number
  /** The same handoff comes a second time. */
  twice?: true
}

const SESSION = 3600
const TYPE_CODES = ['wrong-type', 'bad-email', 'bad-jti']

/** Stands for what a request has under this name. */
class Copied { readonly from: string; constructor (from: string) { this.from = from } }

/** The claim's value, once there is a request. */
export function toCopied (value: unknown, request: Settings): unknown {
  return value instanceof Copied ? request[value.from] : value
}

/** Tokens that the facts allow, and for each of the facts one that breaks it and nothing else. `now` is in ms. */
export function casesOf (facts: VendorFacts, settings: Settings, now: number): TokenCase[] {
  const claims = claimsOf(facts)
  const second = Math.floor(now / 1000)
  const all = Object.fromEntries(claims.map(([name, claim]) => [name, valueOf(name, claim)]))
  const some = facts.token.someOf?.value ?? []
  const isJwt = facts.token.format.value === 'jwt'

  function valueOf (name: string, claim: Claim): unknown {
    if (claim.copies !== undefined) return new Copied(claim.copies)
    if (claim.time === undefined) return sampleOf(name, claim, facts, settings)
    return write(second + endOf(claim, facts), claim)
  }
  function without (...names: string[]): ClaimValues {
    return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))
  }
  /** Without the claims that need another one, or another value of it. */
  function withoutLost (present: ClaimValues): ClaimValues {
    const isLost = ({ onlyWith }: Claim) => onlyWith !== undefined && present[onlyWith.claim] !== onlyWith.value
    const lost = claims.filter(([, claim]) => isLost(claim))
    return Object.fromEntries(Object.entries(present).filter(([name]) => lost.every(([each]) => each !== name)))
  }
  const optional = claims.filter(([, { required }]) => required === 'optional').map(([name]) => name)
  const minimal = without(...optional.filter((name) => !some.includes(name)))

  return [
    { title: 'all claims', claims: all, codes: [] },
    { title: 'no optional claim', claims: minimal, codes: [] },
    ...some.map((name) => (
      { title: `${name} alone`, claims: without(...some.filter((other) => other !== name)), codes: [] }
    )),
    ...some.length === 0
      ? []
      : [{ title: `without ${some.join(', ')}`, claims: without(...some), codes: ['claim-missing'] }],
    ...claims.flatMap(([name, claim]) => casesOfClaim(name, claim)),
    ...casesOfTime()
  ]

  function casesOfClaim (name: string, claim: Claim): TokenCase[] {
    const { required, unit, format, values, equals, copies, differsFrom, onlyWith, members = [] } = claim
    const changed = (title: string, value: unknown, codes: Codes): TokenCase =>
      ({ title: `${name} ${title}`, claims: withoutLost({ ...all, [name]: value }), codes, names: name })
    const isChecked = required === 'always' || facts.token.claims[name]?.certainty !== 'unclear'
    const others = !isChecked ? [] : isJwt ? valuesOfOtherTypes(claim.type) : wordsOfOtherTypes(claim)
    const foreign = ['wrong-value', 'unknown-request']
    const typeCodes = values === undefined ? TYPE_CODES : [...TYPE_CODES, 'wrong-value']
    const { [onlyWith?.claim ?? '']: _condition, ...unconditional } = all
    return [
      ...required === 'always'
        ? [{ title: `without ${name}`, claims: without(name), codes: ['claim-missing'], names: name }]
        : [{ title: `without the optional ${name}`, claims: withoutLost(without(name)), codes: [] }],
      ...others.map(([title, value]) => changed(`is ${title}`, value, typeCodes)),
      ...claim.type === 'number' ? [changed('has a fraction', Number(all[name]) + 0.5, [])] : [],
      ...(['seconds', 'milliseconds', 'nanoseconds'] as const).filter((other) => unit !== undefined && other !== unit)
        .map((other) => changed(`in ${other}`, timeOf(second + endOf(claim, facts), other), ['wrong-unit'])),
      ...format === 'email' && isChecked ? [changed('without a domain', 'ada@localhost', ['bad-email'])] : [],
      ...(values ?? []).map((value) => changed(`is ${value}`, value, [])),
      ...values === undefined || !isChecked ? [] : [changed('is none of the known words', 'another', ['wrong-value'])],
      ...equals === undefined ? [] : [changed('is another', `${all[name]}x`, foreign)],
      ...copies === undefined ? [] : [changed('is not that of the request', 'another', foreign)],
      ...members.map((member) => changed(`has an entry without ${member}`, [{ id: 'a', another: 'A' }], TYPE_CODES)),
      ...onlyWith === undefined
        ? []
        : [{ title: `${name} without ${onlyWith.claim}`, claims: unconditional, codes: ['wrong-value'], names: name }],
      ...differsFrom === undefined ? [] : [changed(`is the ${differsFrom}`, all[differsFrom], ['wrong-value'])]
    ]
  }

  /** Each bound from both sides. */
  function casesOfTime (): TokenCase[] {
    const { maxAge, maxLifetime, requestLifetime, replay } = facts.time
    const tolerance = facts.time.clockTolerance?.value ?? 0
    const at = (title: string, name: string, offset: number, codes: Codes): TokenCase => ({
      title: `${name} ${title}`,
      claims: { ...all, [name]: write(second + offset, facts.token.claims[name]?.value) },
      codes
    })
    const named = (time: Claim['time']) => claims.filter(([, claim]) => claim.time === time).map(([name]) => name)
    const ends = [...named('expires'), ...named('session-ends')]
    return [
      ...ends.flatMap((name) => [at('is now', name, 0, ['expired']), at('is in a second', name, 1, [])]),
      ...named('issued').flatMap((name) => [
        at('is as far ahead as clocks may differ', name, tolerance, []),
        at('is a second further ahead', name, tolerance + 1, ['issued-in-future'])
      ]),
      ...named('starts').map((name) => at('is in a second', name, 1, ['not-yet-valid'])),
      ...maxAge === undefined
        ? []
        : named('issued').flatMap((name) => [
          at('is as old as it may be', name, -maxAge.value, []),
          at('is a second too old', name, -maxAge.value - 1, ['too-old'])
        ]),
      ...maxLifetime === undefined
        ? []
        : named('expires').flatMap((name) => [
          at('is as far as it may be', name, maxLifetime.value, []),
          at('is a second too far', name, maxLifetime.value + 1, ['lifetime-too-long'])
        ]),
      ...requestLifetime === undefined
        ? []
        : [
            { title: 'the last second of the request', claims: all, codes: [], after: requestLifetime.value - 1 },
            { title: 'a second too late', claims: all, codes: ['unknown-request'], after: requestLifetime.value }
          ],
      {
        title: 'the same once more',
        claims: all,
        twice: true as const,
        ...replay === undefined ? { codes: [] } : { codes: ['jti-reused', 'unknown-request'], names: replay.value }
      }
    ]
  }
}

/** Where everything is text, only a boolean has words that are wrong. */
function wordsOfOtherTypes ({ type }: Claim): Array<[string, unknown]> {
  return type === 'boolean' ? [['another word', 'maybe']] : []
}

/** Seconds from now for a token that is right in every respect. */
function endOf ({ time }: Claim, { time: { maxLifetime } }: VendorFacts): number {
  return time === 'expires' ? Math.min(60, maxLifetime?.value ?? 60) : time === 'session-ends' ? SESSION : 0
}

function write (seconds: number, { unit = 'seconds', type }: Partial<Claim> = {}): unknown {
  const time = timeOf(seconds, unit)
  return type === 'string' ? String(time) : time
}
