import { checkExpiry, readToken } from './checks.ts'
import { isEmail } from './email.ts'
import { checkReturnPath, readOptional, readParameter, toPath, withParameters } from './parameters.ts'
import type { FakeVendor, Setup } from './vendor.ts'

/** Help Scout's Restricted Docs, contract read on 2026-11-21. No ceiling of `exp` is public, so there is none here. */
export function helpScoutDocsRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'>> {
  return {
    name: 'Help Scout Docs',
    way: { kind: 'query', path: '/authcallback' },
    returnParameter: 'returnTo',
    admin: {
      place: 'Restricted Docs',
      labels: {
        remoteLoginUrl: 'callbackConfiguration.signInUrl',
        secret: 'callbackConfiguration.sharedSecret',
        signInEndpoint: 'Callback URL'
      },
      demands: [
        'HS512 with the shared secret as text.',
        'sub and exp are present; exp is in whole seconds and in the future.',
        'returnTo is empty, or a path of this site.'
      ]
    },
    remoteLogin: (url, { returnTo, origin }) => withParameters(url, { returnTo: toPath(returnTo, origin) }),
    providerOptions: ({ helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge (arrival) {
      const { url: { searchParams }, secret, now } = arrival
      const claims = readToken(readParameter(searchParams, 'token'), {
        key: secret, algorithm: 'HS512', required: { sub: 'id', exp: 'seconds' }
      })
      checkExpiry(claims, now)
      const sub = String(claims.sub)
      const returnTo = checkReturnPath(readOptional(searchParams, 'returnTo'), 'returnTo', arrival)
      return { email: isEmail(sub) ? sub : '', name: sub, claims, returnTo }
    }
  }
}
