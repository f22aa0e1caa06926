import type { Claim, VendorFacts } from '../../facts/fact.ts'
import type { JsonObject } from '../../fakes/strict-json.ts'
import type { Finding } from '../finding.ts'
import { levelOf, makeBench, type Bench, type Circumstances, type TokenParts } from './circumstances.ts'
import { judgeClock } from './clock.ts'
import { decodeToken } from './decode.ts'
import { judgeHeader } from './header.ts'
import { noteIdentity } from './identity.ts'
import { isTimeClaim, listTimeClaims, readInstant } from './instants.ts'
import { judgeMixture } from './mixture.ts'
import { judgeLifetime } from './ranges.ts'
import { judgeSignature } from './signature.ts'
import { judgeUnknown } from './unknown.ts'
import { judgeValue } from './values.ts'

/**
 * A token against what its vendor documents, claim by claim: type, then unit, then range, then clock. A step that
 * fails ends the questions about that claim, for vendors answer a wrong type with "check your clock".
 */
export function judgeToken (parts: TokenParts, facts: VendorFacts, circumstances: Circumstances): Finding[] {
  const bench = makeBench(facts, circumstances)
  const { decoded, findings } = decodeToken(parts, bench)
  if (decoded === null) return [...findings]
  return [
    ...findings,
    ...judgeHeader(decoded, bench),
    ...judgeSignature(decoded, bench),
    ...judgeClaims(decoded.claims, bench),
    ...judgeTimes(decoded.claims, bench),
    ...judgeUnknown(decoded.claims, bench),
    ...noteIdentity(decoded.claims, bench)
  ]
}

function judgeClaims (claims: JsonObject, bench: Bench): Finding[] {
  const { token, name: vendor } = bench.facts
  const missing = Object.entries(token.claims)
    .filter(([name, { value }]) => value.required === 'always' && isAbsent(claims, name))
    .filter(([, { value }]) => !hasAnother(value.time, claims, bench))
    .map(([name, fact]) => bench.note(levelOf(fact), 'claim-missing', `${name} is missing; ${vendor} requires it.`, {
      title: `${name} is missing`
    }))
  const someOf = token.someOf
  const none = someOf !== undefined && someOf.value.every((name) => isAbsent(claims, name))
    ? [bench.note(levelOf(someOf), 'claim-missing', `Of ${someOf.value.join(', ')} at least one is needed.`)]
    : []
  const judged = Object.entries(token.claims)
    .filter(([name, fact]) => !isTimeClaim(fact) && !isAbsent(claims, name))
    .map(([name, fact]) => judgeValue(name, claims, fact, bench))
  return [...missing, ...none, ...judged]
}

function judgeTimes (claims: JsonObject, bench: Bench): Finding[] {
  const read = listTimeClaims(claims, bench).filter(([name]) => !isAbsent(claims, name))
    .map(([name, fact]) => readInstant(name, claims[name], fact, bench))
  const instants = read.map(({ instant }) => instant).filter((instant) => instant !== null)
  const found = bench.facts.time.formats === undefined ? read.map(({ finding }) => finding) : judgeMixture(read)
  const range = judgeLifetime(instants, bench)
  // Clocks come last: a token whose times are wrong in themselves says nothing about them.
  const isSound = ![...found, ...range].some(({ level }) => level === 'problem')
  return [...found, ...range, ...isSound ? judgeClock(instants, bench) : []]
}

/** Where a vendor knows several claims for one bound, any of them will do. */
function hasAnother (time: Claim['time'], claims: JsonObject, { facts }: Bench): boolean {
  return time !== undefined && Object.entries(facts.token.claims).some(([name, { value }]) =>
    value.time === time && value.required === 'optional' && !isAbsent(claims, name))
}

/** Vendors and libraries read `null` as nothing. */
function isAbsent (claims: JsonObject, name: string): boolean {
  return !Object.hasOwn(claims, name) || claims[name] === null
}
