import { errors, withRetryAfter } from '../errors.ts'
import type { Cookie } from './cookie.ts'

/** Seconds within which attempts are counted. */
export const ATTEMPTS_WINDOW = 30
const MAX_ATTEMPTS = 3

/** `token`: sent to the help center with a token. `signInPage`: sent to the host's sign-in page. */
export type AttemptKind = 'token' | 'signInPage'

/** `since` is in milliseconds, as `now` is below. */
type Attempts = { readonly since: number } & Record<AttemptKind, number>

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

/**
 * The counter is not signed: forging it fools only the browser that sends it, which could as well delete it. A strict
 * pattern reads it, and `__Host-` keeps others from setting it.
 */
export function createAttemptsCookie (cookie: Cookie): AttemptsCookie {
  return {
    count (kind, cookieHeader, now) {
      const { since, ...counts } = recent(cookie.read(cookieHeader).value ?? '', now)
      if (counts[kind] >= MAX_ATTEMPTS) {
        const error = Object.assign(new errors.TooManySignIns(), { loop: kind })
        throw withRetryAfter(error, ATTEMPTS_WINDOW - (now - since) / 1000)
      }
      counts[kind]++
      return cookie.write(`${since}.${counts.token}.${counts.signInPage}`)
    }
  }
}

/** When the window began, in milliseconds, then the count of each kind. */
const COUNTER = /^([1-9]\d{12})\.([0-3])\.([0-3])$/

/** The counts of the current window. A clock that was set back starts a new one rather than lock a visitor out. */
function recent (untrustedCounter: string, now: number): Attempts {
  const found = COUNTER.exec(untrustedCounter)
  const [since = 0, token = 0, signInPage = 0] = found?.slice(1).map(Number) ?? []
  const isRecent = since <= now && now - since < ATTEMPTS_WINDOW * 1000
  return isRecent ? { since, token, signInPage } : { since: now, token: 0, signInPage: 0 }
}
