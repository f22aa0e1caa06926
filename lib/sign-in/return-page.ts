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
  // Looked at by itself too: below a home page with a path of its own, "//evil.example" would seem harmless.
  const alone = toSafeReturnPath(path, origin)
  if (alone.url === null) return alone
  return checkBase(toSafeReturnPath(basePath(helpCenterUrl) + path, origin), provider)
}

/** A path without its first slash. A colon in its first segment makes it an absolute URL (RFC 3986, section 4.2). */
const BARE_PATH = /^[^/?#:]+(?:[/?#]|$)/

/** Where the token travels on the page itself, the page's path counts as much as its origin. */
function checkPage (checked: CheckedReturnTo, provider: Provider): CheckedReturnTo {
  return provider.handoff.toPage === true ? checkBase(checked, provider) : checked
}

/**
 * Two dots between separators, however often they are encoded: the parser leaves `%2f` alone, while a server on the way
 * may decode it first and resolve the path then. `;` begins a path parameter at some servers; others cut the path at an
 * encoded control character, blank, `?` or `#`.
 */
const ENCODED_PARENT =
  /(?:^|[/\\]|%(?:25)*(?:2f|5c))(?:\.|%(?:25)*2e){2}(?=[/\\;]|%(?:25)*(?:[01].|2[03f]|3[bf]|5c|7f)|$)/i

/**
 * A page that dot segments led out of the help center may be another site on the same origin. Of a further origin in
 * `returnOrigins` every path is the help center's.
 */
function checkBase (checked: CheckedReturnTo, { helpCenterUrl }: Provider): CheckedReturnTo {
  if (checked.url === null) return checked
  const { origin, pathname } = new URL(checked.url)
  if (ENCODED_PARENT.test(pathname)) return refuse('outside-home')
  const base = basePath(helpCenterUrl)
  const isBelow = `${pathname}/`.startsWith(`${base}/`)
  // The vendor gets what is left without the home page's path.
  if (isBelow && SECOND_ORDER_PATH.test(pathname.slice(base.length))) return refuse('second-order-path')
  return isBelow || origin !== new URL(helpCenterUrl).origin ? checked : refuse('outside-home')
}

function basePath (helpCenterUrl: string): string {
  return stripTrailingSlashes(new URL(helpCenterUrl).pathname)
}

/** A page that the host names, always by its whole URL. */
export function checkHostReturnTo (untrusted: string, provider: Provider): CheckedReturnTo {
  const checked = toSafeReturnTo(untrusted, provider.returnOrigins)
  const isBelowHome = provider.inbound.returnTo?.form === 'bare-path' || provider.handoff.toPage === true
  return isBelowHome ? checkBase(checked, provider) : checked
}
