import type { Parameters, Provider } from '../providers/contract.ts'
import type { SignInRequest } from '../types.ts'
import { ownValue } from './own-value.ts'
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
  const { url, refusal } = toSafeReturnTo(untrustedReturnTo, provider.returnOrigins)
  if (url === undefined) return { request: { ...request, returnTo: null }, refusal }
  const { parameters: [name] = [], form } = provider.inbound.returnTo ?? {}
  const asked = name === undefined ? {} : { [name]: form === 'url' ? url : toPath(url) }
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
  untrusted: unknown, { inbound: { returnTo }, returnOrigins }: Provider
): { url: string | null, parameters: Parameters, refusal: ReturnToRefusal | null } {
  let refusal: ReturnToRefusal | null = null
  for (const name of returnTo?.parameters ?? []) {
    const untrustedReturnTo = ownValue(untrusted, name)
    if (untrustedReturnTo === undefined) continue
    const checked = checkReturnTo(untrustedReturnTo, returnTo?.form, returnOrigins)
    if (checked.url !== undefined) {
      const carried = returnTo?.form === 'url' ? checked.url : toPath(checked.url)
      return { url: checked.url, parameters: { [name]: carried }, refusal: null }
    }
    refusal ??= checked.refusal
  }
  return { url: null, parameters: {}, refusal }
}

/** A page of the help center as a path on its origin. */
export function toPath (url: string): string {
  const { pathname, search, hash } = new URL(url)
  return pathname + search + hash
}

function checkReturnTo (
  untrusted: unknown, form: string | undefined, returnOrigins: readonly string[]
): CheckedReturnTo {
  const [origin = ''] = returnOrigins
  if (form === 'url') return toSafeReturnTo(untrusted, returnOrigins)
  const isBare = form === 'bare-path' && typeof untrusted === 'string' && untrusted !== '' && !untrusted.startsWith('/')
  return toSafeReturnPath(isBare ? `/${untrusted}` : untrusted, origin)
}

function readOpaque (untrusted: unknown, names: readonly string[]): Parameters {
  const values: Record<string, string> = {}
  for (const name of names) {
    const value = ownValue(untrusted, name)
    if (typeof value === 'string' && OPAQUE.test(value)) values[name] = value
  }
  return values
}
