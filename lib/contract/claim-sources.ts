import { bare } from './bare-object.ts'
import { assertKnownKeys, assertOption } from './check-option.ts'
import { errors } from '../errors.ts'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import type { ClaimSource } from './contract.ts'
import { describeRefused } from './silence.ts'

/** The claims that a preset knows, and from where `true` takes each; `null` where a profile has no such place. */
export type KnownClaims = Readonly<Record<string, ClaimSource | null>>

/** Each known claim may be asked for: by `true` from its usual place in the profile, or from a source of its own. */
export type ClaimOptions<Known extends KnownClaims> = {
  readonly [Name in keyof Known]?: ClaimSource | (Known[Name] extends null ? never : true) | undefined
}

/** What a table of known claims allows, whatever stands beside them. */
type Choice<Known> = { readonly [Name in keyof Known]?: true | ClaimSource | undefined }

/**
 * The sources of the claims that were asked for, where the vendor's list is closed: every other name is a mistake.
 *
 * @param option the option's name, for messages
 */
export function findClaimSources<Known extends KnownClaims> (
  claims: Choice<Known> = {}, known: Known, option = 'claims'
): Record<string, ClaimSource> {
  assertKnownKeys(claims, Object.keys(known), `${option}.`)
  return nameClaimSources(claims, known, option)
}

/** The same for an open list: a claim that is not known names its source. */
export function nameClaimSources<Known extends KnownClaims> (
  claims: Choice<Known> = {}, known: Known, option = 'claims'
): Record<string, ClaimSource> {
  assertOption(typeof claims === 'object' && claims !== null, option, claims, 'Give an object of claim names and sources')
  const usual = Object.entries(known).filter(([, source]) => source !== null).map(([name]) => name)
  const sources: Record<string, ClaimSource> = bare()
  const entries: Array<[string, true | ClaimSource | undefined]> = Object.entries(claims)
  for (const [name, source] of entries) {
    if (source === undefined) continue
    const chosen = source === true && usual.includes(name) ? known[name] : source
    assertOption(chosen !== true && chosen !== null && chosen !== undefined, `${option}.${name}`, source,
      `Give a key or a function of the profile; true is for ${usual.join(', ') || 'no claim here'}`)
    sources[name] = chosen
  }
  return sources
}

/** What a source makes of a profile, for a claim that depends on another one. */
export function readClaimSource (source: ClaimSource, profile: CheckedProfile): ClaimValue | null | undefined {
  return typeof source === 'function' ? source(profile) : profile[source]
}

type ClaimFunction = (profile: CheckedProfile) => ClaimValue | null | undefined

/**
 * A source whose value has to pass `isAllowed`. For claims that grant privileges: nobody knows what a vendor makes of
 * another value, of a list say.
 *
 * @param cure "Expected …", for the message
 */
export function checkedSource (
  name: string, source: ClaimSource, isAllowed: (value: ClaimValue) => boolean, cure: string
): ClaimFunction {
  return (profile) => {
    const value = readClaimSource(source, profile)
    if (value === undefined || value === null || isAllowed(value)) return value
    throw new errors.InvalidClaim(name, typeof value === 'string' ? 'another word' : describeRefused(value), cure)
  }
}

/** The same for a few known values. */
export function oneOf (name: string, source: ClaimSource, allowed: readonly ClaimValue[]): ClaimFunction {
  const cure = `Expected ${allowed.map((each) => JSON.stringify(each)).join(', ')} or nothing`
  return checkedSource(name, source, (value) => allowed.includes(value), cure)
}

/** For vendors that want the name in one piece. */
export function fullName ({ name, firstName, lastName }: CheckedProfile): string | undefined {
  return name || [firstName, lastName].filter(Boolean).join(' ') || undefined
}
