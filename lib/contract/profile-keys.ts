import type { Profile } from '../types.ts'

const KEYS: Readonly<Record<keyof Profile, true>> = {
  email: true,
  emailVerified: true,
  id: true,
  name: true,
  firstName: true,
  lastName: true,
  phone: true,
  picture: true,
  locale: true,
  organization: true,
  groups: true,
  tags: true,
  custom: true
}

export const PROFILE_KEYS = Object.keys(KEYS) as ReadonlyArray<keyof Profile>
