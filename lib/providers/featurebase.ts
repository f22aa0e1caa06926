import { assertOption, readOptions } from '../contract/check-option.ts'
import { checkedSource, findClaimSources, fullName, nameClaimSources, type ClaimOptions } from '../contract/claim-sources.ts'
import type { ClaimSource, Provider, Secret } from '../contract/contract.ts'
import { defineProvider } from '../contract/define-provider.ts'

const KNOWN_CLAIMS = {
  profilePicture: 'picture',
  /** Language of changelog e-mails. */
  locale: 'locale',
  tags: 'tags',
  /**
   * Array of objects such as `{ companyId, name, monthlySpend, createdAt }`, `createdAt` in ISO 8601. One of
   * Featurebase's articles has `id` in place of `companyId`; send both if companies stay apart.
   */
  companies: null,
  /** Object; older articles keep the custom attributes here, newer ones at the top level (`customAttributes`). */
  customFields: null
} as const

/** Read by Featurebase's user roles: what somebody may see and do. */
const PRIVILEGED_CLAIMS = { role: null } as const

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface FeaturebaseClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

export interface FeaturebaseOptions {
  /** The organization's name in its address: `acme` of `https://acme.featurebase.app`. */
  organization: string | undefined
  /** The *JWT Secret*, as it is: its text is the key. Or a function that is asked for it per token. */
  secret: Secret | undefined
  /** Home page of the portal, on a domain of your own say. Default: `https://<organization>.featurebase.app/`. */
  helpCenterUrl?: string | undefined
  /** Further origins of the portal that may stand in a return URL. The organization's own is always allowed. */
  returnOrigins?: readonly string[] | undefined
  /** Claims besides `email`, `userId` and `name`. Default: none. */
  claims?: FeaturebaseClaims | undefined
  /** Attributes that were set up in the dashboard, which stand beside the claims: `{ plan: () => 'pro' }`. */
  customAttributes?: Readonly<Record<string, ClaimSource>> | undefined
  /** Claims that change what somebody may do: `{ role: (profile) => … }`. Default: none. */
  privilegedClaims?: ClaimOptions<typeof PRIVILEGED_CLAIMS> | undefined
  /** Seconds from now to `exp`, from 1 to 600. Whether Featurebase looks at it is not public. Default: 300. */
  lifetime?: number | undefined
  /** Accept a secret of less than 32 bytes: Featurebase does not say how long its are. Default: false. */
  allowShortSecret?: boolean | undefined
  /** Another endpoint, for tests. Default: `https://<organization>.featurebase.app/api/v1/auth/access/jwt`. */
  signInEndpoint?: string | undefined
  /** Accept plain http on a loopback host, for development. Default: false. */
  allowInsecure?: boolean | undefined
}

const OPTION_NAMES = [
  'organization', 'secret', 'helpCenterUrl', 'returnOrigins', 'claims', 'customAttributes', 'privilegedClaims',
  'lifetime', 'allowShortSecret', 'signInEndpoint', 'allowInsecure'
]
const OWN_CLAIMS = ['email', 'userId', 'name', ...Object.keys({ ...KNOWN_CLAIMS, ...PRIVILEGED_CLAIMS })]

/**
 * Featurebase's *single sign-on* for the portal. Contract read on 2026-11-21.
 *
 * - Parameters and endpoint: https://help.featurebase.app/articles/0874531-single-sign-on-sso-authentication-and-data-sync-setup
 * - Algorithm and claims: https://help.featurebase.app/articles/5257986-creating-and-signing-a-jwt-for-single-sign-on
 *   and https://help.featurebase.app/articles/6151321-identifying-users-and-syncing-data
 * - Admins of any organization at Featurebase cannot be signed in this way.
 * - Not public, hence not guessed: whether `exp` is honoured or a token refused the second time, what a refusal looks
 *   like, any word of a sign-out, and which of `id` and `companyId` names a company.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function featurebase (options: FeaturebaseOptions): Provider {
  options = readOptions(options, OPTION_NAMES)
  const { organization, returnOrigins = [], customAttributes, lifetime = 300 } = options
  const isLabel = typeof organization === 'string' && /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(organization)
  assertOption(isLabel, 'organization', organization, 'Give "acme" of https://acme.featurebase.app')
  const taken = Object.keys(Object(customAttributes)).find((name) => OWN_CLAIMS.includes(name))
  assertOption(taken === undefined, `customAttributes.${taken}`, taken, 'Give it another name: Featurebase has a claim of this one')
  const own = `https://${organization}.featurebase.app`

  return defineProvider({
    id: 'featurebase',
    displayName: 'Featurebase',
    helpCenterUrl: options.helpCenterUrl ?? `${own}/`,
    returnOrigins: Array.isArray(returnOrigins) ? [own, ...returnOrigins] : returnOrigins,
    inbound: { returnTo: { parameters: ['return_to'], form: 'url' } },
    credential: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: false },
    secret: options.secret,
    allowShortSecret: options.allowShortSecret,
    claims: {
      ...nameClaimSources(customAttributes, {}, 'customAttributes'),
      ...findClaimSources(options.claims, KNOWN_CLAIMS),
      ...readPrivileged(options.privilegedClaims),
      email: 'email',
      userId: 'id',
      name: fullName
    },
    time: { claims: { exp: 'end' }, unit: 'seconds', type: 'number', lifetime, backdate: 0, maxLifetime: 600 },
    handoff: {
      kind: 'query',
      endpoint: options.signInEndpoint ?? `${own}/api/v1/auth/access/jwt`,
      returnParameter: 'return_to'
    },
    allowInsecure: options.allowInsecure
  })
}

/** The roles are the company's own, so any word may be one; a list or an object is none. */
function readPrivileged (claims: FeaturebaseOptions['privilegedClaims']): Record<string, ClaimSource> {
  const { role } = findClaimSources(claims, PRIVILEGED_CLAIMS, 'privilegedClaims')
  return role === undefined
    ? {}
    : { role: checkedSource('role', role, (value) => typeof value === 'string', 'Expected text or nothing') }
}
