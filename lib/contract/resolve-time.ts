import { assertInteger, assertKnownKeys, assertOneOf, assertOption, type Keys } from './check-option.ts'
import type { Instant, TimeContract, TimeRules } from './time-contract.ts'

const KEYS: Keys<TimeContract> = {
  claims: true, unit: true, type: true, lifetime: true, backdate: true, maxLifetime: true, sessionLifetime: true
}
const INSTANTS: Readonly<Record<Instant, true>> = { now: true, start: true, end: true, sessionEnd: true }

/** Seconds. No token lives longer, whatever the vendor allows: it travels in a URL. */
const MAX_LIFETIME = 600
const DEFAULT_LIFETIME = 300
/** Thirty days in seconds: some vendors keep a visitor signed in for as long as the token says. */
const MAX_SESSION = 30 * 24 * 3600

/** The rules for the time claims, checked, with the defaults filled in. */
export function resolveTime (time: TimeContract): TimeRules {
  assertKnownKeys(time, KEYS, 'time.')
  const { claims, unit = 'seconds', type = 'number', maxLifetime = MAX_LIFETIME, backdate = 0 } = time
  assertInstants(claims)
  assertOneOf(unit, ['seconds', 'milliseconds', 'nanoseconds'], 'time.unit')
  assertOneOf(type, ['number', 'string'], 'time.type')
  assertInteger(maxLifetime, 'time.maxLifetime', { min: 1, max: MAX_LIFETIME, unit: 'seconds' })
  assertInteger(backdate, 'time.backdate', { min: 0, max: maxLifetime - 1, unit: 'seconds' })
  // The vendor's ceiling applies to `end` − `start`.
  const longest = maxLifetime - backdate
  const { lifetime = Math.min(DEFAULT_LIFETIME, longest), sessionLifetime } = time
  assertInteger(lifetime, 'time.lifetime', { min: 1, max: longest, unit: 'seconds' })
  if (sessionLifetime !== undefined || Object.values(claims).includes('sessionEnd')) {
    assertInteger(sessionLifetime, 'time.sessionLifetime', { min: 1, max: MAX_SESSION, unit: 'seconds' })
  }
  return { claims, unit, type, lifetime, backdate, maxLifetime, sessionLifetime }
}

function assertInstants (claims: TimeContract['claims']): void {
  const isValid = typeof claims === 'object' && claims !== null && !Object.hasOwn(claims, 'jti') &&
    Object.values(claims).every((instant) => Object.hasOwn(INSTANTS, instant))
  assertOption(isValid, 'time.claims', claims, 'Expected claims with "now", "start", "end" or "sessionEnd"')
}
