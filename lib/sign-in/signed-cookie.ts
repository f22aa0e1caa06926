import { hkdfSync } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import { bare } from '../contract/bare-object.ts'
import { createCookie, type Cookie, type CookieOptions, type ReadCookie } from './cookie.ts'

export interface SignedCookieOptions extends CookieOptions {
  /** Key material: the first signs, all are accepted. */
  secrets: readonly (string | Buffer)[]
}

export type CookieRefusal = 'absent' | 'twice' | 'wrong-signature' | 'expired'

/** A cookie whose value is JSON that this app signed. Headers in, headers out; `now` is in milliseconds. */
export interface SignedCookie extends Pick<Cookie, 'isIn' | 'clear'> {
  /** Returns the value, or why there is none. */
  read (cookieHeader: unknown, now: number): ReadCookie<unknown, CookieRefusal>
  /** Returns a `Set-Cookie` header. The value expires with the cookie, whatever the browser does. */
  write (value: object, now: number): string
}

/** @fastify/cookie signs, as a library. */
export function createSignedCookie ({ secrets, ...options }: SignedCookieOptions): SignedCookie {
  const { name, maxAge } = options
  // One key per cookie name: a value signed for another cookie, or another registration, is not valid here.
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `fastify-help-center ${name}`, 32)))
  const signer = new fastifyCookie.Signer(keys)
  const { isIn, clear, ...cookie } = createCookie(options)

  return {
    isIn,
    clear,
    read (cookieHeader, now) {
      const stored = cookie.read(cookieHeader)
      if (stored.refusal !== null) return stored
      const { valid, value } = signer.unsign(stored.value)
      if (!valid) return { value: undefined, refusal: 'wrong-signature' }
      const { expires, value: signed } = bare(JSON.parse(Buffer.from(value, 'base64url').toString()))
      return expires > now ? { value: signed, refusal: null } : { value: undefined, refusal: 'expired' }
    },
    write (value, now) {
      const payload = Buffer.from(JSON.stringify({ expires: now + maxAge * 1000, value })).toString('base64url')
      return cookie.write(signer.sign(payload))
    }
  }
}
