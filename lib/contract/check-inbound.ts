import { assertKnownKeys, assertOneOf, assertOption, assertOptionalBoolean, type Keys } from './check-option.ts'
import type { InboundContract, ProviderContract } from './contract.ts'
import { assertParameterName, assertParameterNames } from './parameter-name.ts'
import { parseUrlOption } from './url-option.ts'

type Role<Name extends keyof InboundContract> = Keys<NonNullable<InboundContract[Name]>>

const INBOUND: Keys<InboundContract> = {
  returnTo: true, destination: true, echo: true, toClaim: true, required: true, signedRequest: true
}
const RETURN_TO: Role<'returnTo'> = { parameters: true, form: true, orPath: true }
const DESTINATION: Role<'destination'> = { parameter: true, allowed: true }
const SIGNED_REQUEST: Role<'signedRequest'> = { parameters: true, lineBreaks: true, verify: true }
const LOGOUT_ERROR: Keys<NonNullable<ProviderContract['logoutError']>> = { parameter: true, value: true, message: true }

/** Checks what comes from the vendor: every parameter needs a name and a role. */
export function assertInbound ({ inbound, token, allowInsecure }: ProviderContract): void {
  assertKnownKeys(inbound, INBOUND, 'inbound.')
  const { returnTo, destination, echo = [], toClaim = {}, required = [], signedRequest } = inbound
  assertReturnTo(returnTo)
  assertParameterNames(echo, 'inbound.echo')
  const isTokenEchoed = token.kind === 'jwt' && echo.includes(token.parameter)
  assertOption(!isTokenEchoed, 'inbound.echo', echo, 'Leave out the parameter of the token')
  assertParameterNames(Object.entries(toClaim).flat(), 'inbound.toClaim')
  assertDestination(destination, allowInsecure)
  assertSignedRequest(signedRequest)
  assertParameterNames(required, 'inbound.required')
  const names = signedRequest?.parameters ?? namesWithRole(inbound)
  for (const name of required) {
    assertOption(names.includes(name), 'inbound.required', name, signedRequest === undefined
      ? 'Expected parameters with a role: returnTo, destination, echo or toClaim'
      : `Expected parameters of the signed request: ${names.join(', ')}`)
  }
}

/** The parameters that have a role in this contract, if requests are not signed. */
export function namesWithRole ({ returnTo, destination, echo = [], toClaim = {} }: InboundContract): string[] {
  return [returnTo?.parameters ?? [], destination?.parameter ?? [], echo, Object.keys(toClaim)].flat()
}

function assertReturnTo (returnTo: InboundContract['returnTo']): void {
  if (returnTo === undefined) return
  assertKnownKeys(returnTo, RETURN_TO, 'inbound.returnTo.')
  assertSome(returnTo.parameters, 'inbound.returnTo.parameters')
  assertOneOf(returnTo.form, ['url', 'path', 'bare-path'], 'inbound.returnTo.form')
  assertOptionalBoolean(returnTo.orPath, 'inbound.returnTo.orPath')
  assertOption(returnTo.form === 'url' || returnTo.orPath !== true, 'inbound.returnTo.orPath', returnTo.orPath,
    'Leave it out: it is for the form "url", and the others are paths already')
}

function assertDestination (destination: InboundContract['destination'], allowInsecure: boolean | undefined): void {
  if (destination === undefined) return
  assertKnownKeys(destination, DESTINATION, 'inbound.destination.')
  const { parameter, allowed } = destination
  assertParameterName(parameter, 'inbound.destination.parameter')
  assertOption(Array.isArray(allowed), 'inbound.destination.allowed', allowed, 'Expected an array of URLs')
  for (const [i, url] of allowed.entries()) {
    parseUrlOption(url, `inbound.destination.allowed[${i}]`, 'Expected an absolute URL', { allowInsecure })
  }
}

function assertSignedRequest (signedRequest: InboundContract['signedRequest']): void {
  if (signedRequest === undefined) return
  assertKnownKeys(signedRequest, SIGNED_REQUEST, 'inbound.signedRequest.')
  const { parameters, lineBreaks, verify } = signedRequest
  assertSome(parameters, 'inbound.signedRequest.parameters')
  assertOptionalBoolean(lineBreaks, 'inbound.signedRequest.lineBreaks')
  assertOption(typeof verify === 'function', 'inbound.signedRequest.verify', verify,
    'Expected a function that verifies the request')
}

/** An empty list would never match, or always, for a signed request. */
function assertSome (names: unknown, option: string): void {
  assertParameterNames(names, option)
  assertOption(names.length > 0, option, names, 'Expected at least one parameter name')
}

export function assertLogoutError (logoutError: ProviderContract['logoutError']): void {
  if (logoutError === undefined) return
  assertKnownKeys(logoutError, LOGOUT_ERROR, 'logoutError.')
  const { parameter, value, message } = logoutError
  assertParameterNames([parameter, value, message], 'logoutError')
}
