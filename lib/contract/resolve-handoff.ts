import { assertKnownKeys, assertOneOf, assertOption, assertOptionalBoolean, type Keys } from './check-option.ts'
import type { HandoffContract, ProviderContract } from './contract.ts'
import { assertParameterName } from './parameter-name.ts'
import { parseUrlOption } from './url-option.ts'

const KEYS: Keys<HandoffContract> = {
  kind: true, endpoint: true, toPage: true, returnParameter: true, parametersIn: true
}

/** Checks the handoff and returns it with the endpoint as the URL parser writes it. */
export function resolveHandoff ({ handoff, token, allowInsecure }: ProviderContract): HandoffContract {
  assertKnownKeys(handoff, KEYS, 'handoff.')
  const { kind, endpoint, toPage, returnParameter, parametersIn = 'url' } = handoff
  assertOneOf(kind, ['query', 'form', 'fragment', 'token'], 'handoff.kind')
  assertOptionalBoolean(toPage, 'handoff.toPage')
  assertOneOf(parametersIn, ['url', 'fields'], 'handoff.parametersIn')
  assertOption(kind === 'form' || parametersIn === 'url', 'handoff.parametersIn', parametersIn,
    'Expected "url": only a form has fields')
  if (returnParameter !== undefined) {
    assertParameterName(returnParameter, 'handoff.returnParameter')
    const isToken = token.kind === 'jwt' && token.parameter === returnParameter
    assertOption(!isToken, 'handoff.returnParameter', returnParameter, 'Expected a name other than that of the token')
  }
  if (kind === 'token' || toPage === true) return handoff
  const { href } = parseUrlOption(endpoint, 'handoff.endpoint', 'Paste it from the admin screen', { allowInsecure })
  return { ...handoff, endpoint: href }
}
