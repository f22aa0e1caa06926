import type { Keys } from '../contract/check-option.ts'
import { pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'

const KNOWN_CLAIMS = {
  /**
   * Array of names. **They grant access**: pages that name groups are for their members alone. Without a `profile` hook
   * `true` takes them from the user object as it is.
   */
  groups: 'groups',
  /** Object for personalized pages, such as `{ firstName, company }`. */
  content: null,
  /** Object with `server`, `header`, `query` and `cookie`, which fills in the API playground. */
  apiPlaygroundInputs: null
} as const

/** `groups: true` takes the groups of the profile; the others name their source. */
export interface MintlifyClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `mintlify()` takes. */
export interface MintlifyOptions {
  /** URL of the docs, such as `https://docs.example.com/`. */
  helpCenterUrl: string | undefined
  /**
   * The Ed25519 private key that Mintlify's dashboard made: PKCS#8 PEM, with line breaks real or as `\n`, or a
   * KeyObject. Or a function that is called for it once per request.
   */
  secret: Secret | undefined
  /**
   * Claims about the visitor. Mintlify needs no identity, so none is sent by default. The visitor can read
   * `apiPlaygroundInputs`: put no key there that is not the visitor's own.
   *
   * @default none
   */
  claims?: MintlifyClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 10: Mintlify's ceiling.
   *
   * @default 10
   */
  lifetime?: number | undefined
  /**
   * Seconds from now to `expiresAt`, from 1 to 2592000: how long the visitor stays signed in at the docs, with the
   * groups of this token. **A choice, not a fact**: Mintlify speaks of hours to weeks, its sample has two weeks.
   *
   * @default 3600
   */
  sessionLifetime?: number | undefined
  /**
   * Where tokens go. Whether docs below a path, such as `https://example.com/docs`, have it below that
   * path is not documented; if so, set it.
   *
   * @default `/login/jwt-callback` on the origin of `helpCenterUrl`
   */
  signInEndpoint?: string | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<MintlifyOptions> = {
  helpCenterUrl: true,
  secret: true,
  claims: true,
  lifetime: true,
  sessionLifetime: true,
  signInEndpoint: true,
  allowInsecure: true
}

/**
 * Mintlify's *JWT* authentication. Contract read on 2026-11-21.
 *
 * - Endpoint, delivery, algorithm and claims:
 *   https://github.com/mintlify/docs/blob/main/deploy/authentication-setup.mdx
 * - The token is the whole fragment, without a name; the page to return to is in the query before it.
 * - `exp` bounds the token, `expiresAt` the session.
 * - Drafts of 2024 had ES256 and another callback; they are not served here.
 * - Not public, hence not guessed: whether a token is refused the second time, what a refusal looks like, and whether
 *   Mintlify reports a sign-out: its *Logout URL* belongs to the OAuth setting.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const mintlify = definePreset<MintlifyOptions>('mintlify', OPTIONS, (options) => {
  const { helpCenterUrl, secret, claims, lifetime, sessionLifetime = 3600, allowInsecure } = options
  const { origin } = parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Expected the URL of the docs', { allowInsecure })

  return {
    id: 'mintlify',
    displayName: 'Mintlify',
    helpCenterUrl,
    inbound: { returnTo: { parameters: ['redirect'], form: 'path' } },
    token: { kind: 'jwt', parameter: 'token', algorithm: 'EdDSA' },
    secret,
    claims: pickKnownClaims(claims, KNOWN_CLAIMS),
    time: { claims: { exp: 'end', expiresAt: 'sessionEnd' }, lifetime, maxLifetime: 10, sessionLifetime },
    handoff: {
      kind: 'fragment', endpoint: options.signInEndpoint ?? `${origin}/login/jwt-callback`, returnParameter: 'redirect'
    },
    allowInsecure
  }
})
