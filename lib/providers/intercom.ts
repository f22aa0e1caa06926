import type { Keys } from '../contract/check-option.ts'
import { fullName, pickClaims, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'

const KNOWN_CLAIMS = { name: fullName, phone: 'phone' } as const

/** `true` takes a claim from its usual place in the profile. */
export interface IntercomClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `intercom()` takes. */
export interface IntercomOptions {
  /**
   * The *Messenger API secret key*, from *Settings > Channels > Messenger > Security*, pasted unchanged: its text is
   * the key. Or a function that is called for it once per request.
   */
  secret: Secret | undefined
  /** Home page of the Intercom Help Center, which error pages link to. */
  helpCenterUrl: string | undefined
  /**
   * Claims besides `user_id` and `email`.
   *
   * @default none
   */
  claims?: IntercomClaims | undefined
  /**
   * Further attributes of the user, by their names in your workspace: `{ plan: ({ custom }) => custom?.plan }`. The
   * visitor cannot forge an attribute in a token, if Messenger updates of it are off in Intercom.
   *
   * @default none
   */
  attributes?: Readonly<Record<string, ClaimSource>> | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Intercom requires no `exp`, advises one, and would let it last as long as
   * the app's session; here a page fetches a new token instead.
   *
   * @default 300
   */
  lifetime?: number | undefined
}

const OPTIONS: Keys<IntercomOptions> = {
  secret: true, helpCenterUrl: true, claims: true, attributes: true, lifetime: true
}

/**
 * JWT for Intercom's Messenger. A page fetches the token from `tokenPath` and boots the Messenger with it as
 * `intercom_user_jwt`. Contract read on 2026-11-23.
 *
 * - Algorithm, claims, expiry: https://developers.intercom.com/installing-intercom/web/identity-verification and
 *   https://www.intercom.com/help/en/articles/10589769
 * - A Help Center at Intercom has no address that takes a token. One on a domain that it shares with the app can
 *   recognize whom the Messenger knows, by cookies: https://community.intercom.com topic 14053.
 * - A token without `user_id` is refused, even with `email` (the same article, in its Japanese edition).
 * - The older HMAC, *identity verification*, still works there but is deprecated; it is not served here.
 * - Not public, hence not guessed: a ceiling of `exp`.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const intercom = definePreset<IntercomOptions>('intercom', OPTIONS, (options) => {
  const { secret, helpCenterUrl, claims, attributes, lifetime } = options

  return {
    id: 'intercom',
    displayName: 'Intercom',
    helpCenterUrl,
    inbound: {},
    token: { kind: 'jwt', parameter: 'token', algorithm: 'HS256' },
    secret,
    claims: {
      ...pickClaims(attributes, {}, 'attributes'),
      ...pickKnownClaims(claims, KNOWN_CLAIMS),
      user_id: 'id',
      email: 'email'
    },
    requiredClaims: ['user_id'],
    time: { claims: { exp: 'end' }, lifetime },
    handoff: { kind: 'token' }
  }
})
