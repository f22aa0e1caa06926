import { assertOption, readOptions, type Keys } from '../contract/check-option.ts'
import { pickClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, ProviderContract, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import type { TimeFormat } from '../contract/time-contract.ts'
import { parseUrlOption } from '../contract/url-option.ts'
import { zohoDesk as facts } from '../facts/zoho-desk.ts'

/** Claims that Zoho's samples and users send besides `email`, and the profile key for each. */
const KNOWN_CLAIMS = {
  first_name: 'firstName',
  last_name: 'lastName',
  name: 'name',
  phone: 'phone',
  email_verified: 'emailVerified',
  sub: 'id'
} as const

/** `true` takes a known claim from its usual place in the profile. */
export interface ZohoDeskClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `zohoDesk()` takes. */
export interface ZohoDeskOptions<Claim extends string = never> {
  /**
   * The *Signin End Point URL*, pasted as Zoho shows it:
   * `https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=`, with the query or without.
   */
  signInEndpoint: string | undefined
  /**
   * The *JWT Secret Key*, pasted unchanged: its text is the key. Or a function that is called for it once per request.
   */
  secret: Secret | undefined
  /** Home page of the help center, where visitors land who arrive without a return URL. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of this help center that are allowed in return URLs, such as its `zohodesk.com` host beside a
   * mapped domain.
   *
   * @default only the origin of `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /**
   * Claims besides `email`, by name: `{ first_name: true }`. Zoho's public sample shows none, so none is sent by
   * default. List further claims as type argument, and give each a source; a misspelled name is a compile error:
   * `zohoDesk<'department'>({ claims: { department: 'organization' }, … })`.
   *
   * @default none
   */
  claims?: (ZohoDeskClaims & { readonly [Name in NoInfer<Claim>]?: ClaimSource | undefined }) | undefined
  /**
   * How `iat`, `nbf` and `exp` are written: by default as RFC 7519 seconds. **A choice, not a fact**: Zoho's printed
   * sample shows strings of nanoseconds, its page on the neighbouring ASAP tokens milliseconds, and all public code for
   * this endpoint sends seconds. To find out, sign in once with each row of the setup guide; a wrong unit is refused at
   * the first attempt.
   *
   * @default { unit: 'seconds', type: 'number' }
   */
  timeClaims?: Partial<TimeFormat> | undefined
  /**
   * Seconds from now to `exp`. With `backdate` at most 600, Zoho's ceiling for ASAP tokens.
   *
   * @default 300
   */
  lifetime?: number | undefined
  /**
   * Seconds by which `nbf` is set back, because a token from a clock ahead of Zoho's is refused.
   *
   * @default 30
   */
  backdate?: number | undefined
  /**
   * URL that signs a visitor out of the help center, `…/accounts/p/<portal>/logout`, for `signOutUrl()`. Other Zoho
   * portals have it, with the return URL in `serviceurl`; for Desk it is not documented.
   *
   * @default none
   */
  signOutEndpoint?: string | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const TIME_CLAIMS: Keys<TimeFormat> = { unit: true, type: true }
const OPTIONS: Keys<ZohoDeskOptions> = {
  signInEndpoint: true,
  secret: true,
  helpCenterUrl: true,
  returnOrigins: true,
  claims: true,
  timeClaims: true,
  lifetime: true,
  backdate: true,
  signOutEndpoint: true,
  allowInsecure: true
}

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
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const zohoDesk: <Claim extends string = never>(options: ZohoDeskOptions<Claim>) => Provider =
  definePreset<ZohoDeskOptions>('zohoDesk', OPTIONS, (options) => {
    const { secret, claims, lifetime, backdate = 30, allowInsecure } = options
    const maxLifetime = facts.time.maxLifetime.value
    const { unit, type } = readOptions(options.timeClaims ?? {}, TIME_CLAIMS, 'timeClaims.')

    return {
      id: 'zoho-desk',
      displayName: 'Zoho Desk',
      helpCenterUrl: options.helpCenterUrl,
      returnOrigins: options.returnOrigins,
      inbound: { returnTo: { parameters: ['return_to', 'serviceurl'], form: 'url' } },
      token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
      secret,
      claims: { ...pickClaims(claims, KNOWN_CLAIMS), email: 'email' },
      time: { claims: { iat: 'now', nbf: 'start', exp: 'end' }, unit, type, lifetime, backdate, maxLifetime },
      handoff: { kind: 'query', endpoint: parseEndpoint(options), returnParameter: 'return_to' },
      signOutUrl: makeSignOutUrl(options),
      allowInsecure
    }
  }, { 'time.unit': 'timeClaims.unit', 'time.type': 'timeClaims.type' })

/** The portal's id in the path is not checked: bare digits and `8-30039159786` have both been seen. */
function parseEndpoint ({ signInEndpoint, allowInsecure }: ZohoDeskOptions): string {
  const cure =
    'Paste the Signin End Point URL as Zoho shows it: https://…/accounts/p/…/signin/jwt/auth?return_to=&jwt='
  const { origin, pathname, href } = parseUrlOption(signInEndpoint, 'signInEndpoint', cure, { allowInsecure })
  assertOption(pathname.endsWith('/signin/jwt/auth'), 'signInEndpoint', origin + pathname, cure)
  return href
}

function makeSignOutUrl ({ signOutEndpoint, allowInsecure }: ZohoDeskOptions): ProviderContract['signOutUrl'] {
  if (signOutEndpoint === undefined) return undefined
  const { href } = parseUrlOption(signOutEndpoint, 'signOutEndpoint', 'Expected https://…/accounts/p/…/logout',
    { allowInsecure })
  return (returnTo) => {
    const url = new URL(href)
    url.searchParams.set('serviceurl', returnTo)
    return url.href
  }
}
