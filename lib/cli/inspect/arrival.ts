import type { InboundParameter, VendorFacts } from '../../facts/fact.ts'
import { finding, type Finding } from '../finding.ts'
import { maskAddress, maskText } from '../redact.ts'
import { makeBench } from '../token/circumstances.ts'
import { count, showText } from '../token/show.ts'
import { judgeSignature } from '../token/signature.ts'
import type { Parameter } from './pasted.ts'

const ROLES: Readonly<Record<InboundParameter['role'], string>> = {
  return: 'the page to return to',
  destination: 'where the token has to go, if it is an address that you allow',
  echo: 'has to come back unchanged',
  claim: 'has to come back as a claim of the token',
  'signed-request': 'part of the signed request',
  ignored: 'means nothing to the sign-in'
}

/** A query that the vendor sent: to the login URL, or to the logout URL. */
export function explainArrival (
  parameters: readonly Parameter[], facts: VendorFacts, key: string | undefined
): Finding[] {
  const values = new Map(parameters.map(({ name, value }) => [name, value]))
  const refusal = judgeRefusal(values, facts)
  if (refusal !== null) return [refusal]
  const documented = facts.inbound.parameters
  const isLogout = parameters
    .some(({ name }) => Object.hasOwn(facts.logout.parameters, name) && !Object.hasOwn(documented, name))
  const explained = parameters.map(({ name, value }) => {
    const role = documented[name]?.value.role
    const meaning = isLogout ? facts.logout.parameters[name]?.value : role && ROLES[role]
    return finding('info', 'inbound-parameter', `${showText(name)}: ${showValue(value, role)}.`, '', {
      title: `${showText(name)} came with the visitor`, meaning: meaning ?? `${facts.name} does not document it.`
    })
  })
  return isLogout ? explained : [...explained, ...judgeMissing(values, facts), ...judgeRequest(values, facts, key)]
}

/** The one refusal of this field that a program can read. */
export function judgeRefusal (values: ReadonlyMap<string, string>, facts: VendorFacts, run = ''): Finding | null {
  const { parameter, value, message } = facts.errors?.value ?? {}
  if (parameter === undefined || message === undefined || values.get(parameter) !== value) return null
  const words = showText(maskText(values.get(message) ?? ''))
  return finding('problem', 'refused-by-vendor',
    `The logout URL got ${parameter}=${value}, and the message "${words}".`, run)
}

function showValue (value: string, role: InboundParameter['role'] | undefined): string {
  if (value === '') return 'empty'
  if (role === 'return' || role === 'destination') return /^https?:/i.test(value) ? maskAddress(value) : 'a path'
  return count(value.length, 'character', 'characters')
}

function judgeMissing (values: ReadonlyMap<string, string>, facts: VendorFacts): Finding[] {
  const missing = Object.entries(facts.inbound.parameters)
    .filter(([name, { value }]) => value.required === true && (values.get(name) ?? '') === '')
    .map(([name]) => name)
  if (missing.length === 0) return []
  return [finding('problem', 'incomplete-request', `${missing.join(', ')} is missing; ${facts.name} always sends it.`)]
}

function judgeRequest (
  values: ReadonlyMap<string, string>, facts: VendorFacts, key: string | undefined
): Finding[] {
  const sso = values.get('sso')
  const sig = values.get('sig')
  if (facts.inbound.parameters.sso?.value.role !== 'signed-request' || !sso || !sig) return []
  const decoded = { header: {}, claims: {}, signingInput: sso, signature: Buffer.from(sig, 'hex') }
  return judgeSignature(decoded, makeBench(facts, { key, now: 0 }))
}
