import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { HelpCenterError } from '../errors.ts'
import type { Provider } from '../contract/contract.ts'
import type { HookContext, Profile, SignInEvent, UserType } from '../types.ts'

type Awaitable<T> = T | Promise<T>
type LookupUserHook = (
  request: FastifyRequest, reply: FastifyReply, context: HookContext
) => Awaitable<UserType | null | undefined>
type UserHook<Result> = (user: UserType, request: FastifyRequest, context: HookContext) => Awaitable<Result>
type ErrorPageHook = (
  error: HelpCenterError, request: FastifyRequest, reply: FastifyReply, context: HookContext
) => Awaitable<string>
type RouteOptions = Omit<RouteShorthandOptions, 'exposeHeadRoute' | 'prefixTrailingSlash' | 'errorHandler'>

/** The plugin's own cookies. */
export interface HelpCenterCookieOptions {
  /**
   * Key material of at least 32 bytes; to rotate it, an array: the first entry signs, all are accepted. Required if
   * `provider` or its secret is a function, or if that secret is shorter.
   *
   * @default derived from the provider's secret
   */
  secret?: string | Buffer | readonly (string | Buffer)[] | undefined
  /**
   * Whether cookies are sent over https only. `false` drops `Secure` and the `__Host-` prefix: for development over
   * plain http, never in production.
   *
   * @default true
   */
  secure?: boolean | undefined
  /**
   * First part of the cookies' names: 1–32 letters, digits, "-" or "_".
   *
   * @default 'help-center'
   */
  name?: string | undefined
}

/** The options of the plugin. */
export interface FastifyHelpCenterOptions {
  /**
   * The vendor's contract: what a preset such as `zohoDesk({ … })` returns. A function serves many brands or tenants
   * from one registration; if it returns `undefined`, the answer is 404. Choose by route or from an exact table, never
   * by an unchecked header.
   */
  provider: Provider | ((request: FastifyRequest, context: HookContext) => Awaitable<Provider | undefined>)
  /**
   * Tells several registrations in one app apart; part of the cookies' names. 1–32 letters, digits, "-" or "_".
   *
   * @default 'default'
   */
  name?: string | undefined
  /**
   * Path before those of the routes, as with any Fastify plugin.
   *
   * @default ''
   */
  prefix?: string
  /**
   * Returns the user who is visiting, or `null` if the visitor is not signed in; `undefined`, and at run time `false`,
   * are treated like `null`. It may read anything that the request carries, such as a session or a bearer token.
   * Required unless both `loginPath` and `tokenPath` are `false`.
   */
  lookupUser?: LookupUserHook | undefined
  /**
   * Where the host signs people in: a path, an absolute URL, or a function that returns one. To a string the plugin
   * adds the parameter `next`, its own login route with the checked parameters; a function gets it as an argument.
   *
   * @default none: visitors who are not signed in get a 401
   */
  signInPage?: string | ((request: FastifyRequest, next: string, context: HookContext) => Awaitable<string>) | undefined
  /**
   * Name of the parameter that is added to `signInPage`: 1–32 letters, digits, "-" or "_".
   *
   * @default 'next'
   */
  nextParam?: string | undefined
  /**
   * Maps the host's user to a profile. An unknown key in the result is an error.
   *
   * @default reads the keys of a profile from the user, and ignores all others
   */
  profile?: UserHook<Profile> | undefined
  /**
   * Decides whether this user may enter the help center. `false` answers with 403.
   *
   * @default every user may
   */
  authorize?: UserHook<boolean> | undefined
  /**
   * Treat every e-mail address as verified. By default a profile without `emailVerified: true` gets no token: vendors
   * join accounts by e-mail, so an unverified address is an account that anybody could take over.
   *
   * @default false
   */
  assumeEmailVerified?: boolean | undefined
  /**
   * Path of the login route, the vendor's *Remote Login URL*; `false` mounts none.
   *
   * @default '/help-center/login'; `false` with a provider for widgets
   */
  loginPath?: string | false | undefined
  /**
   * Path of the logout route, the vendor's *Remote Logout URL*; `false` mounts none.
   *
   * @default '/help-center/logout'; `false` with a provider for widgets
   */
  logoutPath?: string | false | undefined
  /**
   * Path of a route that answers a signed-in page of the host's own origin with `{ token, expiresAt }` for a widget.
   * Requires a provider for widgets, such as `zohoDeskAsap({ … })`; `false` mounts none.
   *
   * @default false
   */
  tokenPath?: string | false | undefined
  /**
   * Ends the host's session. It is also called for visitors without a session, and must tolerate that.
   *
   * @default none: the logout route only redirects
   */
  onLogout?: ((request: FastifyRequest, reply: FastifyReply, context: HookContext) => Awaitable<void>) | undefined
  /**
   * Where a visitor lands after signing out: a path of the host or an absolute URL of the help center.
   *
   * @default the page that the vendor names, else the home page of the help center
   */
  afterLogout?: string | undefined
  /**
   * Audit hook, awaited after a token was issued and before it is sent. If it fails, the failure is logged and the
   * sign-in continues.
   */
  onSignIn?: ((event: SignInEvent, context: HookContext) => Awaitable<void>) | undefined
  /**
   * Milliseconds that each hook may take, 1–30000. After that its signal aborts and the answer is 503.
   *
   * @default 5000
   */
  hookTimeout?: number | undefined
  /**
   * Concurrent calls, 1–100000, of the hooks that visitors can trigger without being signed in: `lookupUser`,
   * `signInPage`, `onLogout`, the `provider` function and the secret function. One more is answered with 503 at once. A
   * call counts until it settles, for at most `hookTimeout`, even if the visitor has left.
   *
   * @default 100
   */
  maxPendingLookups?: number | undefined
  /** The plugin's own cookies. */
  cookie?: HelpCenterCookieOptions | undefined
  /**
   * Returns the HTML of the error page; `false` passes errors to the host's error handler. The page answers every
   * refusal that a browser sees, on the plugin's routes and where `reply.helpCenterRedirect()` was called; clients that
   * accept only JSON get JSON. The plugin's headers apply to the page: set your own `content-security-policy` if it
   * needs styles or scripts.
   *
   * To redirect instead, call `reply.redirect(url, 303)`; what the hook returns is then ignored. Without the 303, the
   * answer would keep the status of the error, and browsers would not follow it.
   *
   * @default a small plain page
   */
  errorPage?: false | ErrorPageHook | undefined
  /**
   * Fastify's route options, by route: `preHandler`, `config`, `constraints` … Routes are hidden from OpenAPI unless
   * `schema` is set.
   */
  routeOptions?: {
    login?: RouteOptions | undefined, logout?: RouteOptions | undefined, token?: RouteOptions | undefined
  } | undefined
}
