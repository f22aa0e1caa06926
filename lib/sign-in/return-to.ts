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
export const SECOND_ORDER_PATH = /^\/(?:[/\\]|%(?:2f|5c|0[09ad]))/i

export type ReturnToRefusal =
  | 'not-a-string' | 'empty' | 'too-long' | 'unsafe-character' | 'malformed-escape'
  | 'foreign-origin' | 'unparsable' | 'second-order-path' | 'outside-home'

/** Both keys are always there: an absent one could be read from a polluted `Object.prototype`. */
export type CheckedReturnTo =
  { readonly url: string, readonly refusal: null } | { readonly url: null, readonly refusal: ReturnToRefusal }

/**
 * The one gate for hostile return URLs. What passes is the parser's `href`, never the text that came in; what does not
 * pass is dropped by the caller, which logs the reason and not the value.
 *
 * Both an origin check by the parser and a check of the text stand here on purpose: the parser alone forgives
 * `https:evil` and `https:\\evil`, which the vendor's parser may not read as a browser does.
 */
export function toSafeReturnTo (untrustedReturnTo: unknown, allowedOrigins: readonly string[]): CheckedReturnTo {
  if (typeof untrustedReturnTo !== 'string') return refuse('not-a-string')
  if (untrustedReturnTo === '') return refuse('empty')
  if (untrustedReturnTo.length > MAX_LENGTH) return refuse('too-long')
  if (UNSAFE_CHARACTER.test(untrustedReturnTo)) return refuse('unsafe-character')
  if (!hasDecodableEscapes(untrustedReturnTo)) return refuse('malformed-escape')
  const origin = allowedOrigins.find((allowed) => continues(untrustedReturnTo, allowed))
  if (origin === undefined) return refuse('foreign-origin')
  if (!URL.canParse(untrustedReturnTo)) return refuse('unparsable')
  const url = new URL(untrustedReturnTo)
  if (url.origin !== origin || url.username + url.password !== '') return refuse('foreign-origin')
  if (SECOND_ORDER_PATH.test(url.pathname)) return refuse('second-order-path')
  // Percent-encoding may have made it longer, and what is checked again (cookie, `next`) must pass again.
  if (url.href.length > MAX_LENGTH) return refuse('too-long')
  return { url: url.href, refusal: null }
}

/**
 * The gate for vendors that send a path: it begins with exactly one slash and stays on the help center's one origin. It
 * is never resolved against the request's host.
 */
export function toSafeReturnPath (untrustedPath: unknown, origin: string): CheckedReturnTo {
  if (typeof untrustedPath !== 'string') return refuse('not-a-string')
  if (untrustedPath === '') return refuse('empty')
  if (!untrustedPath.startsWith('/')) return refuse('foreign-origin')
  return toSafeReturnTo(origin + untrustedPath, [origin])
}

export function refuse (refusal: ReturnToRefusal): CheckedReturnTo {
  return { url: null, refusal }
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
