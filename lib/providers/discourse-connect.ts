import { createHmac, timingSafeEqual } from 'node:crypto'
import { errors } from '../errors.ts'
import type { ClaimValue } from '../types.ts'
import type { Parameters } from '../contract/contract.ts'

/** The parameters of a signed request, or `null` if its signature is wrong. */
export function verifyRequest ({ sso = '', sig = '' }: Parameters, key: Buffer): Parameters | null {
  const expected = Buffer.from(sign(sso, key))
  const actual = Buffer.from(sig)
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
  return Object.fromEntries(new URLSearchParams(Buffer.from(sso, 'base64').toString()))
}

/** The fields of an answer, signed. */
export function encodeAnswer (claims: Readonly<Record<string, ClaimValue>>, key: Buffer): Parameters {
  const answer = new URLSearchParams(Object.entries(claims).flatMap(([name, value]) => toFields(name, value)))
  const sso = Buffer.from(answer.toString()).toString('base64')
  return { sso, sig: sign(sso, key) }
}

/** Booleans as words, lists with commas, each member of an object as a separate field. */
function toFields (name: string, value: ClaimValue | null): Array<[string, string]> {
  if (value === null) return []
  if (Array.isArray(value)) return [[name, toList(name, value)]]
  if (typeof value !== 'object') return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, member]) => toFields(`${name}.${key}`, member))
}

/** A group whose name has a comma would be two groups, the second of them perhaps one with rights. */
function toList (name: string, entries: readonly ClaimValue[]): string {
  // Claims have no prototype, so a list of them has no methods.
  const isPlain = Array.from(entries).every((entry) => typeof entry !== 'object' && !String(entry).includes(','))
  if (isPlain) return Array.from(entries, String).join(',')
  throw new errors.InvalidClaim(name, 'an entry that is not text or has a comma', 'Discourse splits lists at commas')
}

function sign (sso: string, key: Buffer): string {
  return createHmac('sha256', key).update(sso).digest('hex')
}
