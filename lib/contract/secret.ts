import { KeyObject } from 'node:crypto'
import { invalidOption } from './check-option.ts'
import type { Algorithm, Key, Provider } from './contract.ts'
import { findPrivateKeyFault, toPem, type SecretFault } from './private-key.ts'

/** RFC 7518, section 3.2: a key for HS256 is no shorter than its hash. */
const MIN_BYTES = 32
const PRINTABLE = /^[\t-\r\x20-\x7e]*$/
const PLACEHOLDER = /change-?me|your-?secret/i

export interface SecretRules {
  /**
   * The provider's algorithm; it is never inferred from the key.
   *
   * @default 'HS256'
   */
  algorithm?: Algorithm | undefined
  /**
   * Accept a shared secret of less than 32 bytes.
   *
   * @default false
   */
  allowShort?: boolean | undefined
}

/** What is wrong with `value` as a secret or private key; `null` if it is usable. */
export function findSecretFault (
  value: unknown, { algorithm = 'HS256', allowShort = false }: SecretRules = {}
): SecretFault | null {
  if (value === undefined || value === null || value === '') {
    return { got: 'nothing', cure: 'Expected the secret from the admin screen; is the environment variable set?' }
  }
  if (typeof value !== 'string' && !Buffer.isBuffer(value) && !(value instanceof KeyObject)) {
    return {
      got: `a value of type ${typeof value}`,
      cure: 'Expected a string, a Buffer, a KeyObject, or a function that returns one'
    }
  }
  if (algorithm === 'RS256' || algorithm === 'EdDSA') return findPrivateKeyFault(value, algorithm)
  return findSharedSecretFault(value, allowShort ? 1 : MIN_BYTES)
}

/** @throws FST_HELP_CENTER_INVALID_OPTION naming `option`, unless `value` is usable */
export function assertSecret (value: unknown, option: string, rules: SecretRules = {}): asserts value is Key {
  const fault = findSecretFault(value, rules)
  if (fault !== null) throw invalidOption(option, fault.got, fault.cure)
}

/** The bytes to sign with, from a secret that has passed the check: for a private key its PEM. */
export function toKeyBytes (secret: Key, algorithm: Algorithm = 'HS256'): Buffer {
  if (algorithm === 'RS256' || algorithm === 'EdDSA') return toPem(secret)
  return secret instanceof KeyObject ? secret.export() as Buffer : Buffer.from(secret)
}

export function isSameKey (one: Key, other: unknown): boolean {
  return Buffer.isBuffer(one) ? Buffer.isBuffer(other) && one.equals(other) : one === other
}

/** Whether two providers share a key. At registration, what a secret function returns is unknown. */
export function haveSameSecret (one: Provider, other: Provider): boolean {
  return one.hasFixedSecret && other.hasFixedSecret && fixedKeyBytes(one).equals(fixedKeyBytes(other))
}

function fixedKeyBytes ({ secret, token }: Provider): Buffer {
  return toKeyBytes(secret() as Key, token.kind === 'jwt' ? token.algorithm : undefined)
}

/**
 * White space around a secret is refused rather than trimmed: it is nearly always the line break of a mounted file, and
 * trimming would sign with a key other than the one that was configured.
 */
function findSharedSecretFault (value: Key, minBytes: number): SecretFault | null {
  if (value instanceof KeyObject && value.type !== 'secret') {
    return { got: `a ${value.type} key`, cure: 'Expected the shared secret' }
  }
  const bytes = toKeyBytes(value)
  // If all bytes are printable, they are text that was read from a file; otherwise they may be anything.
  const isText = typeof value === 'string' || PRINTABLE.test(bytes.toString('latin1'))
  const text = isText ? bytes.toString() : ''
  if (/^\s*-----BEGIN /.test(text) || isJson(text)) {
    return { got: 'a PEM or JSON document', cure: 'Expected the shared secret, not a key file' }
  }
  if (text.trim() !== text) {
    return {
      got: 'a secret with leading or trailing white space', cure: 'Remove it; it is often the line break of a file'
    }
  }
  if (bytes.length < minBytes) {
    return { got: `a secret of ${bytes.length} bytes`, cure: `Expected at least ${minBytes} bytes` }
  }
  if (/^(.)\1*$/su.test(text) || bytes.every((byte) => byte === bytes[0])) {
    return { got: 'one character repeated', cure: 'Expected the secret from the admin screen' }
  }
  if (PLACEHOLDER.test(text)) return { got: 'a placeholder', cure: 'Expected the secret from the admin screen' }
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
