import { checkExpiry, findText, readSeconds, readToken } from './checks.ts'
import { checkReturnPath, readOptional, readParameter } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeVendor, Setup } from './vendor.ts'

const REQUIRED = { sub: 'id', email: 'email', name: 'id' } as const
const OPTIONAL = { tagline: 'string', picture: 'string', locale: 'string', iat: 'seconds', exp: 'seconds' } as const

/**
 * Bettermode's JWT SSO, contract read on 2026-11-23. What it adds to the Authorization URL is not public, so nothing is
 * added here.
 */
export function bettermodeRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'>> {
  return {
    name: 'Bettermode',
    way: { kind: 'query', path: '/api/auth/sso' },
    admin: {
      place: 'JWT SSO',
      labels: {
        remoteLoginUrl: 'Authorization URL',
        remoteLogoutUrl: 'Logout Url',
        secret: 'Single Sign-On private key',
        signInEndpoint: 'Sign-in endpoint'
      },
      demands: [
        'HS256 with the private key as text.',
        'sub (as text), email and name are present.',
        'iat is in whole seconds and not in the future, exp in the future, if they are sent.',
        'redirect_uri is empty, or a path of this community.'
      ]
    },
    providerOptions: ({ helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge (arrival) {
      const { url: { searchParams }, secret, now } = arrival
      const claims = readToken(readParameter(searchParams, 'jwt'), {
        key: secret, algorithm: 'HS256', required: REQUIRED, optional: OPTIONAL
      })
      if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
      if (Object.hasOwn(claims, 'iat') && readSeconds(claims, 'iat') > now) {
        throw new HandoffRefused('issued-in-future', 'iat lies in the future. Check the clock of your server.')
      }
      const returnTo = checkReturnPath(readOptional(searchParams, 'redirect_uri'), 'redirect_uri', arrival)
      return { email: String(claims.email), name: findText(claims, 'name'), claims, returnTo }
    }
  }
}
