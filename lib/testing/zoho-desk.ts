import { randomBytes } from 'node:crypto'
import { isEmail } from './email.ts'
import { JtiMemory } from './jti-memory.ts'
import { HandoffRefused } from './refusals.ts'
import { parseJsonObject } from './strict-json.ts'
import type { JsonObject } from './strict-json.ts'
import { checkTimes } from './time-claims.ts'
import type { TimeRules } from './time-claims.ts'
import type { Arrival, Handoff, Vendor } from './vendor.ts'
import { checkHeader, checkSignature, JwsError, parseJws } from './verify-jws.ts'

const MAX_JTI_LENGTH = 256

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
      const claims = readClaims(token, arrival.secret)
      const jti = readJti(claims)
      const deadAt = checkTimes(claims, times, arrival.now)
      const email = readEmail(claims)
      const handoff: Handoff = { email, name: readName(claims), claims, returnTo: checkReturnUrl(returnTo, arrival) }
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

function readClaims (token: string, secret: string): JsonObject {
  try {
    const jws = parseJws(token)
    checkHeader(jws.header, 'HS256')
    if (Object.keys(jws.header).length !== 2 || jws.header.typ !== 'JWT') {
      throw new JwsError('wrong-header', 'The header is not exactly {"alg":"HS256","typ":"JWT"}.')
    }
    checkSignature(jws, { key: secret, algorithm: 'HS256' })
    return parsePayload(jws.payload)
  } catch (error) {
    if (!(error instanceof JwsError)) throw error
    const advice = error.code === 'wrong-signature' ? ' The JWT secret key here and the secret in your app differ: copy it again, without white space.' : ''
    throw new HandoffRefused(error.code, error.message + advice)
  }
}

function parsePayload (payload: Buffer): JsonObject {
  try {
    return parseJsonObject(payload)
  } catch (error) {
    throw new HandoffRefused('malformed-claims', `The payload ${(error as Error).message}.`)
  }
}

function readJti (claims: JsonObject): string {
  if (!Object.hasOwn(claims, 'jti')) throw new HandoffRefused('claim-missing', 'The token has no jti. This help center needs jti, exp, nbf and email.')
  const { jti } = claims
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH) {
    throw new HandoffRefused('bad-jti', `jti is not a text of 1 to ${MAX_JTI_LENGTH} characters.`)
  }
  return jti
}

function readEmail (claims: JsonObject): string {
  if (!Object.hasOwn(claims, 'email')) throw new HandoffRefused('claim-missing', 'The token has no email. This help center needs jti, exp, nbf and email.')
  if (!isEmail(claims.email)) throw new HandoffRefused('bad-email', 'email is not one plain e-mail address such as demo@example.com.')
  return claims.email
}

// Zoho names no claims for this; first_name and last_name are what its neighbouring product (ASAP) takes.
function readName ({ first_name: first, last_name: last, name }: JsonObject): string {
  const parts = [first, last].filter((part) => typeof part === 'string' && part !== '')
  return parts.length > 0 ? parts.join(' ') : typeof name === 'string' ? name : ''
}

function checkReturnUrl (untrusted: string, { origin, home }: Arrival): string {
  if (untrusted === '') return home
  // The parser repairs much (white space, backslashes, "https:evil"); what needs repair was not meant for us.
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(untrusted) || !URL.canParse(untrusted)) {
    throw new HandoffRefused('malformed-return-url', 'return_to is not an absolute URL.')
  }
  const url = new URL(untrusted)
  if (url.origin !== origin || url.username !== '' || url.password !== '') {
    throw new HandoffRefused('foreign-return-url', `return_to leads away from this help center. Only URLs that begin with ${origin}/ are allowed.`)
  }
  return url.href
}
