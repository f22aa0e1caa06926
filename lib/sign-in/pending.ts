import { ownValue } from '../own-value.ts'
import type { RoutePath } from '../route-path.ts'
import type { SignedCookie } from './signed-cookie.ts'

/** Seconds in which a visitor signs in at the host; room for a password reset by mail. */
export const PENDING_MAX_AGE = 15 * 60

/** A return URL of full length, encoded twice, and its address. */
const MAX_NEXT_LENGTH = 16_384

/** What is looked at of a request: `next` may come in its query or in a posted form. */
export interface PendingSources {
  headers: { cookie?: string | undefined }
  query: unknown
  body?: unknown
}

/** Remembers the help center's parameters while the visitor is at the host's sign-in page. */
export interface Pending {
  remember (parameters: Readonly<Record<string, string>>, now: number): string
  /** The parameters, untrusted again, or `null` if no help center sent this visitor. */
  recall (request: PendingSources, now: number): object | null
  forget (): string
}

/**
 * A browser has one pending cookie but may have several tabs. So `next`, which each tab carries for itself, counts
 * first; the cookie serves sign-in pages that know nothing of `next`.
 */
export function createPending (cookie: SignedCookie, nextParam: string, loginPath: RoutePath | null): Pending {
  return {
    remember: (parameters, now) => cookie.write(parameters, now),
    recall ({ headers, query, body }, now) {
      const untrustedNext = ownValue(query, nextParam) ?? ownValue(body, nextParam)
      return readNext(untrustedNext, loginPath) ?? (cookie.read(headers.cookie, now) as object | undefined) ?? null
    },
    forget: () => cookie.clear()
  }
}

/** The query of `next`, if that is our login route. Only its parameters are taken, never the address. */
function readNext (untrustedNext: unknown, loginPath: RoutePath | null): object | null {
  if (typeof untrustedNext !== 'string' || untrustedNext.length > MAX_NEXT_LENGTH || loginPath === null) return null
  const [pathname = '', ...search] = untrustedNext.split('?')
  if (!loginPath.matches(pathname)) return null
  const parameters = Object.create(null)
  for (const [name, value] of new URLSearchParams(search.join('?'))) {
    parameters[name] = name in parameters ? [parameters[name], value] : value
  }
  return parameters
}
