import { bare } from './bare-object.ts'
import { assertKnownKeys, assertOption } from './check-option.ts'
import { errors } from '../errors.ts'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import type { ClaimSource } from './contract.ts'
import { ownValue } from './own-value.ts'
import { PROFILE_KEYS } from './profile-keys.ts'
import { describeRefused } from './silence.ts'

/** Only the package sets these. */
export const OWN_CLAIMS = ['jti', 'iat', 'nbf', 'exp']
/** Never valid as keys. */
export const INVALID_KEYS = ['toJSON', '__proto__', 'constructor', 'prototype']
/** Issuer, audience and nonce are fixed by the contract or sent by the vendor, never taken from a profile. */
const RESERVED = [...OWN_CLAIMS, 'iss', 'aud', 'nonce', ...INVALID_KEYS]
/** `custom` as a whole is not a claim: name the members to send. */
const SOURCE_KEYS: readonly string[] = PROFILE_KEYS.filter((key) => key !== 'custom')
const SOURCE_CURE = `Expected a function of the profile, or one of ${SOURCE_KEYS.join(', ')}`

/** The claims that a preset knows, each with the source that `true` selects; `null` if a profile has none. */
export type KnownClaims = Readonly<Record<string, ClaimSource | null>>

/** The type of a `claims` option: `true` takes a known claim from its usual source; any other source is named. */
export type ClaimOptions<Known extends KnownClaims> = {
  readonly [Name in keyof Known]?: ClaimSource | (Known[Name] extends null ? never : true) | undefined
}

/** The known claims in a `claims` option, whatever else it contains. */
type Choice<Known> = { readonly [Name in keyof Known]?: true | ClaimSource | undefined }

/**
 * Turns a `claims` option into claims of a contract. Only `known` claims are accepted; every other name is refused.
 *
 * @param option name of the option, for messages
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function pickKnownClaims<Known extends KnownClaims> (
  claims: Choice<Known> = {}, known: Known, option = 'claims'
): Record<string, ClaimSource> {
  const keys = Object.keys(known).map((name) => [name, true as const])
  assertKnownKeys(claims, Object.fromEntries(keys), `${option}.`)
  return pickClaims(claims, known, option)
}

/**
 * Like `pickKnownClaims`, for an open list: any other claim is accepted too, if its source is named.
 *
 * @param option name of the option, for messages
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function pickClaims<Known extends KnownClaims> (
  claims: Choice<Known> = {}, known: Known, option = 'claims'
): Record<string, ClaimSource> {
  assertOption(typeof claims === 'object' && claims !== null, option, claims,
    'Expected an object of claim names and sources')
  const withPlace = Object.entries(known).filter(([, source]) => source !== null).map(([name]) => name)
  const sources: Record<string, ClaimSource> = bare()
  for (const [name, source] of Object.entries(claims) as Array<[string, true | ClaimSource | undefined]>) {
    if (source === undefined) continue
    const chosen = source === true && withPlace.includes(name) ? known[name] : source
    assertOption(chosen !== true, `${option}.${name}`, source,
      `Expected a key or a function of the profile; true is for ${withPlace.join(', ') || 'no claim here'}`)
    assertClaimSource(chosen, name, option)
    sources[name] = chosen
  }
  return sources
}

/** @throws FST_HELP_CENTER_INVALID_OPTION unless the claim may come from a profile, and from this source */
export function assertClaimSource (source: unknown, name: string, option: string): asserts source is ClaimSource {
  assertOption(!RESERVED.includes(name), `${option}.${name}`, source,
    'Leave it out: this claim never comes from a profile')
  const isSource = typeof source === 'function' || SOURCE_KEYS.includes(source as string)
  assertOption(isSource, `${option}.${name}`, source, SOURCE_CURE)
}

/**
 * For a claim of a type that no key of the profile has: such a source could never give a value.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function assertFunctionSource (source: ClaimSource, option: string, cure: string): void {
  assertOption(typeof source === 'function', option, source, cure)
}

/**
 * For a claim of a few known words, of which a host may write one instead of a source.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION if the claim has text for a source that is no key of the profile
 */
export function assertWordSource (
  claims: object | undefined, name: string, words: readonly string[], option: string
): void {
  const source = ownValue(claims, name)
  const isOther = typeof source === 'string' && !SOURCE_KEYS.includes(source)
  const quoted = words.map((word) => `"${word}"`).join(', ')
  assertOption(!isOther, `${option}.${name}`, source,
    `Expected a function of the profile that returns one of ${quoted}`)
}

/** Reads a source's value from a profile, for a claim that depends on another one. */
export function readClaimSource (source: ClaimSource, profile: CheckedProfile): ClaimValue | null | undefined {
  return typeof source === 'function' ? source(profile) : profile[source]
}

type ClaimFunction = (profile: CheckedProfile) => ClaimValue | null | undefined

/**
 * A source whose value must pass `isAllowed`, for claims that grant privileges: how a vendor interprets any other
 * value, or a list, is unknown.
 *
 * @param cure "Expected …", for the message
 */
export function checkedSource (
  name: string, source: ClaimSource, isAllowed: (value: ClaimValue) => boolean, cure: string
): ClaimFunction {
  return (profile) => {
    const value = readClaimSource(source, profile)
    if (value === undefined || value === null || isAllowed(value)) return value
    throw new errors.InvalidClaim(name, typeof value === 'string' ? 'a different string' : describeRefused(value), cure)
  }
}

/** Like `checkedSource`, for a list of allowed values. */
export function oneOf (name: string, source: ClaimSource, allowed: readonly ClaimValue[]): ClaimFunction {
  const cure = `Expected ${allowed.map((each) => JSON.stringify(each)).join(', ')} or nothing`
  return checkedSource(name, source, (value) => allowed.includes(value), cure)
}

/** Characters that a claim may have. */
const MAX_NAME = 255

/** The full name: `name`, else `firstName` and `lastName`; `undefined` if the profile has none of them. */
export function fullName ({ name, firstName, lastName }: CheckedProfile): string | undefined {
  const joined = [firstName, lastName].filter(Boolean).join(' ')
  // Each is within the limit of a claim; both together may not be.
  return name || (joined.length <= MAX_NAME ? joined : lastName) || undefined
}
