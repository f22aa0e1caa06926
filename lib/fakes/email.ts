const LOCAL_PART = /^[\x21-\x3f\x41-\x7e]{1,64}$/
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i

/**
 * An address that every mail system reads alike: printable ASCII, one at sign, a domain with a dot. Narrower than RFC
 * 5322 on purpose, since help centers join accounts by e-mail and an ambiguous address joins the wrong ones.
 */
export function isEmail (value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 254) return false
  const at = value.lastIndexOf('@')
  const local = value.slice(0, Math.max(at, 0))
  const labels = value.slice(at + 1).split('.')
  return LOCAL_PART.test(local) && labels.length > 1 && labels.every((label) => LABEL.test(label))
}
