import { bare } from '../contract/bare-object.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import type { Handoff, SignInRequest } from '../types.ts'
import { fillAddress, prepareAddress, type AddressTemplate } from './address.ts'
import { toReturnValue } from './return-page.ts'

/** Puts the token, the return URL and the echoed parameters where the contract says. */
export function makeHandoff (
  token: Parameters, returnTo: string, requested: SignInRequest, provider: Provider
): Handoff {
  const { handoff: { kind, toPage, endpoint, returnParameter, parametersIn } } = provider
  const beside: Record<string, string> = bare()
  if (returnParameter !== undefined) beside[returnParameter] = toReturnValue(returnTo, provider)
  Object.assign(beside, requested.echo)
  if (kind === 'form' && parametersIn === 'fields') {
    const url = new URL(requested.destination ?? endpoint!)
    // The template must not contradict the fields.
    for (const name of Object.keys(beside)) url.searchParams.delete(name)
    return { method: 'POST', url: url.href, fields: Object.assign(beside, token) }
  }
  if (kind === 'query') Object.assign(beside, token)
  const names = Object.keys(beside)
  const values = Object.values(beside)
  // The token alone: none of its characters needs escaping in a fragment.
  if (kind === 'fragment') values.push(Object.values(token).join(''))
  const target = toPage === true ? returnTo : requested.destination
  const template = target === null
    ? findTemplate(provider, names)
    : prepareAddress(target, names, kind === 'fragment')
  const url = fillAddress(template, values)
  return kind === 'form' ? { method: 'POST', url, fields: token } : { method: 'GET', url }
}

/** The last template made of each provider's endpoint. The names vary where echoed parameters are optional. */
const templates = new WeakMap<Provider, { readonly key: string, readonly template: AddressTemplate }>()

function findTemplate (provider: Provider, names: readonly string[]): AddressTemplate {
  const key = names.join('\n')
  const last = templates.get(provider)
  if (last?.key === key) return last.template
  const { handoff: { kind, endpoint }, helpCenterUrl } = provider
  const template = prepareAddress(endpoint ?? helpCenterUrl, names, kind === 'fragment')
  templates.set(provider, { key, template })
  return template
}
