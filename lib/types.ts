/**
 * The value of a claim: anything JSON can express, except `null` at the top level. Strings have at most 255 characters,
 * arrays and objects at most 100 entries and four levels.
 */
export type ClaimValue =
  string | number | boolean | readonly ClaimValue[] | { readonly [key: string]: ClaimValue | null }

/**
 * The neutral description of a user, from which each provider takes its claims.
 *
 * Strings have at most 255 characters, none of them a control character or invisible. A key that is `undefined` or
 * `null` counts as absent.
 */
export interface Profile {
  /** At most 254 characters; sent in lower case. Vendors join accounts by this address: see `emailVerified`. */
  email: string
  /** Whether the user has proven to own `email`. Without `true` no token is issued (see `assumeEmailVerified`). */
  emailVerified?: boolean | null | undefined
  /** Stable identifier in the host app, 1–255 characters. A whole number becomes a string. */
  id?: string | number | null | undefined
  name?: string | null | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  phone?: string | null | undefined
  /** Absolute https URL of a picture. */
  picture?: string | null | undefined
  /** BCP 47 language tag, such as `de-CH`. */
  locale?: string | null | undefined
  organization?: string | null | undefined
  /** At most 100 entries of 255 characters. */
  groups?: readonly string[] | null | undefined
  /** At most 100 entries of 255 characters. */
  tags?: readonly string[] | null | undefined
  /** Anything else that a provider's claims are taken from. */
  custom?: { readonly [key: string]: ClaimValue | null } | null | undefined
}

/** A profile that has passed every check: the e-mail address is well-formed, in lower case and verified. */
export type CheckedProfile = Readonly<{ [K in keyof Profile]?: NonNullable<Profile[K]> }> &
  Readonly<{ email: string, emailVerified: boolean, id?: string }>

/**
 * Merge your own user type into this interface to give it to every hook and decorator:
 *
 * ```ts
 * declare module 'fastify-help-center' {
 *   interface FastifyHelpCenter { user: MyUser }
 * }
 * ```
 */
export interface FastifyHelpCenter {}

/** The host app's user: the type merged into `FastifyHelpCenter`, else `Profile`. */
export type UserType = FastifyHelpCenter extends { user: infer User } ? User : Profile

/** The last argument of every hook. */
export interface HookContext {
  /** Aborts after `hookTimeout`, or when the client disconnects: pass it to `fetch` or to the database driver. */
  signal: AbortSignal
}

/** What the help center asked for, checked. */
export interface SignInRequest {
  /** Page of the help center where the visit began; `null` if none was named, or it was refused. */
  readonly returnTo: string | null
  /** The vendor's parameters that passed the checks, under the vendor's names; a sign-in page carries them along. */
  readonly parameters: Readonly<Record<string, string>>
  /** Where the token goes, if the vendor chose that. */
  readonly destination: string | null
  /** Sent back to the vendor unchanged. */
  readonly echo: Readonly<Record<string, string>>
  /** Copied into the token. */
  readonly claims: Readonly<Record<string, string>>
}

/** How the browser takes the token to the vendor: it opens the URL, or posts a form with these fields to it. */
export type Handoff =
  { readonly method: 'GET', readonly url: string } |
  { readonly method: 'POST', readonly url: string, readonly fields: Readonly<Record<string, string>> }

/** A sign-in as data: the handoff and facts about its token. */
export interface SignIn {
  readonly handoff: Handoff
  /** The token's `jti`. */
  readonly jti: string
  /** When the token expires. */
  readonly expiresAt: Date
  /** Where the visitor lands in the help center. */
  readonly returnTo: string
}

/** The event passed to `onSignIn`. It never contains the token, which is a credential. */
export interface SignInEvent {
  user: UserType
  /** The registration's `name`. */
  helpCenter: string
  /** The token's `jti`. */
  jti: string
  /** When the token expires. */
  expiresAt: Date
  /** Where the visitor lands in the help center. */
  returnTo: string
}
