import { randomBytes } from 'node:crypto'
import { checkAge, findText, readToken } from './checks.ts'
import { JtiMemory } from './jti-memory.ts'
import { checkReturnUrl, readOptional, readParameter, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeVendor, Setup } from './vendor.ts'

const MAX_AGE = 120
const BRAND_ID = '360000000001'
const REQUIRED = { iat: 'seconds', jti: 'id', email: 'email', name: 'id' } as const
const OPTIONAL = {
  external_id: 'string',
  locale_id: 'number',
  organization: 'string',
  organization_id: 'string',
  phone: 'string',
  tags: 'array',
  remote_photo_url: 'string',
  role: 'string',
  custom_role_id: 'number',
  user_fields: 'object'
} as const

/**
 * Zendesk's JWT sign-in, contract read on 2026-11-21. Where sources differ (two or three minutes of age, numbers as
 * `jti`) the stricter answer is taken.
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
        `iat is in whole seconds, and at most ${MAX_AGE} of them ago.`,
        'jti is present and works for one sign-in; email and name are present.',
        'return_to is empty, or an absolute URL of this help center.',
        'A refusal goes to the remote logout URL, as kind=error and message.'
      ]
    },
    createSecret: () => randomBytes(36).toString('base64url'),
    remoteLogin: (remoteLoginUrl, { returnTo, now }) => withParameters(remoteLoginUrl, {
      brand_id: BRAND_ID, locale_id: '1', return_to: returnTo, timestamp: String(Math.floor(now / 1000))
    }),
    remoteLogout: (remoteLogoutUrl, { email, home }) => withParameters(remoteLogoutUrl, {
      brand_id: BRAND_ID, email, return_to: home
    }),
    reportRefusal: (remoteLogoutUrl, { reason }) => withParameters(remoteLogoutUrl, { kind: 'error', message: reason }),
    providerOptions: ({ origin: zendeskUrl, helpCenterUrl, secret }) => ({ zendeskUrl, helpCenterUrl, secret }),
    judge (arrival) {
      const { url: { searchParams: query }, fields, secret, now } = arrival
      if (query.has('jwt')) {
        throw new HandoffRefused('wrong-parameter', 'The token is in the URL. It belongs in the form\'s field jwt.')
      }
      const claims = readToken(readParameter(fields, 'jwt'), {
        key: secret, algorithm: 'HS256', required: REQUIRED, optional: OPTIONAL
      })
      checkAge(claims, MAX_AGE, now)
      const untrustedReturnTo = readOptional(new URLSearchParams([...query, ...fields]), 'return_to')
      const returnTo = checkReturnUrl(untrustedReturnTo, 'return_to', arrival)
      const jti = String(claims.jti)
      if (spent.has(jti)) {
        throw new HandoffRefused('jti-reused', 'This token was used before, and each jti works for one sign-in.')
      }
      spent.add(jti, now + (MAX_AGE + 1) * 1000, now)
      return { email: String(claims.email), name: findText(claims, 'name'), claims, returnTo }
    }
  }
}
