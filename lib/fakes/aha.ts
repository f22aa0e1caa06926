import { checkAge, checkExpiry, findText, readToken } from './checks.ts'
import { JtiMemory } from './jti-memory.ts'
import { checkReturnPath, readOptional, readParameter, toPath, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeVendor } from './vendor.ts'

/** Seconds, either way. Its receiver has such a bound; the figure is not public. */
const MAX_AGE = 300
/** Says which portal, where several share one identity provider. */
const STATE = 'portal-7642711658240547395'
const REQUIRED = { iat: 'seconds', jti: 'id', email: 'email', name: 'id' } as const
const OPTIONAL = { first_name: 'string', last_name: 'string', exp: 'seconds' } as const

/**
 * JWT sign-in of Aha! ideas portals, contract read on 2026-11-23. Its receiver takes headers without `typ`. That a
 * `jti` works once is an assumption on the strict side.
 */
export function ahaRules (): FakeVendor {
  const spent = new JtiMemory()
  return {
    name: 'Aha!',
    way: { kind: 'query', path: '/auth/jwt/callback' },
    returnParameter: 'return_to',
    admin: {
      place: 'Users, SSO, JSON Web Token',
      labels: {
        remoteLoginUrl: 'Remote login URL',
        remoteLogoutUrl: 'Remote logout URL',
        secret: 'JWT secret',
        signInEndpoint: 'Callback URL'
      },
      demands: [
        'HS256 with the JWT secret as text.',
        `iat is in whole seconds, and at most ${MAX_AGE} of them from now.`,
        'jti is present and works for one sign-in; email and name are present.',
        'exp is in whole seconds and in the future, if it is sent.',
        'return_to is empty, or a path of this portal; state comes back unchanged, if it comes back.'
      ]
    },
    remoteLogin: (url, { returnTo, origin }) =>
      withParameters(url, { return_to: toPath(returnTo, origin), state: STATE }),
    judge (arrival) {
      const { url: { searchParams }, secret, now } = arrival
      const claims = readToken(readParameter(searchParams, 'jwt'), {
        key: secret, algorithm: 'HS256', needsTyp: false, required: REQUIRED, optional: OPTIONAL
      })
      const iat = checkAge(claims, MAX_AGE, now, MAX_AGE)
      if (Object.hasOwn(claims, 'exp')) checkExpiry({ exp: claims.exp }, now)
      const state = readOptional(searchParams, 'state')
      if (state !== undefined && state !== STATE) {
        throw new HandoffRefused('wrong-parameter', 'state is not the one that was sent.')
      }
      const returnTo = checkReturnPath(readOptional(searchParams, 'return_to'), 'return_to', arrival)
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
