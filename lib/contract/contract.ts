import type { KeyObject } from 'node:crypto'
import type { CheckedProfile, ClaimValue } from '../types.ts'

/** Text, bytes, or for an asymmetric algorithm a private key: PEM (line breaks real or as `\n`) or a KeyObject. */
export type Key = string | Buffer | KeyObject

/**
 * Where the key comes from, or a function that is asked for it per token, so that a vault or a rotation needs no
 * restart. The text of a shared secret is the key, in UTF-8; it is never decoded.
 */
export type Secret = Key | (() => Key | Promise<Key>)

/** `EdDSA` is Ed25519. */
export type Algorithm = 'HS256' | 'HS512' | 'RS256' | 'EdDSA'

/** Where a claim's value comes from: a key of the profile, or a function of it. `undefined` leaves the claim out. */
export type ClaimSource =
  Exclude<keyof CheckedProfile, 'custom'> | ((profile: CheckedProfile) => ClaimValue | null | undefined)

/** Parameters by name, each one string. */
export type Parameters = Readonly<Record<string, string>>

/** What the vendor sends along with a visitor, by role. A parameter without a role is dropped. */
export interface InboundContract {
  /**
   * The page to return to, the preferred name first: an absolute `url` of the help center, a `path` on its one origin,
   * or a `bare-path` below `helpCenterUrl`, whose first slash may be missing.
   */
  returnTo?: { parameters: readonly string[], form: 'url' | 'path' | 'bare-path' } | undefined
  /** The address that gets the token, where the vendor chooses it: one of these, to the letter. */
  destination?: { parameter: string, allowed: readonly string[] } | undefined
  /** Copied to the answer as they came. */
  echo?: readonly string[] | undefined
  /** Copied into the token: parameter → claim. */
  toClaim?: Parameters | undefined
  /** Without these there is no sign-in: only the vendor can begin one. */
  required?: readonly string[] | undefined
  /** Opens a signed request: `parameters` come in; what their signature covers goes out, or `null` if it is wrong. */
  open?: {
    parameters: readonly string[]
    verify: (untrusted: Parameters, key: Buffer) => Parameters | null
  } | undefined
}

/** What proves who the visitor is: a JWT, or something the vendor invented, as parameters. */
export type Credential =
  | { kind: 'jwt', parameter: string, algorithm: Algorithm, keyId?: string | undefined, jti: boolean }
  | { kind: 'sealed', seal: (claims: Readonly<Record<string, ClaimValue>>, key: Buffer) => Parameters }

export type TimeUnit = 'seconds' | 'milliseconds' | 'nanoseconds'

/** How the vendor wants its time claims written. */
export interface TimeFormat {
  unit: TimeUnit
  type: 'number' | 'string'
}

/**
 * `start` is now less `backdate`, `end` now plus `lifetime`, `sessionEnd` now plus `sessionLifetime`. A token that
 * tells of `sessionEnd` alone is good until then.
 */
export type Instant = 'now' | 'start' | 'end' | 'sessionEnd'

export interface TimeRules extends TimeFormat {
  /** Which claims, and what each tells. */
  claims: Readonly<Record<string, Instant>>
  /** Seconds for which the token is good. Where the vendor reads no expiry, what it grants from `iat` on. */
  lifetime: number
  /** Seconds by which `start` lies in the past, for a vendor whose clock is behind. */
  backdate: number
  /** Ceiling of the vendor, in seconds, from `start` to `end`. */
  maxLifetime: number
  /** Seconds for which the vendor keeps the visitor signed in, where the token says so. */
  sessionLifetime?: number | undefined
}

/** How token and return URL travel. */
export interface HandoffContract {
  /**
   * `query`: in the URL of a redirect. `form`: in the body of a form that the browser posts. `fragment`: behind the "#"
   * of a redirect. `token`: not at all; a page of the host fetches it from `tokenPath` for a widget.
   */
  kind: 'query' | 'form' | 'fragment' | 'token'
  /** The vendor's sign-in endpoint. A query that is there already stays, but for the parameters set here. */
  endpoint?: string | undefined
  /** Go to the page where the visitor lands, instead of an endpoint. */
  toPage?: boolean | undefined
  /** Parameter of the URL for the return URL; none where the vendor takes none. */
  returnParameter?: string | undefined
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
  helpCenterUrl: string | undefined
  /** Further origins of the same help center, for return URLs. The origin of `helpCenterUrl` is always allowed. */
  returnOrigins?: readonly string[] | undefined
  inbound: InboundContract
  credential: Credential
  secret: Secret | undefined
  /** Accept a secret of less than 32 bytes, for a vendor that issues shorter ones. Default: false. */
  allowShortSecret?: boolean | undefined
  /** Claims by name. `jti` and the time claims are not among them: nobody but the package sets these. */
  claims: Readonly<Record<string, ClaimSource>>
  /** Claims that are the same in every token, such as `aud`. */
  fixedClaims?: Readonly<Record<string, ClaimValue>> | undefined
  /** Claims without which the vendor refuses the token; then none is made. */
  requiredClaims?: readonly string[] | undefined
  time: TimeRules
  handoff: HandoffContract
  /** How the vendor reports an error at the logout route: `parameter` has this `value`, and `message` its reason. */
  logoutError?: { parameter: string, value: string, message: string } | undefined
  /** URL that signs a visitor out at the vendor, for the host's own sign-out. Default: the vendor has none. */
  signOutUrl?: ((returnTo: string) => string) | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

/** Marks what `defineProvider` made. From the global registry: two copies of this package may meet in one process. */
export const kProvider = Symbol.for('fastify-help-center.provider')

/** A contract that `defineProvider` has checked and frozen. */
export interface Provider extends Readonly<Omit<ProviderContract, 'helpCenterUrl' | 'returnOrigins' | 'secret'>> {
  readonly helpCenterUrl: string
  /** The allow list of return URLs, the origin of `helpCenterUrl` first. */
  readonly returnOrigins: readonly string[]
  /** Always a function, so that no inspection of the provider shows the secret. */
  readonly secret: () => Key | Promise<Key>
  /** Whether the secret was given as a plain value. */
  readonly hasFixedSecret: boolean
  readonly [kProvider]: true
}
