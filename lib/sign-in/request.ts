import { bare } from '../contract/bare-object.ts'
import { namesWithRole } from '../contract/check-inbound.ts'
import { ownValue } from '../contract/own-value.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import type { SignInRequest } from '../types.ts'
import { callForParameters } from './call-provider.ts'
import { checkHostReturnTo, toReturnValue } from './return-page.ts'
import { NO_REQUEST, readOpaque, readRoles, type ReadRequest } from './roles.ts'

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
 * the host: it is complete, and names a page of the help center, unless other parameters are required.
 */
export function isWholeRequest (untrustedQuery: unknown, provider: Provider): boolean {
  if (!isFromVendor(untrustedQuery, provider)) return false
  if (provider.inbound.signedRequest !== undefined) return readSigned(untrustedQuery, provider) !== null
  const { request } = readRoles(untrustedQuery, provider)
  if (isIncomplete(request, provider)) return false
  const { returnTo, required = [] } = provider.inbound
  const names = returnTo?.parameters ?? []
  const namesPage = names.some((name) => ownValue(untrustedQuery, name) !== undefined)
  // Without a page, an echoed `timestamp` alone may as well be the host's own.
  return namesPage ? request.returnTo !== null : returnTo === undefined || required.length > 0
}
