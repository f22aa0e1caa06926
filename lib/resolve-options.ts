import { assertInteger, assertKnownKeys, assertOption, assertOptionalBoolean, assertOptionalFunction } from './check-option.ts'
import { isHostAddress, isHostPath } from './host-address.ts'
import type { FastifyHelpCenterOptions, HelpCenterCookieOptions } from './options.ts'
import { isProvider } from './providers/define-provider.ts'
import { assertSecret } from './providers/secret.ts'
import { UNSUPPORTED_PATH } from './route-path.ts'
import { toSafeReturnTo } from './sign-in/return-to.ts'

type Defaulted = 'name' | 'nextParam' | 'assumeEmailVerified' | 'loginPath' | 'logoutPath' | 'hookTimeout' | 'maxPendingLookups'

/** Checked options, with the defaults filled in. */
export interface ResolvedOptions extends Omit<FastifyHelpCenterOptions, 'cookie' | Defaulted>,
  Readonly<{ [Option in Defaulted]: NonNullable<FastifyHelpCenterOptions[Option]> }> {
  readonly cookie: { readonly secrets: readonly (string | Buffer)[], readonly secure: boolean, readonly name: string }
}

const OPTION_NAMES = [
  'provider', 'name', 'prefix', 'lookupUser', 'signInPage', 'nextParam', 'profile', 'authorize', 'assumeEmailVerified',
  'loginPath', 'logoutPath', 'onLogout', 'afterLogout', 'onSignIn', 'hookTimeout', 'maxPendingLookups', 'cookie',
  'errorPage', 'routeOptions',
  // What Fastify's own `register` takes.
  'logLevel', 'logSerializers'
]
const HOOKS = ['lookupUser', 'profile', 'authorize', 'onLogout', 'onSignIn'] as const
const TOKEN = /^[\w-]{1,32}$/

/**
 * Checks the options, fills in the defaults and leaves the caller's object alone. The only reader of raw options: what
 * is wrong shows when the app starts, never at the first visitor.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function resolveOptions (raw: FastifyHelpCenterOptions): ResolvedOptions {
  assertKnownKeys(raw, OPTION_NAMES)
  const options = {
    ...raw,
    name: raw.name ?? 'default',
    nextParam: raw.nextParam ?? 'next',
    assumeEmailVerified: raw.assumeEmailVerified ?? false,
    loginPath: raw.loginPath ?? '/help-center/login',
    logoutPath: raw.logoutPath ?? '/help-center/logout',
    hookTimeout: raw.hookTimeout ?? 5000,
    maxPendingLookups: raw.maxPendingLookups ?? 100
  }
  assertProvider(options.provider)
  for (const hook of HOOKS) assertOptionalFunction(options[hook], hook)
  assertOption(options.lookupUser !== undefined || options.loginPath === false, 'lookupUser', undefined,
    'Give a function that returns the signed-in user or null, or set loginPath: false')
  assertToken(options.name, 'name')
  assertToken(options.nextParam, 'nextParam')
  assertOptionalBoolean(options.assumeEmailVerified, 'assumeEmailVerified')
  assertInteger(options.hookTimeout, 'hookTimeout', { min: 1, max: 30_000, unit: 'milliseconds' })
  assertInteger(options.maxPendingLookups, 'maxPendingLookups', { min: 1, max: 100_000, unit: 'look-ups' })
  assertPaths(options)
  assertAfterLogout(options)
  if (options.errorPage !== false) assertOptionalFunction(options.errorPage, 'errorPage')
  assertRouteOptions(options.routeOptions)
  return Object.freeze({ ...options, cookie: resolveCookie(options.cookie ?? {}, options.provider) })
}

function assertToken (value: unknown, option: string): void {
  const isToken = typeof value === 'string' && TOKEN.test(value)
  assertOption(isToken, option, value, 'Give 1 to 32 letters, digits, "-" or "_"')
}

function assertProvider (provider: unknown): void {
  assertOption(typeof provider === 'function' || isProvider(provider), 'provider', provider,
    'Give a preset such as zohoDesk({ … }), what defineProvider() returns, or a function of the request')
}

function assertPaths ({ loginPath, logoutPath, prefix = '', signInPage }: FastifyHelpCenterOptions): void {
  for (const [option, path] of Object.entries({ loginPath, logoutPath })) {
    assertOption(path === false || isRoutePath(path), option, path,
      'Give a path such as "/help-center/login", with plain parameters at most ("/:brand/login"), or false')
  }
  assertOption(loginPath === false || loginPath !== logoutPath, 'logoutPath', logoutPath, 'Give it a path of its own')
  assertOption(prefix === '' || isRoutePath(prefix), 'prefix', prefix,
    'Give a path such as "/account", with plain parameters at most ("/:brand")')
  assertOption(signInPage === undefined || typeof signInPage === 'function' || isHostAddress(signInPage), 'signInPage',
    signInPage, 'Give a path such as "/sign-in", an absolute http(s) URL, or a function that returns one')
}

function assertRouteOptions (routeOptions: FastifyHelpCenterOptions['routeOptions'] = {}): void {
  assertKnownKeys(routeOptions, ['login', 'logout'], 'routeOptions.')
  for (const [route, options] of Object.entries(routeOptions)) {
    const isObject = options === undefined || (typeof options === 'object' && options !== null)
    assertOption(isObject, `routeOptions.${route}`, options, 'Give an object of Fastify route options')
  }
}

function isRoutePath (path: unknown): boolean {
  return isHostPath(path) && !UNSUPPORTED_PATH.test(path)
}

function assertAfterLogout ({ afterLogout, provider }: FastifyHelpCenterOptions): void {
  if (afterLogout === undefined || isHostPath(afterLogout)) return
  // With the function form the help center is known only at the request; it is checked again there.
  const isKnown = typeof provider === 'function'
    ? isHostAddress(afterLogout)
    : toSafeReturnTo(afterLogout, provider.returnOrigins).url !== undefined
  assertOption(isKnown, 'afterLogout', afterLogout, 'Give a path of the app such as "/goodbye", or a URL of the help center')
}

function resolveCookie (
  cookie: HelpCenterCookieOptions, provider: FastifyHelpCenterOptions['provider']
): ResolvedOptions['cookie'] {
  assertKnownKeys(cookie, ['secret', 'secure', 'name'], 'cookie.')
  const { secure = true, name = 'help-center' } = cookie
  assertOptionalBoolean(secure, 'cookie.secure')
  assertToken(name, 'cookie.name')
  const secrets = [cookie.secret ?? deriveFrom(provider)].flat()
  assertOption(secrets.length > 0, 'cookie.secret', [], 'Give at least one secret of 32 bytes or more')
  for (const secret of secrets) assertSecret(secret, 'cookie.secret')
  return Object.freeze({ secrets, secure, name })
}

/** The provider's secret serves for the cookies too, through a label of their own, where it is a plain value. */
function deriveFrom (provider: FastifyHelpCenterOptions['provider']): string | Buffer {
  const secret = typeof provider === 'function' ? undefined : provider.secret
  assertOption(secret !== undefined && typeof secret !== 'function', 'cookie.secret', undefined,
    'Give 32 random bytes or more: where provider or its secret is a function, there is nothing to derive it from')
  return secret
}
