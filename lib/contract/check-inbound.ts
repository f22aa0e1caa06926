import { assertKnownKeys, assertOption } from './check-option.ts'
import type { HandoffContract, InboundContract, ProviderContract } from './contract.ts'
import { parseUrlOption } from './url-option.ts'

export const PARAMETER_NAME_CURE = 'Give a parameter name of letters, digits, ".", "_" and "-"'

export function isParameterName (name: unknown): boolean {
  return typeof name === 'string' && /^[\w.-]{1,64}$/.test(name)
}

/** What comes from the vendor: every parameter has a name and a role. */
export function assertInbound ({ inbound, credential, allowInsecure }: ProviderContract): void {
  assertKnownKeys(inbound, ['returnTo', 'destination', 'echo', 'toClaim', 'required', 'open'], 'inbound.')
  const { returnTo, destination, echo = [], toClaim = {}, required = [], open } = inbound
  const form = returnTo?.form ?? 'url'
  assertOption(['url', 'path', 'bare-path'].includes(form), 'inbound.returnTo.form', form, 'Give "url", "path" or "bare-path"')
  assertNames(returnTo?.parameters ?? [], 'inbound.returnTo.parameters')
  assertNames(echo, 'inbound.echo')
  assertNames(Object.entries(toClaim).flat(), 'inbound.toClaim')
  assertNames(required, 'inbound.required')
  const isTokenEchoed = credential.kind === 'jwt' && echo.includes(credential.parameter)
  assertOption(!isTokenEchoed, 'inbound.echo', echo, 'Leave the parameter of the token out')
  assertDestination(destination, allowInsecure)
  if (open === undefined) return
  assertNames(open.parameters, 'inbound.open.parameters')
  assertOption(typeof open.verify === 'function', 'inbound.open.verify', open.verify, 'Give a function that verifies the request')
}

function assertDestination (destination: InboundContract['destination'], allowInsecure: boolean | undefined): void {
  if (destination === undefined) return
  const { parameter, allowed } = destination
  assertNames([parameter], 'inbound.destination.parameter')
  assertOption(Array.isArray(allowed), 'inbound.destination.allowed', allowed, 'Give an array of addresses')
  for (const [i, url] of allowed.entries()) {
    parseUrlOption(url, `inbound.destination.allowed[${i}]`, 'Give the whole address', { allowInsecure })
  }
}

export function assertLogoutError (logoutError: ProviderContract['logoutError']): void {
  if (logoutError === undefined) return
  assertKnownKeys(logoutError, ['parameter', 'value', 'message'], 'logoutError.')
  assertNames(['parameter', 'value', 'message'].map((key) => logoutError[key as keyof typeof logoutError]), 'logoutError')
}

/** What goes to the vendor, with the endpoint as the parser writes it. */
export function checkEndpoint ({ handoff, credential, allowInsecure }: ProviderContract): HandoffContract {
  assertKnownKeys(handoff, ['kind', 'endpoint', 'toPage', 'returnParameter'], 'handoff.')
  const { kind, endpoint, toPage, returnParameter } = handoff
  const isKnown = ['query', 'form', 'fragment', 'token'].includes(kind)
  assertOption(isKnown, 'handoff.kind', kind, 'Give "query", "form", "fragment" or "token"')
  assertNames(returnParameter === undefined ? [] : [returnParameter], 'handoff.returnParameter')
  const isShared = credential.kind === 'jwt' && credential.parameter === returnParameter
  assertOption(!isShared, 'handoff.returnParameter', returnParameter, 'Give it another name than the token has')
  if (kind === 'token' || toPage === true) return handoff
  const { href } = parseUrlOption(endpoint, 'signInEndpoint', 'Paste it from the admin screen', { allowInsecure })
  return { ...handoff, endpoint: href }
}

function assertNames (names: unknown, option: string): void {
  assertOption(Array.isArray(names) && names.every(isParameterName), option, names, PARAMETER_NAME_CURE)
}
