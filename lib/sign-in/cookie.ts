import { parseCookie, stringifySetCookie } from 'cookie'
import { bare } from '../contract/bare-object.ts'

export interface CookieOptions {
  /** Full name, with its `__Host-` prefix if it has one. */
  name: string
  /** Seconds for which the browser keeps it. */
  maxAge: number
  secure: boolean
}

/** Both keys are always present: a missing one could be read from a polluted `Object.prototype`. */
export type ReadCookie<Value, Refusal> =
  { readonly value: Value, readonly refusal: null } | { readonly value: undefined, readonly refusal: Refusal }

/** One cookie of ours. Headers in, headers out. */
export interface Cookie {
  /** Returns the value, or why there is none. */
  read (cookieHeader: unknown): ReadCookie<string, 'absent' | 'twice'>
  /** Whether a request has it at all, whatever its value. */
  isIn (cookieHeader: unknown): boolean
  /** Returns a `Set-Cookie` header. `value` consists of characters that need no encoding. */
  write (value: string): string
  /** Returns the `Set-Cookie` header that deletes it. */
  clear (): string
}

const ABSENT = { value: undefined, refusal: 'absent' } as const
const TWICE = { value: undefined, refusal: 'twice' } as const

/**
 * The codec of @fastify/cookie, the cookie package, reads and writes. It is used as a library, so it does not matter
 * whether or how the host registers @fastify/cookie, whose own `serialize` (11.1) works only after that.
 */
export function createCookie ({ name, maxAge, secure }: CookieOptions): Cookie {
  const attributes = { name, value: '', path: '/', httpOnly: true, secure, sameSite: 'lax' } as const
  const [pair, ...suffixes] = stringifySetCookie(bare({ ...attributes, maxAge })).split('; ')
  const suffix = suffixes.join('; ')
  const cleared = stringifySetCookie(bare({ ...attributes, maxAge: 0 }))
  const isIn = (cookieHeader: unknown): cookieHeader is string =>
    typeof cookieHeader === 'string' && cookieHeader.includes(name)

  return {
    isIn,
    read (cookieHeader) {
      if (!isIn(cookieHeader)) return ABSENT
      // With two of one name, a subdomain or an older path may have set the other, and nobody can tell which is which.
      const count = countCookies(cookieHeader, name)
      if (count > 1) return TWICE
      const value = parseCookie(cookieHeader)[name]
      return count === 0 || value === undefined ? ABSENT : { value, refusal: null }
    },
    write: (value) => `${pair}${value}; ${suffix}`,
    clear: () => cleared
  }
}

function countCookies (cookieHeader: string, name: string): number {
  let count = 0
  for (const pair of cookieHeader.split(';')) {
    const equals = pair.indexOf('=')
    if (stripBlanks(equals === -1 ? pair : pair.slice(0, equals)) === name) count++
  }
  return count
}

/**
 * Strips only space and tab: `trim()` also strips U+00A0, so that `\u00A0__Host-x` would count as `__Host-x`. By index,
 * because a pattern for trailing blanks takes quadratic time on a run of them.
 */
function stripBlanks (text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text, start)) start++
  while (end > start && isBlank(text, end - 1)) end--
  return text.slice(start, end)
}

function isBlank (text: string, index: number): boolean {
  const character = text.charAt(index)
  return character === ' ' || character === '\t'
}
