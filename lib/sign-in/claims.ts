import { randomUUID } from 'node:crypto'
import { errors } from '../errors.ts'
import type { ClaimSource, Provider } from '../providers/contract.ts'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import { CLAIM_VALUE_CURE, toClaimValue } from './claim-value.ts'
import { makeTimeClaims } from './time-claims.ts'

/** The finished claims of one token. */
export interface Claims {
  readonly payload: Readonly<Record<string, ClaimValue>>
  readonly jti: string
  readonly expiresAt: Date
}

/**
 * Profile → the provider's claims, key by key into an object without prototype; `jti` and the time claims last, so that
 * nothing from outside can stand in their place. Call it after the host's hooks: a slow hook must not eat the lifetime.
 */
export function makeClaims (profile: CheckedProfile, provider: Provider, now: number): Claims {
  const payload: Record<string, ClaimValue> = Object.create(null)
  for (const [name, source] of Object.entries(provider.claims)) {
    const value = readSource(name, source, profile)
    if (value === undefined || value === null) continue
    const claim = toClaimValue(value)
    if (claim === undefined) throw new errors.InvalidClaim(name, `a value of type ${typeof value}`, CLAIM_VALUE_CURE)
    payload[name] = claim
  }
  const jti = randomUUID()
  const time = makeTimeClaims(now, provider.time)
  Object.assign(payload, { jti }, time.claims)
  return { payload: Object.freeze(payload), jti, expiresAt: time.expiresAt }
}

/** What a claim's function throws may hold anything; only the claim's name goes on. */
function readSource (name: string, source: ClaimSource, profile: CheckedProfile): unknown {
  if (typeof source !== 'function') return profile[source]
  try {
    const value: unknown = source(profile)
    // It is refused as a claim, and its rejection must not end the process.
    if (value instanceof Promise) value.catch(() => {})
    return value
  } catch {
    throw new errors.InvalidClaim(name, 'an exception of its function', CLAIM_VALUE_CURE)
  }
}
