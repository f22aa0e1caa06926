import { createHash } from 'node:crypto'
import type { ResolvedOptions } from '../options/resolve-options.ts'
import { createRoutePath, joinPath, type RoutePath } from '../options/route-path.ts'
import { ATTEMPTS_WINDOW, createAttemptsCookie, type AttemptsCookie } from '../sign-in/attempts.ts'
import { createCookie, type CookieOptions } from '../sign-in/cookie.ts'
import { createPlaces, type Places } from '../sign-in/hook.ts'
import { createPending, PENDING_MAX_AGE, type Pending } from '../sign-in/pending.ts'
import { createSignedCookie } from '../sign-in/signed-cookie.ts'

/** One registration of the plugin: its options, and what is built from them once. */
export interface Registration {
  readonly options: Readonly<ResolvedOptions>
  readonly loginPath: RoutePath | null
  readonly pending: Pending
  readonly attempts: AttemptsCookie
  /** Limits concurrent calls of the hooks that visitors can trigger without being signed in. */
  readonly places: Places
  /** The same for `errorPage`, which must still be callable when the other places are taken. */
  readonly errorPages: Places
  /** Whether the app is closing, so that no connection may be kept alive. */
  isClosing: boolean
}

const DEFAULT_LOGIN_PATH = '/help-center/login'

/** @param prefix the full prefix under which the routes are mounted */
export function createRegistration (options: Readonly<ResolvedOptions>, prefix: string): Registration {
  const path = options.loginPath === false ? null : joinPath(prefix, options.loginPath)
  const loginPath = path === null ? null : createRoutePath(path)
  const { name: baseName, secrets, secure } = options.cookie

  return {
    options,
    loginPath,
    isClosing: false,
    places: createPlaces(options.maxPendingLookups),
    errorPages: createPlaces(options.maxPendingLookups),
    pending: createPending(
      createSignedCookie({ ...describeCookie('pending', PENDING_MAX_AGE), secrets }), options.nextParam, loginPath
    ),
    attempts: createAttemptsCookie(createCookie(describeCookie('attempts', ATTEMPTS_WINDOW)))
  }

  function describeCookie (purpose: string, maxAge: number): CookieOptions {
    const place = distinguish(path ?? describe(prefix, options))
    const name = `${secure ? '__Host-' : ''}${baseName}.${options.name}${place}.${purpose}`
    return { name, maxAge, secure }
  }
}

/**
 * Sibling scopes may use the same `name`. `__Host-` cookies always have the path `/`, so their names tell the login
 * routes apart: otherwise each help center would overwrite the other's cookies, loop guard included.
 */
function distinguish (place: string): string {
  if (place === DEFAULT_LOGIN_PATH) return ''
  return `.${createHash('sha256').update(place).digest('base64url').slice(0, 8)}`
}

/** Tells registrations without a login route apart. */
function describe (prefix: string, { provider }: ResolvedOptions): string {
  return typeof provider === 'function' ? prefix : `${prefix} ${provider.id} ${provider.helpCenterUrl}`
}
