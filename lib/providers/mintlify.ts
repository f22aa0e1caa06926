import { assertOption, type Keys } from '../contract/check-option.ts'
import { pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'
import { mintlify as facts } from '../facts/mintlify.ts'

const KNOWN_CLAIMS = {
  /**
   * Array of names. **They grant access**: pages that name groups are for their members alone. Without a `profile` hook
   * `true` takes them from the user object as it is.
   */
  groups: 'groups',
  /** Object for personalized pages, such as `{ firstName, company }`. */
  content: null,
  /** Object with `server`, `header`, `query`, `path` and `cookie`, each an object: fills in the API playground. */
  apiPlaygroundInputs: null
} as const

/** `groups: true` takes the groups of the profile; the others name their source. */
export interface MintlifyClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `mintlify()` takes. */
export interface MintlifyOptions {
  /**
   * URL of the docs, such as `https://docs.example.com/`, or of the page where visitors land who arrive without a
   * return URL. Docs below a path of another site (`https://example.com/docs`) have no authentication at Mintlify.
   */
  helpCenterUrl: string | undefined
  /**
   * The claim `host`: the host name of the docs, without scheme and port. Mintlify compares it with the one that the
   * browser asked for, and refuses any other token. Set it if visitors see the docs under another name than
   * `helpCenterUrl` has.
   *
   * @default the host name of `helpCenterUrl`
   */
  host?: string | undefined
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
   * Seconds from now to `exp`, from 1 to 10, which is Mintlify's advice. The token stands in the address for that long.
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
   * Another endpoint, for the local stand-in. Its path is always `/login/jwt-callback`.
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
  host: true,
  secret: true,
  claims: true,
  lifetime: true,
  sessionLifetime: true,
  signInEndpoint: true,
  allowInsecure: true
}
const CALLBACK = '/login/jwt-callback'
const HOST = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/

/**
 * Mintlify's *JWT* authentication. Contract read on 2026-11-23.
 *
 * - Endpoint, delivery, algorithm and claims:
 *   https://github.com/mintlify/docs/blob/main/deploy/authentication-setup.mdx
 * - The token is the whole fragment, without a name; the page to return to is in the query before it.
 * - `exp` bounds the token, `expiresAt` the session. `host` (required since 2026-03-10) bounds it to one site.
 * - Docs below a path of another site have no authentication (since 2026-03-12).
 * - Mintlify's JWT *personalization* for public docs is another product, with ES256 and other addresses; it is not
 *   served here.
 * - Not public, hence not guessed: whether a token is refused the second time, what a refusal looks like, and whether
 *   Mintlify reports a sign-out: its *Logout URL* belongs to the OAuth setting.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const mintlify = definePreset<MintlifyOptions>('mintlify', OPTIONS, (options) => {
  const { helpCenterUrl, secret, claims, lifetime, sessionLifetime = 3600, allowInsecure } = options
  const docs = parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Expected the URL of the docs', { allowInsecure })
  const { host = docs.hostname, signInEndpoint = `${docs.origin}${CALLBACK}` } = options
  const isHost = host === docs.hostname || (typeof host === 'string' && host.length <= 253 && HOST.test(host))
  assertOption(isHost, 'host', host,
    'Expected a host name in lower case, such as "docs.example.com", without scheme and port')
  const endpoint = parseUrlOption(signInEndpoint, 'signInEndpoint', `Expected https://…${CALLBACK}`, { allowInsecure })
  assertOption(endpoint.pathname === CALLBACK, 'signInEndpoint', endpoint.origin + endpoint.pathname,
    `Leave it out, for ${CALLBACK} of the docs: docs below a path have no authentication at Mintlify`)

  return {
    id: 'mintlify',
    displayName: 'Mintlify',
    helpCenterUrl,
    inbound: { returnTo: { parameters: ['redirect'], form: 'path' } },
    token: { kind: 'jwt', parameter: 'token', algorithm: 'EdDSA' },
    secret,
    claims: pickKnownClaims(claims, KNOWN_CLAIMS),
    fixedClaims: { host },
    requiredClaims: ['host'],
    time: {
      claims: { exp: 'end', expiresAt: 'sessionEnd' },
      lifetime,
      maxLifetime: facts.time.maxLifetime.value,
      sessionLifetime
    },
    handoff: { kind: 'fragment', endpoint: endpoint.href, returnParameter: 'redirect' },
    allowInsecure
  }
})
