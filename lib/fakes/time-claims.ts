import { HandoffRefused } from './refusals.ts'
import type { JsonObject } from './strict-json.ts'

/** How a help center expects points in time to be written. */
export interface ExpectedTimeFormat {
  unit: 'seconds' | 'milliseconds' | 'nanoseconds'
  type: 'number' | 'string'
}

/** What a help center expects of `exp`, `nbf` and `iat`. */
export interface ExpectedTimes {
  format: ExpectedTimeFormat
  /** The most seconds from `nbf` to `exp`. */
  maxLifetime: number
  /** Seconds by which the two clocks may differ. */
  clockTolerance: number
}

const PER_SECOND = { seconds: 1, milliseconds: 1e3, microseconds: 1e6, nanoseconds: 1e9 }

/** Checks `exp`, `nbf` and `iat` against `now` (ms) and returns the time (ms) from which the token is dead for good. */
export function checkTimes (claims: JsonObject, rules: ExpectedTimes, now: number): number {
  const exp = readTime(claims, 'exp', rules.format)
  const nbf = readTime(claims, 'nbf', rules.format)
  const iat = Object.hasOwn(claims, 'iat') ? readTime(claims, 'iat', rules.format) : nbf
  const tolerance = rules.clockTolerance * 1000
  const here = `and it is ${showTime(now)} here`
  if (nbf > now + tolerance) {
    throw new HandoffRefused('not-yet-valid', `The token is not valid yet: nbf is ${showTime(nbf)}, ${here}. ` +
      'Check the clock of your server, or set nbf back by half a minute.')
  }
  if (iat > now + tolerance) {
    throw new HandoffRefused('issued-in-future',
      `iat lies in the future: it is ${showTime(iat)}, ${here}. Check the clock of your server.`)
  }
  if (exp <= now - tolerance) {
    throw new HandoffRefused('expired', `The token has expired: exp is ${showTime(exp)}, ${here}. ` +
      'Start again from the sign-in link; if that does not help, check the clock of your server.')
  }
  if (exp - nbf > rules.maxLifetime * 1000) {
    throw new HandoffRefused('lifetime-too-long', 'The token lives too long: ' +
      `from nbf to exp it is ${(exp - nbf) / 1000} seconds, and at most ${rules.maxLifetime} are allowed.`)
  }
  for (const [name, time] of [['nbf', nbf], ['iat', iat]] as const) {
    if (exp <= time) throw new HandoffRefused('wrong-value', `exp is not later than ${name}, so no moment is left.`)
  }
  if (exp - iat > (rules.maxLifetime + rules.clockTolerance) * 1000) {
    throw new HandoffRefused('too-old', `The token was made long ago: iat is ${showTime(iat)}, ${here}. ` +
      'Make a new token for every sign-in.')
  }
  return exp + tolerance
}

/** A time claim in milliseconds since 1970. */
export function readTime (claims: JsonObject, name: string, { unit, type }: ExpectedTimeFormat): number {
  if (!Object.hasOwn(claims, name)) {
    throw new HandoffRefused('claim-missing', `The token has no ${name}. This help center requires it.`)
  }
  const value = claims[name]
  const actual = nameType(value)
  if (actual !== type) {
    throw new HandoffRefused('wrong-type', `${name} is a JSON ${actual}; this help center expects a JSON ${type}.`)
  }
  // One spelling per value: no sign, fraction, exponent, leading zero or white space.
  if (!/^[1-9]\d{0,19}$/.test(String(value))) {
    throw new HandoffRefused('wrong-type', `${name} is not a whole number of ${unit} since 1970.`)
  }
  const number = Number(value)
  const looksLike = guessUnit(number)
  if (looksLike !== unit) {
    throw new HandoffRefused('wrong-unit',
      `${name} looks like ${looksLike}; this help center expects ${unit} since 1970.`)
  }
  // Rounded, because today's nanoseconds are beyond the whole numbers that a JSON number can hold.
  return Math.round(number * 1000 / PER_SECOND[unit])
}

/** The same digits in another unit move a date by a thousand: the years 1973 to 5138 of one unit overlap no other. */
function guessUnit (value: number): string {
  if (value < 1e8) return 'a duration'
  if (value < 1e11) return 'seconds'
  if (value < 1e14) return 'milliseconds'
  return value < 1e17 ? 'microseconds' : 'nanoseconds'
}

/** A time (ms) as a person reads it. */
export function showTime (time: number): string {
  return new Date(time).toISOString().replace(/\.000Z$/, 'Z')
}

/** The JSON type of a value. */
export function nameType (value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
