import { assertKnownKeys, assertOption } from '../check-option.ts'
import type { HandoffContract, InboundContract } from './contract.ts'
import { parseUrlOption } from './url-option.ts'

const PARAMETER_NAME = /^[\w.-]{1,64}$/
const NAMES_CURE = 'Give parameter names of letters, digits, ".", "_" and "-"'

/** What comes from the vendor: every parameter has a name and one role. */
export function checkInbound (inbound: InboundContract): InboundContract {
  assertKnownKeys(inbound, ['returnTo', 'destination', 'echo', 'toClaim', 'required', 'open'], 'inbound.')
  const { returnTo, destination, echo = [], toClaim = {}, required = [], open } = inbound
  const form = returnTo?.form ?? 'url'
  assertOption(['url', 'path', 'bare-path'].includes(form), 'inbound.returnTo.form', form, 'Give "url", "path" or "bare-path"')
  assertNames(returnTo?.parameters ?? [], 'inbound.returnTo.parameters')
  assertNames(destination === undefined ? [] : [destination.parameter], 'inbound.destination.parameter')
  assertNames(echo, 'inbound.echo')
  assertNames(Object.entries(toClaim).flat(), 'inbound.toClaim')
  assertNames(required, 'inbound.required')
  assertNames(open?.parameters ?? [], 'inbound.open.parameters')
  return Object.freeze({ ...inbound })
}

/** What goes to the vendor. */
export function checkHandoff (handoff: HandoffContract, allowInsecure: boolean | undefined): HandoffContract {
  assertKnownKeys(handoff, ['kind', 'endpoint', 'toPage', 'returnParameter'], 'handoff.')
  const { kind, endpoint, toPage, returnParameter } = handoff
  const isKnown = ['query', 'form', 'fragment', 'token'].includes(kind)
  assertOption(isKnown, 'handoff.kind', kind, 'Give "query", "form", "fragment" or "token"')
  assertNames(returnParameter === undefined ? [] : [returnParameter], 'handoff.returnParameter')
  if (kind === 'token' || toPage === true) return Object.freeze({ ...handoff })
  const { href } = parseUrlOption(endpoint, 'signInEndpoint', 'Paste it from the admin screen', { allowInsecure })
  return Object.freeze({ ...handoff, endpoint: href })
}

function assertNames (names: unknown, option: string): void {
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string' && PARAMETER_NAME.test(name))
  assertOption(areNames, option, names, NAMES_CURE)
}
