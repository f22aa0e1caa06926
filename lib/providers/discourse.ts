import type { Keys } from '../contract/check-option.ts'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import { checkedSource, fullName, oneOf, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { encodeAnswer, verifyRequest } from './discourse-connect.ts'
import { parseUrlOption, stripTrailingSlashes } from '../contract/url-option.ts'
import { discourse as facts } from '../facts/discourse.ts'

const KNOWN_CLAIMS = {
  /** Required by Discourse, hence always sent: a stable id of the user. */
  external_id: 'id',
  username: null,
  name: fullName,
  avatar_url: 'picture',
  /** Whether `avatar_url` replaces a picture that the user has chosen in Discourse. */
  avatar_force_update: null,
  /** URLs of pictures behind the user's card and profile. */
  card_background_url: null,
  profile_background_url: null,
  bio: null,
  title: null,
  website: null,
  location: null,
  locale: 'locale',
  /** Whether `locale` replaces a language that the user has chosen in Discourse. */
  locale_force_update: null,
  /**
   * Whether Discourse lets the user confirm the address by e-mail. Nobody with an unconfirmed address gets this far;
   * if you switched that off with `assumeEmailVerified`, `() => true` leaves the check to Discourse.
   */
  require_activation: null,
  suppress_welcome_message: null,
  /** An object with your own fields, each sent as `custom.<name>`. */
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

/** What `discourse()` takes. */
export interface DiscourseOptions {
  /** URL of the forum, `https://forum.example.com`, with its path if it has one. */
  discourseUrl: string | undefined
  /**
   * The site setting *discourse connect secret*, which you choose: 32 bytes or more. Or a function that is called for
   * it once per request.
   */
  secret: Secret | undefined
  /**
   * Where visitors land who arrive without a return URL.
   *
   * @default discourseUrl
   */
  helpCenterUrl?: string | undefined
  /**
   * Fields besides `nonce`, `external_id` and `email`.
   *
   * @default none
   */
  claims?: DiscourseClaims | undefined
  /**
   * Fields that give rights, kept apart so that nobody asks for them by accident.
   *
   * @default none
   */
  privilegedClaims?: DiscoursePrivilegedClaims | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<DiscourseOptions> = {
  discourseUrl: true, secret: true, helpCenterUrl: true, claims: true, privilegedClaims: true, allowInsecure: true
}

/**
 * *DiscourseConnect*, the company's side. Contract read on 2026-11-23, in the server's own source:
 * https://github.com/discourse/discourse/blob/main/lib/discourse_connect_base.rb and app/models/discourse_connect.rb
 *
 * - The request is a query string in base64, `sso`, with its HMAC-SHA256 in hex, `sig`; the answer is made the same way
 *   and with the same secret. There is no token and no time: the `nonce` is valid once, for ten minutes.
 * - Older servers, and others that speak the protocol, wrap the base64 of a request in lines: these are taken too. The
 *   answer is always in one line.
 * - An `external_id` that is blank, or `none`, `nil`, `blank` or `null` in any case, is banned by the server, which
 *   shows its visitor an error 500. Here there is no answer then.
 * - The answer goes to `/session/sso_login` of the forum, the only URL that Discourse itself asks for. Even a signed
 *   request that names another one is answered there.
 * - Discourse keeps the page to return to with the nonce, so only Discourse can begin a sign-in.
 * - `prompt`, `logout` and `require_2fa` in a request have no effect here.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const discourse = definePreset<DiscourseOptions>('discourse', OPTIONS, (options) => {
  const { discourseUrl, claims, privilegedClaims, allowInsecure } = options
  const forum = parseUrlOption(discourseUrl, 'discourseUrl', 'Expected the URL of the forum', { allowInsecure })
  const endpoint = `${forum.origin}${stripTrailingSlashes(forum.pathname)}/session/sso_login`

  return {
    id: 'discourse',
    displayName: 'Discourse',
    helpCenterUrl: options.helpCenterUrl ?? forum.href,
    inbound: {
      signedRequest: { parameters: ['sso', 'sig'], lineBreaks: true, verify: verifyRequest },
      destination: { parameter: 'return_sso_url', allowed: [endpoint] },
      toClaim: { nonce: 'nonce' },
      required: ['sso', 'sig']
    },
    token: { kind: 'signed', encode: encodeAnswer },
    secret: options.secret,
    claims: {
      ...checkTypes({
        external_id: 'id',
        ...pickKnownClaims(claims, KNOWN_CLAIMS),
        ...pickKnownClaims(privilegedClaims, PRIVILEGED_CLAIMS, 'privilegedClaims')
      }),
      email: 'email'
    },
    requiredClaims: ['nonce', 'external_id', 'email'],
    time: { claims: {}, lifetime: facts.time.requestLifetime.value },
    handoff: { kind: 'query', endpoint },
    allowInsecure
  }
})

const BOOLEANS = [
  'admin', 'moderator', 'avatar_force_update', 'locale_force_update', 'require_activation', 'suppress_welcome_message'
]
const LISTS = ['groups', 'add_groups', 'remove_groups']
/** What a program writes where it has no id. */
const BANNED_IDS = ['none', 'nil', 'blank', 'null']
const BANNED_CURE = `Expected an id. Discourse bans ${BANNED_IDS.join(', ')} and white space`

/** Discourse silently drops a boolean that is neither "true" nor "false", and splits the text of a list at commas. */
function checkTypes (sources: Readonly<Record<string, ClaimSource>>): Record<string, ClaimSource> {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => {
    if (BOOLEANS.includes(name)) return [name, oneOf(name, source, [true, false])]
    if (LISTS.includes(name)) return [name, checkedSource(name, source, Array.isArray, 'Expected a list or nothing')]
    if (name !== 'external_id') return [name, source]
    return [name, checkedSource(name, source, isId, BANNED_CURE)]
  }))
}

function isId (value: ClaimValue): boolean {
  const isScalar = typeof value === 'string' || typeof value === 'number'
  return isScalar && String(value).trim() !== '' && !BANNED_IDS.includes(String(value).toLowerCase())
}
