import { assertOption, type Keys } from '../contract/check-option.ts'
import { pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'
import { freshworks as facts } from '../facts/freshworks.ts'

const KNOWN_CLAIMS = {
  /** Required by Freshworks, hence always sent: a stable id of the user. */
  sub: 'id',
  /** Seen in public code, as is `family_name`; one comment there calls both required. */
  given_name: 'firstName',
  family_name: 'lastName',
  phone_number: 'phone'
} as const

/** `true` takes a claim from its usual place in the profile. */
export interface FreshworksClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `freshworks()` takes. */
export interface FreshworksOptions {
  /**
   * The *Redirect URL*, pasted as Freshworks shows it: `https://acme.myfreshworks.com/sp/OIDC/123456/implicit`, or with
   * `acme.freshworks.com`, as in Freshworks' own example. Tokens go there, also if a request names no `redirect_uri`,
   * as in an older variant of the flow.
   */
  redirectUrl: string | undefined
  /**
   * Further URLs to which a request may have its token sent, compared character by character: for example a separate
   * login configuration for contacts. Any other `redirect_uri` is ignored.
   *
   * @default none
   */
  otherRedirectUrls?: readonly string[] | undefined
  /**
   * The private key whose public half is pasted into the admin screen: RSA of 2048 bits or more, as PEM or KeyObject.
   * Or a function that is called for it once per request.
   */
  secret: Secret | undefined
  /** Home page of the support portal, where a visitor begins a sign-in and lands after signing out. */
  helpCenterUrl: string | undefined
  /**
   * Claims besides `sub`, `email` and `nonce`.
   *
   * @default none
   */
  claims?: FreshworksClaims | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const MAX_AGE = facts.time.maxAge.value
const OPTIONS: Keys<FreshworksOptions> = {
  redirectUrl: true, otherRedirectUrls: true, secret: true, helpCenterUrl: true, claims: true, allowInsecure: true
}

/**
 * Freshworks' *SSO with a custom JWT implementation*, for Freshdesk, Freshservice and the others. Contract read on
 * 2026-11-23.
 *
 * - Flow, header, claims, screens: https://support.freshworks.com/support/solutions/articles/50000000670
 * - Only Freshworks begins a sign-in: its `nonce` goes into the token, its `state` back beside it. It names no page to
 *   return to, but remembers it by `state`.
 * - The vendor's recipe makes a key of 1024 bits, which is refused here: RFC 7518 wants 2048.
 * - The example of the claims shows no `exp`, and public code works with and without; it counts from `iat`. How long
 *   is not public. The three minutes here are for `expiresAt` of the audit hook alone.
 * - Not public, hence not guessed: further claims, what comes with the logout URL, a URL that signs a visitor out, and
 *   what a refusal looks like.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const freshworks = definePreset<FreshworksOptions>('freshworks', OPTIONS, (options) => {
  const { redirectUrl, otherRedirectUrls = [], claims, allowInsecure } = options
  assertOption(Array.isArray(otherRedirectUrls), 'otherRedirectUrls', otherRedirectUrls, 'Expected an array of URLs')
  const allowed = [redirectUrl, ...otherRedirectUrls].map((url, i) => {
    const option = i === 0 ? 'redirectUrl' : `otherRedirectUrls[${i - 1}]`
    const cure = 'Paste the Redirect URL of the admin screen: https://…/implicit'
    return parseUrlOption(url, option, cure, { allowInsecure }).href
  })

  return {
    id: 'freshworks',
    displayName: 'Freshworks',
    helpCenterUrl: options.helpCenterUrl,
    inbound: {
      destination: { parameter: 'redirect_uri', allowed },
      echo: ['state'],
      toClaim: { nonce: 'nonce' },
      required: ['state', 'nonce']
    },
    token: { kind: 'jwt', parameter: 'id_token', algorithm: 'RS256' },
    secret: options.secret,
    claims: { sub: 'id', ...pickKnownClaims(claims, KNOWN_CLAIMS), email: 'email' },
    requiredClaims: ['sub', 'email'],
    time: { claims: { iat: 'now' }, lifetime: MAX_AGE, maxLifetime: MAX_AGE },
    handoff: { kind: 'query', endpoint: allowed[0] },
    allowInsecure
  }
})
