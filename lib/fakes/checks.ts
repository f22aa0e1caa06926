import { isEmail } from './email.ts'
import { HandoffRefused } from './refusals.ts'
import { parseJsonObject, type JsonObject } from './strict-json.ts'
import { nameType, readTime, showTime } from './time-claims.ts'
import type { Arrival } from './vendor.ts'
import { checkHeader, checkSignature, JwsError, parseJws, type VerifyJwsOptions } from './verify-jws.ts'

/**
 * What a claim has to be. `id`: text that is not empty. `seconds`: whole seconds since 1970, as a number. The others
 * are JSON types.
 */
export type ClaimType = 'id' | 'email' | 'seconds' | 'string' | 'number' | 'boolean' | 'array' | 'object'

/** What a vendor demands of a token. */
export interface TokenRules extends VerifyJwsOptions {
  /**
   * Refuse any header besides `alg` and `typ`.
   * @default false
   */
  bareHeader?: boolean
  /** Claims that every token must have. */
  required: Readonly<Record<string, ClaimType>>
  /** Claims that may be missing. Claims with other names are ignored. */
  optional?: Readonly<Record<string, ClaimType>>
}

/**
 * The one value of a parameter, or `undefined` if it is missing or empty. Two parsers may read two parameters of one
 * name differently, so a repeated one is refused.
 */
export function readOptional (parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = parameters.getAll(name)
  if (more.length > 0) {
    throw new HandoffRefused('parameter-repeated', `There is more than one ${name}. Set the parameter instead of ` +
      'appending it: the sign-in endpoint may already have an empty one.')
  }
  return value === '' ? undefined : value
}

/** The one value of a parameter that must be there. */
export function readParameter (parameters: URLSearchParams, name: string): string {
  const value = readOptional(parameters, name)
  if (value === undefined) throw new HandoffRefused('parameter-missing', `There is no ${name}, or an empty one.`)
  return value
}

/** Verifies a token and the types of its claims, and returns the claims. */
export function readToken (token: string, rules: TokenRules): JsonObject {
  const claims = verifyToken(token, rules)
  for (const [name, type] of Object.entries(rules.required)) {
    if (!Object.hasOwn(claims, name)) {
      const needed = Object.keys(rules.required).join(', ')
      throw new HandoffRefused('claim-missing', `The token has no ${name}. This help center needs ${needed}.`)
    }
    checkType(claims, name, type)
  }
  for (const [name, type] of Object.entries(rules.optional ?? {})) {
    if (Object.hasOwn(claims, name)) checkType(claims, name, type)
  }
  return claims
}

/** Header, signature and JSON, in the order in which they can be trusted. */
function verifyToken (token: string, { key, algorithm, bareHeader = false }: TokenRules): JsonObject {
  try {
    const jws = parseJws(token)
    checkHeader(jws.header, algorithm)
    // No vendor here asks for more than these two, and some are known to refuse a token without `typ`.
    if (jws.header.typ !== 'JWT') throw new JwsError('wrong-header', 'The header has no "typ":"JWT".')
    if (bareHeader && Object.keys(jws.header).length > 2) {
      throw new JwsError('wrong-header', 'The header has more in it than "alg" and "typ".')
    }
    checkSignature(jws, { key, algorithm })
    return parsePayload(jws.payload)
  } catch (error) {
    if (!(error instanceof JwsError)) throw error
    const advice = error.code === 'wrong-signature'
      ? ' The key here and the key in your app do not match: copy it again, without white space.'
      : ''
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

function checkType (claims: JsonObject, name: string, type: ClaimType): void {
  const value = claims[name]
  if (type === 'seconds') {
    readSeconds(claims, name)
  } else if (type === 'email') {
    if (!isEmail(value)) {
      throw new HandoffRefused('bad-email', `${name} is not one plain e-mail address such as demo@example.com.`)
    }
  } else if (type === 'id') {
    const isId = typeof value === 'string' && value.trim() !== '' && value.length <= 256
    if (!isId) {
      const code = name === 'jti' ? 'bad-jti' : 'wrong-type'
      throw new HandoffRefused(code, `${name} is not a text of 1 to 256 characters.`)
    }
  } else if (nameType(value) !== type) {
    throw new HandoffRefused('wrong-type',
      `${name} is a JSON ${nameType(value)}; this help center expects a JSON ${type}.`)
  }
}

/** A time claim that holds seconds as a number, in milliseconds since 1970. */
export function readSeconds (claims: JsonObject, name: string): number {
  return readTime(claims, name, { unit: 'seconds', type: 'number' })
}

/** Checks a claim that must have exactly this value. */
export function checkValue (claims: JsonObject, name: string, expected: string): void {
  if (claims[name] !== expected) throw new HandoffRefused('wrong-value', `${name} is not "${expected}".`)
}

/** For a vendor that goes by `iat`: not in the future (`now`, in ms), and at most `maxAge` seconds old. */
export function checkAge (claims: JsonObject, maxAge: number, now: number): void {
  const iat = readSeconds(claims, 'iat')
  assertPast(iat, now)
  if (now - iat > maxAge * 1000) {
    throw new HandoffRefused('too-old', `The token is too old: iat is ${showTime(iat)}, it is ${showTime(now)} here, ` +
      `and the token may be at most ${maxAge} seconds old. Start again from the sign-in link; if that does not help, ` +
      'check the clock of your server.')
  }
}

/** Not expired (`now`, in ms), not issued in the future, and `exp` at most `maxLifetime` seconds from now. */
export function checkExpiry (claims: JsonObject, now: number, maxLifetime = Infinity): void {
  const exp = readSeconds(claims, 'exp')
  if (Object.hasOwn(claims, 'iat')) assertPast(readSeconds(claims, 'iat'), now)
  if (exp <= now) {
    throw new HandoffRefused('expired', `The token has expired: exp is ${showTime(exp)}, and it is ${showTime(now)} ` +
      'here. Start again from the sign-in link; if that does not help, check the clock of your server.')
  }
  if (exp - now > maxLifetime * 1000) {
    throw new HandoffRefused('lifetime-too-long', `The token lives too long: exp is ${(exp - now) / 1000} seconds ` +
      `from now, and at most ${maxLifetime} are allowed.`)
  }
}

function assertPast (iat: number, now: number): void {
  if (iat > now) {
    throw new HandoffRefused('issued-in-future', `iat lies in the future: it is ${showTime(iat)}, and it is ` +
      `${showTime(now)} here. Check the clock of your server.`)
  }
}

/** An absolute URL of this help center; without one, its home page. */
export function checkReturnUrl (
  untrusted: string | undefined, name: string, { origin, home }: Pick<Arrival, 'origin' | 'home'>
): string {
  if (untrusted === undefined) return home
  // The parser repairs much (white space, backslashes, "https:evil"); a URL that needs repair was not made for us.
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(untrusted) || !URL.canParse(untrusted)) {
    throw new HandoffRefused('malformed-return-url', `${name} is not an absolute URL.`)
  }
  const url = new URL(untrusted)
  if (url.origin !== origin || url.username !== '' || url.password !== '') {
    throw new HandoffRefused('foreign-return-url',
      `${name} leads away from this help center. Only URLs that begin with ${origin}/ are allowed.`)
  }
  return url.href
}

/** A path of this help center; without one, its home page. */
export function checkReturnPath (
  untrusted: string | undefined, name: string, { origin, home }: Pick<Arrival, 'origin' | 'home'>
): string {
  if (untrusted === undefined) return home
  if (!/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(untrusted)) {
    throw new HandoffRefused('malformed-return-url', `${name} is not a path that begins with exactly one slash.`)
  }
  return origin + untrusted
}

/** The first of these claims that is a text and not empty; else an empty text. */
export function findText (claims: JsonObject, ...names: string[]): string {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return names.map((name) => claims[name]).find(isText) ?? ''
}

/** Adds parameters to an address that an admin typed. */
export function withParameters (address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** The address of a page without the parameter that brought the token. */
export function withoutParameter (page: URL, name: string): string {
  const url = new URL(page)
  url.searchParams.delete(name)
  return url.href
}

/** A page of the help center as a path, for vendors that send paths; any other address stays as it is. */
export function toPath (url: string, origin: string): string {
  return url.startsWith(`${origin}/`) ? url.slice(origin.length) : url
}
