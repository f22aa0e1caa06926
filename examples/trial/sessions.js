import { randomBytes } from 'node:crypto'

const COOKIE = 'my-fernway'
const LIFETIME = 60 * 60
// Lax, not strict: a visitor whom the help center sends has to be recognised on that very navigation.
// A real app adds `secure: true`; the trial runs over plain http.
const ATTRIBUTES = { path: '/', httpOnly: true, sameSite: 'lax', signed: true }

/** The app's own sessions, as it had them before there was a help center: a signed cookie with an id, the rest here. */
export function createSessions () {
  const sessions = new Map()

  return {
    start (request, reply, userId) {
      sessions.delete(readId(request))
      // A new id at each sign-in: one that somebody planted beforehand must not become a signed-in one.
      const id = randomBytes(32).toString('base64url')
      sessions.set(id, { userId, expiresAt: Date.now() + LIFETIME * 1000 })
      reply.setCookie(COOKIE, id, { ...ATTRIBUTES, maxAge: LIFETIME })
    },

    userId (request) {
      const session = sessions.get(readId(request))
      return session !== undefined && session.expiresAt > Date.now() ? session.userId : undefined
    },

    end (request, reply) {
      sessions.delete(readId(request))
      reply.clearCookie(COOKIE, ATTRIBUTES)
    }
  }
}

function readId (request) {
  const { valid, value } = request.unsignCookie(request.cookies[COOKIE] ?? '')
  return valid ? value : undefined
}
