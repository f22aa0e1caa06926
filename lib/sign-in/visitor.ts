import { errors } from '../errors.ts'
import type { CheckedProfile } from '../types.ts'
import { toCheckedProfile } from './profile.ts'
import { describeRefused, silence } from '../contract/silence.ts'

/** The host's say about a user who is known; each is bounded already. */
export interface UserHooks {
  readonly authorize: ((user: object) => unknown) | undefined
  readonly profile: ((user: object) => unknown) | undefined
}

/** What `lookupUser` found: a user, or `null` for a visitor who is not signed in. */
export function toUser (found: unknown): object | null {
  if (found === undefined || found === null || found === false) return null
  // While the hooks work nobody looks at the user, whose promises may be rejected meanwhile.
  silence(found)
  if (typeof found === 'object') return found
  throw new errors.HookResult('lookupUser', describeRefused(found), 'Return the user, or null for nobody')
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
