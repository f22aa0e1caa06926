import { errors, withRetryAfter } from '../errors.ts'
import type { CheckedProfile, HookContext } from '../types.ts'
import { callHook } from './hook.ts'
import { toCheckedProfile } from './profile.ts'

type Hook<Result> = (context: HookContext) => Result | PromiseLike<Result>

/** Asks the host who the visitor is: a user, or `null` for a visitor who is not signed in. */
export type LookUpVisitor = (lookupUser: Hook<unknown>, clientGone?: AbortSignal) => Promise<object | null>

/**
 * Bounds `lookupUser` in time and number. Over the cap the answer is an error at once: a database that hangs must not
 * gather every visitor's request in this process.
 */
export function createVisitorLookup (timeout: number, maxPending: number): LookUpVisitor {
  let pending = 0
  return async (lookupUser, clientGone) => {
    if (pending >= maxPending) throw withRetryAfter(new errors.Busy(), 1)
    pending++
    try {
      const user = await callHook('lookupUser', timeout, lookupUser, clientGone)
      if (user === undefined || user === null || user === false) return null
      if (typeof user === 'object') return user
      throw new errors.HookResult('lookupUser', `a value of type ${typeof user}`, 'Return the user, or null for nobody')
    } finally {
      pending--
    }
  }
}

/** The host's say about a user who is known. */
export interface VisitorHooks {
  authorize?: Hook<boolean> | undefined
  profile?: Hook<unknown> | undefined
  assumeEmailVerified: boolean
  timeout: number
}

/** authorize → profile → checked e-mail. */
export async function describeVisitor (
  user: object, hooks: VisitorHooks, clientGone?: AbortSignal
): Promise<CheckedProfile> {
  const { authorize, profile, assumeEmailVerified, timeout } = hooks
  if (authorize !== undefined) {
    const authorized = await callHook('authorize', timeout, authorize, clientGone)
    if (typeof authorized !== 'boolean') {
      throw new errors.HookResult('authorize', `a value of type ${typeof authorized}`, 'Return true or false')
    }
    if (!authorized) throw new errors.NotAuthorized()
  }
  if (profile === undefined) return toCheckedProfile(user, { strict: false, assumeEmailVerified })
  const described = await callHook('profile', timeout, profile, clientGone)
  if (typeof described !== 'object' || described === null) {
    throw new errors.HookResult('profile', `a value of type ${typeof described}`, 'Return the profile')
  }
  return toCheckedProfile(described, { strict: true, assumeEmailVerified })
}
