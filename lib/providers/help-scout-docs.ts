import { readOptions } from '../contract/check-option.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'
import { parseUrlOption } from '../contract/url-option.ts'

export interface HelpScoutDocsOptions {
  /** Address of the restricted Docs site, such as `https://docs.example.com/`. Tokens go to `/authcallback` there. */
  helpCenterUrl: string | undefined
  /**
   * The `sharedSecret` that Help Scout's Docs API answers, as it is: it looks like base64, but its text is the key. Or
   * a function that is asked for it per token.
   */
  secret: Secret | undefined
  /**
   * Seconds from now to `exp`, from 1 to 2592000. Default: 3600. Help Scout ends the visitor's session then and asks
   * again, which a visitor who is signed in at the app does not notice. **A choice, not a fact**: Help Scout's sample
   * has 60 and advises more; no ceiling is public. The token in the URL is good for just as long.
   */
  sessionLifetime?: number | undefined
  /** Claims that Help Scout knows: `sub`, for which its sample takes the e-mail. Default: `{ sub: 'email' }`. */
  claims?: { readonly sub?: ClaimSource | undefined } | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = ['helpCenterUrl', 'secret', 'sessionLifetime', 'claims', 'allowInsecure']

/**
 * Help Scout's *Restricted Docs* with a custom sign-in page. Contract read on 2026-11-21.
 *
 * - Endpoint, parameters, algorithm and claims: https://developer.helpscout.com/docs-api/restricted-docs/ and
 *   https://github.com/helpscout/restricted-docs-examples
 * - There is no screen for it: sign-in URL and secret are set and read by
 *   https://developer.helpscout.com/docs-api/sites/restrictions/update/
 * - `returnTo` is a path. The vendor's sample puts it into the answer as it came; here it is checked and encoded.
 * - Nothing but `exp` bounds a token: there is no `jti`, and no word on using a token twice.
 * - Not public, hence not guessed: claims besides `exp` and `sub`, a ceiling of `exp`, what a refusal looks like, and
 *   whether Help Scout tells of a sign-out or has an address for one.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function helpScoutDocs (options: HelpScoutDocsOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { helpCenterUrl, secret, sessionLifetime = 3600, allowInsecure } = options
  const claims = readOptions(options.claims ?? {}, ['sub'], 'claims.')
  const { origin } = parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Give the address of the Docs site', { allowInsecure })

  return defineProvider({
    id: 'help-scout-docs',
    displayName: 'Help Scout Docs',
    helpCenterUrl,
    inbound: { returnTo: { parameters: ['returnTo'], form: 'path' } },
    credential: { kind: 'jwt', parameter: 'token', algorithm: 'HS512', jti: false },
    secret,
    claims: { sub: claims.sub ?? 'email' },
    requiredClaims: ['sub'],
    time: {
      claims: { exp: 'sessionEnd' },
      unit: 'seconds',
      type: 'number',
      lifetime: 60,
      backdate: 0,
      maxLifetime: 60,
      sessionLifetime
    },
    handoff: { kind: 'query', endpoint: `${origin}/authcallback`, returnParameter: 'returnTo' },
    allowInsecure
  })
}
