import { assertOption, readOptions } from '../contract/check-option.ts'
import { setParameter } from '../options/host-address.ts'
import { nameClaimSources } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret, TimeFormat } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'
import { parseUrlOption } from '../contract/url-option.ts'

/** Claims that Zoho's samples and users send besides `email`; the profile key from which `true` takes each. */
const KNOWN_CLAIMS = {
  first_name: 'firstName',
  last_name: 'lastName',
  name: 'name',
  phone: 'phone',
  email_verified: 'emailVerified',
  sub: 'id'
} as const

type KnownClaims = { readonly [Name in keyof typeof KNOWN_CLAIMS]?: true | ClaimSource | undefined }

/** `true` takes a known claim from its usual place in the profile; any other claim names its source. */
export interface ZohoDeskClaims extends KnownClaims {
  readonly [name: string]: true | ClaimSource | undefined
}

export interface ZohoDeskOptions {
  /**
   * The *Signin End Point URL*, pasted as Zoho shows it:
   * `https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=`, with the query or without.
   */
  signInEndpoint: string | undefined
  /** The *JWT Secret Key*, pasted as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /** Home page of the help center, where visitors land who came from no page in particular. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of this help center that may stand in a return URL, such as its `zohodesk.com` host beside a
   * mapped domain. Default: the origin of `helpCenterUrl` alone.
   */
  returnOrigins?: readonly string[] | undefined
  /**
   * Claims besides `email`. Zoho's public sample shows none, so none is sent unless asked for by name:
   * `{ first_name: true, department: (profile) => profile.organization }`.
   */
  claims?: ZohoDeskClaims | undefined
  /**
   * How `iat`, `nbf` and `exp` are written. Default: RFC 7519 seconds, as numbers. **A choice, not a fact**: Zoho's
   * printed sample shows strings of nanoseconds, its page on the neighbouring ASAP tokens milliseconds, and all public
   * code for this endpoint sends seconds. To find out, sign in once with each row of the setup guide; a wrong unit is
   * refused at the first attempt.
   */
  timeClaims?: Partial<TimeFormat> | undefined
  /** Seconds from now to `exp`. Default: 300. With `backdate` at most 600, Zoho's ceiling for ASAP tokens. */
  lifetime?: number | undefined
  /** Seconds by which `nbf` is set back: a clock a moment ahead of Zoho's is refused. Default: 30. */
  backdate?: number | undefined
  /**
   * Address that signs a visitor out of the help center, `…/accounts/p/<portal>/logout`, for `signOutUrl()`. Other Zoho
   * portals have it, with the return URL in `serviceurl`; for Desk it is not documented. Default: none.
   */
  signOutEndpoint?: string | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = [
  'signInEndpoint', 'secret', 'helpCenterUrl', 'returnOrigins', 'claims', 'timeClaims', 'lifetime', 'backdate',
  'signOutEndpoint', 'allowInsecure'
]

/**
 * Zoho Desk's *JWT authentication mechanism for help center*. Contract read on 2026-11-21.
 *
 * - Zoho's article gives the header (`HS256`, `JWT`), `jti`, `exp`, `nbf`, `email`, and the fields of the admin screen:
 *   https://help.zoho.com/portal/en/kb/desk/user-management-and-security/data-security/articles/jwt-authentication-mechanism-for-help-center
 * - Which parameter holds the return URL is nowhere documented. Public code reads `return_to`; Zoho Analytics, which
 *   shares the endpoint's path, sends `serviceurl`.
 * - The ceiling of ten minutes is said for ASAP tokens, in Zoho's article on debugging these.
 * - Not public, hence not guessed: whether an unknown e-mail is created, whether a `jti` is refused the second time,
 *   what a refusal looks like, and what comes with the Remote Logout URL.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function zohoDesk (options: ZohoDeskOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { signOutEndpoint, secret, claims = {}, allowInsecure } = options
  const timeClaims = readOptions(options.timeClaims ?? {}, ['unit', 'type'], 'timeClaims.')
  const signOut = signOutEndpoint === undefined
    ? undefined
    : parseUrlOption(signOutEndpoint, 'signOutEndpoint', 'Give https://…/accounts/p/…/logout', { allowInsecure })

  return defineProvider({
    id: 'zoho-desk',
    displayName: 'Zoho Desk',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: { returnTo: { parameters: ['return_to', 'serviceurl'], form: 'url' } },
    credential: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
    secret,
    claims: { ...nameClaimSources(claims, KNOWN_CLAIMS), email: 'email' },
    time: {
      claims: { iat: 'now', nbf: 'start', exp: 'end' },
      unit: timeClaims.unit ?? 'seconds',
      type: timeClaims.type ?? 'number',
      lifetime: options.lifetime ?? 300,
      backdate: options.backdate ?? 30,
      maxLifetime: 600
    },
    handoff: { kind: 'query', endpoint: readEndpoint(options), returnParameter: 'return_to' },
    signOutUrl: signOut && ((returnTo) => setParameter(signOut.href, 'serviceurl', returnTo)),
    allowInsecure
  })
}

/** The portal's id in the path is left alone: bare digits and `8-30039159786` have both been seen. */
function readEndpoint ({ signInEndpoint, allowInsecure }: ZohoDeskOptions): string {
  const cure = 'Paste the Signin End Point URL as Zoho shows it: https://…/accounts/p/…/signin/jwt/auth?return_to=&jwt='
  const { origin, pathname, href } = parseUrlOption(signInEndpoint, 'signInEndpoint', cure, { allowInsecure })
  assertOption(pathname.endsWith('/signin/jwt/auth'), 'signInEndpoint', origin + pathname, cure)
  return href
}
