import type { Keys } from '../contract/check-option.ts'
import { fullName, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'

/** All three are sent: Aha!'s article lists the parts of a name, its receiver asks for the whole. */
const KNOWN_CLAIMS = { name: fullName, first_name: 'firstName', last_name: 'lastName' } as const

/** Another source for a name; without one, each is taken from its usual place in the profile. */
export interface AhaClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `aha()` takes. */
export interface AhaOptions {
  /**
   * The *Callback URL* that Aha! shows beside the identity provider: `https://acme.ideas.aha.io/auth/jwt/callback`, or
   * an address at `identity.aha.io`.
   */
  signInEndpoint: string | undefined
  /** The *JWT secret*, pasted unchanged: its text is the key. Or a function that is called for it once per request. */
  secret: Secret | undefined
  /** Home page of the ideas portal, `https://acme.ideas.aha.io/` or on your own domain. */
  helpCenterUrl: string | undefined
  /**
   * Other sources for `name`, `first_name` and `last_name`.
   *
   * @default { name: true, first_name: true, last_name: true }
   */
  claims?: AhaClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 300. Aha! does not ask for an `exp`, but its receiver honours one.
   *
   * @default 300
   */
  lifetime?: number | undefined
  /**
   * Accept a secret of less than 32 bytes: Aha! does not say how long its secrets are.
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

const OPTIONS: Keys<AhaOptions> = {
  signInEndpoint: true,
  secret: true,
  helpCenterUrl: true,
  claims: true,
  lifetime: true,
  allowShortSecret: true,
  allowInsecure: true
}

/**
 * *Single sign-on with JSON web token* of Aha! ideas portals. Contract read on 2026-11-23.
 *
 * - Fields of the screen, claims, algorithm:
 *   https://support.aha.io/hc/en-us/articles/203636345-Configure-single-sign-on-with-JSON-web-token
 * - What its receiver demands of `iat`, `email` and `name`: https://github.com/aha-app/omniauth-jwt
 * - The article asks for no `exp`. It is sent since the receiver honours it, and nothing else public bounds a token.
 * - `return_to` and `state` go back as one customer's public code does it. A `return_to` is a path there.
 * - Not public, hence not guessed: by how much `iat` may differ, whether a `jti` is refused the second time, whether
 *   absolute return URLs are sent, what a refusal looks like, and a URL that signs a visitor out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const aha = definePreset<AhaOptions>('aha', OPTIONS, (options) => ({
  id: 'aha',
  displayName: 'Aha!',
  helpCenterUrl: options.helpCenterUrl,
  inbound: { returnTo: { parameters: ['return_to'], form: 'path' }, echo: ['state'] },
  token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
  secret: options.secret,
  allowShortSecret: options.allowShortSecret,
  claims: { ...KNOWN_CLAIMS, ...pickKnownClaims(options.claims, KNOWN_CLAIMS), email: 'email' },
  requiredClaims: ['email', 'name'],
  time: { claims: { iat: 'now', exp: 'end' }, lifetime: options.lifetime, maxLifetime: 300 },
  handoff: { kind: 'query', endpoint: options.signInEndpoint, returnParameter: 'return_to' },
  allowInsecure: options.allowInsecure
}))
