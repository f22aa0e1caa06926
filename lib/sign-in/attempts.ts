import { bare } from '../contract/bare-object.ts'
import { errors, withRetryAfter } from '../errors.ts'
import type { SignedCookie } from './signed-cookie.ts'

/** Seconds within which attempts are counted. */
export const ATTEMPTS_WINDOW = 30
const MAX_ATTEMPTS = 3

/** `token`: sent to the help center with a token. `signInPage`: sent to the host's sign-in page. */
export type AttemptKind = 'token' | 'signInPage'

/** `since` is in milliseconds, as `now` is below. */
type Attempts = { readonly since: number } & { readonly [Kind in AttemptKind]: number }

/**
 * Stops redirect loops. A vendor that refuses our token sends the browser back for another one, and so does a sign-in
 * page that considers the visitor signed in while `lookupUser` does not. Each kind is counted separately, so that three
 * tabs that each sign in once do not look like a loop.
 */
export interface AttemptsCookie {
  /**
   * Counts one more attempt and returns the `Set-Cookie` header.
   *
   * @throws FST_HELP_CENTER_TOO_MANY_SIGN_INS at the fourth attempt of a kind within 30 s
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

/** The counts of the current window. A clock that was set back starts a new one rather than lock a visitor out. */
function recent (stored: unknown, now: number): Attempts {
  const attempts = stored === undefined ? undefined : bare(stored as Attempts)
  const isRecent = attempts !== undefined && attempts.since <= now && now - attempts.since < ATTEMPTS_WINDOW * 1000
  return isRecent ? attempts : { since: now, token: 0, signInPage: 0 }
}
