import { KeyObject } from 'node:crypto'
import { invalidOption } from './check-option.ts'
import type { Algorithm, Key, Provider } from './contract.ts'
import { findPrivateKeyFault, toPem, type SecretFault } from './private-key.ts'

/** RFC 7518, section 3.2: a key for HS256 is no shorter than its hash. */
const MIN_BYTES = 32
const PRINTABLE = /^[\t-\r\x20-\x7e]*$/
const PLACEHOLDER = /change-?me|your-?secret/i

export interface SecretRules {
  /** The provider's; it is never inferred from the key. Default: HS256. */
  algorithm?: Algorithm | undefined
  /** Accept a shared secret of less than 32 bytes. */
  allowShort?: boolean | undefined
}

/** Why `value` is no usable secret or private key, or `null` if it is one. */
export function findSecretFault (
  value: unknown, { algorithm = 'HS256', allowShort = false }: SecretRules = {}
): SecretFault | null {
  if (value === undefined || value === null || value === '') {
    return { got: 'nothing', cure: 'Copy the secret from the admin screen; is the environment variable set?' }
  }
  if (typeof value !== 'string' && !Buffer.isBuffer(value) && !(value instanceof KeyObject)) {
    return { got: `a value of type ${typeof value}`, cure: 'Give a string, a Buffer, a KeyObject, or a function of these' }
  }
  if (algorithm === 'RS256' || algorithm === 'EdDSA') return findPrivateKeyFault(value, algorithm)
  return findSharedSecretFault(value, allowShort ? 1 : MIN_BYTES)
}

/** Throws unless `value` is usable; `option` is named in the error. */
export function assertSecret (value: unknown, option: string, rules: SecretRules = {}): asserts value is Key {
  const fault = findSecretFault(value, rules)
  if (fault !== null) throw invalidOption(option, fault.got, fault.cure)
}

/** The bytes to sign with, of a secret that has no fault: of a private key its PEM. */
export function toKeyBytes (secret: Key, algorithm: Algorithm = 'HS256'): Buffer {
  if (algorithm === 'RS256' || algorithm === 'EdDSA') return toPem(secret)
  return secret instanceof KeyObject ? secret.export() as Buffer : Buffer.from(secret)
}

/** Whether a secret function returned the same key again. */
export function isSameKey (one: Key, other: unknown): boolean {
  return Buffer.isBuffer(one) ? Buffer.isBuffer(other) && one.equals(other) : one === other
}

/** Whether two providers share a key. Of secret functions nothing is known at registration. */
export function haveSameSecret (one: Provider, other: Provider): boolean {
  return one.hasFixedSecret && other.hasFixedSecret && fixedKeyBytes(one).equals(fixedKeyBytes(other))
}

function fixedKeyBytes ({ secret, credential }: Provider): Buffer {
  return toKeyBytes(secret() as Key, credential.kind === 'jwt' ? credential.algorithm : undefined)
}

/**
 * White space at an end is refused rather than trimmed: it is nearly always the line break of a mounted file, and
 * trimming would sign with another key than the one that was configured.
 */
function findSharedSecretFault (value: Key, minBytes: number): SecretFault | null {
  if (value instanceof KeyObject && value.type !== 'secret') {
    return { got: `a ${value.type} key`, cure: 'Give the shared secret' }
  }
  const bytes = toKeyBytes(value)
  // Bytes that are all printable are text that was read from a file; of others nothing can be said.
  const isText = typeof value === 'string' || PRINTABLE.test(bytes.toString('latin1'))
  const text = isText ? bytes.toString() : ''
  if (/^\s*-----BEGIN /.test(text) || isJson(text)) {
    return { got: 'a PEM or JSON document', cure: 'Give the shared secret, not a key file' }
  }
  if (text.trim() !== text) {
    return { got: 'a secret with white space at an end', cure: 'Remove the white space or line break around it' }
  }
  if (bytes.length < minBytes) return { got: `a secret of ${bytes.length} bytes`, cure: `Give at least ${minBytes} bytes` }
  if (/^(.)\1*$/su.test(text) || bytes.every((byte) => byte === bytes[0])) {
    return { got: 'one character repeated', cure: 'Copy the secret from the admin screen' }
  }
  if (PLACEHOLDER.test(text)) return { got: 'a placeholder', cure: 'Copy the secret from the admin screen' }
  return null
}

function isJson (text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
