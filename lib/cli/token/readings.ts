/** Another way to read the same secret. It is never shown: only its name is. */
export interface Reading {
  readonly key: Buffer
  /** What was done to the given secret, to follow "fits the secret …". */
  readonly name: string
  readonly cure: string
}

const DECODES = 'The app decodes the secret before it signs; the vendor takes its text. ' +
  'Give the library the bytes of the text, such as Buffer.from(secret, \'utf8\').'
const DRESSED = 'Give the app exactly the text of the admin screen, with nothing around it.'
const CUT = 'The app has only the beginning of the secret. Copy the whole of it, and look for a character at which a ' +
  'settings file ends a value (#, $, = or a space): quote the value there.'
/** Beyond it, trying every beginning would cost more than it tells. */
const MAX_PREFIX = 512

/** Every way in which secrets are known to be misread, on either side. */
export function listReadings (secret: string): Reading[] {
  const text = secret.trim()
  const bare = unquote(text)
  const readings = [
    ...asText(text, 'without the white space around it', DRESSED),
    ...asText(bare, 'without the quotes around it', DRESSED),
    ...asText(decodePercent(bare), 'percent-decoded', 'The app has the decoded text. ' + DRESSED),
    ...asText(encodeURIComponent(bare), 'percent-encoded',
      'The app has the secret as it is written in a URL. ' + DRESSED),
    ...['\n', '\r\n', ' '].flatMap((end) => asText(bare + end, 'with a line break or space at its end',
      'The app reads a file or variable whole, with its last line break. Trim it before it is used as a key.')),
    ...['"', '\''].flatMap((quote) => asText(quote + bare + quote, 'with quotes around it',
      'The app keeps the quotes of a settings file as part of the secret. Remove them.')),
    ...asText(bare.replaceAll('\\n', '\n'), 'with \\n read as a line break', DRESSED),
    ...asText(Buffer.from(bare).toString('base64'), 'encoded in base64',
      'The app encodes the secret before it signs; the vendor takes its text. Use the text as it is.'),
    ...asBytes(bare, 'base64', /^[A-Za-z\d+/\s]+=*$/, 'decoded from base64'),
    ...asBytes(bare, 'base64url', /^[\w-]+=*$/, 'decoded from base64url'),
    ...asBytes(bare, 'hex', /^(?:[\da-f]{2})+$/i, 'decoded from hex'),
    ...asText(bare.toLowerCase(), 'in lower case', DRESSED),
    ...asText(bare.toUpperCase(), 'in upper case', DRESSED),
    ...listBeginnings(bare)
  ]
  return readings.filter(({ key }) => key.length > 0 && !key.equals(Buffer.from(secret)))
}

function asText (text: string, name: string, cure: string): Reading[] {
  return [{ key: Buffer.from(text), name, cure }]
}

function asBytes (text: string, encoding: 'base64' | 'base64url' | 'hex', form: RegExp, name: string): Reading[] {
  return form.test(text) ? [{ key: Buffer.from(text, encoding), name, cure: DECODES }] : []
}

function listBeginnings (text: string): Reading[] {
  return Array.from({ length: Math.min(text.length, MAX_PREFIX) }, (_, length) => ({
    key: Buffer.from(text.slice(0, length)), name: `cut off after ${length} of its characters`, cure: CUT
  }))
}

function unquote (text: string): string {
  return /^(["'`]).*\1$/s.test(text) ? text.slice(1, -1) : text
}

function decodePercent (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What is odd about a secret by itself, or null. Admin screens show only its first characters. */
export function findOddity (secret: string): string | null {
  if (/…|\.\.\.|\*{3}|•/.test(secret)) {
    return 'The given secret looks like the shortened display of a secret (it has dots or stars in it).'
  }
  if (secret.trim() !== secret) return 'The given secret has white space around it.'
  if (unquote(secret) !== secret) return 'The given secret has quotes around it.'
  if (secret.includes('-----BEGIN')) return 'The given secret is a PEM key, and this vendor takes a shared secret.'
  if (secret.length < 16) return `The given secret has only ${secret.length} characters, and may be cut off.`
  return null
}
