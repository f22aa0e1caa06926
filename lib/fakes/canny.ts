import { checkExpiry, findText, readToken } from './checks.ts'
import { checkReturnUrl, readParameter, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeHelpCenterOptions } from './settings.ts'
import type { FakeVendor, StandardOptions } from './vendor.ts'

export interface FakeCannyOptions extends FakeHelpCenterOptions {
  /**
   * Canny's id of your company, which goes out and has to come back.
   * @default '5f0000000000000000000001'
   */
  companyID?: string
}

const REQUIRED = { id: 'id', email: 'email', name: 'id' } as const
const OPTIONAL = {
  avatarURL: 'string', created: 'string', companies: 'array', customFields: 'object', exp: 'seconds'
} as const

/** Canny's single sign-on by redirect, contract read on 2026-11-21. */
export function cannyRules (
  { companyID = '5f0000000000000000000001' }: FakeCannyOptions = {}
): FakeVendor<StandardOptions & { companyID: string }> {
  return {
    name: 'Canny',
    way: { kind: 'query', path: '/api/redirects/sso' },
    returnParameter: 'redirect',
    admin: {
      place: 'single sign-on',
      labels: { remoteLoginUrl: 'Login URL', secret: 'Private SSO key', signInEndpoint: 'Redirect endpoint' },
      demands: [
        'HS256 with the private key as text.',
        'id (as text), email and name are present; exp is optional, in whole seconds, and in the future.',
        'redirect and companyID come back unchanged.'
      ]
    },
    remoteLogin: (url, { returnTo }) => withParameters(url, { companyID, redirect: returnTo }),
    providerOptions: ({ signInEndpoint, helpCenterUrl, secret }) =>
      ({ signInEndpoint, helpCenterUrl, secret, companyID }),
    judge (arrival) {
      const { url: { searchParams }, secret, now } = arrival
      const claims = readToken(readParameter(searchParams, 'ssoToken'), {
        key: secret, algorithm: 'HS256', required: REQUIRED, optional: OPTIONAL
      })
      if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
      if (readParameter(searchParams, 'companyID') !== companyID) {
        throw new HandoffRefused('wrong-parameter', 'companyID is not the one that was sent.')
      }
      const returnTo = checkReturnUrl(readParameter(searchParams, 'redirect'), 'redirect', arrival)
      return { email: String(claims.email), name: findText(claims, 'name'), claims, returnTo }
    }
  }
}
