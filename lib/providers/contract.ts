import type { CheckedProfile, ClaimValue } from '../types.ts'

/**
 * Where the key comes from: text or bytes, or a function that is asked for every token, so that a vault or a rotation
 * needs no restart. Text is used as it is, in UTF-8; it is never decoded.
 */
export type Secret = string | Buffer | (() => string | Buffer | Promise<string | Buffer>)

/**
 * Where a claim's value comes from: a key of the profile, or a function of it. `undefined` leaves the claim out.
 */
export type ClaimSource =
  Exclude<keyof CheckedProfile, 'custom'> | ((profile: CheckedProfile) => ClaimValue | null | undefined)

export type TimeUnit = 'seconds' | 'milliseconds' | 'nanoseconds'

/** How the vendor wants its time claims written. */
export interface TimeFormat {
  unit: TimeUnit
  type: 'number' | 'string'
}

export interface TimeRules extends TimeFormat {
  /** Which of the three go into the token. */
  claims: readonly ('iat' | 'nbf' | 'exp')[]
  /** Seconds from now to `exp`. */
  lifetime: number
  /** Seconds by which `nbf` lies in the past, for a vendor whose clock is behind. */
  backdate: number
  /** Ceiling of the vendor, in seconds, for `exp` − `nbf`. */
  maxLifetime: number
}

/** The token in the query of a redirect. */
export interface QueryHandoff {
  kind: 'query'
  /** The vendor's sign-in endpoint; a query that is there already stays, but for the two parameters. */
  endpoint: string
  tokenParameter: string
  returnParameter: string
}

/**
 * One vendor's contract: what varies between vendors, and nothing else. `defineProvider` turns it into a provider.
 */
export interface ProviderContract {
  /** Short name for logs, such as `zoho-desk`. */
  id: string
  /** The vendor's name as people write it. */
  displayName: string
  /** Where visitors land when they came from nowhere in particular: an absolute URL of the help center. */
  helpCenterUrl: string
  /** Further origins of the same help center, for return URLs. The origin of `helpCenterUrl` is always allowed. */
  returnOrigins?: readonly string[] | undefined
  /** Names of the inbound parameter that holds an absolute return URL, the preferred one first. */
  returnParameters: readonly string[]
  algorithm: 'HS256'
  secret: Secret | undefined
  /** Accept a secret of less than 32 bytes, for a vendor that issues shorter ones. Default: false. */
  allowShortSecret?: boolean | undefined
  /** Claims by name. `jti` and the time claims are not among them: nobody but the package sets these. */
  claims: Readonly<Record<string, ClaimSource>>
  time: TimeRules
  handoff: QueryHandoff
  /** URL that signs a visitor out at the vendor, for the host's own sign-out. Default: the vendor has none. */
  signOutUrl?: ((returnTo: string) => string) | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

/** Marks what `defineProvider` made. From the global registry: two copies of this package may meet in one process. */
export const kProvider = Symbol.for('fastify-help-center.provider')

/** A contract that `defineProvider` has checked and frozen. */
export interface Provider extends Readonly<Omit<ProviderContract, 'returnOrigins' | 'secret'>> {
  /** The allow list of return URLs, the origin of `helpCenterUrl` first. */
  readonly returnOrigins: readonly string[]
  readonly secret: Secret
  readonly [kProvider]: true
}
