import { errors } from '../errors.ts'
import type { TimeRules, TimeUnit } from '../contract/time-contract.ts'

const PER_SECOND: Readonly<Record<TimeUnit, number>> = { seconds: 1, milliseconds: 1e3, nanoseconds: 1e9 }

/** 2024-01-01 and 2100-01-01 in seconds: a clock outside this range is wrong. */
const EARLIEST = 1_704_067_200
const LATEST = 4_102_444_800

/**
 * Writes the time claims of one token into `payload`, all from one reading of the clock (`now`, in milliseconds), and
 * returns when the token expires.
 *
 * They are whole seconds, written in the vendor's unit. That keeps even nanoseconds exact as numbers: a multiple of 10⁹
 * is a multiple of 512, and doubles of this size are at most 512 apart.
 *
 * @throws FST_HELP_CENTER_INVALID_TIME
 */
export function addTimeClaims (payload: Record<string, unknown>, now: number, rules: TimeRules): Date {
  const seconds = Math.floor(now / 1000)
  if (!(seconds >= EARLIEST && seconds < LATEST)) {
    throw new errors.InvalidTime('The clock of this machine is before 2024 or after 2100', 'Correct it')
  }
  const { backdate, lifetime, sessionLifetime = lifetime } = rules
  const instants = {
    now: seconds, start: seconds - backdate, end: seconds + lifetime, sessionEnd: seconds + sessionLifetime
  }
  let expiry: number | undefined
  for (const [name, instant] of Object.entries(rules.claims)) {
    const value = instants[instant] * PER_SECOND[rules.unit]
    payload[name] = rules.type === 'string' ? String(value) : value
    if (instant === 'end') expiry = instants.end
    else if (instant === 'sessionEnd') expiry ??= instants.sessionEnd
  }
  return new Date((expiry ?? instants.end) * 1000)
}
