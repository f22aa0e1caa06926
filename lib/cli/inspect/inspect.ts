import type { VendorFacts } from '../../facts/fact.ts'
import { CannotCheck } from '../check/cannot-check.ts'
import type { Finding, Report } from '../finding.ts'
import { listAtVendor } from '../at-vendor.ts'
import { judgeToken } from '../token/judge-token.ts'
import { judgeDelivery } from './address.ts'
import { explainArrival } from './arrival.ts'
import { judgeHar } from './judge-har.ts'
import { readHar } from './read-har.ts'
import { readPasted } from './pasted.ts'

/** What `inspect` looks at: something pasted, or the text of a HAR file. */
export interface InspectInput {
  readonly facts: VendorFacts
  readonly pasted?: string | undefined
  readonly har?: string | undefined
  /** Shared secret as text, or public key as PEM. */
  readonly key?: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Explains a token, an address, a query or a HAR for one vendor. It sends nothing.
 * @throws CannotCheck if there is nothing to explain in it
 */
export function inspect ({ facts, pasted = '', har, key, now }: InspectInput): Report {
  const isHar = har !== undefined || /^\s*\{\s*"log"\s*:/.test(pasted)
  const findings = isHar
    ? judgeHar(readHar(har ?? pasted), facts, key)
    : inspectPasted(pasted, facts, key, now)
  return { command: 'inspect', provider: facts.vendor, findings, notVisited: [], atVendor: listAtVendor(facts) }
}

function inspectPasted (text: string, facts: VendorFacts, key: string | undefined, now: number): Finding[] {
  const { address, parameters, token } = readPasted(text, facts)
  // A signed query is there and back under the same name; only the answer says who somebody is.
  const isRequest = token !== null && facts.token.format.value !== 'jwt' && asksForAnswer(token.token)
  if (token !== null && !isRequest) {
    return [
      ...judgeDelivery(address, parameters, token, facts),
      ...judgeToken(token, facts, { now, key })
    ]
  }
  if (parameters.length === 0) throw new CannotCheck('The address has no token, and no query that could be explained.')
  return explainArrival(parameters, facts, key)
}

function asksForAnswer (token: string): boolean {
  return new URLSearchParams(Buffer.from(token, 'base64').toString()).has('return_sso_url')
}
