import { bare } from '../contract/bare-object.ts'
import { assertInteger, assertOption, assertOptionalBoolean, assertOptionalFunction, readOptions } from '../contract/check-option.ts'
import { isHostAddress, isHostPath } from './host-address.ts'
import type { FastifyHelpCenterOptions, HelpCenterCookieOptions } from './options.ts'
import type { Algorithm } from '../contract/contract.ts'
import { isProvider } from '../contract/define-provider.ts'
import { assertSecret } from '../contract/secret.ts'
import { UNSUPPORTED_PATH } from './route-path.ts'
import { toSafeReturnTo } from '../sign-in/return-to.ts'

type Defaulted =
  'name' | 'nextParam' | 'assumeEmailVerified' | 'loginPath' | 'logoutPath' | 'tokenPath' | 'hookTimeout' | 'maxPendingLookups'

/** Checked options, with the defaults filled in. */
export interface ResolvedOptions extends Omit<FastifyHelpCenterOptions, 'cookie' | Defaulted>,
  Readonly<{ [Option in Defaulted]: NonNullable<FastifyHelpCenterOptions[Option]> }> {
  readonly cookie: { readonly secrets: readonly (string | Buffer)[], readonly secure: boolean, readonly name: string }
}

const OPTION_NAMES = [
  'provider', 'name', 'prefix', 'lookupUser', 'signInPage', 'nextParam', 'profile', 'authorize', 'assumeEmailVerified',
  'loginPath', 'logoutPath', 'tokenPath', 'onLogout', 'afterLogout', 'onSignIn', 'hookTimeout', 'maxPendingLookups', 'cookie',
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
  raw = readOptions(raw, OPTION_NAMES)
  assertProvider(raw.provider)
  const isForWidget = typeof raw.provider !== 'function' && raw.provider.handoff.kind === 'token'
  const options = bare({
    ...raw,
    name: raw.name ?? 'default',
    nextParam: raw.nextParam ?? 'next',
    assumeEmailVerified: raw.assumeEmailVerified ?? false,
    loginPath: raw.loginPath ?? (!isForWidget && '/help-center/login'),
    logoutPath: raw.logoutPath ?? (!isForWidget && '/help-center/logout'),
    tokenPath: raw.tokenPath ?? false,
    hookTimeout: raw.hookTimeout ?? 5000,
    maxPendingLookups: raw.maxPendingLookups ?? 100,
    routeOptions: readOptions(raw.routeOptions ?? {}, ['login', 'logout', 'token'], 'routeOptions.')
  })
  for (const hook of HOOKS) assertOptionalFunction(options[hook], hook)
  const needsUser = options.loginPath !== false || options.tokenPath !== false
  assertOption(options.lookupUser !== undefined || !needsUser, 'lookupUser', undefined,
    'Give a function that returns the signed-in user or null, or set loginPath: false')
  assertOption(!isForWidget || options.loginPath === false, 'loginPath', options.loginPath,
    'Leave it out: this provider makes tokens for a widget; set tokenPath')
  assertOption(isForWidget || options.tokenPath === false, 'tokenPath', options.tokenPath,
    'Leave it out: it needs a provider for widgets, such as zohoDeskAsap')
  assertToken(options.name, 'name')
  assertToken(options.nextParam, 'nextParam')
  assertOptionalBoolean(options.assumeEmailVerified, 'assumeEmailVerified')
  assertInteger(options.hookTimeout, 'hookTimeout', { min: 1, max: 30_000, unit: 'milliseconds' })
  assertInteger(options.maxPendingLookups, 'maxPendingLookups', { min: 1, max: 100_000, unit: 'look-ups' })
  assertPaths(options)
  assertAfterLogout(options)
  if (options.errorPage !== false) assertOptionalFunction(options.errorPage, 'errorPage')
  assertRouteOptions(options.routeOptions)
  return Object.freeze(bare({ ...options, cookie: resolveCookie(options.cookie ?? {}, options.provider) }))
}

function assertToken (value: unknown, option: string): void {
  const isToken = typeof value === 'string' && TOKEN.test(value)
  assertOption(isToken, option, value, 'Give 1 to 32 letters, digits, "-" or "_"')
}

function assertProvider (provider: unknown): void {
  assertOption(typeof provider === 'function' || isProvider(provider), 'provider', provider,
    'Give a preset such as zohoDesk({ … }), what defineProvider() returns, or a function of the request')
}

function assertPaths ({ loginPath, logoutPath, tokenPath, prefix = '', signInPage }: FastifyHelpCenterOptions): void {
  for (const [option, path] of Object.entries({ loginPath, logoutPath, tokenPath })) {
    assertOption(path === false || isRoutePath(path), option, path,
      'Give a path such as "/help-center/login", with plain parameters at most ("/:brand/login"), or false')
  }
  assertOption(loginPath === false || loginPath !== logoutPath, 'logoutPath', logoutPath, 'Give it a path of its own')
  assertOption(prefix === '' || isRoutePath(prefix), 'prefix', prefix,
    'Give a path such as "/account", with plain parameters at most ("/:brand")')
  assertOption(signInPage === undefined || typeof signInPage === 'function' || isHostAddress(signInPage), 'signInPage',
    signInPage, 'Give a path such as "/sign-in", an absolute http(s) URL, or a function that returns one')
}

function assertRouteOptions (routeOptions: NonNullable<FastifyHelpCenterOptions['routeOptions']>): void {
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
    : toSafeReturnTo(afterLogout, provider.returnOrigins).url !== null
  assertOption(isKnown, 'afterLogout', afterLogout, 'Give a path of the app such as "/goodbye", or a URL of the help center')
}

function resolveCookie (
  cookie: HelpCenterCookieOptions, provider: FastifyHelpCenterOptions['provider']
): ResolvedOptions['cookie'] {
  cookie = readOptions(cookie, ['secret', 'secure', 'name'], 'cookie.')
  const { secure = true, name = 'help-center' } = cookie
  assertOptionalBoolean(secure, 'cookie.secure')
  assertToken(name, 'cookie.name')
  const secrets = [cookie.secret ?? deriveFrom(provider)].flat()
  assertOption(secrets.length > 0, 'cookie.secret', [], 'Give at least one secret of 32 bytes or more')
  // A private key, which is no shared secret, is as good as one to derive from.
  const algorithm = cookie.secret === undefined ? algorithmOf(provider) : undefined
  for (const secret of secrets) assertSecret(secret, 'cookie.secret', { algorithm, allowShort: false })
  return Object.freeze({ secrets, secure, name })
}

/** The provider's secret serves for the cookies too, through a label of their own, where it is a plain value. */
function deriveFrom (provider: FastifyHelpCenterOptions['provider']): string | Buffer {
  const secret = typeof provider === 'function' || !provider.hasFixedSecret ? undefined : provider.secret()
  assertOption(typeof secret === 'string' || Buffer.isBuffer(secret), 'cookie.secret', undefined,
    'Give 32 random bytes or more: it can be derived only from a secret of the provider that is text or bytes')
  return secret
}

function algorithmOf (provider: FastifyHelpCenterOptions['provider']): Algorithm | undefined {
  return typeof provider !== 'function' && provider.credential.kind === 'jwt' ? provider.credential.algorithm : undefined
}
