import { hkdfSync } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import { parseCookie, stringifySetCookie } from 'cookie'
import { bare } from '../contract/bare-object.ts'

export interface CookieOptions {
  /** Full name, with its `__Host-` prefix if it has one. */
  name: string
  /** Key material: the first signs, all are accepted. */
  secrets: readonly (string | Buffer)[]
  /** Seconds. Enforced here too, whatever the browser does. */
  maxAge: number
  secure: boolean
}

/** A cookie whose value is JSON that this app signed. Headers in, headers out; `now` is in milliseconds. */
export interface SignedCookie {
  /** Returns the value, or `undefined` if it is missing, forged, expired or present twice. */
  read (cookieHeader: unknown, now: number): unknown
  /** Returns a `Set-Cookie` header. */
  write (value: object, now: number): string
  clear (): string
}

/**
 * @fastify/cookie signs; its codec, the cookie package, reads and writes. Both are used as libraries, so it does not
 * matter whether or how the host registers @fastify/cookie, whose own `serialize` (11.1) works only after that.
 */
export function createSignedCookie ({ name, secrets, maxAge, secure }: CookieOptions): SignedCookie {
  // One key per cookie name: a value signed for another cookie, or another registration, is not valid here.
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `fastify-help-center ${name}`, 32)))
  const signer = new fastifyCookie.Signer(keys)
  const attributes = bare({ name, path: '/', httpOnly: true, secure, sameSite: 'lax' } as const)

  return {
    read (cookieHeader, now) {
      // With two of one name, a subdomain or an older path may have set the other, and nobody can tell which is which.
      if (typeof cookieHeader !== 'string' || countCookies(cookieHeader, name) !== 1) return undefined
      const { valid, value } = signer.unsign(parseCookie(cookieHeader)[name] ?? '')
      if (!valid) return undefined
      const { expires, value: signed } = bare(JSON.parse(Buffer.from(value, 'base64url').toString()))
      return expires > now ? signed : undefined
    },
    write (value, now) {
      const payload = Buffer.from(JSON.stringify({ expires: now + maxAge * 1000, value })).toString('base64url')
      return stringifySetCookie(bare({ ...attributes, value: signer.sign(payload), maxAge }))
    },
    clear () {
      return stringifySetCookie(bare({ ...attributes, value: '', maxAge: 0 }))
    }
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
