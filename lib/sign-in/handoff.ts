import { bare } from '../contract/bare-object.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import type { Handoff, SignInRequest } from '../types.ts'
import { toReturnValue } from './return-page.ts'

/**
 * Puts the token, the return URL and the echoed parameters where the contract says. The URL parser sets them, text is
 * never concatenated: a pasted template may already have the parameters, empty and in any order.
 */
export function makeHandoff (
  token: Parameters, returnTo: string, requested: SignInRequest, provider: Provider
): Handoff {
  const { handoff: { kind, endpoint, toPage, returnParameter, parametersIn }, helpCenterUrl } = provider
  const url = new URL(toPage === true ? returnTo : requested.destination ?? endpoint ?? helpCenterUrl)
  const back = returnParameter === undefined ? {} : { [returnParameter]: toReturnValue(returnTo, provider) }
  const beside = bare({ ...back, ...requested.echo })
  if (kind === 'form' && parametersIn === 'fields') {
    // The template must not contradict the fields.
    for (const name of Object.keys(beside)) url.searchParams.delete(name)
    return { method: 'POST', url: url.href, fields: bare({ ...beside, ...token }) }
  }
  setParameters(url, beside)
  if (kind === 'form') return { method: 'POST', url: url.href, fields: token }
  if (kind === 'query') setParameters(url, token)
  // The token alone: none of its characters needs escaping in a fragment.
  if (kind === 'fragment') url.hash = Object.values(token).join('')
  return { method: 'GET', url: url.href }
}

function setParameters ({ searchParams }: URL, parameters: Parameters): void {
  for (const [name, value] of Object.entries(parameters)) searchParams.set(name, value)
}
