import { assertInteger, assertKnownKeys, assertOption } from './check-option.ts'
import { PROFILE_KEYS } from './profile-keys.ts'
import { isParameterName, PARAMETER_NAME_CURE } from './check-inbound.ts'
import type { Credential, ProviderContract, TimeRules } from './contract.ts'

/** Nobody but the package sets these. */
const OWN_CLAIMS = ['jti', 'iat', 'nbf', 'exp']
/** These say who speaks to whom: fixed by the contract or sent by the vendor, never taken from a profile. */
const CONTRACT_CLAIMS = ['iss', 'aud', 'nonce']
/** No names for a key of any object. */
const NO_NAMES = ['toJSON', '__proto__', 'constructor', 'prototype']

/** No token of this package lives longer, whatever a vendor allows: it travels in a URL. */
const MAX_LIFETIME = 600
/** Thirty days: some vendors keep a visitor signed in for as long as the token says. */
const MAX_SESSION = 30 * 24 * 3600

export function assertCredential (credential: Credential): void {
  if (credential?.kind === 'sealed') {
    assertKnownKeys(credential, ['kind', 'seal'], 'credential.')
    const isFunction = typeof credential.seal === 'function'
    return assertOption(isFunction, 'credential.seal', credential.seal, 'Give a function that seals the claims')
  }
  assertKnownKeys(credential, ['kind', 'parameter', 'algorithm', 'keyId', 'jti'], 'credential.')
  const { kind, algorithm, parameter, keyId, jti } = credential
  assertOption(kind === 'jwt', 'credential.kind', kind, 'Give "jwt" or "sealed"')
  const isKnown = ['HS256', 'HS512', 'RS256', 'EdDSA'].includes(algorithm)
  assertOption(isKnown, 'credential.algorithm', algorithm, 'Give "HS256", "HS512", "RS256" or "EdDSA"')
  assertOption(isParameterName(parameter), 'credential.parameter', parameter, PARAMETER_NAME_CURE)
  assertOption(keyId === undefined || typeof keyId === 'string', 'credential.keyId', keyId, 'Give the id as a string')
  assertOption(typeof jti === 'boolean', 'credential.jti', jti, 'Give true or false')
}

export function assertClaims ({ claims, fixedClaims = {}, requiredClaims = [] }: ProviderContract): void {
  const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims)
  assertOption(isObject, 'claims', claims, 'Give an object of claim names and sources')
  const reserved = [...OWN_CLAIMS, ...CONTRACT_CLAIMS, ...NO_NAMES]
  for (const [name, source] of Object.entries(claims)) {
    const option = `claims.${name}`
    assertOption(!reserved.includes(name), option, source, 'Leave it out: the package sets it, or nobody does')
    const isSource = typeof source === 'function' || PROFILE_KEYS.includes(source)
    assertOption(isSource, option, source, `Give a function of the profile, or one of ${PROFILE_KEYS.join(', ')}`)
  }
  for (const [name, value] of Object.entries(fixedClaims)) {
    const option = `fixedClaims.${name}`
    assertOption(![...OWN_CLAIMS, ...NO_NAMES].includes(name), option, value, 'Leave it out: the package sets it')
    assertOption(typeof value !== 'function' && value !== undefined, option, value, 'Give the value itself')
  }
  assertOption(Array.isArray(requiredClaims), 'requiredClaims', requiredClaims, 'Give an array of claim names')
}

/** A claim that a parameter of the vendor's fills is not one that says who the visitor is, or until when. */
export function assertClaimOfVendor (name: string, { claims, fixedClaims = {}, time }: ProviderContract): void {
  const taken = [...OWN_CLAIMS, ...NO_NAMES, ...Object.keys({ ...claims, ...fixedClaims, ...time.claims })]
  assertOption(!taken.includes(name), 'inbound.toClaim', name, 'Give a claim that nothing else sets, such as "nonce"')
}

export function assertTime (time: TimeRules): void {
  assertKnownKeys(time, ['claims', 'unit', 'type', 'lifetime', 'backdate', 'maxLifetime', 'sessionLifetime'], 'time.')
  const { claims, unit, type, lifetime, backdate, maxLifetime, sessionLifetime } = time
  const areInstants = typeof claims === 'object' && claims !== null && !('jti' in claims) &&
    Object.values(claims).every((instant) => ['now', 'start', 'end', 'sessionEnd'].includes(instant))
  assertOption(areInstants, 'time.claims', claims, 'Give claims with "now", "start", "end" or "sessionEnd"')
  assertOption(['seconds', 'milliseconds', 'nanoseconds'].includes(unit), 'timeClaims.unit', unit,
    'Give "seconds", "milliseconds" or "nanoseconds"')
  assertOption(['number', 'string'].includes(type), 'timeClaims.type', type, 'Give "number" or "string"')
  assertInteger(maxLifetime, 'maxLifetime', { min: 1, max: MAX_LIFETIME, unit: 'seconds' })
  assertInteger(backdate, 'backdate', { min: 0, max: maxLifetime - 1, unit: 'seconds' })
  // The vendor's ceiling is on `end` − `start`.
  assertInteger(lifetime, 'lifetime', { min: 1, max: maxLifetime - backdate, unit: 'seconds' })
  if (sessionLifetime === undefined) return
  assertInteger(sessionLifetime, 'sessionLifetime', { min: 1, max: MAX_SESSION, unit: 'seconds' })
}
