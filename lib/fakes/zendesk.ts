import { randomBytes } from 'node:crypto'
import { checkAge, findText, readToken } from './checks.ts'
import { JtiMemory } from './jti-memory.ts'
import { checkReturnAddress, readOptional, readParameter, toPath, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { JsonObject } from './strict-json.ts'
import type { FakeVendor, Setup } from './vendor.ts'

/** Zendesk lets the two clocks differ by three minutes, either way. */
const MAX_AGE = 180
const BRAND_ID = '360000000001'
const REQUIRED = { iat: 'seconds', jti: 'id', email: 'email', name: 'id' } as const
const OPTIONAL = {
  external_id: 'string',
  locale: 'integer',
  locale_id: 'integer',
  organization: 'string',
  organizations: 'string',
  organization_id: 'integer',
  organization_ids: 'string',
  phone: 'string',
  tags: 'texts',
  remote_photo_url: 'string',
  role: 'string',
  custom_role_id: 'integer',
  user_fields: 'object'
} as const
/** `user` is what older texts call an end user. */
const ROLES = ['end_user', 'user', 'agent', 'admin']

/**
 * Zendesk's JWT sign-in, contract read on 2026-11-23 in the whole of article 4408845838874. The vendor's oldest sample
 * has a number as `jti`; the table wants text, and so does this.
 */
export function zendeskRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'> & { zendeskUrl: string }> {
  const spent = new JtiMemory()
  return {
    name: 'Zendesk',
    way: { kind: 'form', path: '/access/jwt' },
    // Agents' and visitors' sign-in is on the account's own host, also where the help center has a mapped domain.
    origin: 'https://fernway.zendesk.com',
    returnParameter: 'return_to',
    admin: {
      place: 'JSON Web Token single sign-on',
      labels: {
        remoteLoginUrl: 'Remote login URL',
        remoteLogoutUrl: 'Remote logout URL',
        secret: 'Shared secret',
        signInEndpoint: 'Sign-in endpoint'
      },
      demands: [
        'The browser posts a form with the token in its field jwt; return_to is in the query or in the form.',
        'HS256 with the shared secret as text; the header has alg and typ.',
        `iat is in whole seconds, and at most ${MAX_AGE} of them from now.`,
        'jti is present and works for one sign-in; email and name are present.',
        'role, if sent, is end_user (formerly user), agent or admin; only an agent has a custom_role_id.',
        'tags is an array of texts; locale, locale_id and organization_id are numbers.',
        'return_to is empty, a path of this help center, or an absolute URL of it.',
        'A refusal goes to the remote logout URL, as kind=error and message.'
      ]
    },
    createSecret: () => randomBytes(36).toString('base64url'),
    // A help center sends a path, the agents' interface a URL; there is no such interface here.
    remoteLogin: (remoteLoginUrl, { returnTo, origin, now }) => withParameters(remoteLoginUrl, {
      brand_id: BRAND_ID,
      locale_id: '1',
      return_to: toPath(returnTo, origin),
      timestamp: String(Math.floor(now / 1000))
    }),
    // Nobody's external id is remembered here.
    remoteLogout: (remoteLogoutUrl, { email, home }) => withParameters(remoteLogoutUrl, {
      brand_id: BRAND_ID, email, external_id: '', return_to: home
    }),
    reportRefusal: (remoteLogoutUrl, { reason }) => withParameters(remoteLogoutUrl, { kind: 'error', message: reason }),
    providerOptions: ({ origin: zendeskUrl, helpCenterUrl, secret }) => ({ zendeskUrl, helpCenterUrl, secret }),
    judge (arrival) {
      const { url: { searchParams: query }, fields, secret, now } = arrival
      if (query.has('jwt')) {
        throw new HandoffRefused('wrong-parameter', 'The token is in the URL. It belongs in the form\'s field jwt.')
      }
      const claims = readToken(readParameter(fields, 'jwt'), {
        key: secret, algorithm: 'HS256', bareHeader: true, required: REQUIRED, optional: OPTIONAL
      })
      const iat = checkAge(claims, MAX_AGE, now, MAX_AGE)
      checkRole(claims)
      const untrustedReturnTo = readOptional(new URLSearchParams([...query, ...fields]), 'return_to')
      const returnTo = checkReturnAddress(untrustedReturnTo, 'return_to', arrival)
      const jti = String(claims.jti)
      const deadAt = iat + (MAX_AGE + 1) * 1000
      if (spent.has(jti, deadAt)) {
        throw new HandoffRefused('jti-reused', 'This token was used before, and each jti works for one sign-in.')
      }
      spent.add(jti, deadAt, now)
      return { email: String(claims.email), name: findText(claims, 'name'), claims, returnTo }
    }
  }
}

function checkRole ({ role, custom_role_id: customRole }: JsonObject): void {
  if (role !== undefined && !ROLES.includes(String(role))) {
    throw new HandoffRefused('wrong-value', `role is none of ${ROLES.join(', ')}.`)
  }
  if (customRole !== undefined && role !== 'agent') {
    throw new HandoffRefused('wrong-value', 'There is a custom_role_id, but role is not agent.')
  }
}
