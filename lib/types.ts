/** A value that a claim can have: what JSON can say, without `null` at the top. */
export type ClaimValue =
  string | number | boolean | readonly ClaimValue[] | { readonly [key: string]: ClaimValue | null }

/**
 * The neutral description of a user, from which each provider takes its claims.
 *
 * Strings have at most 255 characters and no control characters. A key that is `undefined` or `null` counts as absent.
 */
export interface Profile {
  /** The address by which the vendor knows the user. Vendors join accounts by it: see `emailVerified`. */
  email: string
  /** Whether the user proved to own `email`. Unless it is `true`, no token is made (see `assumeEmailVerified`). */
  emailVerified?: boolean | null | undefined
  /** Stable identifier in the host app. A number becomes a string. */
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
  /** At most 100 entries. */
  groups?: readonly string[] | null | undefined
  /** At most 100 entries. */
  tags?: readonly string[] | null | undefined
  /** Whatever else a provider's claims are mapped from. */
  custom?: { readonly [key: string]: ClaimValue | null } | null | undefined
}

/** A profile after all checks: e-mail well-formed, in lower case and verified; every present key of its type. */
export type CheckedProfile = Readonly<{ [K in keyof Profile]?: NonNullable<Profile[K]> }> &
  Readonly<{ email: string, emailVerified: boolean, id?: string }>

/**
 * Merge your own user type into this interface, and every hook and decorator knows it:
 *
 * ```ts
 * declare module 'fastify-help-center' {
 *   interface FastifyHelpCenter { user: MyUser }
 * }
 * ```
 */
export interface FastifyHelpCenter {}

/** The host app's user: what was merged into `FastifyHelpCenter`, else a `Profile`. */
export type UserType = FastifyHelpCenter extends { user: infer User } ? User : Profile

/** What each hook of the host gets as its last argument. */
export interface HookContext {
  /** Aborts when `hookTimeout` is over or the client has left: hand it to `fetch` or to the database driver. */
  signal: AbortSignal
}

/** What the help center asked for, after every check. */
export interface SignInRequest {
  /** Page of the help center where the visit began, or `null` if none was given or it was refused. */
  readonly returnTo: string | null
  /** The vendor's parameters that passed, by the vendor's names, as they are carried over a sign-in page. */
  readonly parameters: Readonly<Record<string, string>>
  /** Address for the token, where the vendor chose it. */
  readonly destination: string | null
  /** Goes back to the vendor as it came. */
  readonly echo: Readonly<Record<string, string>>
  /** Goes into the token. */
  readonly claims: Readonly<Record<string, string>>
}

/** How the browser carries the token to the vendor: it opens the URL, or posts the fields of a form to it. */
export type Handoff =
  { readonly method: 'GET', readonly url: string } |
  { readonly method: 'POST', readonly url: string, readonly fields: Readonly<Record<string, string>> }

/** A sign-in as data: the handoff, and what is known of its token. */
export interface SignIn {
  readonly handoff: Handoff
  /** The token's `jti`. */
  readonly jti: string
  readonly expiresAt: Date
  /** Where the visitor lands in the help center. */
  readonly returnTo: string
}

/** The event passed to `onSignIn`. It does not hold the token, which is a credential. */
export interface SignInEvent {
  user: UserType
  /** The registration's `name`. */
  helpCenter: string
  jti: string
  expiresAt: Date
  /** Where the visitor lands in the help center. */
  returnTo: string
}
