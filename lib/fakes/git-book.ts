import { checkAge, checkExpiry, findText, readToken } from './checks.ts'
import { readParameter, toPath, withoutParameter, withParameters } from './parameters.ts'
import type { FakeVendor, Setup } from './vendor.ts'

/**
 * GitBook's authenticated access, contract read on 2026-11-23 in its documents and its open front end. No claim says
 * who the visitor is. There is no ceiling of `exp`, and a token without it is kept for seven days. GitBook's own
 * samples make tokens without `typ`.
 */
export function gitBookRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'>> {
  return {
    name: 'GitBook',
    way: { kind: 'page', parameter: 'jwt_token' },
    admin: {
      place: 'site audience > Authenticated access',
      labels: { remoteLoginUrl: 'Login URL', secret: 'Private signing key', signInEndpoint: 'Site URL' },
      demands: [
        'jwt_token is in the query of the page that the visitor asked for.',
        'HS256 with the private signing key as text.',
        'iat is present, in whole seconds and not in the future; exp, if sent, is in the future.'
      ]
    },
    remoteLogin: (url, { returnTo, origin }) => withParameters(url, { location: toPath(returnTo, origin) }),
    providerOptions: ({ signInEndpoint: helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge ({ url, secret, now }) {
      const claims = readToken(readParameter(url.searchParams, 'jwt_token'), {
        key: secret,
        algorithm: 'HS256',
        needsTyp: false,
        required: { iat: 'seconds' },
        optional: { exp: 'seconds' }
      })
      checkAge(claims, Infinity, now)
      if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
      const name = findText(claims, 'name', 'sub')
      return { email: '', name: name === '' ? 'Reader' : name, claims, returnTo: withoutParameter(url, 'jwt_token') }
    }
  }
}
