import { bare } from '../contract/bare-object.ts'
import { errors } from '../errors.ts'
import type { Instant, TimeRules, TimeUnit } from '../contract/time-contract.ts'

const PER_SECOND: Readonly<Record<TimeUnit, number>> = { seconds: 1, milliseconds: 1e3, nanoseconds: 1e9 }

/** 2024-01-01 and 2100-01-01 in seconds: a clock outside this range is wrong. */
const EARLIEST = 1_704_067_200
const LATEST = 4_102_444_800

/**
 * The time claims of one token, all from one reading of the clock (`now`, in milliseconds).
 *
 * They are whole seconds, written in the vendor's unit. That keeps even nanoseconds exact as numbers: a multiple of 10⁹
 * is a multiple of 512, and doubles of this size are at most 512 apart.
 *
 * @throws FST_HELP_CENTER_INVALID_TIME
 */
export function makeTimeClaims (
  now: number, rules: TimeRules
): { claims: Record<string, number | string>, expiresAt: Date } {
  const seconds = Math.floor(now / 1000)
  if (!(seconds >= EARLIEST && seconds < LATEST)) {
    throw new errors.InvalidTime('The clock of this machine is before 2024 or after 2100', 'Correct it')
  }
  const { backdate, lifetime, sessionLifetime = lifetime } = rules
  const instants: Readonly<Record<Instant, number>> = {
    now: seconds, start: seconds - backdate, end: seconds + lifetime, sessionEnd: seconds + sessionLifetime
  }
  const claims: Record<string, number | string> = bare()
  for (const [name, instant] of Object.entries(rules.claims)) {
    const value = instants[instant] * PER_SECOND[rules.unit]
    claims[name] = rules.type === 'string' ? String(value) : value
  }
  const told = Object.values(rules.claims)
  const expiry = told.includes('sessionEnd') && !told.includes('end') ? instants.sessionEnd : instants.end
  return { claims, expiresAt: new Date(expiry * 1000) }
}
