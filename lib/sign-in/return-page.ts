import type { Provider } from '../contract/contract.ts'
import { stripTrailingSlashes } from '../contract/url-option.ts'
import { refuse, SECOND_ORDER_PATH, toSafeReturnPath, toSafeReturnTo, type CheckedReturnTo } from './return-to.ts'

/** A page of the help center as the vendor writes it: its URL, its path, or its path below the home page. */
export function toReturnValue (url: string, { inbound: { returnTo }, helpCenterUrl }: Provider): string {
  if ((returnTo?.form ?? 'url') === 'url') return url
  const { pathname, search, hash } = new URL(url)
  return pathname.slice(returnTo?.form === 'bare-path' ? basePath(helpCenterUrl).length : 0) + search + hash
}

export function checkReturnTo (untrusted: unknown, provider: Provider): CheckedReturnTo {
  const { inbound, helpCenterUrl, returnOrigins } = provider
  const [origin = ''] = returnOrigins
  const form = inbound.returnTo?.form
  if (form === 'url') return checkPage(toSafeReturnTo(untrusted, returnOrigins), provider)
  if (form === 'path') return checkPage(toSafeReturnPath(untrusted, origin), provider)
  const path = typeof untrusted === 'string' && BARE_PATH.test(untrusted) ? `/${untrusted}` : untrusted
  // Check it alone too: below a home page that has a path, "//evil.example" would look harmless.
  const alone = toSafeReturnPath(path, origin)
  if (alone.url === null) return alone
  return checkBase(toSafeReturnPath(basePath(helpCenterUrl) + path, origin), provider)
}

/** A path without its first slash. A colon in its first segment makes it an absolute URL (RFC 3986, section 4.2). */
const BARE_PATH = /^[^/?#:]+(?:[/?#]|$)/

/** If the token is sent to the page itself, the page's path matters as much as its origin. */
function checkPage (checked: CheckedReturnTo, provider: Provider): CheckedReturnTo {
  return provider.handoff.toPage === true ? checkBase(checked, provider) : checked
}

/**
 * Two dots as a segment. On some servers `;` begins a path parameter; others cut the path at a control character, `?`
 * or `#`, or trim blanks of any script.
 */
const PARENT = /(?:^|[/\\])\.\.(?=[^\w.~!$&'()*+,=:@%-]|$)/
/** How often somebody on the way may decode a path. */
const MAX_DECODINGS = 5

/** The parser leaves `%2f` alone, while a server along the way may decode it before it resolves the path. */
function hasEncodedParent (pathname: string): boolean {
  let path = pathname
  for (let decodings = 0; decodings <= MAX_DECODINGS; decodings++) {
    if (PARENT.test(path)) return true
    const decoded = path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    if (decoded === path) return false
    path = decoded
  }
  return true
}

/**
 * Dot segments may lead out of the help center, to another site on the same origin. On further origins in
 * `returnOrigins`, every path belongs to the help center.
 */
function checkBase (checked: CheckedReturnTo, { helpCenterUrl }: Provider): CheckedReturnTo {
  if (checked.url === null) return checked
  const { origin, pathname } = new URL(checked.url)
  if (hasEncodedParent(pathname)) return refuse('outside-home')
  const base = basePath(helpCenterUrl)
  const isBelow = `${pathname}/`.startsWith(`${base}/`)
  // The vendor gets the rest, without the home page's path.
  if (isBelow && SECOND_ORDER_PATH.test(pathname.slice(base.length))) return refuse('second-order-path')
  return isBelow || origin !== new URL(helpCenterUrl).origin ? checked : refuse('outside-home')
}

function basePath (helpCenterUrl: string): string {
  return stripTrailingSlashes(new URL(helpCenterUrl).pathname)
}

/** Checks a page that the host names, always by its full URL. */
export function checkHostReturnTo (untrusted: string, provider: Provider): CheckedReturnTo {
  const checked = toSafeReturnTo(untrusted, provider.returnOrigins)
  const isBelowHome = provider.inbound.returnTo?.form === 'bare-path' || provider.handoff.toPage === true
  return isBelowHome ? checkBase(checked, provider) : checked
}
