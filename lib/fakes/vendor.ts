import type { JsonObject } from './strict-json.ts'
import type { HandoffRefused } from './refusals.ts'

/** How a browser arrives with a handoff. */
export interface Landing {
  method: 'GET' | 'POST'
  /** Where it arrived, with the query. */
  url: URL
  /** The fields of the form; none unless the handoff was posted. */
  fields: URLSearchParams
  /** What stood behind the "#", without it. */
  fragment: string
}

/** A sign-in as it reaches the help center, before anybody believes it. */
export interface Arrival extends Omit<Landing, 'method'> {
  /** The key of this moment, as the admin screen holds it. */
  secret: string
  /** Origin of the help center. */
  origin: string
  /** Where visitors without a return URL land. */
  home: string
  remoteLoginUrl: string
  /** Milliseconds since 1970. */
  now: number
}

/** A sign-in that was accepted. */
export interface Handoff {
  /** Empty where the vendor wants no address. */
  email: string
  /** What the claims tell of the visitor's name; empty if nothing. */
  name: string
  /** All claims of the token, as they came. */
  claims: JsonObject
  /** Where the visitor lands: the return URL, or the help center's home page. */
  returnTo: string
}

/** A visitor who is about to leave for the host app. */
export interface Departure {
  returnTo: string
  origin: string
  secret: string
  now: number
}

/**
 * How handoffs arrive: in the query of the sign-in endpoint, in a form that is posted to it, behind the "#" of its
 * address, or in a parameter of whatever page the visitor wants.
 */
export type Way =
  | { readonly kind: 'query' | 'form' | 'fragment', readonly path: string }
  | { readonly kind: 'page', readonly parameter: string }

/** What differs between vendors. Pages, sessions, tickets, community and admin page are the same for all. */
export interface Vendor {
  readonly name: string
  readonly way: Way
  /** Parameter of the sign-in endpoint that holds the return URL, if there is one. */
  readonly returnParameter?: string
  /**
   * `shared`: the vendor issues a secret. `issued`: it issues a private key, and checks with the public one. `pasted`:
   * the company makes the pair, and an admin pastes the public key.
   */
  readonly keys: 'shared' | 'issued' | 'pasted'
  /** What the vendor's admins see. */
  readonly admin: {
    /** Where the vendor hides the settings, as far as that is public. */
    readonly place: string
    readonly labels: {
      readonly remoteLoginUrl: string
      /** None where nothing is known of such a setting. */
      readonly remoteLogoutUrl?: string
      readonly secret: string
      readonly signInEndpoint: string
    }
    /** What a token must look like, one sentence each. */
    readonly demands: readonly string[]
  }
  /** A key of the shape that this vendor issues; empty if it issues none. */
  createSecret (): string
  /** Throws a `TypeError` that says what is wrong with a key that an admin pastes. */
  checkKey? (text: string): void
  /** The sign-in endpoint, letter for letter as the vendor's admin screen shows it. */
  signInEndpoint (origin: string): string
  /** The Remote Login URL with what the vendor adds to it. */
  remoteLogin (remoteLoginUrl: string, departure: Departure): string
  /** The Remote Logout URL with what the vendor adds to it; as it is, without this function. */
  remoteLogout? (remoteLogoutUrl: string, visitor: { email: string, home: string }): string
  /** Where the browser goes with a refusal, for a vendor that reports it to the Remote Logout URL. */
  reportRefusal? (remoteLogoutUrl: string, refused: HandoffRefused): string
  /** Throws `HandoffRefused` unless everything is right. An accepted handoff is spent: the same one fails next time. */
  judge (arrival: Arrival): Handoff
}
