import type { Provider } from '../providers/contract.ts'
import type { SignInRequest } from '../types.ts'
import { ownValue } from './own-value.ts'
import { toSafeReturnTo, type ReturnToRefusal } from './return-to.ts'

/** A sign-in request, and why its return URL was dropped, if it was. */
export interface ReadRequest {
  request: SignInRequest
  refusal: ReturnToRefusal | null
}

/**
 * Reads the vendor's parameters, by role, from whatever holds them: the query of the login route, the pending cookie or
 * the `next` of a sign-in page. All three are untrusted alike. Parameters that the contract does not name are dropped.
 */
export function readSignInRequest (untrustedParameters: unknown, provider: Provider): ReadRequest {
  let refusal: ReturnToRefusal | null = null
  for (const name of provider.returnParameters) {
    const untrustedReturnTo = ownValue(untrustedParameters, name)
    if (untrustedReturnTo === undefined) continue
    const checked = toSafeReturnTo(untrustedReturnTo, provider.returnOrigins)
    if (checked.url !== undefined) {
      return { request: { returnTo: checked.url, parameters: { [name]: checked.url } }, refusal: null }
    }
    refusal ??= checked.refusal
  }
  return { request: { returnTo: null, parameters: {} }, refusal }
}
