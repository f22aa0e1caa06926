/** An e-mail address as a report shows it: enough to recognise one's own, too little to collect. */
export function maskEmail (email: string): string {
  const at = Math.max(email.lastIndexOf('@'), email.lastIndexOf('%40'))
  return at < 1 ? '…' : `${email.slice(0, 1)}…${email.slice(at)}`
}

// Without "/", which is allowed there: in an address it begins the next part.
const EMAIL = /[\p{L}\p{N}_.!#$%&'*+=?^`{|}~-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/giu

/** A compact JWS, wherever it appears, or the beginning of one that somebody has cut. */
const TOKEN = /eyJ[\w-]*\.[\w-]*\.[\w-]*|eyJ[\w-]{8,}(?:\.[\w-]*)?/g

/** Text of somebody else's, such as a page or an error, as a report may quote it: no token, no address in full. */
export function maskText (text: string): string {
  return text.replace(TOKEN, '[token]').replace(EMAIL, maskEmail)
}

/**
 * An address as a report shows it. What a query holds is decided by its place, not by its looks: names stay, values
 * go, for a value that was not known to be secret has leaked often enough.
 */
export function maskAddress (address: string | URL): string {
  const text = String(address)
  if (!URL.canParse(text)) return maskText(text.split(/[?#]/, 1)[0] as string)
  const url = new URL(text)
  // A script or data in place of a page: all of it is content.
  if (url.origin === 'null') return `${url.protocol}…`
  const names = [...new Set(url.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=…`)
  const query = names.length ? `?${names.join('&')}` : ''
  const fragment = url.hash ? '#…' : ''
  return `${maskText(url.origin + url.pathname)}${query}${fragment}`
}
