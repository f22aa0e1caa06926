import { assertOption, readOptions } from '../contract/check-option.ts'
import { fullName } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'

/** Another source for a claim than the usual one. */
export interface ZendeskMessagingClaims {
  /** Default: `id` of the profile. By this Zendesk knows the person, also from another device. */
  readonly external_id?: ClaimSource | undefined
  /** Default: `name` of the profile, else first and last name. Agents see it. */
  readonly name?: ClaimSource | undefined
}

export interface ZendeskMessagingOptions {
  /** The *Key ID* that Zendesk gave the key: it goes into every token's header. */
  keyId: string | undefined
  /** The key's *shared secret*, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /** Home page of the help center that the widget belongs to: the way out on error pages. */
  helpCenterUrl: string | undefined
  /** Other sources of claims. */
  claims?: ZendeskMessagingClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Default: 300. Public code works without `exp`; such a token would be
   * good for ever in anybody's hands, so there is always one. The widget asks the page when it needs a new token.
   */
  lifetime?: number | undefined
}

const OPTION_NAMES = ['keyId', 'secret', 'helpCenterUrl', 'claims', 'lifetime']

/**
 * JWT for Zendesk's messaging Web Widget; the sign-in at a Zendesk help center is the preset `zendesk`. A page fetches
 * the token from `tokenPath` and hands it to `zE('messenger', 'loginUser', …)`. Contract read on 2026-11-21.
 *
 * - Key, Key ID, external ID and e-mail: https://support.zendesk.com/hc/en-us/articles/4411666638746
 * - The header needs `kid`; RS256 and ES256 are refused; `scope` is `user`: from public code that works with it.
 * - An e-mail counts as the person's own only with `email_verified: true`, which is all that this package sends.
 * - Not public, hence not guessed: a ceiling of `exp`, and what a refused token looks like to the page.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function zendeskMessaging (options: ZendeskMessagingOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { keyId, secret, helpCenterUrl, lifetime = 300 } = options
  const claims = readOptions(options.claims ?? {}, ['external_id', 'name'], 'claims.')
  const isKeyId = typeof keyId === 'string' && /^[\x21-\x7e]{1,255}$/.test(keyId)
  assertOption(isKeyId, 'keyId', keyId, 'Copy the Key ID from the list of keys in Zendesk\'s Admin Center')

  return defineProvider({
    id: 'zendesk-messaging',
    displayName: 'Zendesk Messaging',
    helpCenterUrl,
    inbound: {},
    credential: { kind: 'jwt', parameter: 'token', algorithm: 'HS256', keyId, jti: false },
    secret,
    claims: {
      external_id: claims.external_id ?? 'id',
      name: claims.name ?? fullName,
      email: 'email',
      email_verified: 'emailVerified'
    },
    fixedClaims: { scope: 'user' },
    requiredClaims: ['external_id'],
    time: {
      claims: { iat: 'now', exp: 'end' }, unit: 'seconds', type: 'number', lifetime, backdate: 0, maxLifetime: 600
    },
    handoff: { kind: 'token' }
  })
}
