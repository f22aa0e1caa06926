import { randomUUID } from 'node:crypto'
import type { Claim, VendorFacts } from '../../facts/fact.ts'
import { signToken } from './sign.ts'
import { findReturn, isUsual, writeTime, type Format, type Variant } from './variants.ts'

/** Seconds for which a link is good. */
export const LIFETIME = 60
/** Seconds by which an old link is older: beyond any tolerance for clocks. */
const AGE = 3600

/** What all links of one run share. */
export interface Trial {
  facts: VendorFacts
  algorithm: string
  secret: string
  email: string
  /** Where the vendor takes tokens. */
  endpoint: URL
  helpCenter: URL | undefined
}

export type Handoff = { readonly method: 'GET' | 'POST', readonly url: URL, readonly fields: Record<string, string> }

/** A sign-in of the test address. `isOld`: as it would be an hour later. */
export function makeHandoff (trial: Trial, variant: Variant, format: Format, isOld: boolean): Handoff {
  const { facts: { handoff, token: { header } }, algorithm, secret } = trial
  const start = Date.now() - (isOld ? AGE * 1000 : 0)
  const token = signToken(header.value, makeClaims(trial, variant, format, start), algorithm, secret)
  const url = new URL(trial.endpoint)
  const back = findReturn(handoff.parameters)
  if (back !== undefined && variant.returns) url.searchParams.set(back.name, String(trial.helpCenter))
  if (handoff.way.value === 'form') return { method: 'POST', url, fields: { [handoff.token.value]: token } }
  url.searchParams.set(handoff.token.value, token)
  return { method: 'GET', url, fields: {} }
}

function makeClaims (
  { facts, email }: Trial, { claims }: Variant, format: Format, start: number
): Record<string, unknown> {
  const wanted = Object.entries(facts.token.claims)
    .filter(([name, claim]) => isUsual(claim) || claims.includes(name))
  return Object.fromEntries(wanted.map(([name, { value }]) => [name, makeValue(name, value, { email, format, start })]))
}

function makeValue (
  name: string, { type, time, format: form }: Claim,
  { email, format, start }: { email: string, format: Format, start: number }
): unknown {
  if (time !== undefined) {
    const isEnd = time === 'expires' || time === 'session-ends'
    return writeTime(start + (isEnd ? LIFETIME * 1000 : 0), format)
  }
  if (form === 'email') return email
  if (name === 'jti') return randomUUID()
  // A vendor may take sub for the address, and an id of ours would make an account of its own.
  if (name === 'sub') return email
  return type === 'boolean' ? true : `Try ${name.replaceAll('_', ' ')}`
}
