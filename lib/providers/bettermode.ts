import type { Keys } from '../contract/check-option.ts'
import { fullName, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'

const KNOWN_CLAIMS = {
  /** The line below the name, such as a job title. */
  tagline: null,
  /** Known from Tribe, as Bettermode was called before. */
  picture: 'picture',
  /** From Tribe too, for enterprise plans. */
  locale: 'locale'
} as const

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface BettermodeClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `bettermode()` takes. */
export interface BettermodeOptions {
  /**
   * The *Single Sign-On private key*, pasted unchanged. It is a shared secret in spite of its name, and its text is the
   * key. Or a function that is called for it once per request.
   */
  secret: Secret | undefined
  /** Home page of the community, `https://acme.bettermode.io/` or on your own domain. Tokens go to its origin. */
  helpCenterUrl: string | undefined
  /**
   * Claims besides `sub`, `email` and `name`, which Bettermode requires.
   *
   * @default none
   */
  claims?: BettermodeClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Without an `exp` a token is valid for ever; 60 is Bettermode's advice.
   *
   * @default 60
   */
  lifetime?: number | undefined
  /**
   * Accept a key of less than 32 bytes: Bettermode does not say how long its keys are.
   *
   * @default false
   */
  allowShortSecret?: boolean | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<BettermodeOptions> = {
  secret: true,
  helpCenterUrl: true,
  claims: true,
  lifetime: true,
  allowShortSecret: true,
  allowInsecure: true
}

/**
 * Bettermode's *JWT SSO*, formerly Tribe's. Contract read on 2026-11-23.
 *
 * - Endpoint, algorithm, claims: https://developers.bettermode.com/docs/guide/single-sign-on/jwt-sso/
 * - Which claims are required, and what becomes of an address: https://developers.tribe.so/docs/jwt-sso
 * - The prose of the first has `token` for the parameter; its address, and all public code, `jwt`.
 * - An account is looked for by `sub`, then by `email`, which counts as verified.
 * - Tribe's text has a claim `role` as well, up to admin. It is never sent.
 * - Not public, hence not guessed: what is sent to the Authorization URL and the Logout URL, whether a token is refused
 *   the second time, what a refusal looks like, and a URL that signs a visitor out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const bettermode = definePreset<BettermodeOptions>('bettermode', OPTIONS, (options) => {
  const { helpCenterUrl, lifetime = 60, allowInsecure } = options
  const { origin } =
    parseUrlOption(helpCenterUrl, 'helpCenterUrl', 'Expected the URL of the community', { allowInsecure })

  return {
    id: 'bettermode',
    displayName: 'Bettermode',
    helpCenterUrl,
    // A name for the company's own links, and a guess at what Bettermode may send.
    inbound: { returnTo: { parameters: ['redirect_uri'], form: 'path' } },
    token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256' },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: { ...pickKnownClaims(options.claims, KNOWN_CLAIMS), sub: 'id', email: 'email', name: fullName },
    requiredClaims: ['sub', 'email', 'name'],
    time: { claims: { iat: 'now', exp: 'end' }, lifetime },
    handoff: { kind: 'query', endpoint: `${origin}/api/auth/sso`, returnParameter: 'redirect_uri' },
    allowInsecure
  }
})
