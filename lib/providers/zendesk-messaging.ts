import { assertOption, type Keys } from '../contract/check-option.ts'
import { fullName, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'

/** Both are always sent. */
const KNOWN_CLAIMS = {
  /** The id by which Zendesk recognizes the person on every device. */
  external_id: 'id',
  /** What agents see. */
  name: fullName
} as const

/** Claims from another source than the usual one. */
export interface ZendeskMessagingClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `zendeskMessaging()` takes. */
export interface ZendeskMessagingOptions {
  /** The *Key ID* that Zendesk gave the key, for the header of every token. */
  keyId: string | undefined
  /**
   * The key's *shared secret*, pasted unchanged: its text is the key. Or a function that is called for it once per
   * request.
   */
  secret: Secret | undefined
  /** Home page of the help center that the widget belongs to, which error pages link to. */
  helpCenterUrl: string | undefined
  /**
   * Other sources of claims.
   *
   * @default { external_id: 'id', name: fullName }
   */
  claims?: ZendeskMessagingClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Public code works without `exp`; such a token would be valid for ever,
   * for whoever holds it, so there always is one. The widget asks the page when it needs a new token.
   *
   * @default 300
   */
  lifetime?: number | undefined
}

const OPTIONS: Keys<ZendeskMessagingOptions> = {
  keyId: true, secret: true, helpCenterUrl: true, claims: true, lifetime: true
}

/**
 * JWT for Zendesk's messaging Web Widget; the sign-in at a Zendesk help center is the preset `zendesk`. A page fetches
 * the token from `tokenPath` and hands it to `zE('messenger', 'loginUser', …)`. Contract read on 2026-11-21.
 *
 * - Key, Key ID, external ID and e-mail: https://support.zendesk.com/hc/en-us/articles/4411666638746
 * - The header needs `kid`; RS256 and ES256 are refused; `scope` is `user`: from public code that works with it.
 * - An e-mail counts as the person's own only with `email_verified: true`, which is all that this package sends.
 * - Not public, hence not guessed: a ceiling of `exp`, and what a refused token looks like to the page.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const zendeskMessaging = definePreset<ZendeskMessagingOptions>('zendeskMessaging', OPTIONS, (options) => {
  const { keyId, secret, helpCenterUrl, claims, lifetime } = options
  const isKeyId = typeof keyId === 'string' && /^[\x21-\x7e]{1,255}$/.test(keyId)
  assertOption(isKeyId, 'keyId', keyId, 'Expected the Key ID, from the list of keys in Zendesk\'s Admin Center')

  return {
    id: 'zendesk-messaging',
    displayName: 'Zendesk Messaging',
    helpCenterUrl,
    inbound: {},
    token: { kind: 'jwt', parameter: 'token', algorithm: 'HS256', keyId },
    secret,
    claims: {
      ...KNOWN_CLAIMS,
      ...pickKnownClaims(claims, KNOWN_CLAIMS),
      email: 'email',
      email_verified: 'emailVerified'
    },
    fixedClaims: { scope: 'user' },
    requiredClaims: ['external_id'],
    time: { claims: { iat: 'now', exp: 'end' }, lifetime },
    handoff: { kind: 'token' }
  }
})
