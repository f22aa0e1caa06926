import { readOptions } from '../contract/check-option.ts'
import { findClaimSources, fullName, nameClaimSources, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'

const KNOWN_CLAIMS = { name: fullName, phone: 'phone' } as const

/** `true` takes a claim from its usual place in the profile. */
export interface IntercomClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

export interface IntercomOptions {
  /** The *Messenger API secret*, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /** Home page of the Intercom Help Center: the way out on error pages. */
  helpCenterUrl: string | undefined
  /** Claims besides `user_id` and `email`. Default: none. */
  claims?: IntercomClaims | undefined
  /**
   * Further attributes of the user, by the names that they have in your workspace:
   * `{ plan: ({ custom }) => custom?.plan }`. An attribute in a token cannot be forged by the
   * visitor, if Messenger updates of it are off in Intercom.
   */
  attributes?: Readonly<Record<string, ClaimSource>> | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Default: 300. Intercom requires no `exp`, advises one, and would let it
   * last as long as the app's session; here a page fetches a new token instead.
   */
  lifetime?: number | undefined
}

const OPTION_NAMES = ['secret', 'helpCenterUrl', 'claims', 'attributes', 'lifetime']

/**
 * JWT for Intercom's Messenger. A page fetches the token from `tokenPath` and boots the Messenger with it as
 * `intercom_user_jwt`. Contract read on 2026-11-21.
 *
 * - Algorithm, claims, expiry: https://developers.intercom.com/installing-intercom/web/identity-verification and
 *   https://www.intercom.com/help/en/articles/10589769
 * - A Help Center at Intercom has no address that takes a token. One on a domain that it shares with the app can
 *   recognize whom the Messenger knows, by cookies: https://community.intercom.com topic 14053.
 * - Not public, hence not guessed: a ceiling of `exp`, and whether a token without `user_id` is good by its `email`.
 *   Here `user_id` is always there.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function intercom (options: IntercomOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { secret, helpCenterUrl, claims, attributes, lifetime = 300 } = options

  return defineProvider({
    id: 'intercom',
    displayName: 'Intercom',
    helpCenterUrl,
    inbound: {},
    credential: { kind: 'jwt', parameter: 'token', algorithm: 'HS256', jti: false },
    secret,
    claims: {
      ...nameClaimSources(attributes, {}, 'attributes'),
      ...findClaimSources(claims, KNOWN_CLAIMS),
      user_id: 'id',
      email: 'email'
    },
    requiredClaims: ['user_id'],
    time: { claims: { exp: 'end' }, unit: 'seconds', type: 'number', lifetime, backdate: 0, maxLifetime: 600 },
    handoff: { kind: 'token' }
  })
}
