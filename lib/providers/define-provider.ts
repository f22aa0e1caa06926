import { assertInteger, assertKnownKeys, assertOption, assertOptionalBoolean, assertOptionalFunction } from '../check-option.ts'
import { PROFILE_KEYS } from '../profile-keys.ts'
import { checkHandoff, checkInbound } from './check-traffic.ts'
import { kProvider, type Credential, type Provider, type ProviderContract, type TimeRules } from './contract.ts'
import { assertSecret } from './secret.ts'
import { parseOriginOption, parseUrlOption } from './url-option.ts'

/** Nobody but the package sets the first seven; the others are no names for a key of any object. */
const RESERVED_CLAIMS = [
  'jti', 'iat', 'nbf', 'exp', 'iss', 'aud', 'nonce', 'toJSON', '__proto__', 'constructor', 'prototype'
]
const CONTRACT_KEYS = [
  'id', 'displayName', 'helpCenterUrl', 'returnOrigins', 'inbound', 'credential', 'secret', 'allowShortSecret',
  'claims', 'fixedClaims', 'requiredClaims', 'time', 'handoff', 'logoutError', 'signOutUrl', 'allowInsecure'
]
/** No token of this package lives longer, whatever a vendor allows: it travels in a URL. */
const MAX_LIFETIME = 600
/** Thirty days: some vendors keep a visitor signed in for as long as the token says. */
const MAX_SESSION = 30 * 24 * 3600

/**
 * Checks a vendor's contract and makes a provider of it. The presets, such as `zohoDesk`, are made with it; use it for
 * a vendor that has none.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function defineProvider (contract: ProviderContract): Provider {
  assertKnownKeys(contract, CONTRACT_KEYS)
  const { id, displayName, secret, returnOrigins = [], allowInsecure, allowShortSecret, credential } = contract
  assertOption(typeof id === 'string' && id !== '', 'id', id, 'Give a short name such as "acme-desk"')
  assertOption(typeof displayName === 'string' && displayName !== '', 'displayName', displayName, 'Give the vendor\'s name')
  assertOptionalBoolean(allowInsecure, 'allowInsecure')
  assertOptionalBoolean(allowShortSecret, 'allowShortSecret')
  assertOptionalFunction(contract.signOutUrl, 'signOutUrl')
  const algorithm = checkCredential(credential)
  if (typeof secret !== 'function') assertSecret(secret, 'secret', { algorithm, allowShort: allowShortSecret })

  const home = parseUrlOption(contract.helpCenterUrl, 'helpCenterUrl', 'Give the address of its home page', { allowInsecure })
  assertOption(Array.isArray(returnOrigins), 'returnOrigins', returnOrigins, 'Give an array of origins')
  const origins = returnOrigins.map((origin, i) => parseOriginOption(origin, `returnOrigins[${i}]`, { allowInsecure }))

  return Object.freeze({
    ...contract,
    secret: typeof secret === 'function' ? secret : () => secret,
    hasFixedSecret: typeof secret !== 'function',
    helpCenterUrl: home.href,
    returnOrigins: Object.freeze([...new Set([home.origin, ...origins])]),
    inbound: checkInbound(contract.inbound),
    credential: Object.freeze({ ...credential }),
    claims: checkClaims(contract.claims),
    fixedClaims: Object.freeze({ ...contract.fixedClaims }),
    time: checkTime(contract.time),
    handoff: checkHandoff(contract.handoff, allowInsecure),
    [kProvider]: true as const
  })
}

export function isProvider (value: unknown): value is Provider {
  return typeof value === 'object' && value !== null && kProvider in value
}

function checkCredential (credential: Credential): 'HS256' | 'HS512' | 'RS256' | 'EdDSA' {
  if (credential?.kind === 'sealed') {
    assertKnownKeys(credential, ['kind', 'seal'], 'credential.')
    return 'HS256'
  }
  assertKnownKeys(credential, ['kind', 'parameter', 'algorithm', 'keyId', 'jti'], 'credential.')
  assertOption(credential.kind === 'jwt', 'credential.kind', credential.kind, 'Give "jwt" or "sealed"')
  const { algorithm } = credential
  const isKnown = ['HS256', 'HS512', 'RS256', 'EdDSA'].includes(algorithm)
  assertOption(isKnown, 'credential.algorithm', algorithm, 'Give "HS256", "HS512", "RS256" or "EdDSA"')
  return algorithm
}

function checkClaims (claims: ProviderContract['claims']): ProviderContract['claims'] {
  const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims)
  assertOption(isObject, 'claims', claims, 'Give an object of claim names and sources')
  for (const [name, source] of Object.entries(claims)) {
    const option = `claims.${name}`
    assertOption(!RESERVED_CLAIMS.includes(name), option, source, 'Leave it out: the package sets it, or nobody does')
    const isSource = typeof source === 'function' || PROFILE_KEYS.includes(source)
    assertOption(isSource, option, source, `Give a function of the profile, or one of ${PROFILE_KEYS.join(', ')}`)
  }
  return Object.freeze({ ...claims })
}

function checkTime (time: TimeRules): TimeRules {
  assertKnownKeys(time, ['claims', 'unit', 'type', 'lifetime', 'backdate', 'maxLifetime', 'sessionLifetime'], 'time.')
  const { claims, unit, type, lifetime, backdate, maxLifetime, sessionLifetime } = time
  const areInstants = typeof claims === 'object' && claims !== null &&
    Object.values(claims).every((instant) => ['now', 'start', 'end', 'sessionEnd'].includes(instant))
  assertOption(areInstants, 'time.claims', claims, 'Give claims with "now", "start", "end" or "sessionEnd"')
  assertOption(['seconds', 'milliseconds', 'nanoseconds'].includes(unit), 'timeClaims.unit', unit,
    'Give "seconds", "milliseconds" or "nanoseconds"')
  assertOption(['number', 'string'].includes(type), 'timeClaims.type', type, 'Give "number" or "string"')
  assertInteger(maxLifetime, 'maxLifetime', { min: 1, max: MAX_LIFETIME, unit: 'seconds' })
  assertInteger(backdate, 'backdate', { min: 0, max: maxLifetime - 1, unit: 'seconds' })
  // The vendor's ceiling is on `end` − `start`.
  assertInteger(lifetime, 'lifetime', { min: 1, max: maxLifetime - backdate, unit: 'seconds' })
  if (sessionLifetime !== undefined) {
    assertInteger(sessionLifetime, 'sessionLifetime', { min: 1, max: MAX_SESSION, unit: 'seconds' })
  }
  return Object.freeze({ ...time, claims: Object.freeze({ ...claims }) })
}
