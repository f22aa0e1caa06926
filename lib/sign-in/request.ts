import { bare } from '../contract/bare-object.ts'
import { namesWithRole } from '../contract/check-inbound.ts'
import { ownValue } from '../contract/own-value.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import type { SignInRequest } from '../types.ts'
import { callForParameters } from './call-provider.ts'
import { checkHostReturnTo, checkReturnTo, toReturnValue } from './return-page.ts'
import type { ReturnToRefusal } from './return-to.ts'

export type RequestRefusal = ReturnToRefusal | 'foreign-destination' | 'wrong-signature'

/** A sign-in request, and why a part of it was dropped, if so. */
export interface ReadRequest {
  request: SignInRequest
  refusal: RequestRefusal | null
}

/** An opaque value of the vendor: printable ASCII, which is safe in a URL, a form and a claim. */
const OPAQUE = /^[\x20-\x7e]{1,2048}$/
/** Base64 as MIME wraps it. The signature is over the text with its line breaks, so they are kept. */
const WRAPPED_BASE64 = /^[A-Za-z0-9+/=\r\n]{1,2048}$/

const NOTHING: Parameters = Object.freeze(bare())

/** The request of a visitor whom no help center sent. */
export const NO_REQUEST: SignInRequest = Object.freeze(bare({
  returnTo: null, parameters: NOTHING, destination: null, echo: NOTHING, claims: NOTHING
}))

/**
 * Characters of all parameters together. The pending cookie contains them in base64, and browsers drop a cookie of more
 * than 4,096 bytes.
 */
const MAX_REQUEST = 2800
/** Characters of the values that go back to the vendor: they are part of the answer's URL too. */
const MAX_OPAQUE = 2100

/**
 * Reads the vendor's parameters, by role, from whatever holds them: the query of the login route, the pending cookie or
 * the `next` of a sign-in page. All three are equally untrusted. Parameters without a role in the contract are dropped.
 *
 * @param key verifies a signed request, if the contract has one
 */
export function readSignInRequest (untrusted: unknown, provider: Provider, key?: Buffer): ReadRequest {
  const { signedRequest } = provider.inbound
  if (signedRequest === undefined) return readRoles(untrusted, provider)
  const signed = readSigned(untrusted, provider)
  if (key === undefined || signed === null) return { request: NO_REQUEST, refusal: null }
  // Nothing inside is read before the signature is verified; a sign-in page carries the signed form along.
  const verified = callForParameters('inbound.signedRequest.verify', () => signedRequest.verify(signed, key))
  if (verified === null) return { request: NO_REQUEST, refusal: 'wrong-signature' }
  const { request, refusal } = readRoles(verified, provider)
  return { request: bare({ ...request, parameters: signed }), refusal }
}

/** The parameters of a signed request, or `null` if one is missing: then no key is needed. */
export function readSigned (untrusted: unknown, { inbound: { signedRequest } }: Provider): Parameters | null {
  if (signedRequest === undefined) return null
  const signed = readOpaque(untrusted, signedRequest.parameters, signedRequest.lineBreaks)
  return Object.keys(signed).length === signedRequest.parameters.length ? signed : null
}

/** The same request with a page to return to that the host names, which passes the same checks. */
export function withReturnTo (request: SignInRequest, untrustedReturnTo: string, provider: Provider): ReadRequest {
  const { url, refusal } = checkHostReturnTo(untrustedReturnTo, provider)
  // The path that the vendor sent gives way too.
  const { [provider.handoff.returnParameter ?? '']: replaced, ...echo } = request.echo
  if (url === null) return { request: bare({ ...request, returnTo: null, echo: bare(echo) }), refusal }
  const [name] = provider.inbound.returnTo?.parameters ?? []
  const asked = name === undefined ? {} : { [name]: toReturnValue(url, provider) }
  const parameters = bare({ ...request.parameters, ...asked })
  return { request: bare({ ...request, returnTo: url, parameters, echo: bare(echo) }), refusal: null }
}

/** Whether a required parameter is missing: then the vendor, who alone can begin this sign-in, did not begin it. */
export function isIncomplete ({ parameters }: SignInRequest, { inbound: { required = [] } }: Provider): boolean {
  return required.some((name) => parameters[name] === undefined)
}

/** Whether a query comes from the vendor: it has one of the parameters that the contract names. */
export function isFromVendor (untrustedQuery: unknown, { inbound }: Provider): boolean {
  const names = inbound.signedRequest?.parameters ?? namesWithRole(inbound)
  return names.some((name) => ownValue(untrustedQuery, name) !== undefined)
}

/**
 * Whether a query on one of the host's own routes is a request from the vendor, rather than a `state` or `redirect` of
 * the host: it is complete, and the page to return to belongs to the help center.
 */
export function isWholeRequest (untrustedQuery: unknown, provider: Provider): boolean {
  if (!isFromVendor(untrustedQuery, provider)) return false
  if (provider.inbound.signedRequest !== undefined) return readSigned(untrustedQuery, provider) !== null
  const { request } = readRoles(untrustedQuery, provider)
  const names = provider.inbound.returnTo?.parameters ?? []
  const namesPage = names.some((name) => ownValue(untrustedQuery, name) !== undefined)
  return !isIncomplete(request, provider) && (!namesPage || request.returnTo !== null)
}

function readRoles (untrusted: unknown, provider: Provider): ReadRequest {
  const { destination, isForeign, echo, claims, opaque } = readOpaqueRoles(untrusted, provider.inbound)
  const length = opaque === NOTHING ? 0 : countCharacters(opaque)
  if (length > MAX_OPAQUE) return { request: NO_REQUEST, refusal: 'too-long' }
  const page = readReturnTo(untrusted, provider, MAX_REQUEST - length)
  if (opaque === NOTHING && page.url === null) return { request: NO_REQUEST, refusal: page.refusal }
  const request: SignInRequest = bare({
    returnTo: page.url,
    destination,
    echo: page.echo === NOTHING ? echo : bare({ ...echo, ...page.echo }),
    claims,
    parameters: Object.assign(page.parameters, opaque)
  })
  return { request, refusal: page.refusal ?? (isForeign ? 'foreign-destination' : null) }
}

/** What a contract has that gives no parameter a role besides the return URL's. */
const NO_ROLES = { destination: null, isForeign: false, echo: NOTHING, claims: NOTHING, opaque: NOTHING }

/** The vendor's own values, which mean nothing to us. */
function readOpaqueRoles (
  untrusted: unknown, { echo = [], toClaim = NOTHING, destination }: Provider['inbound']
): Omit<SignInRequest, 'returnTo' | 'parameters'> & { isForeign: boolean, opaque: Parameters } {
  if (destination === undefined && echo.length === 0 && toClaim === NOTHING) return NO_ROLES
  const target = destination === undefined ? NOTHING : readOpaque(untrusted, [destination.parameter])
  const [url = null] = Object.values(target)
  const isForeign = url !== null && destination?.allowed.includes(url) !== true
  const echoed = readOpaque(untrusted, echo)
  const claimed = readOpaque(untrusted, Object.keys(toClaim))
  return {
    destination: isForeign ? null : url,
    isForeign,
    echo: echoed,
    claims: bare(Object.fromEntries(Object.entries(claimed).map(([name, value]) => [toClaim[name], value]))),
    opaque: bare({ ...isForeign ? {} : target, ...echoed, ...claimed })
  }
}

/** Counts them as a URL would contain them, which is longer than in the cookie. */
function countCharacters (parameters: Parameters): number {
  return new URLSearchParams(parameters).toString().length
}

/** @param room characters that are left in the cookie */
function readReturnTo (
  untrusted: unknown, provider: Provider, room: number
): { url: string | null, parameters: Record<string, string>, echo: Parameters, refusal: ReturnToRefusal | null } {
  const { inbound, handoff: { returnParameter } } = provider
  let refusal: ReturnToRefusal | null = null
  for (const name of inbound.returnTo?.parameters ?? []) {
    const untrustedReturnTo = ownValue(untrusted, name)
    if (untrustedReturnTo === undefined) continue
    const resolved = resolvePath(untrustedReturnTo, provider)
    const checked = checkReturnTo(resolved ?? untrustedReturnTo, provider)
    if (checked.url !== null && checked.url.length <= room) {
      const found = { url: checked.url, refusal: null }
      if (resolved === null) {
        return { ...found, parameters: bare({ [name]: toReturnValue(checked.url, provider) }), echo: NOTHING }
      }
      const path = checked.url.slice(new URL(checked.url).origin.length)
      // What came as a path goes back as one: echoed values take the place of the whole URL.
      const echo = returnParameter === undefined ? NOTHING : bare({ [returnParameter]: path })
      return { ...found, parameters: bare({ [name]: path }), echo }
    }
    refusal ??= checked.refusal ?? 'too-long'
  }
  return { url: null, parameters: bare(), echo: NOTHING, refusal }
}

/** For a vendor that sends both forms: a path as a URL of the help center, for the gate; `null` for anything else. */
function resolvePath (untrusted: unknown, { inbound, returnOrigins: [origin = ''] }: Provider): string | null {
  const isPath = inbound.returnTo?.orPath === true && typeof untrusted === 'string' && untrusted.startsWith('/')
  return isPath ? origin + untrusted : null
}

function readOpaque (untrusted: unknown, names: readonly string[], lineBreaks = false): Parameters {
  const values: Record<string, string> = bare()
  for (const name of names) {
    const value = ownValue(untrusted, name)
    const isWrapped = lineBreaks && typeof value === 'string' && WRAPPED_BASE64.test(value)
    if (isWrapped || (typeof value === 'string' && OPAQUE.test(value))) values[name] = value
  }
  return values
}
