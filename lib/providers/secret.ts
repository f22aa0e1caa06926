import { invalidOption } from '../check-option.ts'

/** RFC 7518, section 3.2: a key for HS256 is no shorter than its hash. */
const MIN_BYTES = 32
const PRINTABLE = /^[\t-\r\x20-\x7e]*$/
const PLACEHOLDER = /change-?me|your-?secret/i

/**
 * Why `value` is no usable HMAC secret, or `null` if it is one. The answer tells shape and size, never content.
 *
 * White space at an end is refused rather than trimmed: it is nearly always the line break of a mounted file, and
 * trimming would sign with another key than the one that was configured.
 */
export function findSecretFault (value: unknown, minBytes = MIN_BYTES): { got: string, cure: string } | null {
  if (value === undefined || value === null || value === '') {
    return { got: 'nothing', cure: 'Copy the secret from the admin screen; is the environment variable set?' }
  }
  if (typeof value !== 'string' && !Buffer.isBuffer(value)) {
    return { got: `a value of type ${typeof value}`, cure: 'Give a string, a Buffer or a function that returns one of them' }
  }
  const bytes = Buffer.from(value)
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

/** Throws unless `value` is a usable secret; `option` is named in the error. */
export function assertSecret (
  value: unknown, option: string, { allowShort = false }: { allowShort?: boolean | undefined } = {}
): asserts value is string | Buffer {
  const fault = findSecretFault(value, allowShort ? 1 : MIN_BYTES)
  if (fault !== null) throw invalidOption(option, fault.got, fault.cure)
}
