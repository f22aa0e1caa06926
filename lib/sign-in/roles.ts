import { bare } from '../contract/bare-object.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import { ownValue } from '../contract/own-value.ts'
import type { SignInRequest } from '../types.ts'
import { checkReturnTo, toReturnValue } from './return-page.ts'
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

/** Reads each parameter by its role in the contract; parameters without one are dropped. */
export function readRoles (untrusted: unknown, provider: Provider): ReadRequest {
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
    parameters: opaque === NOTHING ? page.parameters : Object.assign(page.parameters, opaque)
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
  const { inbound, handoff: { returnParameter }, returnOrigins: [origin = ''] } = provider
  let refusal: ReturnToRefusal | null = null
  for (const name of inbound.returnTo?.parameters ?? []) {
    const untrustedReturnTo = ownValue(untrusted, name)
    if (untrustedReturnTo === undefined) continue
    const resolved = resolvePath(untrustedReturnTo, provider)
    const checked = checkReturnTo(resolved ?? untrustedReturnTo, provider)
    if (checked.url !== null && checked.url.length <= room) {
      const found = { url: checked.url, parameters: bare() as Record<string, string>, echo: NOTHING, refusal: null }
      if (resolved === null) {
        found.parameters[name] = toReturnValue(checked.url, provider)
        return found
      }
      const path = checked.url.slice(origin.length)
      found.parameters[name] = path
      // What came as a path goes back as one: echoed values take the place of the whole URL.
      if (returnParameter !== undefined) found.echo = bare({ [returnParameter]: path })
      return found
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

export function readOpaque (untrusted: unknown, names: readonly string[], lineBreaks = false): Parameters {
  const values: Record<string, string> = bare()
  for (const name of names) {
    const value = ownValue(untrusted, name)
    const isWrapped = lineBreaks && typeof value === 'string' && WRAPPED_BASE64.test(value)
    if (isWrapped || (typeof value === 'string' && OPAQUE.test(value))) values[name] = value
  }
  return values
}
