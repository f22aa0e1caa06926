import { isEmail } from './email.ts'
import { HandoffRefused } from './refusals.ts'
import { parseJsonObject, readNumberTexts, type JsonObject } from './strict-json.ts'
import { nameType, readTime, showTime } from './time-claims.ts'
import { checkHeader, checkSignature, JwsError, parseJws, type VerifyJwsOptions } from './verify-jws.ts'

/**
 * What a claim has to be. `id`: text that is not empty. `seconds`: whole seconds since 1970, as a number. `integer`: a
 * whole number above 0. `texts`: an array of texts. The others are JSON types.
 */
export type ClaimType =
  'id' | 'email' | 'seconds' | 'integer' | 'texts' | 'string' | 'number' | 'boolean' | 'array' | 'object'

/** What a vendor demands of a token. */
export interface TokenRules extends VerifyJwsOptions {
  /**
   * Refuse any header besides `alg` and `typ`.
   * @default false
   */
  bareHeader?: boolean
  /**
   * Whether a header without `typ` is refused. A vendor whose own samples leave it out takes such tokens.
   * @default true
   */
  needsTyp?: boolean
  /** Claims that every token must have. */
  required: Readonly<Record<string, ClaimType>>
  /** Claims that may be missing. Claims with other names are ignored. */
  optional?: Readonly<Record<string, ClaimType>>
}

const TIMES = ['iat', 'nbf', 'exp', 'expiresAt']

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
  // Whatever a vendor makes of it, nobody should be signed in by an address that is said not to be theirs.
  if (Object.hasOwn(claims, 'email_verified') && claims.email_verified !== true) {
    throw new HandoffRefused('wrong-value', 'email_verified is not true.')
  }
  return claims
}

/** Header, signature and JSON, in the order in which they can be trusted. */
function verifyToken (token: string, { key, algorithm, bareHeader = false, needsTyp = true }: TokenRules): JsonObject {
  try {
    const jws = parseJws(token)
    checkHeader(jws.header, algorithm)
    // No vendor here asks for more than these two, and some are known to refuse a token without `typ`.
    const isTyped = needsTyp || Object.hasOwn(jws.header, 'typ')
    if (isTyped && jws.header.typ !== 'JWT') throw new JwsError('wrong-header', 'The header has no "typ":"JWT".')
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
  let claims: JsonObject
  try {
    claims = parseJsonObject(payload)
  } catch (error) {
    throw new HandoffRefused('malformed-claims', `The payload ${(error as Error).message}.`)
  }
  for (const [name, text] of readNumberTexts(payload.toString())) {
    if (TIMES.includes(name) && !/^\d+$/.test(text)) {
      throw new HandoffRefused('wrong-type', `${name} is not a whole number, written in digits alone.`)
    }
  }
  return claims
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
  } else if (type === 'integer') {
    if (!Number.isSafeInteger(value) || Number(value) < 1) {
      throw new HandoffRefused('wrong-type', `${name} is not a JSON number, whole and above 0.`)
    }
  } else if (type === 'texts') {
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
      throw new HandoffRefused('wrong-type', `${name} is not a JSON array of texts.`)
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

/**
 * For a vendor that goes by `iat`: at most `maxAge` seconds old (`now`, in ms), and not further in the future than the
 * clocks may differ, `tolerance` seconds. Returns it in milliseconds.
 */
export function checkAge (claims: JsonObject, maxAge: number, now: number, tolerance = 0): number {
  const iat = readSeconds(claims, 'iat')
  assertPast(iat, now + tolerance * 1000)
  if (now - iat > maxAge * 1000) {
    throw new HandoffRefused('too-old', `The token is too old: iat is ${showTime(iat)}, it is ${showTime(now)} here, ` +
      `and the token may be at most ${maxAge} seconds old. Start again from the sign-in link; if that does not help, ` +
      'check the clock of your server.')
  }
  return iat
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

/** The first of these claims that is a text and not empty; else an empty text. */
export function findText (claims: JsonObject, ...names: string[]): string {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return names.map((name) => claims[name]).find(isText) ?? ''
}
