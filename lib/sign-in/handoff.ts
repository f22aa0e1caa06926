import type { Parameters, Provider } from '../contract/contract.ts'
import type { Handoff, SignInRequest } from '../types.ts'
import { toReturnValue } from './return-page.ts'

/**
 * Puts token, return URL and what the vendor wants back where its contract says. All of it is set by the URL parser,
 * never by joining text: the pasted template may name the parameters already, empty and in any order.
 */
export function makeHandoff (
  token: Parameters, returnTo: string, requested: SignInRequest, provider: Provider
): Handoff {
  const { handoff: { kind, endpoint, toPage, returnParameter }, helpCenterUrl } = provider
  const url = new URL(toPage === true ? returnTo : requested.destination ?? endpoint ?? helpCenterUrl)
  if (returnParameter !== undefined) url.searchParams.set(returnParameter, toReturnValue(returnTo, provider))
  setParameters(url, requested.echo)
  if (kind === 'form') return { method: 'POST', url: url.href, fields: token }
  if (kind === 'query') setParameters(url, token)
  // The bare token: it has no character that a fragment would escape.
  if (kind === 'fragment') url.hash = Object.values(token).join('')
  return { method: 'GET', url: url.href }
}

function setParameters ({ searchParams }: URL, parameters: Parameters): void {
  for (const [name, value] of Object.entries(parameters)) searchParams.set(name, value)
}
