import type { KeyObject } from 'node:crypto'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import type { TimeContract, TimeRules } from './time-contract.ts'

/** Text or bytes; for an asymmetric algorithm a private key, as PEM (line breaks real or as `\n`) or KeyObject. */
export type Key = string | Buffer | KeyObject

/**
 * The key, or a function that is called for it at most once per request, so that a vault or a rotation needs no
 * restart. The text of a shared secret is the key, in UTF-8; it is never decoded.
 */
export type Secret = Key | (() => Key | Promise<Key>)

/** `EdDSA` is Ed25519. */
export type Algorithm = 'HS256' | 'HS512' | 'RS256' | 'EdDSA'

/**
 * Where a claim's value comes from: a key of the profile, or a function of it. The claim is left out if that yields
 * `undefined` or `null`.
 */
export type ClaimSource =
  Exclude<keyof CheckedProfile, 'custom'> | ((profile: CheckedProfile) => ClaimValue | null | undefined)

/** Parameters by name, each one string. */
export type Parameters = Readonly<Record<string, string>>

/** What the vendor sends along with a visitor, by role. A parameter without a role is ignored. */
export interface InboundContract {
  /**
   * The page to return to. `parameters`: its names, the preferred one first. `form`: an absolute `url` of the help
   * center, a `path` on its origin, or a `bare-path` below `helpCenterUrl`, whose first slash may be missing.
   */
  returnTo?: { parameters: readonly string[], form: 'url' | 'path' | 'bare-path' } | undefined
  /** Where the token goes, if the vendor chooses: one of `allowed`, compared character by character. */
  destination?: { parameter: string, allowed: readonly string[] } | undefined
  /** Parameters that are sent back as they came, such as `state`. */
  echo?: readonly string[] | undefined
  /** Parameters that are copied into the token: parameter → claim. */
  toClaim?: Parameters | undefined
  /** Parameters that must be present: with them, only the vendor can begin a sign-in. Each needs a role. */
  required?: readonly string[] | undefined
  /**
   * A request that the vendor signs. `verify` gets the `parameters` and returns those that the signature covers, or
   * `null` if the signature is wrong. It is synchronous. The other roles then apply to what it returns.
   */
  signedRequest?: {
    parameters: readonly string[]
    verify: (untrusted: Parameters, key: Buffer) => Parameters | null
  } | undefined
}

/** What proves who the visitor is: a JWT, or the vendor's own signed format. */
export type TokenFormat =
  | {
    kind: 'jwt'
    /** Name of the parameter that carries the token. */
    parameter: string
    algorithm: Algorithm
    /** The header's `kid`. @default none */
    keyId?: string | undefined
    /** Whether each token has a unique id, the claim `jti`. @default false */
    jti?: boolean | undefined
  }
  | {
    kind: 'signed'
    /** Signs the claims: returns the parameters that carry them. It is synchronous. */
    encode: (claims: Readonly<Record<string, ClaimValue>>, key: Buffer) => Parameters
  }

/** How token and return URL travel; OpenID Connect calls the kinds `response_mode`. */
export interface HandoffContract {
  /**
   * `query`: in the URL of a redirect. `form`: in a form that the browser posts. `fragment`: after the "#" of a
   * redirect. `token`: not at all; a page of the host fetches it from `tokenPath` for a widget.
   */
  kind: 'query' | 'form' | 'fragment' | 'token'
  /** The vendor's sign-in endpoint. Its own query stays, except for the parameters that are set here. */
  endpoint?: string | undefined
  /**
   * Send the token to the page where the visitor lands, instead of to an endpoint.
   *
   * @default false
   */
  toPage?: boolean | undefined
  /**
   * Parameter for the return URL, which has the form that `inbound.returnTo` has, or is absolute without one.
   *
   * @default none: the vendor takes no return URL
   */
  returnParameter?: string | undefined
  /**
   * Where a form has the return URL and the echoed parameters: in the `url` that it is posted to, or as `fields` beside
   * the token.
   *
   * @default 'url'
   */
  parametersIn?: 'url' | 'fields' | undefined
}

/**
 * One vendor's contract: what varies between vendors, and nothing else. `defineProvider` turns it into a provider.
 */
export interface ProviderContract {
  /** Short name for logs, such as `zoho-desk`. */
  id: string
  /** The vendor's name as people write it. */
  displayName: string
  /** Where visitors land who arrive without a return URL: an absolute URL of the help center. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of the same help center that are allowed in return URLs.
   *
   * @default only the origin of `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /** What the vendor sends. `{}`: nothing that matters. */
  inbound: InboundContract
  /** What proves who the visitor is. */
  token: TokenFormat
  /** The key, or a function that is called for it once per request. */
  secret: Secret | undefined
  /**
   * Accept a secret of less than 32 bytes, for a vendor that issues shorter ones. The cookies of the plugin then need
   * the option `cookie.secret`.
   *
   * @default false
   */
  allowShortSecret?: boolean | undefined
  /** Claims from the profile. `jti`, the time claims, `iss`, `aud` and `nonce` are never among them. */
  claims: Readonly<Record<string, ClaimSource>>
  /** Claims that are the same in every token, such as `aud`. */
  fixedClaims?: Readonly<Record<string, ClaimValue>> | undefined
  /** Claims without which the vendor refuses a token; if one is missing, no token is made. */
  requiredClaims?: readonly string[] | undefined
  /** The time claims. */
  time: TimeContract
  /** How the token reaches the vendor. */
  handoff: HandoffContract
  /** How the vendor reports an error to the logout route: `parameter` has this `value`, and `message` the reason. */
  logoutError?: { parameter: string, value: string, message: string } | undefined
  /** Builds the URL that signs a visitor out at the vendor. Without it, `signOutUrl()` returns `null`. */
  signOutUrl?: ((returnTo: string) => string) | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

/** Marks what `defineProvider` made. From the global registry: two copies of this package may meet in one process. */
export const kProvider = Symbol.for('fastify-help-center.provider')

/** A contract that `defineProvider` has checked and frozen. */
export interface Provider
  extends Readonly<Omit<ProviderContract, 'helpCenterUrl' | 'returnOrigins' | 'secret' | 'time'>> {
  readonly helpCenterUrl: string
  /** The allow list of return URLs, the origin of `helpCenterUrl` first. */
  readonly returnOrigins: readonly string[]
  readonly time: Readonly<TimeRules>
  /** Always a function, so that no inspection of the provider shows the secret. */
  readonly secret: () => Key | Promise<Key>
  /** Whether the secret was given as a plain value. */
  readonly hasFixedSecret: boolean
  readonly [kProvider]: true
}
