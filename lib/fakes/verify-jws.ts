import { createHmac, createPublicKey, KeyObject, timingSafeEqual, verify } from 'node:crypto'
import { parseJsonObject, type JsonObject } from './strict-json.ts'

type Key = Buffer | string | KeyObject
type CheckSignature = (key: Key, signingInput: string, signature: Buffer) => boolean

/** The caller names the algorithm and the token has to agree, never the other way round. */
const ALGORITHMS = {
  HS256: hmac('sha256'),
  HS512: hmac('sha512'),
  RS256: asymmetric('rsa', 'sha256', isLong),
  EdDSA: asymmetric('ed25519', null, () => true)
} satisfies Record<string, CheckSignature>

/** Algorithms that {@link verifyJws} can check. */
export type JwsAlgorithm = keyof typeof ALGORITHMS

/** Which part of the token is wrong. */
export type JwsErrorCode = 'malformed-token' | 'wrong-header' | 'wrong-signature'

/** Thrown by {@link verifyJws}; the message is a sentence for a person. */
export class JwsError extends Error {
  override readonly name = 'JwsError'
  readonly code: JwsErrorCode

  constructor (code: JwsErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export interface VerifyJwsOptions {
  /**
   * HS256 and HS512: the secret, as bytes or as text that stands for its UTF-8 bytes; it is never decoded. RS256 (2048
   * bits or more) and EdDSA (Ed25519): the public key, as PEM or KeyObject.
   */
  key: Key
  algorithm: JwsAlgorithm
}

export interface VerifiedJws {
  header: JsonObject
  /** The bytes that were signed; not parsed, as a JWS may carry anything. */
  payload: Buffer
}

export interface ParsedJws extends VerifiedJws {
  signature: Buffer
  signingInput: string
}

/**
 * Verifies a compact JWS as strictly as RFC 7515 allows: canonical base64url, one algorithm, no extensions.
 * @throws {@link JwsError} for every token that is not exactly right.
 * @example
 * const { payload } = verifyJws(token, { key: secret, algorithm: 'HS256' })
 */
export function verifyJws (compact: string, { key, algorithm }: VerifyJwsOptions): VerifiedJws {
  const jws = parseJws(compact)
  checkHeader(jws.header, algorithm)
  checkSignature(jws, { key, algorithm })
  return { header: jws.header, payload: jws.payload }
}

/** Splits the token without trusting it. */
export function parseJws (compact: string): ParsedJws {
  const [header, payload, signature, ...rest] = compact.split('.')
  if (!header || !payload || !signature || rest.length > 0) {
    throw new JwsError('malformed-token', 'A token has exactly three parts with two dots between them.')
  }
  return {
    header: parseHeader(decode(header, 'header')),
    payload: decode(payload, 'payload'),
    signature: decode(signature, 'signature'),
    signingInput: `${header}.${payload}`
  }
}

/** The part of the header rules that every vendor shares. */
export function checkHeader (header: JsonObject, algorithm: JwsAlgorithm): void {
  if (header.alg !== algorithm) {
    throw new JwsError('wrong-header', `The header's alg is not ${algorithm}, the only algorithm expected here.`)
  }
  // RFC 7515, 4.1.11: a verifier that does not understand an extension listed in crit must refuse. We know of none.
  // RFC 7797: b64 changes what is signed, so it may not be passed over either.
  for (const name of ['crit', 'b64']) {
    if (Object.hasOwn(header, name)) {
      throw new JwsError('wrong-header', `The header has ${name}, an extension that is not understood here.`)
    }
  }
  if (Object.hasOwn(header, 'typ') && typeof header.typ !== 'string') {
    throw new JwsError('wrong-header', 'The header\'s typ is not text.')
  }
}

/** The last step, and the only one that makes the token trustworthy. */
export function checkSignature (jws: ParsedJws, { key, algorithm }: VerifyJwsOptions): void {
  // Typed callers cannot get here with another name, but JavaScript can; neither may an empty key "verify" anything.
  if (!Object.hasOwn(ALGORITHMS, algorithm)) {
    throw new TypeError(`algorithm must be one of ${Object.keys(ALGORITHMS).join(', ')}`)
  }
  if (!(key instanceof KeyObject) && key.length === 0) throw new TypeError('key must not be empty')
  if (!ALGORITHMS[algorithm](key, jws.signingInput, jws.signature)) {
    throw new JwsError('wrong-signature', 'The signature does not match.')
  }
}

/**
 * Buffer.from skips what it does not know (padding, white space, stray bits), so many texts give the same bytes. Only
 * the one text that encodes back to itself is the token that was signed.
 */
function decode (part: string, name: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) {
    throw new JwsError('malformed-token', `The ${name} is not base64url without padding.`)
  }
  return bytes
}

/** Node.js would derive the public key from a private one. A caller that holds one here has mixed up the sides. */
function toPublicKey (key: Key): KeyObject {
  if (key instanceof KeyObject && key.type === 'public') return key
  if (key instanceof KeyObject || !key.includes('-----BEGIN PUBLIC KEY-----')) {
    throw new TypeError('key must be a public key, as PEM ("BEGIN PUBLIC KEY") or KeyObject')
  }
  return createPublicKey(key)
}

function parseHeader (bytes: Buffer): JsonObject {
  try {
    return parseJsonObject(bytes)
  } catch (error) {
    throw new JwsError('malformed-token', `The header ${(error as Error).message}.`)
  }
}

function hmac (hash: string): CheckSignature {
  return (key, signingInput, signature) => {
    if (key instanceof KeyObject && key.type !== 'secret') throw new TypeError('key must be a shared secret')
    const expected = createHmac(hash, key).update(signingInput).digest()
    return signature.length === expected.length && timingSafeEqual(signature, expected)
  }
}

/** Checks the key's type too: `verify` goes by the key alone, and would use it with another algorithm. */
function asymmetric (type: string, hash: string | null, isFit: (key: KeyObject) => boolean): CheckSignature {
  return (key, signingInput, signature) => {
    const publicKey = toPublicKey(key)
    if (publicKey.asymmetricKeyType !== type || !isFit(publicKey)) {
      throw new TypeError(`key must be a public key for ${type}`)
    }
    return verify(hash, Buffer.from(signingInput), publicKey, signature)
  }
}

/** RFC 7518, 3.3: RSA keys of 2048 bits or more. */
function isLong ({ asymmetricKeyDetails }: KeyObject): boolean {
  return Number(asymmetricKeyDetails?.modulusLength) >= 2048
}
