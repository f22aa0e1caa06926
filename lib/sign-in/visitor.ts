import { isPromise } from 'node:util/types'
import { errors } from '../errors.ts'
import type { CheckedProfile } from '../types.ts'
import { toCheckedProfile } from './profile.ts'
import { describeRefused, silence } from '../contract/silence.ts'

/** The hooks that decide about a user and describe one; each is already limited in time. */
export interface UserHooks {
  readonly authorize: ((user: object) => unknown) | undefined
  readonly profile: ((user: object) => unknown) | undefined
}

/** What `lookupUser` found: a user, or `null` if the visitor is not signed in; `false`, as some hosts return, too. */
export function toUser (found: unknown): object | null {
  if (found === undefined || found === null || found === false) return null
  // Promises in the user may be rejected while the hooks run, when nothing else handles them.
  silence(found)
  if (typeof found === 'object') return found
  throw new errors.HookResult('lookupUser', describeRefused(found), 'Return a user object or null')
}

/** authorize → profile → checked e-mail. */
export async function describeUser (
  user: object, { authorize, profile }: UserHooks, assumeEmailVerified: boolean
): Promise<CheckedProfile> {
  if (authorize !== undefined) {
    const authorized = await authorize(user)
    if (typeof authorized !== 'boolean') {
      throw new errors.HookResult('authorize', describeRefused(authorized), 'Return true or false')
    }
    if (!authorized) throw new errors.NotAuthorized()
  }
  if (profile === undefined) return toCheckedProfile(user, { strict: false, assumeEmailVerified })
  const described = await profile(user)
  if (typeof described !== 'object' || described === null) {
    throw new errors.HookResult('profile', describeRefused(described), 'Return the profile')
  }
  return toCheckedProfile(described, { strict: true, assumeEmailVerified })
}

/** @throws FST_HELP_CENTER_INVALID_CALL unless the host passed a user */
export function assertUser (user: unknown, call: string): asserts user is object {
  if (typeof user === 'object' && user !== null && !isPromise(user)) return
  const got = isPromise(user) ? 'a promise' : `a user of type ${user === null ? 'null' : typeof user}`
  throw new errors.InvalidCall(call, got, 'Pass a user object; await it first if it is a promise')
}
