import { readOptions } from '../contract/check-option.ts'
import { findClaimSources, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'
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

export interface MintlifyOptions {
  /** Address of the docs, such as `https://docs.example.com/`. */
  helpCenterUrl: string | undefined
  /**
   * The Ed25519 private key that Mintlify's dashboard made: PKCS#8 PEM, with line breaks real or as `\n`, or a
   * KeyObject. Or a function that is asked for it per token.
   */
  secret: Secret | undefined
  /**
   * Claims about the visitor. Mintlify needs no identity, so none is sent by default. What stands in
   * `apiPlaygroundInputs` can be read by the visitor: put no key there that is not the visitor's own.
   */
  claims?: MintlifyClaims | undefined
  /** Seconds from now to `exp`, from 1 to 10: Mintlify's ceiling. Default: 10. */
  lifetime?: number | undefined
  /**
   * Seconds from now to `expiresAt`, from 1 to 2592000: how long the visitor stays signed in at the docs, with the
   * groups of this token. Default: 3600. **A choice, not a fact**: Mintlify speaks of hours to weeks, its sample has
   * two weeks.
   */
  sessionLifetime?: number | undefined
  /**
   * Where tokens go. Default: `/login/jwt-callback` on the origin of `helpCenterUrl`. Whether docs below a path of
   * their own, such as `https://example.com/docs`, have it below that path is not documented; then set it.
   */
  signInEndpoint?: string | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = [
  'helpCenterUrl', 'secret', 'claims', 'lifetime', 'sessionLifetime', 'signInEndpoint', 'allowInsecure'
]

/**
 * Mintlify's *JWT* authentication. Contract read on 2026-11-21.
 *
 * - Endpoint, delivery, algorithm and claims: https://github.com/mintlify/docs/blob/main/deploy/authentication-setup.mdx
 * - The token is the whole fragment, without a name; the page to return to stands in the query before it.
 * - `exp` bounds the token, `expiresAt` the session.
 * - Drafts of 2024 had ES256 and another callback; they are not served here.
 * - Not public, hence not guessed: whether a token is refused the second time, what a refusal looks like, and whether
 *   Mintlify tells of a sign-out: its *Logout URL* belongs to the OAuth setting.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function mintlify (options: MintlifyOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { helpCenterUrl, secret, claims, lifetime = 10, sessionLifetime = 3600, allowInsecure } = options
  const { origin } = parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Give the address of the docs', { allowInsecure })

  return defineProvider({
    id: 'mintlify',
    displayName: 'Mintlify',
    helpCenterUrl,
    inbound: { returnTo: { parameters: ['redirect'], form: 'path' } },
    credential: { kind: 'jwt', parameter: 'token', algorithm: 'EdDSA', jti: false },
    secret,
    claims: findClaimSources(claims, KNOWN_CLAIMS),
    time: {
      claims: { exp: 'end', expiresAt: 'sessionEnd' },
      unit: 'seconds',
      type: 'number',
      lifetime,
      backdate: 0,
      maxLifetime: 10,
      sessionLifetime
    },
    handoff: {
      kind: 'fragment', endpoint: options.signInEndpoint ?? `${origin}/login/jwt-callback`, returnParameter: 'redirect'
    },
    allowInsecure
  })
}
