import { randomUUID } from 'node:crypto'
import { bare } from '../contract/bare-object.ts'
import { errors, isHelpCenterError } from '../errors.ts'
import type { ClaimSource, Provider } from '../contract/contract.ts'
import type { CheckedProfile, ClaimValue, SignInRequest } from '../types.ts'
import { CLAIM_VALUE_CURE, toClaimValue } from './claim-value.ts'
import { describeRefused, silence } from '../contract/silence.ts'
import { addTimeClaims } from './time-claims.ts'

export interface Claims {
  readonly payload: Readonly<Record<string, ClaimValue>>
  /** Identifies this sign-in in the log and the audit hook, and in the token if the contract says so. */
  readonly jti: string
  readonly expiresAt: Date
}

/**
 * Profile → the provider's claims, key by key into an object without a prototype. Fixed claims, those from the vendor,
 * `jti` and the time claims come last, so that the host cannot override them. Call it after the host's hooks: a slow
 * hook must not use up the lifetime.
 *
 * @param now the time in milliseconds
 * @throws FST_HELP_CENTER_INVALID_CLAIM, FST_HELP_CENTER_INVALID_TIME
 */
export function makeClaims (
  profile: CheckedProfile, provider: Provider, requested: SignInRequest, now: number
): Claims {
  const { claims, fixedClaims, requiredClaims = [], token, time } = provider
  const payload: Record<string, ClaimValue> = bare()
  for (const [name, source] of Object.entries(claims)) {
    const claim = readClaim(name, source, profile)
    if (claim !== undefined) payload[name] = claim
  }
  const jti = randomUUID()
  if (token.kind === 'jwt' && token.jti === true) payload.jti = jti
  Object.assign(payload, fixedClaims, requested.claims)
  const expiresAt = addTimeClaims(payload, now, time)
  const missing = requiredClaims.find((name) => isBlank(payload[name]))
  if (missing !== undefined) {
    throw new errors.InvalidClaim(
      missing, 'nothing', `${provider.displayName} refuses a token without it: complete the profile`
    )
  }
  return { payload, jti, expiresAt }
}

/** What a claim function throws, or a getter in its result, may contain anything: only the claim's name is reported. */
function readClaim (name: string, source: ClaimSource, profile: CheckedProfile): ClaimValue | undefined {
  let value: unknown
  try {
    value = typeof source === 'function' ? source(profile) : profile[source]
    if (value === undefined || value === null) return undefined
    const claim = toClaimValue(value)
    if (claim !== undefined) return claim
  } catch (error) {
    silence(value)
    if (isHelpCenterError(error) && error.code === 'FST_HELP_CENTER_INVALID_CLAIM') throw error
    silence(error)
    throw new errors.InvalidClaim(name, 'an exception from its function', CLAIM_VALUE_CURE)
  }
  throw new errors.InvalidClaim(name, describeRefused(value), CLAIM_VALUE_CURE)
}

function isBlank (claim: ClaimValue | undefined): boolean {
  return claim === undefined || (typeof claim === 'string' && /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(claim))
}
