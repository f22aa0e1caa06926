import { bare } from '../contract/bare-object.ts'
import {
  assertInteger, assertOption, assertOptionalBoolean, assertOptionalFunction, invalidOption, readOptions, type Keys
} from '../contract/check-option.ts'
import { isHostAddress, isHostPath } from './host-address.ts'
import type { FastifyHelpCenterOptions, HelpCenterCookieOptions } from './options.ts'
import { findPresetName } from '../contract/define-preset.ts'
import { isProvider } from '../contract/define-provider.ts'
import { assertSecret, findSecretFault } from '../contract/secret.ts'
import { UNSUPPORTED_PATH } from './route-path.ts'
import { toSafeReturnTo } from '../sign-in/return-to.ts'

type Defaulted = 'name' | 'nextParam' | 'assumeEmailVerified' | 'loginPath' | 'logoutPath' | 'tokenPath' |
  'hookTimeout' | 'maxPendingLookups'

/** Checked options, with the defaults filled in. */
export interface ResolvedOptions extends Omit<FastifyHelpCenterOptions, 'cookie' | Defaulted>,
  Readonly<{ [Option in Defaulted]: NonNullable<FastifyHelpCenterOptions[Option]> }> {
  readonly cookie: { readonly secrets: readonly (string | Buffer)[], readonly secure: boolean, readonly name: string }
}

/** What Fastify's own `register` accepts besides `prefix`. */
interface RegisterOptions { logLevel?: unknown, logSerializers?: unknown }

const OPTIONS: Keys<FastifyHelpCenterOptions & RegisterOptions> = {
  provider: true,
  name: true,
  prefix: true,
  lookupUser: true,
  signInPage: true,
  nextParam: true,
  profile: true,
  authorize: true,
  assumeEmailVerified: true,
  loginPath: true,
  logoutPath: true,
  tokenPath: true,
  onLogout: true,
  afterLogout: true,
  onSignIn: true,
  hookTimeout: true,
  maxPendingLookups: true,
  cookie: true,
  errorPage: true,
  routeOptions: true,
  logLevel: true,
  logSerializers: true
}
const ROUTES: Keys<NonNullable<FastifyHelpCenterOptions['routeOptions']>> = { login: true, logout: true, token: true }
const COOKIE: Keys<HelpCenterCookieOptions> = { secret: true, secure: true, name: true }
const HOOKS = ['lookupUser', 'profile', 'authorize', 'onLogout', 'onSignIn'] as const
const TOKEN = /^[\w-]{1,32}$/

/**
 * Checks the options and fills in the defaults, without changing the caller's object. Nothing else reads raw options,
 * so mistakes surface when the app starts, not with the first visitor.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION
 */
export function resolveOptions (raw: FastifyHelpCenterOptions): ResolvedOptions {
  raw = readOptions<FastifyHelpCenterOptions & RegisterOptions>(raw, OPTIONS)
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
    routeOptions: readOptions(raw.routeOptions ?? {}, ROUTES, 'routeOptions.')
  })
  for (const hook of HOOKS) assertOptionalFunction(options[hook], hook)
  const needsUser = options.loginPath !== false || options.tokenPath !== false
  assertOption(options.lookupUser !== undefined || !needsUser, 'lookupUser', undefined,
    'Expected a function that returns the signed-in user or null; or pass loginPath: false')
  assertOption(!isForWidget || options.loginPath === false, 'loginPath', options.loginPath,
    'Leave it out: this provider makes tokens for a widget, on tokenPath')
  assertOption(isForWidget || options.tokenPath === false, 'tokenPath', options.tokenPath,
    'Leave it out: it is for widgets, with a provider such as zohoDeskAsap')
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
  assertOption(isToken, option, value, 'Expected 1 to 32 letters, digits, "-" or "_"')
}

function assertProvider (provider: unknown): void {
  const preset = findPresetName(provider)
  if (preset !== undefined) {
    throw invalidOption('provider', `the function ${preset} itself`, `Call it: ${preset}({ … })`)
  }
  assertOption(typeof provider === 'function' || isProvider(provider), 'provider', provider,
    'Expected a preset such as zohoDesk({ … }), what defineProvider() returns, or a function of the request')
}

function assertPaths ({ loginPath, logoutPath, tokenPath, prefix = '', signInPage }: FastifyHelpCenterOptions): void {
  for (const [option, path] of Object.entries({ loginPath, logoutPath, tokenPath })) {
    assertOption(path === false || isRoutePath(path), option, path,
      'Expected false or a path such as "/help-center/login" or "/:brand/login", without wildcards or patterns')
  }
  const isTaken = loginPath !== false && loginPath === logoutPath
  assertOption(!isTaken, 'logoutPath', logoutPath, 'Expected a path other than loginPath')
  assertOption(prefix === '' || isRoutePath(prefix), 'prefix', prefix,
    'Expected a path such as "/account" or "/:brand", without wildcards or patterns')
  assertOption(signInPage === undefined || typeof signInPage === 'function' || isHostAddress(signInPage), 'signInPage',
    signInPage, 'Expected a path such as "/sign-in", an absolute http(s) URL, or a function that returns one')
}

function assertRouteOptions (routeOptions: NonNullable<FastifyHelpCenterOptions['routeOptions']>): void {
  for (const [route, options] of Object.entries(routeOptions)) {
    const isObject = options === undefined || (typeof options === 'object' && options !== null)
    assertOption(isObject, `routeOptions.${route}`, options, 'Expected an object of Fastify route options')
  }
}

function isRoutePath (path: unknown): boolean {
  return isHostPath(path) && !UNSUPPORTED_PATH.test(path)
}

function assertAfterLogout ({ afterLogout, provider }: FastifyHelpCenterOptions): void {
  if (afterLogout === undefined || isHostPath(afterLogout)) return
  // A provider function is only called per request, so the URL is checked again there.
  const isKnown = typeof provider === 'function'
    ? isHostAddress(afterLogout)
    : toSafeReturnTo(afterLogout, provider.returnOrigins).url !== null
  assertOption(isKnown, 'afterLogout', afterLogout, 'Expected a path such as "/goodbye", or a URL of the help center')
}

function resolveCookie (
  cookie: HelpCenterCookieOptions, provider: FastifyHelpCenterOptions['provider']
): ResolvedOptions['cookie'] {
  cookie = readOptions(cookie, COOKIE, 'cookie.')
  const { secure = true, name = 'help-center' } = cookie
  assertOptionalBoolean(secure, 'cookie.secure')
  assertToken(name, 'cookie.name')
  const secrets = [cookie.secret ?? findProviderSecret(provider)].flat()
  assertOption(secrets.length > 0, 'cookie.secret', [], 'Expected at least one secret of 32 bytes or more')
  if (cookie.secret !== undefined) for (const secret of secrets) assertSecret(secret, 'cookie.secret')
  return Object.freeze({ secrets, secure, name })
}

const COOKIE_CURE = 'Expected at least 32 random bytes'

/** The provider's secret, if it is a plain value: the keys of the cookies are derived from it, under another label. */
function findProviderSecret (provider: FastifyHelpCenterOptions['provider']): string | Buffer {
  const secret = typeof provider === 'function' || !provider.hasFixedSecret ? undefined : provider.secret()
  if (typeof provider === 'function' || (typeof secret !== 'string' && !Buffer.isBuffer(secret))) {
    throw invalidOption('cookie.secret', 'nothing',
      `${COOKIE_CURE}: only a provider's secret that is text or bytes can replace them`)
  }
  // Keys can be derived from a private key just as well as from a shared secret.
  const algorithm = provider.token.kind === 'jwt' ? provider.token.algorithm : undefined
  const fault = findSecretFault(secret, { algorithm })
  if (fault === null) return secret
  throw invalidOption('cookie.secret', `nothing, and the provider has ${fault.got}, too weak`, COOKIE_CURE)
}
