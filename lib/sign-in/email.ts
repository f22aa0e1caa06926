const MAX_LENGTH = 254
const MAX_LOCAL_LENGTH = 64

/** RFC 5321 dot-string: printable ASCII without the characters that some mail systems treat specially. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i

/** RFC 1035 labels, two or more. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/**
 * The address in lower case, or `null` if it is not exactly one plain address.
 *
 * Vendors join accounts by e-mail, so a repaired address can be somebody else's: nothing is trimmed, unquoted or
 * normalized. Lower case is ASCII only, because `'\u212A'.toLowerCase()` (the Kelvin sign) is a plain `k`; the patterns
 * above let no such character through.
 */
export function toCheckedEmail (untrustedEmail: unknown): string | null {
  if (typeof untrustedEmail !== 'string' || untrustedEmail.length > MAX_LENGTH) return null
  const [local, domain, ...rest] = untrustedEmail.split('@')
  if (local === undefined || domain === undefined || rest.length > 0 || local.length > MAX_LOCAL_LENGTH) return null
  return LOCAL_PART.test(local) && DOMAIN.test(domain) ? untrustedEmail.toLowerCase() : null
}
