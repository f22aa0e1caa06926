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
   * Key material: 32 bytes or more; for a rotation an array, of which the first signs and all are accepted. Required
   * where `provider` or its secret is a function, and where that secret is shorter.
   *
   * @default derived from the provider's secret
   */
  secret?: string | Buffer | readonly (string | Buffer)[] | undefined
  /**
   * `false` only for development over plain http: it drops `Secure` and the `__Host-` prefix.
   *
   * @default true
   */
  secure?: boolean | undefined
  /**
   * First part of the cookies' names.
   *
   * @default 'help-center'
   */
  name?: string | undefined
}

/** The options of the plugin. */
export interface FastifyHelpCenterOptions {
  /**
   * What a preset such as `zohoDesk({ … })` returns. A function serves many brands or tenants from one registration;
   * if it returns `undefined`, the answer is 404. Decide by route or by an exact table, not by an unchecked header.
   */
  provider: Provider | ((request: FastifyRequest, context: HookContext) => Awaitable<Provider | undefined>)
  /**
   * Distinguishes several registrations in one app, and is part of cookie names. 1–32 letters, digits, "-" or "_".
   *
   * @default 'default'
   */
  name?: string | undefined
  /**
   * Path before those of the routes, as for any Fastify plugin.
   *
   * @default ''
   */
  prefix?: string
  /**
   * Looks up who is visiting: the user, or `null` for a visitor who is not signed in. It may read anything the request
   * carries: a session, a bearer token. Required while the login route or `tokenPath` is mounted.
   */
  lookupUser?: LookupUserHook | undefined
  /**
   * Where the host signs people in: a path or URL, or a function of the request and `next`. To the string form the
   * plugin adds the parameter `next`, its own login route with the checked parameters.
   *
   * @default none: visitors who are not signed in get a 401
   */
  signInPage?: string | ((request: FastifyRequest, next: string, context: HookContext) => Awaitable<string>) | undefined
  /**
   * Name of the parameter that is added to `signInPage`.
   *
   * @default 'next'
   */
  nextParam?: string | undefined
  /**
   * Maps the host's user to a profile; an unknown key in it is an error.
   *
   * @default the user itself, of which only the keys of a profile are read
   */
  profile?: UserHook<Profile> | undefined
  /**
   * Whether this user may enter the help center; `false` is a 403.
   *
   * @default every user may
   */
  authorize?: UserHook<boolean> | undefined
  /**
   * Treat every e-mail address as verified. Otherwise a profile without `emailVerified: true` gets no token: vendors
   * join accounts by e-mail, so an address that anybody can claim is an account that anybody can take over.
   *
   * @default false
   */
  assumeEmailVerified?: boolean | undefined
  /**
   * Path of the login route, the vendor's *Remote Login URL*; `false`: none.
   *
   * @default '/help-center/login'
   */
  loginPath?: string | false | undefined
  /**
   * Path of the logout route, the vendor's *Remote Logout URL*; `false`: none.
   *
   * @default '/help-center/logout'
   */
  logoutPath?: string | false | undefined
  /**
   * Path of a route that gives a signed-in page of the host's own origin `{ token, expiresAt }` for a widget; needs a
   * provider for widgets. With such a provider the login and logout route are off by default.
   *
   * @default false
   */
  tokenPath?: string | false | undefined
  /** Ends the host's session. It is also called for visitors without a session and must tolerate that. */
  onLogout?: ((request: FastifyRequest, reply: FastifyReply, context: HookContext) => Awaitable<void>) | undefined
  /**
   * Where a visitor lands after signing out: a path of the host or a URL of the help center.
   *
   * @default the page that the vendor names, else the home page of the help center
   */
  afterLogout?: string | undefined
  /**
   * Audit hook, awaited after a token was made and before it is sent. If it fails, that is logged and the sign-in goes
   * on.
   */
  onSignIn?: ((event: SignInEvent, context: HookContext) => Awaitable<void>) | undefined
  /**
   * Milliseconds that each hook may take, 1–30000; then its signal aborts and the answer is 503.
   *
   * @default 5000
   */
  hookTimeout?: number | undefined
  /**
   * Concurrent calls of the hooks that visitors can cause without being signed in: `lookupUser`, `onLogout`, the
   * `provider` function and the secret function. Further ones get a 503 at once. A call counts until it settles, at
   * most `hookTimeout`, even if the visitor has left.
   *
   * @default 100
   */
  maxPendingLookups?: number | undefined
  /** The plugin's own cookies. */
  cookie?: HelpCenterCookieOptions | undefined
  /**
   * Returns the HTML of the error page; `false` passes errors to the host's error handler. The page answers every
   * refusal that a browser sees, on the plugin's routes and where `reply.helpCenterRedirect()` was called. The plugin's
   * headers apply to it: set your own `content-security-policy` if it needs styles or scripts.
   *
   * @default a small plain page
   */
  errorPage?: false | ErrorPageHook | undefined
  /**
   * Fastify's route options, by route: `preHandler`, `config`, `constraints` … Routes are hidden from OpenAPI unless
   * `schema` is given.
   */
  routeOptions?: {
    login?: RouteOptions | undefined, logout?: RouteOptions | undefined, token?: RouteOptions | undefined
  } | undefined
}
