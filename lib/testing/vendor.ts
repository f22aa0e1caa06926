import type { JsonObject } from './strict-json.ts'

/** A sign-in as it reaches the help center, before anybody believes it. */
export interface Arrival {
  /** What came with the request, wherever the vendor puts it. */
  parameters: URLSearchParams
  /** The secret of this moment, as text. */
  secret: string
  /** Origin of the help center. */
  origin: string
  /** Where visitors without a return URL land. */
  home: string
  /** Milliseconds since 1970. */
  now: number
}

/** A sign-in that was accepted. */
export interface Handoff {
  email: string
  /** What the claims tell of the visitor's name; empty if nothing. */
  name: string
  /** All claims of the token, as they came. */
  claims: JsonObject
  /** Where the visitor lands: the return URL, or the help center's home page. */
  returnTo: string
}

/** What differs between vendors. Pages, sessions, tickets, community and admin page are the same for all. */
export interface Vendor {
  readonly name: string
  /** Path at which handoffs arrive. */
  readonly signInPath: string
  /** What the vendor's admins see. */
  readonly admin: {
    /** Where the vendor hides the settings. */
    readonly place: string
    readonly labels: {
      readonly remoteLoginUrl: string
      readonly remoteLogoutUrl: string
      readonly secret: string
      readonly signInEndpoint: string
    }
    /** What a token must look like, one sentence each. */
    readonly demands: readonly string[]
  }
  /** A secret of the shape that this vendor issues. */
  createSecret (): string
  /** The sign-in endpoint, letter for letter as the vendor's admin screen shows it. */
  signInEndpoint (origin: string): string
  /** The Remote Login URL with what the vendor adds to it. */
  remoteLogin (remoteLoginUrl: string, returnTo: string): string
  /** Throws `HandoffRefused` unless everything is right. An accepted handoff is spent: the same one fails next time. */
  judge (arrival: Arrival): Handoff
}
