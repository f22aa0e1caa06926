import { assertOption, invalidOption, type Keys } from '../contract/check-option.ts'
import { checkedSource, fullName, pickClaims, pickKnownClaims, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Secret } from '../contract/contract.ts'
import { definePreset } from '../contract/define-preset.ts'

const KNOWN_CLAIMS = {
  profilePicture: 'picture',
  /** Language of changelog e-mails. */
  locale: 'locale',
  tags: 'tags',
  /**
   * Array of objects such as `{ id, name, monthlySpend, createdAt }`, `createdAt` in ISO 8601; `id` and `name` are
   * required. One of Featurebase's articles has `companyId` in place of `id`; send both if companies stay apart.
   */
  companies: null,
  /** Object; older articles keep the custom attributes here, newer ones at the top level (`customAttributes`). */
  customFields: null
} as const

/** Read by Featurebase's user roles: what the user may see and do. */
const PRIVILEGED_CLAIMS = { role: null } as const

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface FeaturebaseClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** What `featurebase()` takes. */
export interface FeaturebaseOptions {
  /** The organization's name in its address: `acme` of `https://acme.featurebase.app`. */
  organization: string | undefined
  /**
   * The *JWT Secret*, from *Settings > Access & Security > Security*, pasted unchanged: its text is the key. Or a
   * function that is called for it once per request.
   */
  secret: Secret | undefined
  /**
   * Home page of the portal, for example on your own domain.
   *
   * @default https://<organization>.featurebase.app/
   */
  helpCenterUrl?: string | undefined
  /** Further origins of the portal that are allowed in return URLs. The organization's own is always allowed. */
  returnOrigins?: readonly string[] | undefined
  /**
   * Claims besides `email`, `userId` and `name`.
   *
   * @default none
   */
  claims?: FeaturebaseClaims | undefined
  /**
   * Attributes that were set up in the dashboard, sent as further claims: `{ plan: () => 'pro' }`.
   *
   * @default none
   */
  customAttributes?: Readonly<Record<string, ClaimSource>> | undefined
  /**
   * Claims that change what the user may do: `{ role: (profile) => … }`.
   *
   * @default none
   */
  privilegedClaims?: ClaimOptions<typeof PRIVILEGED_CLAIMS> | undefined
  /**
   * Seconds from now to `exp`, from 1 to 600. Whether Featurebase checks it is not public.
   *
   * @default 300
   */
  lifetime?: number | undefined
  /**
   * Accept a secret of less than 32 bytes: Featurebase does not say how long its secrets are.
   *
   * @default false
   */
  allowShortSecret?: boolean | undefined
  /**
   * Another endpoint, for the local stand-in. One company's public code uses the portal's own domain.
   *
   * @default https://<organization>.featurebase.app/api/v1/auth/access/jwt
   */
  signInEndpoint?: string | undefined
  /**
   * Accept plain http on a loopback host, for development.
   *
   * @default false
   */
  allowInsecure?: boolean | undefined
}

const OPTIONS: Keys<FeaturebaseOptions> = {
  organization: true,
  secret: true,
  helpCenterUrl: true,
  returnOrigins: true,
  claims: true,
  customAttributes: true,
  privilegedClaims: true,
  lifetime: true,
  allowShortSecret: true,
  signInEndpoint: true,
  allowInsecure: true
}
const OWN_CLAIMS = ['email', 'userId', 'name', ...Object.keys({ ...KNOWN_CLAIMS, ...PRIVILEGED_CLAIMS })]

/**
 * Featurebase's *single sign-on* for the portal. Contract read on 2026-11-23.
 *
 * - Parameters and endpoint:
 *   https://help.featurebase.app/articles/0874531-single-sign-on-sso-authentication-and-data-sync-setup
 * - Algorithm and claims: https://help.featurebase.app/articles/5257986-creating-and-signing-a-jwt-for-single-sign-on
 *   and https://help.featurebase.app/articles/6151321-identifying-users-and-syncing-data
 * - Admins of any organization at Featurebase cannot be signed in this way.
 * - Not public, hence not guessed: whether `exp` is honoured or a token refused the second time, what a refusal looks
 *   like, how a sign-out is reported, and which of `id` and `companyId` names a company.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and what is expected.
 */
export const featurebase = definePreset<FeaturebaseOptions>('featurebase', OPTIONS, (options) => {
  const { organization, returnOrigins = [], customAttributes } = options
  const isLabel = typeof organization === 'string' && /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(organization)
  assertOption(isLabel, 'organization', organization, 'Expected "acme" of https://acme.featurebase.app')
  const taken = Object.keys(Object(customAttributes)).find((name) => OWN_CLAIMS.includes(name))
  if (taken !== undefined) {
    throw invalidOption(
      `customAttributes.${taken}`, 'the name of a claim that Featurebase knows', 'Expected another name'
    )
  }
  const own = `https://${organization}.featurebase.app`

  return {
    id: 'featurebase',
    displayName: 'Featurebase',
    helpCenterUrl: options.helpCenterUrl ?? `${own}/`,
    returnOrigins: Array.isArray(returnOrigins) ? [own, ...returnOrigins] : returnOrigins,
    inbound: { returnTo: { parameters: ['return_to'], form: 'url' } },
    token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256' },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: {
      ...pickClaims(customAttributes, {}, 'customAttributes'),
      ...pickKnownClaims(options.claims, KNOWN_CLAIMS),
      ...pickPrivileged(options.privilegedClaims),
      email: 'email',
      userId: 'id',
      name: fullName
    },
    time: { claims: { exp: 'end' }, lifetime: options.lifetime },
    handoff: {
      kind: 'query',
      endpoint: options.signInEndpoint ?? `${own}/api/v1/auth/access/jwt`,
      returnParameter: 'return_to'
    },
    allowInsecure: options.allowInsecure
  }
})

/** The roles are the company's own, so any word may be one; a list or an object is none. */
function pickPrivileged (claims: FeaturebaseOptions['privilegedClaims']): Record<string, ClaimSource> {
  const { role } = pickKnownClaims(claims, PRIVILEGED_CLAIMS, 'privilegedClaims')
  return role === undefined
    ? {}
    : { role: checkedSource('role', role, (value) => typeof value === 'string', 'Expected text or nothing') }
}
