import { bare } from '../contract/bare-object.ts'
import { errors, withRetryAfter } from '../errors.ts'
import type { SignedCookie } from './signed-cookie.ts'

/** Seconds over which attempts are counted. */
export const ATTEMPTS_WINDOW = 30
const MAX_ATTEMPTS = 3

/** `token`: handed over to the help center. `signInPage`: sent to the host's sign-in page. */
export type AttemptKind = 'token' | 'signInPage'

type Attempts = { readonly since: number } & { readonly [Kind in AttemptKind]: number }

/**
 * Ends redirect loops. A vendor that refuses our token sends the browser back for another one; a sign-in page that
 * takes the visitor for signed in, while `lookupUser` does not, sends it back too. Each kind is counted for itself, so
 * that three tabs that all sign in once do not look like a loop.
 */
export interface AttemptsCookie {
  /**
   * Counts one more attempt: a `Set-Cookie` header.
   *
   * @throws FST_HELP_CENTER_TOO_MANY_SIGN_INS at the fourth of a kind within 30 s
   */
  count (kind: AttemptKind, cookieHeader: unknown, now: number): string
}

export function createAttemptsCookie (cookie: SignedCookie): AttemptsCookie {
  return {
    count (kind, cookieHeader, now) {
      const attempts = recent(cookie.read(cookieHeader, now), now)
      if (attempts[kind] >= MAX_ATTEMPTS) {
        throw withRetryAfter(new errors.TooManySignIns(), ATTEMPTS_WINDOW - (now - attempts.since) / 1000)
      }
      return cookie.write({ ...attempts, [kind]: attempts[kind] + 1 }, now)
    }
  }
}

/** The count of the running window. A clock that went back starts a new one: it must not lock a visitor out. */
function recent (stored: unknown, now: number): Attempts {
  const attempts = stored === undefined ? undefined : bare(stored as Attempts)
  const isRecent = attempts !== undefined && attempts.since <= now && now - attempts.since < ATTEMPTS_WINDOW * 1000
  return isRecent ? attempts : { since: now, token: 0, signInPage: 0 }
}
