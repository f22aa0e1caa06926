import { assertOneOf, assertOption, type Keys } from '../contract/check-option.ts'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import { checkedSource, fullName, oneOf, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseOriginOption } from '../contract/url-option.ts'

const KNOWN_CLAIMS = {
  /** Required by Zendesk, hence always sent. Default: `name`, else `firstName` and `lastName`. */
  name: fullName,
  external_id: 'id',
  /** Language of an end user. */
  locale: 'locale',
  /** Language of an agent: a number of Zendesk's own list. */
  locale_id: null,
  /**
   * Name of an organization that exists in Zendesk. **It can grant access**, to shared tickets: without a `profile`
   * hook `true` takes it from the user object as it is.
   */
  organization: 'organization',
  /** The organization's external id; it wins over `organization`. */
  organization_id: null,
  phone: 'phone',
  /** A list. It **replaces** the tags that the user has in Zendesk, **and can grant access**, by user segments. */
  tags: 'tags',
  remote_photo_url: 'picture',
  /** An object by field key, dates as `yyyy-mm-dd`; `null` clears a field. Zendesk ignores a wrong key in silence. */
  user_fields: null
} as const
const PRIVILEGED_CLAIMS = {
  /** `user`, `agent` or `admin`: Zendesk **changes** the person's role to it. Without it a new user is an end user. */
  role: null,
  /** A number. It needs `role`, and goes along only where that is `agent`. */
  custom_role_id: null
} as const
const ROLES = ['user', 'agent', 'admin']

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface ZendeskClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** Claims that change what a person may do in Zendesk. */
export interface ZendeskPrivilegedClaims extends ClaimOptions<typeof PRIVILEGED_CLAIMS> {}

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
 * Zendesk's *JSON Web Token* single sign-on. Contract read on 2026-11-21.
 *
 * - Flow and admin screen: https://support.zendesk.com/hc/en-us/articles/4408845838874
 * - Claims: the table of https://support.zendesk.com/hc/en-us/articles/203663816, as others reproduce it
 * - Why the browser has to post the form: https://github.com/zendesk/zendesk_jwt_sso_examples/pull/34
 * - There is no `exp`: Zendesk counts from `iat`, and refuses a `jti` the second time. The table allows two minutes;
 *   newer texts may say three.
 * - `return_to` is in the form's URL, as in most public code. Anybody can forge the `timestamp` that Zendesk may send
 *   along, so `iat` is never taken from it.
 * - An error comes to the *Remote logout URL*, as `kind=error` and `message`.
 * - Not public, hence not guessed: a claim `organizations`, whether `return_to` may be a field of the form, the texts
 *   of the errors, how long a shared secret is.
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
    inbound: { returnTo: { parameters: ['return_to'], form: 'url' } },
    token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
    secret: options.secret,
    claims: {
      name: fullName, ...pickKnownClaims(claims, KNOWN_CLAIMS), ...pickPrivileged(privilegedClaims), email: 'email'
    },
    requiredClaims: ['email', 'name'],
    time: { claims: { iat: 'now' }, lifetime: 120, maxLifetime: 120 },
    handoff: { kind: delivery, endpoint: `${origin}/access/jwt`, returnParameter: 'return_to' },
    logoutError: { parameter: 'kind', value: 'error', message: 'message' },
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

function pickPrivileged (claims: ZendeskPrivilegedClaims | undefined): Record<string, ClaimSource> {
  const { role, custom_role_id: customRole } = pickKnownClaims(claims, PRIVILEGED_CLAIMS, 'privilegedClaims')
  if (role === undefined) {
    assertOption(customRole === undefined, 'privilegedClaims.role', role,
      'Expected with custom_role_id: only an agent has a custom role')
    return {}
  }
  // Called once per profile, so that role and custom role match whatever the host's function does.
  const roles = new WeakMap<CheckedProfile, ClaimValue | null | undefined>()
  const readRole = oneOf('role', role, ROLES)
  const readCustomRole = checkedSource('custom_role_id', customRole ?? (() => null),
    (id) => Number.isSafeInteger(id) && Number(id) > 0, 'Expected the number of a custom role, or nothing')
  return {
    role: (profile) => {
      const value = readRole(profile)
      roles.set(profile, value)
      return value
    },
    ...customRole !== undefined && {
      custom_role_id: (profile: CheckedProfile) =>
        roles.get(profile) === 'agent' ? readCustomRole(profile) : undefined
    }
  }
}
