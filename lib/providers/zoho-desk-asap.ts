import type { Keys } from '../contract/check-option.ts'
import { pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { zohoDeskAsap as facts } from '../facts/zoho-desk-asap.ts'

const KNOWN_CLAIMS = { first_name: 'firstName', last_name: 'lastName' } as const

/** `true` takes a claim from its usual place in the profile. Both were seen on a public page, not in Zoho's sample. */
export interface ZohoDeskAsapClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `zohoDeskAsap()` takes. */
export interface ZohoDeskAsapOptions {
  /**
   * The JWT secret of the **ASAP add-on**, pasted unchanged: its text is the key. The help center's own sign-in has
   * another secret. Or a function that is called for it once per request.
   */
  secret: Secret | undefined
  /** Home page of the help center that the widget belongs to, which error pages link to. */
  helpCenterUrl: string | undefined
  /**
   * Claims besides `email` and `email_verified`.
   *
   * @default none
   */
  claims?: ZohoDeskAsapClaims | undefined
  /**
   * Seconds from now to `not_after`. With `backdate` at most 600, Zoho's ceiling.
   *
   * @default 270
   */
  lifetime?: number | undefined
  /**
   * Seconds by which `not_before` is set back, for a clock that is ahead of Zoho's. With the default `lifetime` that
   * makes the five minutes of Zoho's sample.
   *
   * @default 30
   */
  backdate?: number | undefined
}

const OPTIONS: Keys<ZohoDeskAsapOptions> = {
  secret: true, helpCenterUrl: true, claims: true, lifetime: true, backdate: true
}

/**
 * JWT for Zoho Desk's *ASAP* web widget, the enhanced mechanism: a page fetches the token from `tokenPath` and hands it
 * to `ZohoDeskAsap.invoke('login', …)`. Contract read on 2026-11-21.
 *
 * - Claims and algorithm: https://help.zoho.com/portal/kb/articles/jwt-for-authenticating-users-in-the-asap-sdk. The
 *   sample writes milliseconds as numbers.
 * - At most ten minutes:
 *   https://help.zoho.com/portal/kb/articles/debugging-jwt-related-errors-while-configuring-the-asap-add-on.
 *   The same text permits other names and units; those of the sample are used.
 * - The session that a token begins lasts one hour, whatever the token says.
 * - The older mechanism, in which Zoho's server fetches the token with a `user_token`, was retired in 2023 and is not
 *   served here.
 * - Not public, hence not guessed: whether an unknown e-mail is created, and why a token was refused: the widget
 *   then keeps treating the visitor as a guest.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const zohoDeskAsap = definePreset<ZohoDeskAsapOptions>('zohoDeskAsap', OPTIONS, (options) => {
  const { secret, helpCenterUrl, claims, lifetime = 270, backdate = 30 } = options

  return {
    id: 'zoho-desk-asap',
    displayName: 'Zoho Desk ASAP',
    helpCenterUrl,
    inbound: {},
    token: { kind: 'jwt', parameter: 'token', algorithm: 'HS256' },
    secret,
    claims: { ...pickKnownClaims(claims, KNOWN_CLAIMS), email: 'email', email_verified: 'emailVerified' },
    time: {
      claims: { not_before: 'start', not_after: 'end' },
      unit: facts.token.claims.not_after.value.unit,
      lifetime,
      backdate,
      maxLifetime: facts.time.maxLifetime.value
    },
    handoff: { kind: 'token' }
  }
})
