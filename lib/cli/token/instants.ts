import type { Claim, Fact, Unit } from '../../facts/fact.ts'
import type { JsonObject } from '../../fakes/strict-json.ts'
import type { Finding } from '../finding.ts'
import { levelOf, type Bench } from './circumstances.ts'
import { describe, showInstant } from './show.ts'

/** A point in time that a token names. */
export interface Instant {
  readonly claim: string
  readonly bounds: NonNullable<Claim['time']>
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What one claim of time is worth; `instant` is null where it cannot be read. */
export interface ReadInstant {
  readonly instant: Instant | null
  /** In which it is written, where it is a point in time. */
  readonly unit?: string
  readonly finding: Finding
}

type TimeClaim = Fact<Claim & Required<Pick<Claim, 'time' | 'unit'>>>

const PER_SECOND: Readonly<Record<Unit | 'microseconds', number>> = {
  seconds: 1, milliseconds: 1e3, microseconds: 1e6, nanoseconds: 1e9
}

/** Type first, then unit: vendors report both as a wrong clock. */
export function readInstant (name: string, value: unknown, fact: TimeClaim, bench: Bench): ReadInstant {
  const { unit } = fact.value
  const written = readDigits(value)
  if (written === null) return { instant: null, finding: wrongType(name, value, unit, fact, bench) }
  const found = guessUnit(written.number)
  if (found === 'a duration' || found === 'no time') {
    return { instant: null, finding: notATime(name, found, fact, bench) }
  }
  const instant = { claim: name, bounds: fact.value.time, at: Math.round(written.number * 1000 / PER_SECOND[found]) }
  if (found === unit && written.type === 'number') {
    return { instant, unit, finding: fits(name, instant, unit, fact, bench) }
  }
  if (isOpen(found, written.type, bench)) {
    return { instant, unit: found, finding: open(name, instant, found, written.type, bench) }
  }
  // Text is wrong whatever it says, so its unit does not matter.
  if (written.type === 'string') return { instant: null, finding: wrongType(name, value, unit, fact, bench) }
  // The lifetime that was meant can still be judged.
  return { instant, finding: wrongUnit(name, written.number, found, unit, fact, bench) }
}

function readDigits (value: unknown): { number: number, type: 'number' | 'string' } | null {
  if (typeof value === 'number' && Number.isInteger(value)) return { number: value, type: 'number' }
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return { number: Number(value), type: 'string' }
  return null
}

/** The same digits in another unit move a date by a thousand: the years 1973 to 5138 of one unit overlap no other. */
function guessUnit (number: number): Unit | 'microseconds' | 'a duration' | 'no time' {
  if (number < 0 || number >= 1e20) return 'no time'
  if (number < 1e8) return 'a duration'
  if (number < 1e11) return 'seconds'
  if (number < 1e14) return 'milliseconds'
  return number < 1e17 ? 'microseconds' : 'nanoseconds'
}

/** Where several ways of writing are open, one that is none of them is wrong in any case. */
function levelOfTime (fact: TimeClaim, { facts }: Bench): 'problem' | 'warning' {
  return facts.time.formats === undefined ? levelOf(fact) : 'problem'
}

/** Whether the vendor's own texts leave this way of writing open. */
function isOpen (unit: string, type: string, { facts }: Bench): boolean {
  return facts.time.formats?.value.some((format) => format.unit === unit && format.type === type) === true
}

function fits (name: string, { at }: Instant, unit: string, fact: TimeClaim, bench: Bench): Finding {
  return bench.note('ok', 'claim-fits', `${name} is ${showInstant(at)}.`, {
    title: `${name} is as documented`, meaning: `Expected: a number of ${unit} since 1970 (${fact.certainty}).`
  })
}

function open (name: string, { at }: Instant, unit: string, type: string, bench: Bench): Finding {
  const usual = bench.facts.time.formats!.value[0]!
  const nameOf = (type: string): string => type === 'string' ? 'text' : 'number'
  const seen = `${name} is ${unit} as a ${nameOf(type)}: ${showInstant(at)}.`
  return bench.note('warning', unit === usual.unit ? 'wrong-type' : 'wrong-unit', seen, {
    meaning: `The texts of ${bench.facts.name} conflict about this; most working code sends ${usual.unit} as a ` +
      `${nameOf(usual.type)}. If sign-ins work as they are, keep them.`
  })
}

function wrongType (name: string, value: unknown, unit: string, fact: TimeClaim, bench: Bench): Finding {
  const fraction = typeof value === 'number' ? 'a number with a fraction' : describe(value)
  const written = unit === 'seconds' ? 'Math.floor(Date.now() / 1000)' : `whole ${unit} since 1970`
  return bench.note(levelOfTime(fact, bench), 'wrong-type',
    `${name} is ${fraction}, and not a whole number of ${unit} since 1970.`, {
      title: `${name} is ${fraction}, not a number of ${unit}`,
      meaning: `${bench.facts.name} cannot read it as a time. Many vendors report that as a clock error, or as an ` +
      'expired or invalid token, although the clock is right.',
      cure: `Write ${name} as a JSON number: ${written}.`
    })
}

function notATime (name: string, found: string, fact: TimeClaim, bench: Bench): Finding {
  const seen = `${name} looks like ${found}, and not like a point in time since 1970.`
  return bench.note(levelOfTime(fact, bench), 'wrong-unit', seen, {
    cure: `${name} is a point in time: add the duration to the present.`
  })
}

function wrongUnit (
  name: string, number: number, found: Unit | 'microseconds', unit: Unit, fact: TimeClaim, bench: Bench
): Finding {
  const meant = showInstant(number * 1000 / PER_SECOND[found])
  const read = showInstant(number * 1000 / PER_SECOND[unit])
  const seen = `${name} is ${found} (${meant}); ${bench.facts.name} expects ${unit}, and reads ${read}.`
  const far = fact.value.time === 'expires' && PER_SECOND[found] > PER_SECOND[unit]
  // What a JWT library reads is no matter of opinion, however unsure the vendor's own texts are.
  const isRegistered = unit === 'seconds' && Object.hasOwn(REGISTERED_TIMES, name)
  return bench.note(isRegistered ? 'problem' : levelOfTime(fact, bench), 'wrong-unit', seen, {
    title: `${name} is in ${found}, not in ${unit}`,
    ...far && {
      meaning: `Read as ${unit}, the token is good for ages: a stolen one would work all that time. A vendor with ` +
        'a limit refuses it.'
    },
    cure: `Write ${name} in ${unit} since 1970.`
  })
}

/** What RFC 7519 says of these, for any receiver that uses a JWT library, whatever the vendor's texts say. */
export const REGISTERED_TIMES: Readonly<Record<string, TimeClaim>> = {
  iat: registered('issued'), nbf: registered('starts'), exp: registered('expires')
}

function registered (time: 'issued' | 'starts' | 'expires'): TimeClaim {
  return {
    value: { type: 'number', required: 'optional', time, unit: 'seconds' }, certainty: 'likely', source: 'RFC 7519'
  }
}

export function isTimeClaim (fact: Fact<Claim>): fact is TimeClaim {
  return fact.value.time !== undefined && fact.value.unit !== undefined
}

export function listTimeClaims (claims: JsonObject, { facts }: Bench): Array<[string, TimeClaim]> {
  const documented = Object.entries(facts.token.claims)
    .filter((entry): entry is [string, TimeClaim] => isTimeClaim(entry[1]))
  if (facts.token.format.value !== 'jwt') return documented
  const others = Object.entries(REGISTERED_TIMES)
    .filter(([name]) => Object.hasOwn(claims, name) && !Object.hasOwn(facts.token.claims, name))
  return [...documented, ...others]
}
