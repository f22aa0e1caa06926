import { bare } from '../contract/bare-object.ts'
import { ownValue } from '../contract/own-value.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import type { CookieRefusal, SignedCookie } from './signed-cookie.ts'

/** Seconds that a visitor has to sign in at the host; enough for a password reset by mail. */
export const PENDING_MAX_AGE = 15 * 60

/** Characters: room for the longest return URL, encoded twice, and the address before it. */
const MAX_NEXT_LENGTH = 16_384
const MAX_PARAMETERS = 100
/**
 * Characters of all cookies, above which the pending cookie holds no parameters (`next` has them too): links to the
 * login routes of several registrations must not fill up the 8 KiB that servers allow a header.
 */
const MAX_COOKIES = 4096

/** What `next` is compared with: our login route, or `null` if none is mounted. */
type LoginPath = { matches (pathname: string, params: unknown): boolean } | null

/** What is read from a request: `next` may come in its query or in a posted form. */
export interface PendingSources {
  headers: { cookie?: string | undefined }
  query: unknown
  body?: unknown
  params?: unknown
}

/** `foreign-next`: the visitor signs in for something else. */
export type PendingRefusal = CookieRefusal | 'foreign-next' | 'other-help-center'

export interface Recalled {
  readonly parameters: object | null
  readonly refusal: PendingRefusal | null
}

/** Remembers the help center's parameters while the visitor is at the host's sign-in page. */
export interface Pending {
  /** @param cookieHeader of the request: what the browser sends already */
  remember (parameters: Parameters, provider: Provider, cookieHeader: unknown, now: number): string
  /**
   * Returns the parameters, untrusted as before, or why this help center did not send the visitor.
   *
   * @param provider the help center that must have sent the visitor; `null` before it is known accepts any
   * @param now the time in milliseconds
   */
  recall (request: PendingSources, provider: Provider | null, now: number): Recalled
  /** What to set when a visit ends: nothing where nothing was remembered. */
  forget (request: Pick<PendingSources, 'headers'> & { readonly method: string }): string[]
}

/**
 * A browser has one pending cookie but perhaps several tabs. So `next`, which each tab has for itself, takes
 * precedence: a `next` of the host's own means that this visitor is signing in for something else. The cookie is for
 * sign-in pages that do not support `next`.
 */
export function createPending (cookie: SignedCookie, nextParam: string, loginPath: LoginPath): Pending {
  return {
    remember (parameters, provider, cookieHeader, now) {
      const isFull = typeof cookieHeader === 'string' && cookieHeader.length > MAX_COOKIES
      return cookie.write({ helpCenter: nameOf(provider), parameters: isFull ? {} : parameters }, now)
    },
    recall ({ headers, query, body, params }, provider, now) {
      const values = [query, body].map((source) => ownValue(source, nextParam) ?? '')
      const [untrustedNext = ''] = values.filter((next) => next !== '')
      const isOurs = loginPath === null && untrustedNext === NO_LOGIN_ROUTE
      if (untrustedNext !== '' && !isOurs) {
        const parameters = readNext(untrustedNext, loginPath, params)
        return { parameters, refusal: parameters === null ? 'foreign-next' : null }
      }
      const { value: stored, refusal } = cookie.read(ownValue(headers, 'cookie'), now)
      if (refusal !== null) return { parameters: null, refusal }
      // Parameters from one brand, such as `state` and `nonce`, must not be used at another.
      if (provider !== null && ownValue(stored, 'helpCenter') !== nameOf(provider)) {
        return { parameters: null, refusal: 'other-help-center' }
      }
      return { parameters: ownValue(stored, 'parameters') as object, refusal: null }
    },
    forget ({ headers, method }) {
      // A POST from another site does not show cookies that are SameSite=Lax.
      const mayBeThere = method !== 'GET' || cookie.isIn(ownValue(headers, 'cookie'))
      return mayBeThere ? [cookie.clear()] : []
    }
  }
}

/** The `next` of a registration without a login route. */
export const NO_LOGIN_ROUTE = '/'

function nameOf ({ id, helpCenterUrl }: Provider): string {
  return `${id} ${helpCenterUrl}`
}

/** The query of `next`, if that is our login route. Only its parameters are used, never the address. */
function readNext (untrustedNext: unknown, loginPath: LoginPath, params: unknown): object | null {
  if (typeof untrustedNext !== 'string' || untrustedNext.length > MAX_NEXT_LENGTH || loginPath === null) return null
  const [pathname = '', ...search] = untrustedNext.split('?')
  if (!loginPath.matches(pathname, params) || search.join('?').split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) {
    return null
  }
  const parameters: Record<string, unknown> = bare()
  for (const [name, value] of new URLSearchParams(search.join('?'))) {
    parameters[name] = name in parameters ? [parameters[name], value] : value
  }
  return parameters
}
