import { assertOption, type Keys } from '../contract/check-option.ts'
import { fullName, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'
import { parseUrlOption } from '../contract/url-option.ts'
import { canny as facts } from '../facts/canny.ts'

const KNOWN_CLAIMS = {
  /** Optional, but preferred by Canny. */
  avatarURL: 'picture',
  /** When the user was created, as an ISO 8601 string. */
  created: null,
  /** Array of objects such as `{ id, name, monthlySpend, created, customFields }`. */
  companies: null,
  /** Object of text, numbers and booleans. */
  customFields: null
} as const

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface CannyClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `canny()` takes. */
export interface CannyOptions {
  /**
   * Canny's *private SSO key*, pasted unchanged: its text is the key. Or a function that is called for it once per
   * request.
   */
  secret: Secret | undefined
  /** Home page of the boards, `https://acme.canny.io/` or on your own domain. */
  helpCenterUrl: string | undefined
  /**
   * Further origins of your own boards that are allowed in `redirect`.
   *
   * @default only the origin of `helpCenterUrl`
   */
  returnOrigins?: readonly string[] | undefined
  /**
   * The company's id at Canny, for sign-ins that begin in the host app; then the `companyID` of a request is ignored.
   *
   * @default none: what Canny sends is sent back, and only Canny can begin a sign-in
   */
  companyID?: string | undefined
  /**
   * Claims besides `id`, `email` and `name`, which Canny requires.
   *
   * @default none
   */
  claims?: CannyClaims | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Canny does not require an `exp`, but honours it.
   *
   * @default 300
   */
  lifetime?: number | undefined
  /**
   * Accept a key of less than 32 bytes: Canny does not say how long its keys are.
   *
   * @default false
   */
  allowShortSecret?: boolean | undefined
  /**
   * Another endpoint, for the local stand-in.
   *
   * @default https://canny.io/api/redirects/sso
   */
  signInEndpoint?: string | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<CannyOptions> = {
  secret: true,
  helpCenterUrl: true,
  returnOrigins: true,
  companyID: true,
  claims: true,
  lifetime: true,
  allowShortSecret: true,
  signInEndpoint: true,
  allowInsecure: true
}
/** One for all companies; `companyID` tells them apart. */
const ENDPOINT = facts.handoff.endpoint.value

/**
 * Canny's *single sign-on redirect*. Contract read on 2026-11-21.
 *
 * - Parameters, endpoint and flow: https://help.canny.io/en/articles/1961021-setting-up-a-single-sign-on-sso-redirect
 * - Algorithm and claims: https://developers.canny.io/install/widget/sso
 * - People who administer another company at Canny cannot be signed in this way; they use Canny's own sign-in.
 * - Not public, hence not guessed: whether a token is refused the second time, what a refusal looks like, whether Canny
 *   reports a sign-out to the company, and a URL that signs a visitor out.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const canny = definePreset<CannyOptions>('canny', OPTIONS, (options) => {
  const { companyID, signInEndpoint = ENDPOINT, allowInsecure } = options
  const isId = companyID === undefined || (typeof companyID === 'string' && /^[\w-]{1,64}$/.test(companyID))
  assertOption(isId, 'companyID', companyID, 'Expected the value that Canny sends as companyID')
  const endpoint = parseUrlOption(signInEndpoint, 'signInEndpoint', `Leave it out, for ${ENDPOINT}`, { allowInsecure })
  if (companyID !== undefined) endpoint.searchParams.set('companyID', companyID)

  return {
    id: 'canny',
    displayName: 'Canny',
    helpCenterUrl: options.helpCenterUrl,
    returnOrigins: options.returnOrigins,
    inbound: {
      returnTo: { parameters: ['redirect'], form: 'url' },
      ...companyID === undefined && { echo: ['companyID'], required: ['companyID'] }
    },
    token: { kind: 'jwt', parameter: 'ssoToken', algorithm: 'HS256' },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: { ...pickKnownClaims(options.claims, KNOWN_CLAIMS), id: 'id', email: 'email', name: fullName },
    requiredClaims: ['id', 'email', 'name'],
    time: { claims: { exp: 'end' }, lifetime: options.lifetime },
    handoff: { kind: 'query', endpoint: endpoint.href, returnParameter: 'redirect' },
    allowInsecure
  }
})
