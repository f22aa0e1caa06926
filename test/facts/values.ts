import { isDeepStrictEqual } from 'node:util'
import type { Claim, JsonType, Unit, VendorFacts } from '../../lib/facts/fact.ts'

export type ClaimValues = Record<string, unknown>
/** What `{…}` in a fact stands for. */
export type Settings = Readonly<Record<string, string>>

const PER_SECOND: Record<Unit, number> = { seconds: 1, milliseconds: 1e3, nanoseconds: 1e9 }
const JSON_VALUES: Record<string, unknown> = {
  string: 'text', number: 7, fraction: 7.5, boolean: true, null: null, list: ['a'], object: { a: 1 }
}

export function entriesOf<Value> (record: Readonly<Record<string, { value: Value }>>): Array<[string, Value]> {
  return Object.entries(record).map(([name, { value }]) => [name, value])
}

/** The claims of a contract, by name. */
export function claimsOf (facts: VendorFacts): Array<[string, Claim]> {
  return entriesOf(facts.token.claims)
}

export function fill (template: string, settings: Settings): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => settings[name] ?? `no setting ${name}`)
}

/** Whether an address is the one of a template, its origin aside where that is a setting. */
export function isOf (template: string, address: string): boolean {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^?#&]+')
  return new RegExp(`^${pattern}$`).test(address)
}

export function timeOf (seconds: number, unit: Unit): number {
  return seconds * PER_SECOND[unit]
}

export function isOfType (value: unknown, type: JsonType): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'array of strings') return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  const actual = typeof value
  return actual === type
}

/** JSON values that are not of this type, by what they are. */
export function valuesOfOtherTypes (type: JsonType): Array<[string, unknown]> {
  return Object.entries(JSON_VALUES).filter(([, value]) => !isOfType(value, type))
}

/** A value that a claim may have, other than a point in time, and with which all others may be there. */
export function sampleOf (name: string, claim: Claim, { token }: VendorFacts, settings: Settings): unknown {
  const { type, format, values, equals, members = [] } = claim
  const dependent = Object.values(token.claims).find(({ value }) => value.onlyWith?.claim === name)
  if (dependent !== undefined) return dependent.value.onlyWith?.value
  if (equals !== undefined) return typeof equals === 'string' ? fill(equals, settings) : equals
  if (values !== undefined) return values[0]
  if (format === 'email') return 'ada@example.com'
  if (format === 'url') return 'https://cdn.example.com/ada'
  if (format === 'date-time') return '2026-11-21T12:00:00Z'
  if (type === 'string') return format === 'comma-separated' ? 'a,b' : `sample-${name}`
  if (type === 'array of strings') return ['a', 'b']
  if (type === 'array') return [{ id: 'a', ...Object.fromEntries(members.map((member) => [member, 'A'])) }]
  if (type === 'object') return { plan: 'gold' }
  return type === 'boolean' ? true : 7
}

/** What is wrong with a value that somebody sends as this claim; `null` for nothing. Times are near `now`, in ms. */
export function faultOf (claim: Claim, value: unknown, now: number): string | null {
  const { type, time, unit, format, values } = claim
  if (time !== undefined && type === 'number') return 'is a time, hence whole or text'
  if (!isOfType(value, type)) return `is not ${type} but ${JSON.stringify(value)}`
  if (unit !== undefined && !(Math.abs(Number(value) / PER_SECOND[unit] - now / 1000) < 1e8)) return `is not in ${unit}`
  if (format === 'email' && !/^[^@]+@[^@]+$/.test(String(value))) return 'is no e-mail'
  if (format === 'url' && !URL.canParse(String(value))) return 'is no URL'
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\dT/.test(String(value))) return 'is no date'
  const isList = /^[\w-]+(?:,[\w-]+)*$/.test(String(value))
  if (format === 'comma-separated' && !isList) return 'is no list with commas'
  if (values !== undefined && !values.includes(value as string)) return `is none of ${values.join(', ')}`
  return null
}

/** A line if the two are not the same. */
export function differ (what: string, ofFacts: unknown, actual: unknown): string[] {
  const isSame = isDeepStrictEqual(ofFacts, plain(actual))
  return isSame ? [] : [`${what}: ${show(ofFacts)} by the facts, but ${show(actual)}`]
}

/** Without regard to prototypes, and to `undefined` members. */
function plain (value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value
}

function show (value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}
