import { randomBytes } from 'node:crypto'
import { checkReturnUrl, readToken } from './checks.ts'
import { JtiMemory } from './jti-memory.ts'
import { HandoffRefused } from './refusals.ts'
import type { JsonObject } from './strict-json.ts'
import { checkTimes } from './time-claims.ts'
import type { TimeRules } from './time-claims.ts'
import type { Handoff, Vendor } from './vendor.ts'

/**
 * Zoho Desk's JWT sign-in for help centers, read in November 2026 in Zoho's article "JWT authentication mechanism for
 * help center". Where Zoho's texts say nothing (is a jti good once? how long may a token live?) the stricter answer is
 * taken: what passes here has no reason to fail there.
 */
export function zohoDeskRules ({ portal, times }: { portal: string, times: TimeRules }): Vendor {
  const spent = new JtiMemory()
  const signInPath = `/accounts/p/${portal}/signin/jwt/auth`
  return {
    name: 'Zoho Desk',
    way: { kind: 'query', path: signInPath },
    returnParameter: 'return_to',
    keys: 'shared',
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
        'jti, exp, nbf and email are there; each jti is good for one sign-in.',
        `exp and nbf (and iat, if sent) are ${times.format.unit} since 1970, each as a JSON ${times.format.type}.`,
        `From nbf to exp it is ${times.maxLifetime} seconds at most.`,
        'return_to is empty, or an absolute URL of this help center.'
      ]
    },
    // The printed sample of Zoho's article has this shape: 43 characters of the base64url alphabet.
    createSecret: () => randomBytes(32).toString('base64url'),
    signInEndpoint: (origin) => `${origin}${signInPath}?return_to=&jwt=`,
    remoteLogin (remoteLoginUrl, { returnTo }) {
      const url = new URL(remoteLoginUrl)
      url.searchParams.set('return_to', returnTo)
      return url.href
    },
    judge (arrival) {
      const { token, returnTo } = readParameters(arrival.url.searchParams)
      const claims = readToken(token, {
        key: arrival.secret, algorithm: 'HS256', bareHeader: true, required: { jti: 'id', email: 'email' }
      })
      const jti = String(claims.jti)
      const deadAt = checkTimes(claims, times, arrival.now)
      const handoff: Handoff = {
        email: String(claims.email),
        name: readName(claims),
        claims,
        returnTo: checkReturnUrl(returnTo === '' ? undefined : returnTo, 'return_to', arrival)
      }
      if (spent.has(jti)) {
        throw new HandoffRefused('jti-reused', 'This token was used before, and each jti is good for one sign-in. Start again from the sign-in link; in your app, make a new jti for every token.')
      }
      // Spent only now: whoever reloads a refusal sees its true reason again, and not "used before".
      spent.add(jti, deadAt, arrival.now)
      return handoff
    }
  }
}

function readParameters (parameters: URLSearchParams): { token: string, returnTo: string } {
  const [token, ...moreTokens] = parameters.getAll('jwt')
  const [returnTo = '', ...moreReturnUrls] = parameters.getAll('return_to')
  if (moreTokens.length > 0) {
    throw new HandoffRefused('jwt-repeated', 'The sign-in URL has more than one jwt parameter. Set the parameter instead of appending it: the URL that Zoho shows has an empty one already.')
  }
  if (moreReturnUrls.length > 0) {
    throw new HandoffRefused('return-url-repeated', 'The sign-in URL has more than one return_to parameter. Set the parameter instead of appending it: the URL that Zoho shows has an empty one already.')
  }
  if (!token) throw new HandoffRefused('jwt-missing', 'The sign-in URL has no jwt parameter, or an empty one.')
  return { token, returnTo }
}

// Zoho names no claims for this; first_name and last_name are what its neighbouring product (ASAP) takes.
function readName ({ first_name: first, last_name: last, name }: JsonObject): string {
  const parts = [first, last].filter((part) => typeof part === 'string' && part !== '')
  return parts.length > 0 ? parts.join(' ') : typeof name === 'string' ? name : ''
}
