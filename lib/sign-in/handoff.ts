import type { Provider } from '../providers/contract.ts'
import type { Handoff } from '../types.ts'

/**
 * Puts token and return URL into the vendor's sign-in endpoint. Both are set by the URL parser, never by joining text:
 * the pasted template may name them already, empty and in any order.
 */
export function makeHandoff (token: string, returnTo: string, { handoff }: Provider): Handoff {
  const url = new URL(handoff.endpoint)
  url.searchParams.set(handoff.returnParameter, returnTo)
  url.searchParams.set(handoff.tokenParameter, token)
  return { method: 'GET', url: url.href }
}
