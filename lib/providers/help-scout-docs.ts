import type { Keys } from '../contract/check-option.ts'
import { pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'

const KNOWN_CLAIMS = { sub: 'email' } as const

/** `sub` from another source than the e-mail. */
export interface HelpScoutDocsClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `helpScoutDocs()` takes. */
export interface HelpScoutDocsOptions {
  /** URL of the restricted Docs site, such as `https://docs.example.com/`. Tokens go to `/authcallback` there. */
  helpCenterUrl: string | undefined
  /**
   * The `sharedSecret` that Help Scout's Docs API returns, unchanged: it looks like base64, but its text is the key. Or
   * a function that is called for it once per request.
   */
  secret: Secret | undefined
  /**
   * Seconds from now to `exp`, from 1 to 2592000. Help Scout ends the visitor's session then and asks again, which a
   * visitor who is signed in at the app does not notice. **A choice, not a fact**: Help Scout's sample has 60 and
   * advises more; no ceiling is public. The token in the URL is valid for just as long.
   *
   * @default 3600
   */
  sessionLifetime?: number | undefined
  /**
   * Another source for `sub`, the one claim that Help Scout knows; its sample has the e-mail there, too.
   *
   * @default { sub: 'email' }
   */
  claims?: HelpScoutDocsClaims | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<HelpScoutDocsOptions> = {
  helpCenterUrl: true, secret: true, sessionLifetime: true, claims: true, allowInsecure: true
}

/**
 * Help Scout's *Restricted Docs* with a custom sign-in page. Contract read on 2026-11-21.
 *
 * - Endpoint, parameters, algorithm and claims: https://developer.helpscout.com/docs-api/restricted-docs/ and
 *   https://github.com/helpscout/restricted-docs-examples
 * - There is no screen for it: sign-in URL and secret are set and read with
 *   https://developer.helpscout.com/docs-api/sites/restrictions/update/
 * - `returnTo` is a path. The vendor's sample puts it into the answer as it came; here it is checked and encoded.
 * - Nothing but `exp` bounds a token: there is no `jti`, and nothing is said about using a token twice.
 * - Not public, hence not guessed: claims besides `exp` and `sub`, a ceiling of `exp`, what a refusal looks like, and
 *   whether Help Scout reports a sign-out, and a URL that signs a visitor out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const helpScoutDocs = definePreset<HelpScoutDocsOptions>('helpScoutDocs', OPTIONS, (options) => {
  const { helpCenterUrl, secret, claims, sessionLifetime = 3600, allowInsecure } = options
  const { origin } =
    parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Expected the URL of the Docs site', { allowInsecure })

  return {
    id: 'help-scout-docs',
    displayName: 'Help Scout Docs',
    helpCenterUrl,
    inbound: { returnTo: { parameters: ['returnTo'], form: 'path' } },
    token: { kind: 'jwt', parameter: 'token', algorithm: 'HS512' },
    secret,
    claims: { ...KNOWN_CLAIMS, ...pickKnownClaims(claims, KNOWN_CLAIMS) },
    requiredClaims: ['sub'],
    time: { claims: { exp: 'sessionEnd' }, sessionLifetime },
    handoff: { kind: 'query', endpoint: `${origin}/authcallback`, returnParameter: 'returnTo' },
    allowInsecure
  }
})
