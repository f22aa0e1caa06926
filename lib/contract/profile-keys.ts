import type { Profile } from '../types.ts'

/** What is read from a user, and what a claim can be taken from by name. */
export const PROFILE_KEYS = [
  'email', 'emailVerified', 'id', 'name', 'firstName', 'lastName', 'phone', 'picture', 'locale', 'organization',
  'groups', 'tags', 'custom'
] as const satisfies (keyof Profile)[]
