import * as vendors from '../../facts/index.ts'
import type { VendorFacts } from '../../facts/fact.ts'

/** What of a vendor's contract a walk needs: what to ask with, and where the answer belongs. */
export interface WalkContract {
  facts: VendorFacts
  id: string
  name: string
  way: VendorFacts['handoff']['way']['value']
  format: VendorFacts['token']['format']['value']
  /** Parameter or form field of the token; "#" for a bare fragment. */
  tokenName: string
  /** What brings the return URL, preferred name first, and how it is written. */
  returnIn: { names: readonly string[], form: 'url' | 'path' | 'bare-path' } | undefined
  /** What takes the return URL back. */
  returnOut: string | undefined
  /** Parameters that come back as they were. */
  echo: readonly string[]
  /** Those without which no sign-in is possible. */
  required: readonly string[]
  /** Parameters that have to come back as a claim. */
  toClaim: readonly string[]
  /** The parameter by which the vendor names its endpoint. */
  destination: string | undefined
  /** Parameters that come along and mean nothing here. */
  ignored: readonly string[]
  /** Where the vendor takes tokens; `{…}` stands for what differs between customers. */
  endpoint: string | undefined
  /** How a refusal arrives at the logout URL. */
  refusal: { readonly parameter: string, readonly value: string, readonly message: string } | undefined
}

const FACTS: readonly VendorFacts[] = Object.values(vendors)

export const providerNames: readonly string[] = FACTS.map(({ vendor }) => vendor)

export function findContract (name: string): WalkContract | undefined {
  const facts = FACTS.find(({ vendor }) => vendor === name)
  return facts && readContract(facts)
}

function readContract (facts: VendorFacts): WalkContract {
  const { inbound, token, handoff, errors } = facts
  const parameters = Object.entries(inbound.parameters)
  const withRole = (role: string): string[] =>
    parameters.filter(([, { value }]) => value.role === role).map(([name]) => name)
  const names = withRole('return')
  const outbound = Object.entries(handoff.parameters)
  return {
    facts,
    id: facts.vendor,
    name: facts.name,
    way: handoff.way.value,
    format: token.format.value,
    tokenName: handoff.token.value,
    returnIn: names.length === 0
      ? undefined
      : { names, form: inbound.parameters[names[0]!]!.value.forms![0]! },
    returnOut: outbound.find(([, { value }]) => value.carries === 'return')?.[0],
    echo: withRole('echo'),
    required: parameters.filter(([, { value }]) => value.required === true).map(([name]) => name),
    toClaim: withRole('claim'),
    destination: withRole('destination')[0],
    // A flag inside a signed request changes what is asked for.
    ignored: parameters.filter(([, { value }]) => value.role === 'ignored' && value.within === undefined)
      .map(([name]) => name),
    endpoint: handoff.endpoint?.value,
    refusal: errors?.value
  }
}

/** The path of an endpoint as a pattern, from where all customers have the same. */
export function endpointPath (template: string): RegExp {
  const path = template.replace(/^(?:https:\/\/[^/]*|\{\w+\})/, '')
  const pattern = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('[^/]+')
  return new RegExp(`${pattern}$`)
}
