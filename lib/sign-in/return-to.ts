/** Longest return URL that is looked at or sent on, in characters. */
const MAX_LENGTH = 2048

/**
 * Control, space, format, invisible, private-use and unassigned characters and lone surrogates in any script, the sign
 * of a failed decoding, and the backslash: browsers, proxies and the vendor's server each read these in their own way.
 */
const UNSAFE_CHARACTER = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\uFFFD\\]/u

/**
 * A path that begins a second time. A vendor that keeps only the path would send the browser to `//evil.example`.
 * Percent forms count, because somebody on the way may decode them.
 */
const SECOND_ORDER_PATH = /^\/(?:[/\\]|%(?:2f|5c|0[09ad]))/i

export type ReturnToRefusal =
  | 'not-a-string' | 'empty' | 'too-long' | 'unsafe-character' | 'malformed-escape'
  | 'foreign-origin' | 'unparsable' | 'second-order-path'

export type CheckedReturnTo = { url: string, refusal?: never } | { url?: never, refusal: ReturnToRefusal }

/**
 * The one gate for hostile return URLs. What passes is the parser's `href`, never the text that came in; what does not
 * pass is dropped by the caller, which logs the reason and not the value.
 *
 * Both an origin check by the parser and a check of the text stand here on purpose: the parser alone forgives
 * `https:evil` and `https:\\evil`, which the vendor's parser may not read as a browser does.
 */
export function toSafeReturnTo (untrustedReturnTo: unknown, allowedOrigins: readonly string[]): CheckedReturnTo {
  if (typeof untrustedReturnTo !== 'string') return { refusal: 'not-a-string' }
  if (untrustedReturnTo === '') return { refusal: 'empty' }
  if (untrustedReturnTo.length > MAX_LENGTH) return { refusal: 'too-long' }
  if (UNSAFE_CHARACTER.test(untrustedReturnTo)) return { refusal: 'unsafe-character' }
  if (!hasDecodableEscapes(untrustedReturnTo)) return { refusal: 'malformed-escape' }
  const origin = allowedOrigins.find((allowed) => continues(untrustedReturnTo, allowed))
  if (origin === undefined) return { refusal: 'foreign-origin' }
  if (!URL.canParse(untrustedReturnTo)) return { refusal: 'unparsable' }
  const url = new URL(untrustedReturnTo)
  if (url.origin !== origin || url.username + url.password !== '') return { refusal: 'foreign-origin' }
  if (SECOND_ORDER_PATH.test(url.pathname)) return { refusal: 'second-order-path' }
  // Percent-encoding may have made it longer, and what is checked again (cookie, `next`) must pass again.
  if (url.href.length > MAX_LENGTH) return { refusal: 'too-long' }
  return { url: url.href }
}

/**
 * The gate for vendors that send a path: it begins with exactly one slash and stays on the help center's one origin. It
 * is never resolved against the request's host.
 */
export function toSafeReturnPath (untrustedPath: unknown, origin: string): CheckedReturnTo {
  if (typeof untrustedPath !== 'string') return { refusal: 'not-a-string' }
  if (untrustedPath === '') return { refusal: 'empty' }
  if (!untrustedPath.startsWith('/')) return { refusal: 'foreign-origin' }
  return toSafeReturnTo(origin + untrustedPath, [origin])
}

/** Byte for byte, so that `https://help.example.com.evil.example` and `…com@evil.example` fail here. */
function continues (text: string, origin: string): boolean {
  return text === origin || (text.startsWith(origin) && '/?#'.includes(text.charAt(origin.length)))
}

/** Fastify hands over undecodable parameters as they came; they count as absent. */
function hasDecodableEscapes (text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
