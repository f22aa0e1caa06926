import { bare } from '../contract/bare-object.ts'
import { errors } from '../errors.ts'
import { PROFILE_KEYS } from '../contract/profile-keys.ts'
import type { CheckedProfile, Profile } from '../types.ts'
import { CLAIM_VALUE_CURE, isText, isTextList, TEXT_CURE, toClaimValue } from './claim-value.ts'
import { toCheckedEmail } from './email.ts'
import { silence } from '../contract/silence.ts'

/** Returns the checked value, or `undefined` if it is invalid. */
type Check = (value: unknown) => unknown

const text = { check: (value: unknown) => isText(value) ? value : undefined, cure: TEXT_CURE }
const list = {
  check: (value: unknown) => isTextList(value) ? [...value] : undefined,
  cure: 'Expected an array of at most 100 strings of at most 255 characters'
}

/** One row per key: its check, and what the error message says was expected. */
const rules: Readonly<Record<keyof Profile, { check: Check, cure: string }>> = {
  // Checked later: the address has its own errors, because the visitor can do something about them.
  email: { check: (value) => value, cure: 'Expected one plain e-mail address' },
  emailVerified: { check: (value) => typeof value === 'boolean' ? value : undefined, cure: 'Expected true or false' },
  id: { check: toId, cure: 'Expected a string of 1 to 255 characters or a whole number' },
  name: text,
  firstName: text,
  lastName: text,
  phone: text,
  picture: { check: toHttpsUrl, cure: 'Expected an absolute https URL' },
  locale: text,
  organization: text,
  groups: list,
  tags: list,
  custom: { check: toCustom, cure: CLAIM_VALUE_CURE }
}

/**
 * Reads exactly the profile's keys from `source`, each once, checks them and applies the e-mail rules: one plain
 * address that the user has proven to own. Vendors join accounts by e-mail, so anybody who could claim an address could
 * take over the account behind it.
 *
 * `strict` refuses every other key: in the result of a `profile` hook it is a mistake. A raw user object has many keys
 * that we must ignore.
 *
 * @throws FST_HELP_CENTER_INVALID_PROFILE, FST_HELP_CENTER_INVALID_EMAIL, FST_HELP_CENTER_EMAIL_NOT_VERIFIED
 */
export function toCheckedProfile (
  source: object, { strict, assumeEmailVerified }: { strict: boolean, assumeEmailVerified: boolean }
): CheckedProfile {
  try {
    const profile = readProfile(source, strict)
    silence(profile.email)
    profile.email = toCheckedEmail(profile.email)
    if (profile.email === null) throw new errors.InvalidEmail()
    if (!assumeEmailVerified && profile.emailVerified !== true) throw new errors.EmailNotVerified()
    profile.emailVerified = true
    return Object.freeze(profile) as unknown as CheckedProfile
  } catch (error) {
    // One refused key ends the sign-in; promises under the keys not read yet must not end the process.
    silence(source)
    throw error
  }
}

function readProfile (source: object, strict: boolean): Record<string, unknown> {
  const profile: Record<string, unknown> = bare()
  if (strict) refuseUnknownKeys(source)
  for (const key of PROFILE_KEYS) {
    const value = readKey(source, key)
    if (value !== undefined) profile[key] = value
  }
  return profile
}

/**
 * The checked value of a key, or `undefined` if it is absent. Getters of a class count, because database records have
 * them; values on `Object.prototype` do not. What a getter throws may contain anything: only the key is reported.
 */
function readKey (source: object, key: keyof Profile): unknown {
  const { check, cure } = rules[key]
  let type = 'unknown (its getter threw)'
  let value: unknown
  try {
    if (Object.hasOwn(Object.prototype, key) && !Object.hasOwn(source, key)) return undefined
    value = (source as Record<string, unknown>)[key]
    if (value === undefined || value === null) return undefined
    type = typeof value
    const checked = check(value)
    if (checked !== undefined) return checked
  } catch (thrown) {
    silence(thrown)
  }
  silence(value)
  throw new errors.InvalidProfile(key, `a value of type ${type}`, cure)
}

function refuseUnknownKeys (source: object): void {
  const unknown = keysOf(source).find((key) => !Object.hasOwn(rules, key))
  if (unknown === undefined) return
  // A table keyed by e-mail address, returned by mistake, must not end up in the log.
  const name = /^[a-z_]{1,32}$/i.test(unknown) ? unknown : '(not shown)'
  throw new errors.InvalidProfile(name, 'a key that profiles do not have', `Known: ${PROFILE_KEYS.join(', ')}`)
}

function keysOf (source: object): string[] {
  try {
    return Object.keys(source)
  } catch {
    throw new errors.InvalidProfile('(not shown)', 'an exception from its proxy', 'Return a plain object')
  }
}

function toId (value: unknown): string | undefined {
  const id = Number.isSafeInteger(value) || typeof value === 'bigint' ? String(value) : value
  return isText(id) && id !== '' ? id : undefined
}

function toHttpsUrl (value: unknown): string | undefined {
  if (!isText(value) || !URL.canParse(value)) return undefined
  const { protocol, href } = new URL(value)
  return protocol === 'https:' && isText(href) ? href : undefined
}

function toCustom (value: unknown): unknown {
  return typeof value === 'object' && !Array.isArray(value) ? toClaimValue(value) : undefined
}
