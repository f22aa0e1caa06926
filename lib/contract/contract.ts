import type { KeyObject } from 'node:crypto'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import type { TimeContract, TimeRules } from './time-contract.ts'

/** A shared secret of 32 bytes or more, or a private key as PEM (line breaks real or as `\n`) or KeyObject. */
export type Key = string | Buffer | KeyObject

/**
 * The key, or a function that returns it. The function is called at most once per request, so that a vault or a
 * rotation needs no restart. The text of a shared secret is the key, in UTF-8: it is never decoded.
 */
export type Secret = Key | (() => Key | Promise<Key>)

/** How tokens are signed. `EdDSA` means Ed25519. */
export type Algorithm = 'HS256' | 'HS512' | 'RS256' | 'EdDSA'

/**
 * Where a claim's value comes from: a key of the profile, or a function of it. The claim is left out if that yields
 * `undefined` or `null`.
 */
export type ClaimSource =
  Exclude<keyof CheckedProfile, 'custom'> | ((profile: CheckedProfile) => ClaimValue | null | undefined)

/** Parameters by name, one string each. */
export type Parameters = Readonly<Record<string, string>>

/**
 * What the vendor sends along with a visitor, by role; each role is optional. A parameter without a role is ignored,
 * and so is a value of more than 2048 characters.
 */
export interface InboundContract {
  /**
   * The page to return to. `parameters`: its names, the preferred one first. `form`: an absolute `url` of the help
   * center, a `path` on its origin, or a `bare-path` below `helpCenterUrl`, whose leading slash is optional.
   * `orPath`, beside `url`: a path on the origin of `helpCenterUrl` is accepted too, and goes back as a path.
   */
  returnTo?:
    { parameters: readonly string[], form: 'url' | 'path' | 'bare-path', orPath?: boolean | undefined } | undefined
  /** Where the token goes, if the vendor chooses that: one of `allowed`, compared character by character. */
  destination?: { parameter: string, allowed: readonly string[] } | undefined
  /** Parameters that are sent back unchanged, such as `state`: printable ASCII. */
  echo?: readonly string[] | undefined
  /** Parameters that are copied into the token, as parameter → claim: printable ASCII. */
  toClaim?: Parameters | undefined
  /** Parameters that must be present: with them, only the vendor can begin a sign-in. Each needs a role. */
  required?: readonly string[] | undefined
  /**
   * A request that the vendor signs. `verify` gets the `parameters`, with `lineBreaks` also base64 in lines, and
   * returns, synchronously, those that the signature covers, or `null` if it is wrong. The other roles apply to them.
   */
  signedRequest?: {
    parameters: readonly string[]
    lineBreaks?: boolean | undefined
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
    /** Signs the claims and returns, synchronously, the parameters that carry them. */
    encode: (claims: Readonly<Record<string, ClaimValue>>, key: Buffer) => Parameters
  }

/** How the token and the return URL travel. OpenID Connect calls the kinds `response_mode`. */
export interface HandoffContract {
  /**
   * `query`: in the URL of a redirect, up to 4096 characters. `form`: in a posted form, up to 16384 characters.
   * `fragment`: after the "#" of a redirect. `token`: a page of the host fetches it from `tokenPath` for a widget.
   */
  kind: 'query' | 'form' | 'fragment' | 'token'
  /** The vendor's sign-in endpoint, an absolute URL. Its query is kept, except for the parameters set here. */
  endpoint?: string | undefined
  /**
   * Send the token to the page where the visitor lands, instead of to an endpoint.
   *
   * @default false
   */
  toPage?: boolean | undefined
  /**
   * Parameter for the return URL, in the form of `inbound.returnTo`, or absolute if there is none.
   *
   * @default none: the vendor takes no return URL
   */
  returnParameter?: string | undefined
  /**
   * Where a form has the return URL and the echoed parameters: in the `url` that it is posted to, or as `fields` next
   * to the token.
   *
   * @default 'url'
   */
  parametersIn?: 'url' | 'fields' | undefined
}

/** One vendor's contract: what varies between vendors, and nothing else. `defineProvider` turns it into a provider. */
export interface ProviderContract {
  /** Short name for logs, such as `zoho-desk`. */
  id: string
  /** The vendor's name as people write it. */
  displayName: string
  /** Where visitors without a return URL land: an absolute URL of the help center. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of the same help center that are allowed in return URLs.
   *
   * @default only the origin of `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /** What the vendor sends along with a visitor; `{}` if nothing of it matters. */
  inbound: InboundContract
  /** What proves who the visitor is. */
  token: TokenFormat
  /** The key, or a function that returns it. */
  secret: Secret | undefined
  /**
   * Accept a secret of less than 32 bytes, for a vendor that issues shorter ones. The plugin's cookies then need the
   * option `cookie.secret`.
   *
   * @default false
   */
  allowShortSecret?: boolean | undefined
  /** Claims from the profile, by name. `jti`, the time claims, `iss`, `aud` and `nonce` never come from there. */
  claims: Readonly<Record<string, ClaimSource>>
  /** Claims that are the same in every token, such as `aud`. @default none */
  fixedClaims?: Readonly<Record<string, ClaimValue>> | undefined
  /** Claims without which the vendor refuses a token. If one is missing, no token is issued. @default none */
  requiredClaims?: readonly string[] | undefined
  /** The time claims. */
  time: TimeContract
  /** How the token reaches the vendor. */
  handoff: HandoffContract
  /** How an error is reported to the logout route: `parameter` has this `value`, `message` the reason. @default none */
  logoutError?: { parameter: string, value: string, message: string } | undefined
  /** Builds the URL that signs a visitor out at the vendor. @default none: `signOutUrl()` returns `null` */
  signOutUrl?: ((returnTo: string) => string) | undefined
  /**
   * Accept plain http on a loopback host, for development only.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

/** Marks a provider. From the global symbol registry, because one process may contain two copies of this package. */
export const kProvider = Symbol.for('fastify-help-center.provider')

/** A contract that `defineProvider` has checked and frozen. */
export interface Provider
  extends Readonly<Omit<ProviderContract, 'helpCenterUrl' | 'returnOrigins' | 'secret' | 'time'>> {
  readonly helpCenterUrl: string
  /** The origins that return URLs may have, that of `helpCenterUrl` first. */
  readonly returnOrigins: readonly string[]
  readonly time: Readonly<TimeRules>
  /** Always a function, so that no inspection of the provider shows the secret. */
  readonly secret: () => Key | Promise<Key>
  /** Whether the secret is a plain value rather than a function. */
  readonly hasFixedSecret: boolean
  readonly [kProvider]: true
}
