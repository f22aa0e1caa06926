import { checkAge, checkExpiry, checkValue, readToken } from './checks.ts'
import { readParameter } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeHelpCenterOptions } from './settings.ts'
import type { FakeVendor, Setup } from './vendor.ts'

export interface FakePylonOptions extends FakeHelpCenterOptions {
  /**
   * The organization's slug.
   * @default 'fernway'
   */
  orgSlug?: string
}

const PATH = '/callback/jwt'
const MAX_AGE = 60
const REQUIRED = { iat: 'seconds', exp: 'seconds', email: 'email', aud: 'string', iss: 'string' } as const
const OPTIONAL = { account_id: 'string', account_external_id: 'string' } as const

/**
 * Pylon's JWT sign-in, contract read on 2026-11-21. The parameter in which Pylon names the page to return to is not
 * public, so none is sent, and visitors land on the home page.
 */
export function pylonRules (
  { orgSlug = 'fernway' }: FakePylonOptions = {}
): FakeVendor<Omit<Setup, 'origin'> & { orgSlug: string }> {
  return {
    name: 'Pylon',
    way: { kind: 'query', path: PATH },
    admin: {
      place: 'JWT authentication',
      labels: { remoteLoginUrl: 'Remote Login URL', secret: 'JWT secret', signInEndpoint: 'Callback URL' },
      demands: [
        `orgSlug is ${orgSlug}; the token is in jwt.`,
        'HS256 with the JWT secret as text.',
        'email is present; aud is https://portal.usepylon.com.',
        'iss is the origin of the Remote Login URL, followed by a slash.',
        `iat is in whole seconds, and at most ${MAX_AGE} of them ago; exp is in the future.`
      ]
    },
    signInEndpoint: (origin) => `${origin}${PATH}?orgSlug=${orgSlug}`,
    providerOptions: ({ signInEndpoint, helpCenterUrl, secret, remoteLoginUrl }) =>
      ({ signInEndpoint, helpCenterUrl, secret, remoteLoginUrl, orgSlug }),
    judge ({ url: { searchParams }, secret, home, remoteLoginUrl, now }) {
      if (readParameter(searchParams, 'orgSlug') !== orgSlug) {
        throw new HandoffRefused('wrong-parameter', `orgSlug is not ${orgSlug}.`)
      }
      const claims = readToken(readParameter(searchParams, 'jwt'), {
        key: secret, algorithm: 'HS256', required: REQUIRED, optional: OPTIONAL
      })
      checkAge(claims, MAX_AGE, now)
      checkExpiry(claims, now)
      checkValue(claims, 'aud', 'https://portal.usepylon.com')
      if (remoteLoginUrl === '') {
        throw new HandoffRefused('wrong-value', 'iss cannot be right while the Remote Login URL is not set.')
      }
      checkValue(claims, 'iss', `${new URL(remoteLoginUrl).origin}/`)
      return { email: String(claims.email), name: '', claims, returnTo: home }
    }
  }
}
