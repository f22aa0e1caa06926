const ATOM = /^[a-z\d!#$%&'*+/=?^_`{|}~-]+$/
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/

/**
 * An address that every mail system reads alike: the dot-string of RFC 5321 in lower case, and a domain with a dot that
 * is no IP address. Narrower than the RFC on purpose: help centers join accounts by e-mail, so an address that is
 * quoted, a list, or spelled in two ways joins the wrong ones.
 */
export function isEmail (value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 254) return false
  const [local = '', domain = '', ...more] = value.split('@')
  const labels = domain.split('.')
  return more.length === 0 && local.length <= 64 && local.split('.').every((atom) => ATOM.test(atom)) &&
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && /[a-z]/.test(String(labels.at(-1)))
}
