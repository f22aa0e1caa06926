import { readToken } from './checks.ts'
import { JtiMemory } from './jti-memory.ts'
import { checkReturnUrl, readOptional, readParameter } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeHelpCenterOptions } from './settings.ts'
import type { JsonObject } from './strict-json.ts'
import { checkTimes, type ExpectedTimeFormat } from './time-claims.ts'
import type { FakeVendor } from './vendor.ts'

export interface FakeZohoDeskOptions extends FakeHelpCenterOptions {
  /**
   * How this help center expects `exp`, `nbf` and `iat`. Public sources conflict about the real one, so try your app
   * with each.
   * @default { unit: 'seconds', type: 'number' }
   */
  timeClaims?: ExpectedTimeFormat
  /**
   * The most seconds from `nbf` to `exp`. Zoho says ten minutes for the neighbouring ASAP tokens.
   * @default 600
   */
  maxLifetime?: number
  /**
   * Seconds by which the two clocks may differ. None by default: a real help center may tolerate nothing.
   * @default 0
   */
  clockTolerance?: number
  /**
   * The portal id in the sign-in endpoint.
   * @default '8-30039159786'
   */
  portal?: string
}

/**
 * Zoho Desk's JWT sign-in for help centers, read in November 2026 in Zoho's article "JWT authentication mechanism for
 * help center". Where Zoho's texts are silent (does a jti work once? how long may a token live?) the stricter answer is
 * taken: what passes here has no reason to fail there.
 */
export function zohoDeskRules (options: FakeZohoDeskOptions = {}): FakeVendor {
  const {
    timeClaims: format = { unit: 'seconds', type: 'number' },
    maxLifetime = 600,
    clockTolerance = 0,
    portal = '8-30039159786'
  } = options
  // Seen in the wild with and without the prefix, so the shape is not narrowed further; it only has to fit in a path.
  if (!/^[\w-]+$/.test(portal)) throw new TypeError('portal must consist of letters, digits, - and _')
  const spent = new JtiMemory()
  const path = `/accounts/p/${portal}/signin/jwt/auth`
  return {
    name: 'Zoho Desk',
    way: { kind: 'query', path },
    returnParameter: 'return_to',
    admin: {
      place: 'Setup > Help Center > User Authentication > JWT',
      labels: {
        remoteLoginUrl: 'Remote Login URL',
        remoteLogoutUrl: 'Remote Logout URL',
        secret: 'JWT Secret Key',
        signInEndpoint: 'Signin End Point URL'
      },
      demands: [
        'The header is {"alg":"HS256","typ":"JWT"}; the key is the JWT Secret Key as text.',
        'jti, exp, nbf and email are present; each jti works for one sign-in.',
        `exp and nbf (and iat, if sent) are ${format.unit} since 1970, each as a JSON ${format.type}.`,
        `From nbf to exp it is ${maxLifetime} seconds at most.`,
        'return_to is empty, or an absolute URL of this help center.'
      ]
    },
    signInEndpoint: (origin) => `${origin}${path}?return_to=&jwt=`,
    judge (arrival) {
      const { url: { searchParams }, secret, now } = arrival
      const returnTo = readOptional(searchParams, 'return_to')
      const claims = readToken(readParameter(searchParams, 'jwt'), {
        key: secret, algorithm: 'HS256', bareHeader: true, required: { jti: 'id', email: 'email' }
      })
      const jti = String(claims.jti)
      const deadAt = checkTimes(claims, { format, maxLifetime, clockTolerance }, now)
      const accepted = {
        email: String(claims.email),
        name: findName(claims),
        claims,
        returnTo: checkReturnUrl(returnTo, 'return_to', arrival)
      }
      if (spent.has(jti, deadAt)) {
        throw new HandoffRefused('jti-reused', 'This token was used before, and each jti works for one sign-in. ' +
          'Start again from the sign-in link; in your app, make a new jti for every token.')
      }
      // Spent only now: reloading a refusal shows its true reason again, and not "used before".
      spent.add(jti, deadAt, now)
      return accepted
    }
  }
}

/** Zoho names no claims for this; first_name and last_name are what its neighbouring product (ASAP) takes. */
function findName ({ first_name: first, last_name: last, name }: JsonObject): string {
  const parts = [first, last].filter((part) => typeof part === 'string' && part !== '')
  return parts.length > 0 ? parts.join(' ') : typeof name === 'string' ? name : ''
}
