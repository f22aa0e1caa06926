import { bare, isPlain } from '../contract/bare-object.ts'
import { errors } from '../errors.ts'
import { ownValue } from '../contract/own-value.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import type { SignInRequest } from '../types.ts'
import { stripTrailingSlashes } from '../contract/url-option.ts'
import { describeThrown } from './hook.ts'
import { refuse, toSafeReturnPath, toSafeReturnTo, type CheckedReturnTo, type ReturnToRefusal } from './return-to.ts'
import { describeRefused } from '../contract/silence.ts'

export type RequestRefusal = ReturnToRefusal | 'foreign-destination' | 'wrong-signature'

/** A sign-in request, and why something of it was dropped, if it was. */
export interface ReadRequest {
  request: SignInRequest
  refusal: RequestRefusal | null
}

/** An opaque value of the vendor's: printable ASCII, which is at home in a URL, a form and a claim. */
const OPAQUE = /^[\x20-\x7e]{1,2048}$/

/** The request of a visitor whom no help center sent. */
export const NO_REQUEST: SignInRequest = Object.freeze(bare({
  returnTo: null, parameters: bare(), destination: null, echo: bare(), claims: bare()
}))

/**
 * Characters of all parameters together. The pending cookie holds them in base64, and browsers drop a cookie of more
 * than 4,096 bytes.
 */
const MAX_REQUEST = 2800
/** Of these, what the vendor sends for itself and gets back: it is in the address of the answer too. */
const MAX_OPAQUE = 2100

/**
 * Reads the vendor's parameters, by role, from whatever holds them: the query of the login route, the pending cookie or
 * the `next` of a sign-in page. All three are untrusted alike. Parameters that the contract does not name are dropped.
 *
 * @param key opens a signed request, where the contract has one
 */
export function readSignInRequest (untrusted: unknown, provider: Provider, key?: Buffer): ReadRequest {
  const { open } = provider.inbound
  if (open === undefined) return readRoles(untrusted, provider)
  const sealed = readSealed(untrusted, provider)
  if (key === undefined || sealed === null) return { request: NO_REQUEST, refusal: null }
  // Nothing inside is looked at before the signature is right; over a sign-in page goes the sealed form.
  const opened = callForParameters('inbound.open.verify', () => open.verify(sealed, key))
  if (opened === null) return { request: NO_REQUEST, refusal: 'wrong-signature' }
  const { request, refusal } = readRoles(opened, provider)
  return { request: bare({ ...request, parameters: sealed }), refusal }
}

/** The parameters of a signed request, or `null` unless all of them are there: without them no key is needed. */
export function readSealed (untrusted: unknown, { inbound: { open } }: Provider): Parameters | null {
  if (open === undefined) return null
  const sealed = readOpaque(untrusted, open.parameters)
  return Object.keys(sealed).length === open.parameters.length ? sealed : null
}

/**
 * What a function of a provider comes to: a plain record of strings, or `null`. TypeScript forbids anything else; in
 * plain JavaScript an `async` function would count as a verified request, or as a token.
 *
 * @throws FST_HELP_CENTER_HOOK_FAILED, FST_HELP_CENTER_HOOK_RESULT
 */
export function callForParameters (name: string, run: () => unknown): Parameters | null {
  let returned: unknown
  try {
    returned = run()
    if (returned === null) return null
    const parameters = toParameters(returned)
    if (parameters !== null) return parameters
  } catch (thrown) {
    if (thrown instanceof errors.InvalidClaim) throw thrown
    throw Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) })
  }
  throw new errors.HookResult(name, describeRefused(returned), 'Return a plain object of strings, not a promise')
}

function toParameters (returned: unknown): Parameters | null {
  if (typeof returned !== 'object' || returned === null || !isPlain(returned)) return null
  const parameters = bare({ ...returned })
  return Object.values(parameters).every((value) => typeof value === 'string') ? parameters : null
}

/** The same request with another page to return to, which the host names; it passes the same gate. */
export function withReturnTo (request: SignInRequest, untrustedReturnTo: string, provider: Provider): ReadRequest {
  const { inbound, returnOrigins } = provider
  const onOrigins = toSafeReturnTo(untrustedReturnTo, returnOrigins)
  const check = inbound.returnTo?.form === 'bare-path' ? checkBase : checkPage
  const { url, refusal } = check(onOrigins, provider)
  if (url === null) return { request: bare({ ...request, returnTo: null }), refusal }
  const [name] = inbound.returnTo?.parameters ?? []
  const asked = name === undefined ? {} : { [name]: toReturnValue(url, provider) }
  const parameters = bare({ ...request.parameters, ...asked })
  return { request: bare({ ...request, returnTo: url, parameters }), refusal: null }
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
  const { echo = [], toClaim = bare(), destination } = provider.inbound
  const target = destination === undefined ? bare() : readOpaque(untrusted, [destination.parameter])
  const [url = null] = Object.values(target)
  const isForeign = url !== null && destination?.allowed.includes(url) !== true
  const echoed = readOpaque(untrusted, echo)
  const claimed = readOpaque(untrusted, Object.keys(toClaim))
  const opaque = { ...isForeign ? {} : target, ...echoed, ...claimed }
  if (countCharacters(opaque) > MAX_OPAQUE) return { request: NO_REQUEST, refusal: 'too-long' }
  const returnTo = readReturnTo(untrusted, provider, MAX_REQUEST - countCharacters(opaque))
  const request: SignInRequest = bare({
    returnTo: returnTo.url,
    destination: isForeign ? null : url,
    echo: echoed,
    claims: bare(Object.fromEntries(Object.entries(claimed).map(([name, value]) => [toClaim[name], value]))),
    parameters: bare({ ...returnTo.parameters, ...opaque })
  })
  return { request, refusal: returnTo.refusal ?? (isForeign ? 'foreign-destination' : null) }
}

/** As they are written in an address, which is longer than what they are in the cookie. */
function countCharacters (parameters: Parameters): number {
  return new URLSearchParams(parameters).toString().length
}

/** @param room characters that the cookie has left */
function readReturnTo (
  untrusted: unknown, provider: Provider, room: number
): { url: string | null, parameters: Parameters, refusal: ReturnToRefusal | null } {
  let refusal: ReturnToRefusal | null = null
  for (const name of provider.inbound.returnTo?.parameters ?? []) {
    const untrustedReturnTo = ownValue(untrusted, name)
    if (untrustedReturnTo === undefined) continue
    const checked = checkReturnTo(untrustedReturnTo, provider)
    if (checked.url !== null && checked.url.length <= room) {
      return { url: checked.url, parameters: bare({ [name]: toReturnValue(checked.url, provider) }), refusal: null }
    }
    refusal ??= checked.refusal ?? 'too-long'
  }
  return { url: null, parameters: bare(), refusal }
}

/** A page of the help center as the vendor writes it: its URL, its path, or its path below the home page. */
export function toReturnValue (url: string, { inbound: { returnTo }, helpCenterUrl }: Provider): string {
  if (returnTo?.form === 'url') return url
  const { pathname, search, hash } = new URL(url)
  return pathname.slice(returnTo?.form === 'bare-path' ? basePath(helpCenterUrl).length : 0) + search + hash
}

function checkReturnTo (untrusted: unknown, provider: Provider): CheckedReturnTo {
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
  const isBelow = `${pathname}/`.startsWith(`${basePath(helpCenterUrl)}/`)
  return isBelow || origin !== new URL(helpCenterUrl).origin ? checked : refuse('outside-home')
}

function basePath (helpCenterUrl: string): string {
  return stripTrailingSlashes(new URL(helpCenterUrl).pathname)
}

function readOpaque (untrusted: unknown, names: readonly string[]): Parameters {
  const values: Record<string, string> = bare()
  for (const name of names) {
    const value = ownValue(untrusted, name)
    if (typeof value === 'string' && OPAQUE.test(value)) values[name] = value
  }
  return values
}
