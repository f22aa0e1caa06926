import { ownValue } from '../own-value.ts'
import type { Parameters, Provider } from '../providers/contract.ts'
import type { SignInRequest } from '../types.ts'
import { toSafeReturnPath, toSafeReturnTo, type CheckedReturnTo, type ReturnToRefusal } from './return-to.ts'

export type RequestRefusal = ReturnToRefusal | 'foreign-destination' | 'wrong-signature'

/** A sign-in request, and why something of it was dropped, if it was. */
export interface ReadRequest {
  request: SignInRequest
  refusal: RequestRefusal | null
}

/** An opaque value of the vendor's: printable ASCII, which is at home in a URL, a form and a claim. */
const OPAQUE = /^[\x20-\x7e]{1,2048}$/

/** The request of a visitor whom no help center sent. */
export const NO_REQUEST: SignInRequest = { returnTo: null, parameters: {}, destination: null, echo: {}, claims: {} }

/**
 * Reads the vendor's parameters, by role, from whatever holds them: the query of the login route, the pending cookie or
 * the `next` of a sign-in page. All three are untrusted alike. Parameters that the contract does not name are dropped.
 *
 * @param key opens a signed request, where the contract has one
 */
export function readSignInRequest (untrusted: unknown, provider: Provider, key?: Buffer): ReadRequest {
  const { open } = provider.inbound
  if (open === undefined) return readRoles(untrusted, provider)
  const sealed = readOpaque(untrusted, open.parameters)
  if (key === undefined || Object.keys(sealed).length < open.parameters.length) {
    return { request: NO_REQUEST, refusal: null }
  }
  // Nothing inside is looked at before the signature is right; over a sign-in page goes the sealed form.
  const opened = open.verify(sealed, key)
  if (opened === null) return { request: NO_REQUEST, refusal: 'wrong-signature' }
  const { request, refusal } = readRoles(opened, provider)
  return { request: { ...request, parameters: sealed }, refusal }
}

/** The same request with another page to return to, which the host names; it passes the same gate. */
export function withReturnTo (request: SignInRequest, untrustedReturnTo: string, provider: Provider): ReadRequest {
  const { inbound, helpCenterUrl, returnOrigins } = provider
  const onOrigins = toSafeReturnTo(untrustedReturnTo, returnOrigins)
  const { url, refusal } = inbound.returnTo?.form === 'bare-path' ? checkBase(onOrigins, helpCenterUrl) : onOrigins
  if (url === undefined) return { request: { ...request, returnTo: null }, refusal }
  const [name] = inbound.returnTo?.parameters ?? []
  const asked = name === undefined ? {} : { [name]: toReturnValue(url, provider) }
  return { request: { ...request, returnTo: url, parameters: { ...request.parameters, ...asked } }, refusal: null }
}

/** Whether only the vendor could have begun this sign-in, and did not. */
export function isIncomplete ({ parameters }: SignInRequest, { inbound: { required = [] } }: Provider): boolean {
  return required.some((name) => parameters[name] === undefined)
}

/** Whether a query comes from the vendor: it has one of the parameters that the contract names. */
export function isFromVendor (untrustedQuery: unknown, { inbound }: Provider): boolean {
  const { returnTo, destination, echo = [], toClaim = {}, open } = inbound
  const names = [returnTo?.parameters ?? [], destination?.parameter ?? [], echo, Object.keys(toClaim)].flat()
  return (open?.parameters ?? names).some((name) => ownValue(untrustedQuery, name) !== undefined)
}

function readRoles (untrusted: unknown, provider: Provider): ReadRequest {
  const { echo = [], toClaim = {}, destination } = provider.inbound
  const returnTo = readReturnTo(untrusted, provider)
  const target = destination === undefined ? {} : readOpaque(untrusted, [destination.parameter])
  const [url = null] = Object.values(target)
  const isForeign = url !== null && destination?.allowed.includes(url) !== true
  const echoed = readOpaque(untrusted, echo)
  const claimed = readOpaque(untrusted, Object.keys(toClaim))
  const request: SignInRequest = {
    returnTo: returnTo.url,
    destination: isForeign ? null : url,
    echo: echoed,
    claims: Object.fromEntries(Object.entries(claimed).map(([name, value]) => [toClaim[name], value])),
    parameters: { ...returnTo.parameters, ...isForeign ? {} : target, ...echoed, ...claimed }
  }
  return { request, refusal: returnTo.refusal ?? (isForeign ? 'foreign-destination' : null) }
}

function readReturnTo (
  untrusted: unknown, provider: Provider
): { url: string | null, parameters: Parameters, refusal: ReturnToRefusal | null } {
  let refusal: ReturnToRefusal | null = null
  for (const name of provider.inbound.returnTo?.parameters ?? []) {
    const untrustedReturnTo = ownValue(untrusted, name)
    if (untrustedReturnTo === undefined) continue
    const checked = checkReturnTo(untrustedReturnTo, provider)
    if (checked.url !== undefined) {
      return { url: checked.url, parameters: { [name]: toReturnValue(checked.url, provider) }, refusal: null }
    }
    refusal ??= checked.refusal
  }
  return { url: null, parameters: {}, refusal }
}

/** A page of the help center as the vendor writes it: its URL, its path, or its path below the home page. */
export function toReturnValue (url: string, { inbound: { returnTo }, helpCenterUrl }: Provider): string {
  if (returnTo?.form === 'url') return url
  const { pathname, search, hash } = new URL(url)
  return pathname.slice(returnTo?.form === 'bare-path' ? basePath(helpCenterUrl).length : 0) + search + hash
}

function checkReturnTo (untrusted: unknown, { inbound, helpCenterUrl, returnOrigins }: Provider): CheckedReturnTo {
  const [origin = ''] = returnOrigins
  const form = inbound.returnTo?.form
  if (form === 'url') return toSafeReturnTo(untrusted, returnOrigins)
  if (form === 'path') return toSafeReturnPath(untrusted, origin)
  const path = typeof untrusted === 'string' && BARE_PATH.test(untrusted) ? `/${untrusted}` : untrusted
  // Looked at by itself too: below a home page with a path of its own, "//evil.example" would seem harmless.
  const alone = toSafeReturnPath(path, origin)
  if (alone.url === undefined) return alone
  return checkBase(toSafeReturnPath(basePath(helpCenterUrl) + path, origin), helpCenterUrl)
}

/** A path without its first slash. A colon in its first segment makes it an absolute URL (RFC 3986, section 4.2). */
const BARE_PATH = /^[^/?#:]+(?:[/?#]|$)/

/** A page that dot segments led out of the help center may be another site on the same origin. */
function checkBase (checked: CheckedReturnTo, helpCenterUrl: string): CheckedReturnTo {
  const isBelow = checked.url === undefined || `${new URL(checked.url).pathname}/`.startsWith(`${basePath(helpCenterUrl)}/`)
  return isBelow ? checked : { refusal: 'foreign-origin' }
}

function basePath (helpCenterUrl: string): string {
  return new URL(helpCenterUrl).pathname.replace(/\/+$/, '')
}

function readOpaque (untrusted: unknown, names: readonly string[]): Parameters {
  const values: Record<string, string> = {}
  for (const name of names) {
    const value = ownValue(untrusted, name)
    if (typeof value === 'string' && OPAQUE.test(value)) values[name] = value
  }
  return values
}
