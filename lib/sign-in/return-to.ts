/** Longest return URL that is accepted or sent, in characters. */
const MAX_LENGTH = 2048

/**
 * Control, space, format, invisible, private-use and unassigned characters and lone surrogates in any script, the mark
 * of a failed decoding, and the backslash: browsers, proxies and the vendor's server disagree about these.
 */
const UNSAFE_CHARACTER = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\uFFFD\\]/u

/**
 * A path that begins twice: a vendor that keeps only the path would send the browser to `//evil.example`.
 * Percent-encoded forms count, because a server along the way may decode them.
 */
export const SECOND_ORDER_PATH = /^\/(?:[/\\]|%(?:2f|5c|0[09ad]))/i

export type ReturnToRefusal =
  | 'not-a-string' | 'empty' | 'too-long' | 'unsafe-character' | 'malformed-escape'
  | 'foreign-origin' | 'unparsable' | 'second-order-path' | 'outside-home'

/** Both keys are always present: an absent one could be read from a polluted `Object.prototype`. */
export type CheckedReturnTo =
  { readonly url: string, readonly refusal: null } | { readonly url: null, readonly refusal: ReturnToRefusal }

/**
 * The one gate for hostile return URLs. It lets through the parser's `href`, never the text that came in; anything
 * refused is dropped by the caller, which logs the reason and not the value.
 *
 * The text and the parser's origin are both checked on purpose: the parser alone accepts `https:evil` and
 * `https:\\evil`, which the vendor's parser may read differently from a browser.
 */
export function toSafeReturnTo (untrustedReturnTo: unknown, allowedOrigins: readonly string[]): CheckedReturnTo {
  if (typeof untrustedReturnTo !== 'string') return refuse('not-a-string')
  if (untrustedReturnTo === '') return refuse('empty')
  if (untrustedReturnTo.length > MAX_LENGTH) return refuse('too-long')
  if (UNSAFE_CHARACTER.test(untrustedReturnTo)) return refuse('unsafe-character')
  if (!hasDecodableEscapes(untrustedReturnTo)) return refuse('malformed-escape')
  const origin = allowedOrigins.find((allowed) => continues(untrustedReturnTo, allowed))
  if (origin === undefined) return refuse('foreign-origin')
  const url = parse(untrustedReturnTo)
  if (url === null) return refuse('unparsable')
  if (url.origin !== origin || url.username + url.password !== '') return refuse('foreign-origin')
  if (SECOND_ORDER_PATH.test(url.pathname)) return refuse('second-order-path')
  // Percent-encoding may have made it longer, and it must pass again when it comes back in the cookie or in `next`.
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

/** Fastify passes on undecodable parameters as they came; they count as absent. */
function hasDecodableEscapes (text: string): boolean {
  if (!text.includes('%')) return true
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** `URL.parse` came with Node.js 22.1; `canParse` first would parse twice. */
function parse (text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
