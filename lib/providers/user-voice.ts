import type { Keys } from '../contract/check-option.ts'
import type { CheckedProfile } from '../types.ts'
import { assertWordSource, fullName, oneOf, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'

const KNOWN_CLAIMS = {
  /** Without it UserVoice shows the visitor as "anonymous". */
  display_name: fullName,
  /** UserVoice has its own list, such as `de`, `fr-CA` and `pt_BR`. */
  locale: 'locale',
  /** A picture of 50 by 50 pixels. Without it UserVoice asks Gravatar. */
  avatar_url: 'picture',
  /** Where links to the visitor's profile lead, instead of UserVoice's profile page. */
  url: null,
  /** Booleans, read when the user is created: whether the user gets e-mail updates about suggestions, and comments. */
  updates: null,
  comment_updates: null,
  /** Arrays of forum ids: the only ones that are open to the visitor, and those that are closed. */
  allow_forums: null,
  deny_forums: null
} as const

const PRIVILEGED_CLAIMS = { admin: null, owner: null, trusted: null } as const

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface UserVoiceClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** Each gives or takes rights in the UserVoice account, each time somebody signs in. */
export interface UserVoicePrivilegedClaims {
  /** `accept` makes the visitor an admin, `deny` ends that (with `trusted` alone). */
  admin?: ((profile: CheckedProfile) => 'accept' | 'deny' | undefined) | undefined
  /** `accept` makes the visitor an owner, who names admins and sees the bills; `deny` ends that. */
  owner?: ((profile: CheckedProfile) => 'accept' | 'deny' | undefined) | undefined
  /** True: if this e-mail belongs to an admin at UserVoice, the visitor is signed in with the admin's rights. */
  trusted?: ((profile: CheckedProfile) => boolean | undefined) | undefined
}

/** What `userVoice()` takes. */
export interface UserVoiceOptions {
  /** The *SSO key*, pasted unchanged: its text is the key. Or a function that is called for it once per request. */
  secret: Secret | undefined
  /** Home page of the portal, `https://acme.uservoice.com/` or on your own domain. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of the portal, where a page may get the token.
   *
   * @default only the origin of `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /**
   * Parameter of the login route that names the page to return to. What UserVoice itself sends is **not public**: look
   * at the URL with which a visitor arrives.
   *
   * @default `return_to`, for your own links
   */
  returnParameter?: string | undefined
  /**
   * Claims besides `guid`, which is the profile's `id`, and `email`.
   *
   * @default none
   */
  claims?: UserVoiceClaims | undefined
  /**
   * Claims that give or take rights. Without them a token for an admin's e-mail gives no admin rights.
   *
   * @default none
   */
  privilegedClaims?: UserVoicePrivilegedClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. UserVoice recommends an `exp`: without one a token is valid for ever.
   * Whether it also ends the session is unclear; without one, a session lasts 24 hours.
   *
   * @default 300
   */
  lifetime?: number | undefined
  /**
   * Accept a key of less than 32 bytes: UserVoice does not say how long its keys are.
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

const OPTIONS: Keys<UserVoiceOptions> = {
  secret: true,
  helpCenterUrl: true,
  returnOrigins: true,
  returnParameter: true,
  claims: true,
  privilegedClaims: true,
  lifetime: true,
  allowShortSecret: true,
  allowInsecure: true
}

/**
 * UserVoice's *single sign-on with JSON Web Tokens*. Contract read on 2026-11-21.
 *
 * - Claims, algorithm and the parameter `sso` of any page of the portal:
 *   https://help.uservoice.com/hc/en-us/articles/360062340693-Single-Sign-On-with-JSON-Web-Tokens-JWT
 * - What `admin`, `owner` and `trusted` do:
 *   https://help.uservoice.com/hc/en-us/articles/360035554813-How-Admins-Log-in-with-JWT-SSO
 * - `guid` must not be the e-mail address. There is another form of expiry, `expires`, which is not sent.
 * - Not public, hence not guessed: what a visitor brings along to the sign-in page, whether a token is refused the
 *   second time, what a refusal looks like, and how a sign-out is reported.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const userVoice = definePreset<UserVoiceOptions>('userVoice', OPTIONS, (options) => {
  const { returnParameter = 'return_to' } = options

  return {
    id: 'user-voice',
    displayName: 'UserVoice',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: { returnTo: { parameters: [returnParameter], form: 'url' } },
    token: { kind: 'jwt', parameter: 'sso', algorithm: 'HS256' },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: {
      ...pickKnownClaims(options.claims, KNOWN_CLAIMS),
      ...pickPrivileged(options.privilegedClaims),
      // An e-mail address may later belong to somebody else.
      guid: ({ id, email }) => id?.toLowerCase() === email ? undefined : id,
      email: 'email'
    },
    requiredClaims: ['guid', 'email'],
    time: { claims: { exp: 'end' }, lifetime: options.lifetime },
    handoff: { kind: 'query', toPage: true },
    allowInsecure: options.allowInsecure
  }
}, { 'inbound.returnTo.parameters': 'returnParameter' })

function pickPrivileged (claims: UserVoicePrivilegedClaims | undefined): Record<string, ClaimSource> {
  for (const name of ['admin', 'owner']) assertWordSource(claims, name, ['accept', 'deny'], 'privilegedClaims')
  const sources = pickKnownClaims(claims, PRIVILEGED_CLAIMS, 'privilegedClaims')
  const values = { admin: ['accept', 'deny'], owner: ['accept', 'deny'], trusted: [true, false] }
  return Object.fromEntries(Object.entries(sources).map(([name, source]) =>
    [name, oneOf(name, source, values[name as keyof typeof values])]))
}
