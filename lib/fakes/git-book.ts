import { checkExpiry, findText, readToken } from './checks.ts'
import { readParameter, toPath, withoutParameter, withParameters } from './parameters.ts'
import type { FakeVendor, Setup } from './vendor.ts'

/**
 * GitBook's authenticated access, contract read on 2026-11-21. No claim says who the visitor is; a ceiling of `exp` is
 * not public, so there is none here.
 */
export function gitBookRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'>> {
  return {
    name: 'GitBook',
    way: { kind: 'page', parameter: 'jwt_token' },
    admin: {
      place: 'authenticated access',
      labels: { remoteLoginUrl: 'Fallback URL', secret: 'Private signing key', signInEndpoint: 'Site URL' },
      demands: [
        'jwt_token is in the query of the page that the visitor asked for.',
        'HS256 with the private signing key as text.',
        'iat and exp are present, in whole seconds; exp is in the future, iat is not.'
      ]
    },
    remoteLogin: (url, { returnTo, origin }) => withParameters(url, { location: toPath(returnTo, origin) }),
    providerOptions: ({ signInEndpoint: helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge ({ url, secret, now }) {
      const claims = readToken(readParameter(url.searchParams, 'jwt_token'), {
        key: secret, algorithm: 'HS256', required: { iat: 'seconds', exp: 'seconds' }
      })
      checkExpiry(claims, now)
      const name = findText(claims, 'name', 'sub')
      return { email: '', name: name === '' ? 'Reader' : name, claims, returnTo: withoutParameter(url, 'jwt_token') }
    }
  }
}
