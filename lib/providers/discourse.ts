import { readOptions } from '../contract/check-option.ts'
import type { CheckedProfile } from '../types.ts'
import { checkedSource, findClaimSources, fullName, oneOf, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'
import { openRequest, sealAnswer } from './discourse-connect.ts'
import { parseUrlOption, stripTrailingSlashes } from '../contract/url-option.ts'

const KNOWN_CLAIMS = {
  /** Required by Discourse, hence always sent: a stable id of the user. */
  external_id: 'id',
  username: null,
  name: fullName,
  avatar_url: 'picture',
  /** Whether `avatar_url` replaces a picture that the user has chosen in Discourse. */
  avatar_force_update: null,
  bio: null,
  title: null,
  website: null,
  location: null,
  locale: 'locale',
  /** Whether `locale` replaces a language that the user has chosen in Discourse. */
  locale_force_update: null,
  /**
   * Whether Discourse lets the user confirm the address by e-mail. Nobody with an unconfirmed address comes this far;
   * if you switched that off with `assumeEmailVerified`, `() => true` leaves the check to Discourse.
   */
  require_activation: null,
  suppress_welcome_message: null,
  /** An object with fields of your own, each sent as `custom.<name>`. */
  custom: ({ custom }: CheckedProfile) => custom
} as const
const PRIVILEGED_CLAIMS = {
  admin: null,
  moderator: null,
  /** All groups of the user, by name. */
  groups: 'groups',
  add_groups: 'groups',
  remove_groups: null
} as const

/** `true` takes a field from its usual place in the profile; the others name their source. */
export interface DiscourseClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** Fields that change what a person may do in Discourse. */
export interface DiscoursePrivilegedClaims extends ClaimOptions<typeof PRIVILEGED_CLAIMS> {}

export interface DiscourseOptions {
  /** Address of the forum, `https://forum.example.com`, with its path if it has one. */
  discourseUrl: string | undefined
  /** The site setting *discourse connect secret*, which you choose: 32 bytes or more. Or a function. */
  secret: Secret | undefined
  /** Where visitors land who came from no page in particular. Default: `discourseUrl`. */
  helpCenterUrl?: string | undefined
  /** Fields besides `nonce`, `external_id` and `email`. Default: none. */
  claims?: DiscourseClaims | undefined
  /** Fields that give rights, apart from the others so that nobody asks for them by accident. Default: none. */
  privilegedClaims?: DiscoursePrivilegedClaims | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = ['discourseUrl', 'secret', 'helpCenterUrl', 'claims', 'privilegedClaims', 'allowInsecure']

/**
 * *DiscourseConnect*, the company's side. Contract read on 2026-11-21, in the server's own source:
 * https://github.com/discourse/discourse/blob/main/lib/discourse_connect_base.rb
 *
 * - The request is a query string in base64, `sso`, with its HMAC-SHA256 in hex, `sig`; the answer is made the same way
 *   and with the same secret. There is no token and no time: the `nonce` is good for ten minutes, and once.
 * - The answer goes to `/session/sso_login` of the forum, the one address that Discourse itself asks for. A request
 *   that names another one, though it is signed, is answered there too.
 * - Discourse keeps the page to return to for itself, beside the nonce, so only Discourse begins a sign-in.
 * - `prompt`, `logout` and `require_2fa` in a request have no effect here.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function discourse (options: DiscourseOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { discourseUrl, claims, privilegedClaims, allowInsecure } = options
  const forum = parseUrlOption(discourseUrl, 'discourseUrl', 'Give the address of the forum', { allowInsecure })
  const endpoint = `${forum.origin}${stripTrailingSlashes(forum.pathname)}/session/sso_login`

  return defineProvider({
    id: 'discourse',
    displayName: 'Discourse',
    helpCenterUrl: options.helpCenterUrl ?? forum.href,
    inbound: {
      open: { parameters: ['sso', 'sig'], verify: openRequest },
      destination: { parameter: 'return_sso_url', allowed: [endpoint] },
      toClaim: { nonce: 'nonce' },
      required: ['sso', 'sig']
    },
    credential: { kind: 'sealed', seal: sealAnswer },
    secret: options.secret,
    claims: {
      external_id: 'id',
      ...checkTypes({
        ...findClaimSources(claims, KNOWN_CLAIMS),
        ...findClaimSources(privilegedClaims, PRIVILEGED_CLAIMS, 'privilegedClaims')
      }),
      email: 'email'
    },
    requiredClaims: ['nonce', 'external_id', 'email'],
    time: { claims: {}, unit: 'seconds', type: 'number', lifetime: 600, backdate: 0, maxLifetime: 600 },
    handoff: { kind: 'query', endpoint },
    allowInsecure
  })
}

const BOOLEANS = [
  'admin', 'moderator', 'avatar_force_update', 'locale_force_update', 'require_activation', 'suppress_welcome_message'
]
const LISTS = ['groups', 'add_groups', 'remove_groups']

/** Discourse silently drops a boolean that is neither "true" nor "false", and splits the text of a list at commas. */
function checkTypes (sources: Readonly<Record<string, ClaimSource>>): Record<string, ClaimSource> {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => {
    if (BOOLEANS.includes(name)) return [name, oneOf(name, source, [true, false])]
    if (LISTS.includes(name)) return [name, checkedSource(name, source, Array.isArray, 'Expected a list or nothing')]
    return [name, source]
  }))
}
