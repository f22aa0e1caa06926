import { checkExpiry, findText, readToken } from './checks.ts'
import { checkReturnUrl, readOptional, readParameter } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { JsonObject } from './strict-json.ts'
import type { FakeVendor, StandardOptions } from './vendor.ts'

const OPTIONAL = {
  email: 'email',
  userId: 'id',
  name: 'string',
  profilePicture: 'string',
  locale: 'string',
  tags: 'texts',
  role: 'string',
  companies: 'array',
  customFields: 'object',
  exp: 'seconds'
} as const

/** Featurebase's JWT sign-in, contract read on 2026-11-23. Whether it reads `exp` is not public; here it does. */
export function featurebaseRules (): FakeVendor<StandardOptions & { organization: string }> {
  return {
    name: 'Featurebase',
    way: { kind: 'query', path: '/api/v1/auth/access/jwt' },
    returnParameter: 'return_to',
    admin: {
      place: 'single sign-on',
      labels: { remoteLoginUrl: 'SSO URL', secret: 'JWT secret', signInEndpoint: 'Sign-in endpoint' },
      demands: [
        'HS256 with the JWT secret as text.',
        'email or userId is present, or both.',
        'Each of companies has a name, and an id or a companyId, as text.',
        'exp is in whole seconds and in the future, if it is sent.',
        'return_to is empty, or an absolute URL of this site.'
      ]
    },
    providerOptions: ({ signInEndpoint, helpCenterUrl, secret }) =>
      ({ signInEndpoint, helpCenterUrl, secret, organization: 'fernway' }),
    judge (arrival) {
      const { url: { searchParams }, secret, now } = arrival
      const claims = readToken(readParameter(searchParams, 'jwt'), {
        key: secret, algorithm: 'HS256', required: {}, optional: OPTIONAL
      })
      const who = findText(claims, 'email', 'userId')
      if (who === '') {
        throw new HandoffRefused('claim-missing', 'The token has neither email nor userId. One of them is needed.')
      }
      checkCompanies(claims)
      if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
      const returnTo = checkReturnUrl(readOptional(searchParams, 'return_to'), 'return_to', arrival)
      return { email: findText(claims, 'email'), name: findText(claims, 'name', 'email', 'userId'), claims, returnTo }
    }
  }
}

/** One of Featurebase's articles calls the id `id`, another one `companyId`. */
function checkCompanies ({ companies = [] }: JsonObject): void {
  for (const company of companies as unknown[]) {
    const { name, id, companyId = id } = Object(company) as JsonObject
    if (typeof name !== 'string' || name === '' || typeof companyId !== 'string' || companyId === '') {
      throw new HandoffRefused('wrong-type', 'One of companies has no name, or neither id nor companyId.')
    }
  }
}
