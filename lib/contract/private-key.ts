import { createPrivateKey, KeyObject } from 'node:crypto'
import { ownValue } from './own-value.ts'
import type { Key } from './contract.ts'

/** What is wrong with a secret or key, described by shape and size, never by content; and what is expected. */
export interface SecretFault { got: string, cure: string }

/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048

/** What is wrong with `value` as a private key; `null` if it is usable. */
export function findPrivateKeyFault (value: Key, algorithm: 'RS256' | 'EdDSA'): SecretFault | null {
  const wanted = algorithm === 'RS256' ? `an RSA private key of ${MIN_RSA_BITS} bits or more` : 'an Ed25519 private key'
  const cure = `Expected ${wanted}, as PEM or KeyObject`
  const key = parsePrivateKey(value)
  if (key === null) return { got: 'no private key', cure }
  if (key.asymmetricKeyType !== (algorithm === 'RS256' ? 'rsa' : 'ed25519')) {
    return { got: `a private key of type ${key.asymmetricKeyType}`, cure }
  }
  const bits = ownValue(key.asymmetricKeyDetails, 'modulusLength') as number | undefined ?? MIN_RSA_BITS
  return bits < MIN_RSA_BITS ? { got: `an RSA key of ${bits} bits`, cure } : null
}

/** The PKCS#8 PEM of a key that has passed the check. */
export function toPem (value: Key): Buffer {
  const key = value instanceof KeyObject ? value : createPrivateKey(withLineBreaks(value))
  return Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }))
}

function parsePrivateKey (value: Key): KeyObject | null {
  if (value instanceof KeyObject) return value.type === 'private' ? value : null
  try {
    return createPrivateKey(withLineBreaks(value))
  } catch {
    return null
  }
}

/** Environment variables often contain a PEM on one line, with `\n` for its line breaks. */
function withLineBreaks (pem: string | Buffer): string {
  return pem.toString().replaceAll('\\n', '\n')
}
