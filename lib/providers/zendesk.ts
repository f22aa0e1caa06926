import { assertOneOf, assertOption, type Keys } from '../contract/check-option.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseOriginOption } from '../contract/url-option.ts'
import { pickClaims, pickPrivileged, type ZendeskClaims, type ZendeskPrivilegedClaims } from './zendesk-claims.ts'
import { zendesk as facts } from '../facts/zendesk.ts'

export type { ZendeskClaims, ZendeskPrivilegedClaims } from './zendesk-claims.ts'

/** What `zendesk()` takes. */
export interface ZendeskOptions {
  /** Origin of the account, `https://acme.zendesk.com`: tokens go there, whichever domain a brand is mapped to. */
  zendeskUrl: string | undefined
  /** The *Shared secret*, pasted unchanged: its text is the key. Or a function, called for it once per request. */
  secret: Secret | undefined
  /** Home page of the help center, where visitors land who arrive without a return URL. */
  helpCenterUrl: string | undefined
  /**
   * Further origins that are allowed in return URLs: each other brand's, and its host-mapped domain.
   *
   * @default the origins of `zendeskUrl` and `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /**
   * Claims besides `email` and `name`.
   *
   * @default none
   */
  claims?: ZendeskClaims | undefined
  /**
   * Claims that give rights, kept apart so that nobody asks for them by accident.
   *
   * @default none
   */
  privilegedClaims?: ZendeskPrivilegedClaims | undefined
  /**
   * How the token travels. `form`: posted by the browser. `query`: in the URL of a redirect, as in older integrations;
   * Zendesk announced the end of that for 2024-05-01. Use it only if your account still takes it and a page in between
   * is impossible.
   *
   * @default 'form'
   */
  delivery?: 'form' | 'query' | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<ZendeskOptions> = {
  zendeskUrl: true,
  secret: true,
  helpCenterUrl: true,
  returnOrigins: true,
  claims: true,
  privilegedClaims: true,
  delivery: true,
  allowInsecure: true
}

/**
 * Zendesk's *JSON Web Token* single sign-on. Contract read on 2026-11-23.
 *
 * - Flow, claims, parameters and admin screen: https://support.zendesk.com/hc/en-us/articles/4408845838874
 * - Why the browser has to post the form: https://github.com/zendesk/zendesk_jwt_sso_examples/pull/34
 * - There is no `exp`: Zendesk counts from `iat`, and refuses a `jti` the second time. Clocks may differ by three
 *   minutes; the two minutes here are within older texts too, and matter for `expiresAt` of the audit hook alone.
 * - `return_to` is an absolute URL for agents and a path for a help center. Both forms are seen for help centers, so
 *   both are taken, and each goes back as it came. It may be in the form's URL, as here, or a field of the form.
 * - `brand_id`, `locale_id` and `timestamp` go back unchanged, as in the vendor's Rails sample; the article asks for
 *   `return_to` alone. Anybody can forge the `timestamp`, so `iat` is never taken from it.
 * - An error comes to the *Remote logout URL*, as `kind=error` and `message`.
 * - Not public, hence not guessed: the texts of the errors, how long a shared secret is.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const zendesk = definePreset<ZendeskOptions>('zendesk', OPTIONS, (options) => {
  const { helpCenterUrl, returnOrigins = [], claims, privilegedClaims, delivery = 'form', allowInsecure } = options
  assertOneOf(delivery, ['form', 'query'], 'delivery')
  assertOption(Array.isArray(returnOrigins), 'returnOrigins', returnOrigins, 'Expected an array of origins')
  const origin = parseOrigin(options)

  return {
    id: 'zendesk',
    displayName: 'Zendesk',
    helpCenterUrl,
    returnOrigins: [origin, ...returnOrigins],
    inbound: {
      returnTo: { parameters: ['return_to'], form: 'url', orPath: true },
      echo: ['brand_id', 'locale_id', 'timestamp']
    },
    token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
    secret: options.secret,
    claims: { ...pickClaims(claims), ...pickPrivileged(privilegedClaims), email: 'email' },
    requiredClaims: ['email', 'name'],
    time: { claims: { iat: 'now' }, lifetime: 120, maxLifetime: 120 },
    handoff: { kind: delivery, endpoint: `${origin}/access/jwt`, returnParameter: 'return_to' },
    logoutError: facts.errors.value,
    signOutUrl: () => `${origin}/access/logout`,
    allowInsecure
  }
})

/** A brand's mapped domain takes no tokens. */
function parseOrigin ({ zendeskUrl, allowInsecure }: ZendeskOptions): string {
  const origin = parseOriginOption(zendeskUrl, 'zendeskUrl', { allowInsecure })
  const isZendesk = origin.startsWith('http:') || new URL(origin).hostname.endsWith('.zendesk.com')
  assertOption(isZendesk, 'zendeskUrl', origin, 'Expected the account\'s origin, such as "https://acme.zendesk.com"')
  return origin
}
