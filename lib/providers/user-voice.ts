import { readOptions } from '../contract/check-option.ts'
import type { CheckedProfile } from '../types.ts'
import { findClaimSources, fullName, oneOf, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'

const KNOWN_CLAIMS = {
  /** Without it UserVoice shows the visitor as "anonymous". */
  display_name: fullName,
  /** UserVoice has a list of its own, such as `de`, `fr-CA` and `pt_BR`. */
  locale: 'locale',
  /** A picture of 50 by 50 pixels. Without it UserVoice asks Gravatar. */
  avatar_url: 'picture',
  /** Where links to the visitor's profile lead, instead of UserVoice's profile page. */
  url: null,
  /** Booleans, read when the user is created: whether e-mails tell of news on suggestions, and on their comments. */
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
  /** True: whoever has this e-mail at UserVoice is signed in with an admin's rights, if these are an admin's. */
  trusted?: ((profile: CheckedProfile) => boolean | undefined) | undefined
}

export interface UserVoiceOptions {
  /** The *SSO key*, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /** Home page of the portal, `https://acme.uservoice.com/` or on a domain of your own. */
  helpCenterUrl: string | undefined
  /** Further origins of the portal: the page that gets the token is on one. Default: that of `helpCenterUrl` alone. */
  returnOrigins?: readonly string[] | undefined
  /**
   * Parameter of the login route that names the page to return to. What UserVoice itself sends is **not public**: look
   * at the address with which a visitor arrives. Default: `return_to`, for links of your own.
   */
  returnParameter?: string | undefined
  /** Claims besides `guid`, which is the profile's `id`, and `email`. Default: none. */
  claims?: UserVoiceClaims | undefined
  /** Claims that give or take rights. Default: none; and then a token for an admin's e-mail gives no admin's rights. */
  privilegedClaims?: UserVoicePrivilegedClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. UserVoice recommends an `exp`: without one a token is good for ever.
   * Whether it also ends the session is unclear; without one, a session lasts 24 hours. Default: 300.
   */
  lifetime?: number | undefined
  /** Accept a key of less than 32 bytes: UserVoice does not say how long its keys are. Default: false. */
  allowShortSecret?: boolean | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = [
  'secret', 'helpCenterUrl', 'returnOrigins', 'returnParameter', 'claims', 'privilegedClaims', 'lifetime',
  'allowShortSecret', 'allowInsecure'
]

/**
 * UserVoice's *single sign-on with JSON Web Tokens*. Contract read on 2026-11-21.
 *
 * - Claims, algorithm and the parameter `sso` of any page of the portal:
 *   https://help.uservoice.com/hc/en-us/articles/360062340693-Single-Sign-On-with-JSON-Web-Tokens-JWT
 * - What `admin`, `owner` and `trusted` do: https://help.uservoice.com/hc/en-us/articles/360035554813-How-Admins-Log-in-with-JWT-SSO
 * - `guid` must not be the e-mail address. There is another form of expiry, `expires`, which is not sent.
 * - Not public, hence not guessed: what comes along with a visitor to the sign-in page, whether a token is refused the
 *   second time, what a refusal looks like, and any word of a sign-out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function userVoice (options: UserVoiceOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { returnParameter = 'return_to', lifetime = 300 } = options

  return defineProvider({
    id: 'user-voice',
    displayName: 'UserVoice',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: { returnTo: { parameters: [returnParameter], form: 'url' } },
    credential: { kind: 'jwt', parameter: 'sso', algorithm: 'HS256', jti: false },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: {
      ...findClaimSources(options.claims, KNOWN_CLAIMS),
      ...readPrivileged(options.privilegedClaims),
      // An address may change, and then belong to somebody else.
      guid: ({ id, email }) => id?.toLowerCase() === email ? undefined : id,
      email: 'email'
    },
    requiredClaims: ['guid', 'email'],
    time: { claims: { exp: 'end' }, unit: 'seconds', type: 'number', lifetime, backdate: 0, maxLifetime: 600 },
    handoff: { kind: 'query', toPage: true },
    allowInsecure: options.allowInsecure
  })
}

function readPrivileged (claims: UserVoicePrivilegedClaims | undefined): Record<string, ClaimSource> {
  const sources = findClaimSources(claims, PRIVILEGED_CLAIMS, 'privilegedClaims')
  const values = { admin: ['accept', 'deny'], owner: ['accept', 'deny'], trusted: [true, false] }
  return Object.fromEntries(Object.entries(sources).map(([name, source]) =>
    [name, oneOf(name, source, values[name as keyof typeof values])]))
}
