import { assertOneOf, assertOption, type Keys } from '../contract/check-option.ts'
import { pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'
import { pylon as facts } from '../facts/pylon.ts'

const KNOWN_CLAIMS = {
  /**
   * Pylon's id of the account to which a new contact belongs, **and whose tickets it may see**. Without it, the domain
   * of the e-mail decides.
   */
  account_id: null,
  /** The same by your own id. */
  account_external_id: null
} as const

/** Both name their source. */
export interface PylonClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `pylon()` takes. */
export interface PylonOptions {
  /** The organization's slug, from Pylon's workspace settings. */
  orgSlug: string | undefined
  /** The secret, pasted unchanged: its text is the key. Or a function that is called for it once per request. */
  secret: Secret | undefined
  /**
   * The *Remote Login URL* as in Pylon's settings, such as `https://app.example.com/help-center/login`. Its origin with
   * a slash is the claim `iss`.
   */
  remoteLoginUrl: string | undefined
  /** Home page of the portal or the knowledge base, where visitors land after signing out. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of the portal.
   *
   * @default only the origin of `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /**
   * The algorithm that Pylon expects.
   *
   * @default 'HS256'
   */
  algorithm?: 'HS256' | 'HS512' | undefined
  /**
   * Name of the parameter with the token. **Sources conflict**: Pylon's text has `jwt`, a live integration sends
   * `access_token`.
   *
   * @default 'jwt'
   */
  tokenParameter?: 'jwt' | 'access_token' | undefined
  /**
   * Claims besides `email`.
   *
   * @default none
   */
  claims?: PylonClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600; Pylon grants 60 more for clocks that differ. An older article refuses a
   * token 60 seconds after its `iat`.
   *
   * @default 60
   */
  lifetime?: number | undefined
  /**
   * Accept a secret of less than 32 bytes: Pylon does not say how long it is.
   *
   * @default false
   */
  allowShortSecret?: boolean | undefined
  /**
   * Another endpoint, for the local stand-in.
   *
   * @default https://graph.usepylon.com/callback/jwt
   */
  signInEndpoint?: string | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<PylonOptions> = {
  orgSlug: true,
  secret: true,
  remoteLoginUrl: true,
  helpCenterUrl: true,
  returnOrigins: true,
  algorithm: true,
  tokenParameter: true,
  claims: true,
  lifetime: true,
  allowShortSecret: true,
  signInEndpoint: true,
  allowInsecure: true
}
const ENDPOINT = facts.handoff.endpoint.value
const AUDIENCE = facts.token.claims.aud.value.equals

/**
 * Pylon's *JWT SSO* for customers. Contract read on 2026-11-23.
 *
 * - Endpoint, claims and algorithms: https://support.usepylon.com/articles/6806918294-jwt-sso-customer-login
 * - The older article, with other limits of time:
 *   https://support.usepylon.com/articles/5661240375-customer-authentication-methods
 * - Of the algorithms, HS384 and the PS family (with a key set that Pylon fetches) are not offered here.
 * - The older article tells to use the redirect URL that Pylon provides; under which name is not public, so all
 *   visitors land where Pylon sends them.
 * - Not public, hence not guessed: whether a token is refused the second time, what a refusal looks like, and how a
 *   sign-out is reported.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const pylon = definePreset<PylonOptions>('pylon', OPTIONS, (options) => {
  const { orgSlug, remoteLoginUrl, signInEndpoint = ENDPOINT, algorithm = 'HS256', allowInsecure } = options
  const { tokenParameter = 'jwt', lifetime = 60 } = options
  const isSlug = typeof orgSlug === 'string' && /^[\w-]{1,64}$/.test(orgSlug)
  assertOption(isSlug, 'orgSlug', orgSlug, 'Expected the slug from Pylon\'s workspace settings')
  assertOneOf(algorithm, ['HS256', 'HS512'], 'algorithm')
  assertOneOf(tokenParameter, ['jwt', 'access_token'], 'tokenParameter')
  const login = parseUrlOption(remoteLoginUrl, 'remoteLoginUrl', 'Expected the Remote Login URL as Pylon has it',
    { allowInsecure })
  const endpoint = parseUrlOption(signInEndpoint, 'signInEndpoint', `Leave it out, for ${ENDPOINT}`, { allowInsecure })
  endpoint.searchParams.set('orgSlug', orgSlug)

  return {
    id: 'pylon',
    displayName: 'Pylon',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: {},
    token: { kind: 'jwt', parameter: tokenParameter, algorithm },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: { ...pickKnownClaims(options.claims, KNOWN_CLAIMS), email: 'email' },
    // Pylon's example: for https://your.domain.com/callback the issuer is https://your.domain.com/, slash included.
    fixedClaims: { aud: AUDIENCE, iss: `${login.origin}/` },
    time: { claims: { iat: 'now', exp: 'end' }, lifetime },
    handoff: { kind: 'query', endpoint: endpoint.href },
    allowInsecure
  }
})
