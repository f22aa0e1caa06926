import { assertOption, readOptions } from '../contract/check-option.ts'
import { findClaimSources, fullName, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'
import { parseUrlOption } from '../contract/url-option.ts'

const KNOWN_CLAIMS = {
  /** Optional, but preferred by Canny. */
  avatarURL: 'picture',
  /** When the user came to be, as an ISO 8601 string. */
  created: null,
  /** Array of objects such as `{ id, name, monthlySpend, created, customFields }`. */
  companies: null,
  /** Object of text, numbers and booleans. */
  customFields: null
} as const

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface CannyClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

export interface CannyOptions {
  /** Canny's *private SSO key*, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /** Home page of the boards, `https://acme.canny.io/` or on a domain of your own. */
  helpCenterUrl: string | undefined
  /** Further origins of your own boards that may stand in `redirect`. Default: the origin of `helpCenterUrl` alone. */
  returnOrigins?: readonly string[] | undefined
  /**
   * The company's id at Canny, for sign-ins that begin in the host app; then the `companyID` of a request has no say.
   * Default: what Canny sends along is sent back, and only Canny can begin a sign-in.
   */
  companyID?: string | undefined
  /** Claims besides `id`, `email` and `name`, which Canny requires. Default: none. */
  claims?: CannyClaims | undefined
  /** Seconds from now to `exp`, from 1 to 600. Canny needs no `exp`, but honours it. Default: 300. */
  lifetime?: number | undefined
  /** Accept a key of less than 32 bytes: Canny does not say how long its keys are. Default: false. */
  allowShortSecret?: boolean | undefined
  /** Another endpoint than Canny's own, for tests. Default: `https://canny.io/api/redirects/sso`. */
  signInEndpoint?: string | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = [
  'secret', 'helpCenterUrl', 'returnOrigins', 'companyID', 'claims', 'lifetime', 'allowShortSecret', 'signInEndpoint',
  'allowInsecure'
]
/** One for all companies; `companyID` tells them apart. */
const ENDPOINT = 'https://canny.io/api/redirects/sso'

/**
 * Canny's *single sign-on redirect*. Contract read on 2026-11-21.
 *
 * - Parameters, endpoint and the way of a visitor: https://help.canny.io/en/articles/1961021-setting-up-a-single-sign-on-sso-redirect
 * - Algorithm and claims: https://developers.canny.io/install/widget/sso
 * - People who administer another company at Canny cannot be signed in this way; they use Canny's own sign-in.
 * - Not public, hence not guessed: whether a token is refused the second time, what a refusal looks like, whether Canny
 *   tells the company of a sign-out, and an address for signing out from the host app.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function canny (options: CannyOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { companyID, signInEndpoint = ENDPOINT, lifetime = 300, allowInsecure } = options
  const isId = companyID === undefined || (typeof companyID === 'string' && /^[\w-]{1,64}$/.test(companyID))
  assertOption(isId, 'companyID', companyID, 'Give the value that Canny sends as companyID')
  const endpoint = parseUrlOption(signInEndpoint, 'signInEndpoint', `Leave it out, for ${ENDPOINT}`, { allowInsecure })
  if (companyID !== undefined) endpoint.searchParams.set('companyID', companyID)

  return defineProvider({
    id: 'canny',
    displayName: 'Canny',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: {
      returnTo: { parameters: ['redirect'], form: 'url' },
      ...companyID === undefined && { echo: ['companyID'], required: ['companyID'] }
    },
    credential: { kind: 'jwt', parameter: 'ssoToken', algorithm: 'HS256', jti: false },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: { ...findClaimSources(options.claims, KNOWN_CLAIMS), id: 'id', email: 'email', name: fullName },
    requiredClaims: ['id', 'email', 'name'],
    time: { claims: { exp: 'end' }, unit: 'seconds', type: 'number', lifetime, backdate: 0, maxLifetime: 600 },
    handoff: { kind: 'query', endpoint: endpoint.href, returnParameter: 'redirect' },
    allowInsecure
  })
}
