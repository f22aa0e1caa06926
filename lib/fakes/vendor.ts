import type { HandoffRefused } from './refusals.ts'
import type { JsonObject } from './strict-json.ts'

/** A handoff as data: an address to go to, or a form to post. `createSignIn()` returns it in this shape. */
export type Handoff =
  { readonly method: 'GET', readonly url: string } |
  { readonly method: 'POST', readonly url: string, readonly fields: Readonly<Record<string, string>> }

/** How a browser arrives with a handoff. */
export interface Landing {
  method: 'GET' | 'POST'
  /** Where it arrived, including the query. */
  url: URL
  /** The fields of the form; empty unless the handoff was posted. */
  fields: URLSearchParams
  /** The fragment of the URL, without the "#". */
  fragment: string
}

/** A sign-in that reached the help center and has not been checked yet. */
export interface Arrival extends Omit<Landing, 'method'> {
  /** The current key, as the admin screen shows it. */
  secret: string
  /** Origin of the help center. */
  origin: string
  /** Where visitors without a return URL land. */
  home: string
  remoteLoginUrl: string
  /** Milliseconds since 1970. */
  now: number
}

/** A sign-in that the help center accepted. */
export interface AcceptedSignIn {
  /** Empty where the vendor asks for no address. */
  email: string
  /** The visitor's name according to the claims; empty if they have none. */
  name: string
  /** All claims of the token, as received. */
  claims: JsonObject
  /** Where the visitor lands: the return URL, or the help center's home page. */
  returnTo: string
}

/** A visitor who is about to leave for the host app. */
export interface Departure {
  returnTo: string
  origin: string
  secret: string
  /** Milliseconds since 1970. */
  now: number
}

/**
 * How handoffs arrive: in the query of the sign-in endpoint, in a form that is posted to it, in its fragment, or in a
 * parameter of whichever page the visitor asked for.
 */
export type Way =
  { readonly kind: 'query' | 'form' | 'fragment', readonly path: string } |
  { readonly kind: 'page', readonly parameter: string }

/** What the vendor shows to an admin, from which a provider is configured. */
export interface Setup {
  readonly origin: string
  readonly helpCenterUrl: string
  readonly signInEndpoint: string
  readonly secret: string
  readonly remoteLoginUrl: string
}

/** The options that a provider takes from the help center, unless the vendor's fake names others. */
export type StandardOptions = Pick<Setup, 'signInEndpoint' | 'helpCenterUrl' | 'secret'>

/** The vendor's admin screen. */
export interface AdminScreen {
  /** Where the vendor keeps these settings, as far as that is public. */
  readonly place: string
  readonly labels: {
    readonly remoteLoginUrl: string
    /** Omitted where the vendor is not known to have this setting. */
    readonly remoteLogoutUrl?: string
    readonly secret: string
    readonly signInEndpoint: string
  }
  /** What a token must look like, one sentence each. */
  readonly demands: readonly string[]
}

/**
 * What differs between vendors. Pages, sessions, tickets, community and admin page are the same for all.
 *
 * `judge` and `way` are all that a fake of your own vendor needs; see {@link createFakeHelpCenter} for an example.
 */
export interface FakeVendor<ProviderOptions extends object = StandardOptions> {
  /** The vendor's name as people write it. */
  readonly name: string
  readonly way: Way
  /**
   * Where the help center is, unless the options say otherwise.
   * @default 'https://help.example.com'
   */
  readonly origin?: string
  /** Parameter that holds the return URL, if there is one. */
  readonly returnParameter?: string
  /**
   * `shared`: the vendor issues a secret. `issued`: it issues a private key and verifies with the public one. `pasted`:
   * the customer makes the pair, and an admin pastes the public key.
   * @default 'shared'
   */
  readonly keys?: 'shared' | 'issued' | 'pasted'
  /** @default labels as Zoho Desk has them, and no demands */
  readonly admin?: AdminScreen
  /**
   * A new key of the shape that this vendor issues; empty for `pasted` keys.
   * @default 32 random bytes as base64url
   */
  createSecret? (): string
  /** Throws a `TypeError` that says what is wrong with a key that an admin pastes. Required for `pasted` keys. */
  checkKey? (text: string): void
  /**
   * The sign-in endpoint, exactly as the vendor's admin screen shows it.
   * @default the path of `way` on the help center's origin
   */
  signInEndpoint? (origin: string): string
  /**
   * The Remote Login URL with what the vendor adds to it.
   * @default adds `returnParameter`, if there is one
   */
  remoteLogin? (remoteLoginUrl: string, departure: Departure): string
  /**
   * The Remote Logout URL with what the vendor adds to it.
   * @default adds nothing
   */
  remoteLogout? (remoteLogoutUrl: string, visitor: { email: string, home: string }): string
  /** Where the browser takes a refusal, for a vendor that reports it to the Remote Logout URL. */
  reportRefusal? (remoteLogoutUrl: string, refused: HandoffRefused): string
  /**
   * The options that connect a provider to this help center.
   * @default `signInEndpoint`, `helpCenterUrl` and `secret`
   */
  providerOptions? (setup: Setup): ProviderOptions
  /**
   * Throws {@link HandoffRefused} unless everything is right. An accepted handoff that the vendor accepts only once has
   * to fail the next time.
   */
  judge (arrival: Arrival): AcceptedSignIn
}
