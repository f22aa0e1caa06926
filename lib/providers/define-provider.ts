import { assertInteger, assertKnownKeys, assertOption, assertOptionalBoolean, assertOptionalFunction } from '../check-option.ts'
import { PROFILE_KEYS } from '../profile-keys.ts'
import { kProvider, type Provider, type ProviderContract, type TimeRules } from './contract.ts'
import { assertSecret } from './secret.ts'
import { parseOriginOption, parseUrlOption } from './url-option.ts'

/** Nobody but the package sets the first seven; the others are no names for a key of any object. */
const RESERVED_CLAIMS = [
  'jti', 'iat', 'nbf', 'exp', 'iss', 'aud', 'nonce', 'toJSON', '__proto__', 'constructor', 'prototype'
]
const CONTRACT_KEYS = [
  'id', 'displayName', 'helpCenterUrl', 'returnOrigins', 'returnParameters', 'algorithm', 'secret', 'allowShortSecret',
  'claims', 'time', 'handoff', 'signOutUrl', 'allowInsecure'
]
const TIME_CLAIMS = ['iat', 'nbf', 'exp']
const PARAMETER_NAME = /^[\w.-]{1,64}$/
/** No token of this package lives longer, whatever a vendor allows: it travels in a URL. */
const MAX_LIFETIME = 600

/**
 * Checks a vendor's contract and makes a provider of it. The presets, such as `zohoDesk`, are made with it; use it for
 * a vendor that has none.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function defineProvider (contract: ProviderContract): Provider {
  assertKnownKeys(contract, CONTRACT_KEYS)
  const { id, displayName, algorithm, secret, returnOrigins = [], allowInsecure, allowShortSecret } = contract
  assertOption(typeof id === 'string' && id !== '', 'id', id, 'Give a short name such as "acme-desk"')
  assertOption(typeof displayName === 'string' && displayName !== '', 'displayName', displayName, 'Give the vendor\'s name')
  assertOption(algorithm === 'HS256', 'algorithm', algorithm, 'Give "HS256"')
  assertOptionalBoolean(allowInsecure, 'allowInsecure')
  assertOptionalBoolean(allowShortSecret, 'allowShortSecret')
  if (typeof secret !== 'function') assertSecret(secret, 'secret', { allowShort: allowShortSecret })
  assertOptionalFunction(contract.signOutUrl, 'signOutUrl')

  const home = parseUrlOption(contract.helpCenterUrl, 'helpCenterUrl', 'Give the address of its home page', { allowInsecure })
  assertOption(Array.isArray(returnOrigins), 'returnOrigins', returnOrigins, 'Give an array of origins')
  const origins = returnOrigins.map((origin, i) => parseOriginOption(origin, `returnOrigins[${i}]`, { allowInsecure }))

  return Object.freeze({
    ...contract,
    secret,
    helpCenterUrl: home.href,
    returnOrigins: Object.freeze([...new Set([home.origin, ...origins])]),
    returnParameters: checkParameterNames(contract.returnParameters, 'returnParameters'),
    claims: checkClaims(contract.claims),
    time: checkTime(contract.time),
    handoff: checkHandoff(contract.handoff, allowInsecure),
    [kProvider]: true as const
  })
}

export function isProvider (value: unknown): value is Provider {
  return typeof value === 'object' && value !== null && kProvider in value
}

function checkParameterNames (names: unknown, option: string): readonly string[] {
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string' && PARAMETER_NAME.test(name))
  assertOption(areNames, option, names, 'Give parameter names of letters, digits, ".", "_" and "-"')
  return Object.freeze([...names])
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
  assertKnownKeys(time, ['claims', 'unit', 'type', 'lifetime', 'backdate', 'maxLifetime'], 'time.')
  const { claims, unit, type, lifetime, backdate, maxLifetime } = time
  const areKnown = Array.isArray(claims) && claims.every((name) => TIME_CLAIMS.includes(name))
  assertOption(areKnown, 'time.claims', claims, `Give an array of ${TIME_CLAIMS.join(', ')}`)
  assertOption(['seconds', 'milliseconds', 'nanoseconds'].includes(unit), 'timeClaims.unit', unit,
    'Give "seconds", "milliseconds" or "nanoseconds"')
  assertOption(['number', 'string'].includes(type), 'timeClaims.type', type, 'Give "number" or "string"')
  assertInteger(maxLifetime, 'maxLifetime', { min: 1, max: MAX_LIFETIME, unit: 'seconds' })
  assertInteger(backdate, 'backdate', { min: 0, max: maxLifetime - 1, unit: 'seconds' })
  // The vendor's ceiling is on `exp` − `nbf`.
  assertInteger(lifetime, 'lifetime', { min: 1, max: maxLifetime - backdate, unit: 'seconds' })
  return Object.freeze({ ...time, claims: Object.freeze([...claims]) })
}

function checkHandoff (
  handoff: ProviderContract['handoff'], allowInsecure: boolean | undefined
): ProviderContract['handoff'] {
  assertKnownKeys(handoff, ['kind', 'endpoint', 'tokenParameter', 'returnParameter'], 'handoff.')
  const { kind, tokenParameter, returnParameter } = handoff
  assertOption(kind === 'query', 'handoff.kind', kind, 'Give "query"')
  checkParameterNames([tokenParameter, returnParameter], 'handoff')
  assertOption(tokenParameter !== returnParameter, 'handoff', tokenParameter, 'Give two different parameter names')
  const endpoint = parseUrlOption(handoff.endpoint, 'signInEndpoint', 'Paste it from the admin screen', { allowInsecure })
  return Object.freeze({ ...handoff, endpoint: endpoint.href })
}
