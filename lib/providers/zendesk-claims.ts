import { assertOption } from '../contract/check-option.ts'
import {
  assertFunctionSource, assertWordSource, checkedSource, fullName, oneOf, pickKnownClaims, type ClaimOptions
} from '../contract/claim-sources.ts'
import type { ClaimSource } from '../contract/contract.ts'
import type { CheckedProfile, ClaimValue } from '../types.ts'
import { zendesk as facts } from '../facts/zendesk.ts'

/** Types and names are those of the table in article 4408845838874, as read on 2026-11-23. */
const KNOWN_CLAIMS = {
  /** Required by Zendesk, hence always sent. Default: `name`, else `firstName` and `lastName`. */
  name: fullName,
  external_id: 'id',
  /** Language of an end user: a number of Zendesk's own list. A language tag such as `de` has no effect. */
  locale: null,
  /** Language of an agent: a number of the same list. */
  locale_id: null,
  /**
   * Name of an organization that exists in Zendesk. **It can grant access**, to shared tickets: without a `profile`
   * hook `true` takes it from the user object as it is.
   */
  organization: 'organization',
  /** Names with commas between them. They **replace** the organizations that the user has, **and can grant access**. */
  organizations: null,
  /**
   * The organization's number; it wins over `organization`. Older copies of the table have the organization's external
   * id instead, so text is taken too.
   */
  organization_id: null,
  /** Numbers with commas between them, as text; otherwise like `organizations`. */
  organization_ids: null,
  phone: 'phone',
  /** A list. It **replaces** the tags that the user has in Zendesk, **and can grant access**, by user segments. */
  tags: 'tags',
  remote_photo_url: 'picture',
  /** An object by field key, dates as `yyyy-mm-dd`; `null` clears a field. Zendesk ignores a wrong key in silence. */
  user_fields: null
} as const
const PRIVILEGED_CLAIMS = {
  /**
   * `end_user` (`user` in older texts), `agent` or `admin`: Zendesk **changes** the person's role to it. Without it a
   * new user is an end user.
   */
  role: null,
  /** A number. It needs `role`, and goes along only where that is `agent`. */
  custom_role_id: null
} as const
/** Today's word for an end user and the former one: both are in use, and go out as they come. */
const ROLES = facts.token.claims.role.value.values

/** `true` takes a claim from its usual place in the profile; the others name their source. */
export interface ZendeskClaims extends ClaimOptions<typeof KNOWN_CLAIMS> {}

/** Claims that change what a person may do in Zendesk. */
export interface ZendeskPrivilegedClaims extends ClaimOptions<typeof PRIVILEGED_CLAIMS> {}

/** How Zendesk reads another type is not public; `locale: "de"` has no effect. */
const TYPES: Readonly<Record<string, [isAllowed: (value: ClaimValue) => boolean, cure: string]>> = {
  locale: [isNumber, 'Expected the number of a language in Zendesk, or nothing'],
  locale_id: [isNumber, 'Expected the number of a language in Zendesk, or nothing'],
  organizations: [isText, 'Expected names with commas between them as one text, or nothing'],
  organization_id: [(value) => isNumber(value) || isText(value), 'Expected the number of an organization, or nothing'],
  organization_ids: [isText, 'Expected numbers with commas between them as one text, or nothing'],
  tags: [isTextList, 'Expected a list of texts, or nothing']
}
/** No key of a profile holds a number. */
const NUMBERS = ['locale', 'locale_id']

export function pickClaims (claims: ZendeskClaims | undefined): Record<string, ClaimSource> {
  const sources = Object.entries(pickKnownClaims(claims, KNOWN_CLAIMS)).map(([name, source]) => {
    if (NUMBERS.includes(name)) {
      assertFunctionSource(source, `claims.${name}`, 'Expected a function that returns a number of Zendesk\'s list')
    }
    const [isAllowed, cure] = TYPES[name] ?? []
    return [name, isAllowed === undefined ? source : checkedSource(name, source, isAllowed, String(cure))]
  })
  return { name: fullName, ...Object.fromEntries(sources) }
}

export function pickPrivileged (claims: ZendeskPrivilegedClaims | undefined): Record<string, ClaimSource> {
  assertWordSource(claims, 'role', ROLES, 'privilegedClaims')
  const { role, custom_role_id: customRole } = pickKnownClaims(claims, PRIVILEGED_CLAIMS, 'privilegedClaims')
  if (role === undefined) {
    assertOption(customRole === undefined, 'privilegedClaims.role', role,
      'Expected with custom_role_id: only an agent has a custom role')
    return {}
  }
  // Called once per profile, so that role and custom role match whatever the host's function does.
  const roles = new WeakMap<CheckedProfile, ClaimValue | null | undefined>()
  const readRole = oneOf('role', role, ROLES)
  const readCustomRole = checkedSource('custom_role_id', customRole ?? (() => null), isNumber,
    'Expected the number of a custom role, or nothing')
  return {
    role: (profile) => {
      const value = readRole(profile)
      roles.set(profile, value)
      return value
    },
    ...customRole !== undefined && {
      custom_role_id: (profile: CheckedProfile) =>
        roles.get(profile) === 'agent' ? readCustomRole(profile) : undefined
    }
  }
}

function isNumber (value: ClaimValue): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function isText (value: ClaimValue): boolean {
  return typeof value === 'string'
}

function isTextList (value: ClaimValue): boolean {
  return Array.isArray(value) && Array.from(value).every(isText)
}
