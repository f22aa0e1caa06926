import { createHmac } from 'node:crypto'

/** Stands in everything that must not reach a log, so that one search finds all of it. */
export const CANARY = 'canary'

export const emailOf = (id) => `${id}.${CANARY}@example.com`
export const passwordOf = (id) => `${CANARY}-password-${id}`

export function findUser (id) {
  return { id, email: emailOf(id), emailVerified: true, isBlocked: id.startsWith('blocked-') }
}

/** The host's session: signed, not stored, so that it survives a restart as a session store would make it. */
export function createSessions (secret) {
  const sign = (id) => createHmac('sha256', secret).update(id).digest('base64url')
  return {
    cookie: (id) => `host-session=${id}.${CANARY}.${sign(id)}; Path=/; HttpOnly; SameSite=Lax`,
    ended: 'host-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
    find (cookieHeader = '') {
      const value = /(?:^|; )host-session=([^;]+)/.exec(cookieHeader)?.[1] ?? ''
      const [id, , signature] = value.split('.')
      return signature === sign(id) ? id : null
    }
  }
}
