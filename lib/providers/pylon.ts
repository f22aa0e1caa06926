import { assertOption, readOptions } from '../contract/check-option.ts'
import { findClaimSources, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'
import { parseUrlOption } from '../contract/url-option.ts'

const KNOWN_CLAIMS = {
  /**
   * Pylon's id of the account to which a new contact belongs, **and whose tickets it may see**. Without it, the domain
   * of the e-mail decides.
   */
  account_id: null,
  /** The same by an id of your own. */
  account_external_id: null
} as const

export interface PylonClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

export interface PylonOptions {
  /** The organization's slug, from Pylon's workspace settings. */
  orgSlug: string | undefined
  /** The secret, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /**
   * The *Remote Login URL* as it stands in Pylon's settings, such as `https://app.example.com/help-center/login`. Its
   * origin and a slash are the claim `iss`.
   */
  remoteLoginUrl: string | undefined
  /** Home page of the portal or the knowledge base, where visitors land after signing out. */
  helpCenterUrl: string | undefined
  /** Further origins of the portal. Default: the origin of `helpCenterUrl` alone. */
  returnOrigins?: readonly string[] | undefined
  /** The algorithm that Pylon expects. Default: `HS256`. */
  algorithm?: 'HS256' | 'HS512' | undefined
  /**
   * Name of the parameter with the token. **Sources conflict**: Pylon's text has `jwt`, a live integration sends
   * `access_token`. Default: `jwt`.
   */
  tokenParameter?: 'jwt' | 'access_token' | undefined
  /** Claims besides `email`. Default: none. */
  claims?: PylonClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600; Pylon grants 60 more for clocks that differ. Default: 60, since an older
   * article refuses a token 60 seconds after its `iat`.
   */
  lifetime?: number | undefined
  /** Accept a secret of less than 32 bytes: Pylon does not say how long it is. Default: false. */
  allowShortSecret?: boolean | undefined
  /** Another endpoint than Pylon's own, for tests. Default: `https://graph.usepylon.com/callback/jwt`. */
  signInEndpoint?: string | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = [
  'orgSlug', 'secret', 'remoteLoginUrl', 'helpCenterUrl', 'returnOrigins', 'algorithm', 'tokenParameter', 'claims',
  'lifetime', 'allowShortSecret', 'signInEndpoint', 'allowInsecure'
]
const ENDPOINT = 'https://graph.usepylon.com/callback/jwt'
const AUDIENCE = 'https://portal.usepylon.com'

/**
 * Pylon's *JWT SSO* for customers. Contract read on 2026-11-21.
 *
 * - Endpoint, claims and algorithms: https://support.usepylon.com/articles/6806918294-jwt-sso-customer-login
 * - The older article, with other limits of time: https://support.usepylon.com/articles/5661240375-customer-authentication-methods
 * - Of the algorithms, HS384 and the PS family (with a key set that Pylon fetches) are not offered here.
 * - Not public, hence not guessed: how Pylon names the page where a visit began, so all visitors land where Pylon sends
 *   them; whether a token is refused the second time, what a refusal looks like, and any word of a sign-out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function pylon (options: PylonOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { orgSlug, algorithm = 'HS256', tokenParameter = 'jwt', lifetime = 60, allowInsecure } = options
  const isSlug = typeof orgSlug === 'string' && /^[\w-]{1,64}$/.test(orgSlug)
  assertOption(isSlug, 'orgSlug', orgSlug, 'Give the slug from Pylon\'s workspace settings')
  assertOption(['HS256', 'HS512'].includes(algorithm), 'algorithm', algorithm, 'Give "HS256" or "HS512"')
  assertOption(['jwt', 'access_token'].includes(tokenParameter), 'tokenParameter', tokenParameter, 'Give "jwt" or "access_token"')
  const login = parseUrlOption(options.remoteLoginUrl, 'remoteLoginUrl', 'Give the Remote Login URL as Pylon has it', { allowInsecure })
  const endpoint = parseUrlOption(options.signInEndpoint ?? ENDPOINT, 'signInEndpoint', `Leave it out, for ${ENDPOINT}`, { allowInsecure })
  endpoint.searchParams.set('orgSlug', orgSlug)

  return defineProvider({
    id: 'pylon',
    displayName: 'Pylon',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: {},
    credential: { kind: 'jwt', parameter: tokenParameter, algorithm, jti: false },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: { ...findClaimSources(options.claims, KNOWN_CLAIMS), email: 'email' },
    // Pylon's example: for https://your.domain.com/callback the issuer is https://your.domain.com/, slash included.
    fixedClaims: { aud: AUDIENCE, iss: `${login.origin}/` },
    time: { claims: { iat: 'now', exp: 'end' }, unit: 'seconds', type: 'number', lifetime, backdate: 0, maxLifetime: 600 },
    handoff: { kind: 'query', endpoint: endpoint.href },
    allowInsecure
  })
}
