import type { Claim, Fact } from '../../facts/fact.ts'
import type { JsonObject } from '../../fakes/strict-json.ts'
import type { Finding } from '../finding.ts'
import { isEmail } from '../../fakes/email.ts'
import { levelOf, type Bench } from './circumstances.ts'
import { describe, holdsJson, showEmail, showText } from './show.ts'

/** What libraries and templates write where a value was forgotten. */
const FORGOTTEN = /^\s*(?:undefined|null|none|nil|nan|\[object object\])\s*(?:$|@)/i

/** One claim that is there and is no time: its type, then its value. */
export function judgeValue (name: string, claims: JsonObject, fact: Fact<Claim>, bench: Bench): Finding {
  const value = claims[name]
  const claim = fact.value
  if (!hasType(value, claim, bench)) return wrongType(name, value, fact, bench)
  const fault = name === 'jti' ? judgeJti(value, claims, bench) : judgeContent(name, value, claims, fact, bench)
  if (fault !== null) return fault
  const optional = claim.required === 'always' ? 'required' : 'optional'
  const note = fact.note === undefined ? '' : ` ${fact.note}`
  const words = {
    title: `${name} is as documented`,
    meaning: `Expected: ${nameType(claim)}, ${optional} (${fact.certainty}).${note}`
  }
  if (claim.privileged === true) {
    return bench.note('info', 'privileged-claim', `${name} is ${show(value, claim)}.`, { meaning: words.meaning })
  }
  return bench.note('ok', 'claim-fits', `${name} is ${show(value, claim)}.`, words)
}

function hasType (value: unknown, claim: Claim, bench: Bench): boolean {
  if (isAllText(bench) || claim.type === 'string') return typeof value === 'string'
  if (claim.type === 'integer') return Number.isInteger(value)
  if (claim.type === 'array') return Array.isArray(value)
  if (claim.type === 'array of strings') {
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
  }
  if (claim.type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  const type: string = typeof value
  return type === claim.type
}

/** In a query string everything is text. */
function isAllText ({ facts }: Bench): boolean {
  return facts.token.format.value !== 'jwt'
}

function nameType ({ type }: Claim): string {
  if (type === 'string') return 'text'
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

/** A required text that is something else is not there for the vendor, which then says that it is missing. */
function wrongType (name: string, value: unknown, fact: Fact<Claim>, bench: Bench): Finding {
  const { type, required } = fact.value
  const vendor = bench.facts.name
  const seen = `${name} is ${describe(value)}; ${vendor} expects ${nameType(fact.value)}.`
  const title = `${name} is ${describe(value)}, not ${nameType(fact.value)}`
  if (name === 'jti') return bench.note(levelOf(fact), 'bad-jti', seen, { title })
  if (required === 'always' && type === 'string') return bench.note(levelOf(fact), 'claim-missing', seen, { title })
  const cure = typeof value === 'string' && holdsJson(value)
    ? `Put the ${type === 'object' ? 'object' : 'list'} itself into the claims, and not its JSON text: the token as ` +
      'a whole becomes JSON once.'
    : `Write ${name} as ${nameType(fact.value)}.`
  return bench.note(levelOf(fact), 'wrong-type', seen, { title, cure })
}

function judgeJti (value: unknown, claims: JsonObject, bench: Bench): Finding | null {
  const jti = String(value)
  if (jti.trim() === '') return bench.note('problem', 'bad-jti', 'jti is an empty text.')
  if (jti.length < 8 || jti === String(claims.iat)) {
    return bench.note('warning', 'jti-guessable', `jti is ${describe(jti)}: it is easily the same for two sign-ins.`)
  }
  return null
}

function judgeContent (
  name: string, value: unknown, claims: JsonObject, fact: Fact<Claim>, bench: Bench
): Finding | null {
  const claim = fact.value
  const level = levelOf(fact)
  const text = typeof value === 'string' ? value : null
  if (claim.required === 'always' && text !== null && text.trim() === '') {
    return bench.note(level, 'claim-missing', `${name} is an empty text.`)
  }
  if (claim.format === 'email' && text !== null) return judgeEmail(name, text, bench)
  if (claim.format === 'url' && text !== null && !/^https?:/.test(text)) {
    return bench.note('warning', 'wrong-value', `${name} is ${describe(text)}, and not an absolute URL.`)
  }
  if (claim.format === 'date-time' && text !== null && Number.isNaN(Date.parse(text))) {
    return bench.note(level, 'wrong-value', `${name} is ${describe(text)}, and not a date and time.`)
  }
  if (text !== null && /(?:id|^sub)$/i.test(name) && FORGOTTEN.test(text)) {
    return bench.note('problem', 'wrong-value', `${name} is the word "${showText(text)}".`, {
      meaning: 'That is what a missing value becomes as text. Everybody without an id would be one person.'
    })
  }
  const wrong = describeWrongValue(name, value, claims, claim, bench)
  const code = claim.copies === undefined ? 'wrong-value' : 'wrong-parameter'
  return wrong === null ? null : bench.note(level, code, wrong)
}

function describeWrongValue (
  name: string, value: unknown, claims: JsonObject, claim: Claim, bench: Bench
): string | null {
  if (isAllText(bench) && claim.type === 'boolean' && value !== 'true' && value !== 'false') {
    return `${name} is ${describe(value)}, and neither of the words true and false.`
  }
  if (claim.values !== undefined && !claim.values.includes(value as string)) {
    return `${name} is ${show(value, claim)}; expected ${claim.values.join(', ')}.`
  }
  if (claim.equals !== undefined && !matches(value, claim.equals)) {
    return `${name} is ${show(value, claim)}; expected ${claim.equals}.`
  }
  if (claim.differsFrom !== undefined && value === claims[claim.differsFrom]) {
    return `${name} is the same as ${claim.differsFrom}. Use an id that stays when the address changes.`
  }
  const asked = claim.copies === undefined ? undefined : bench.circumstances.request?.[claim.copies]
  if (asked === undefined || asked === value) return null
  return describeDifference(name, asked, String(value))
}

/** By lengths: what a request carries may be worth something. */
function describeDifference (name: string, asked: string, answered: string): string {
  const same = Array.from(asked).findIndex((character, index) => character !== answered[index])
  const place = same === -1 ? `after all ${asked.length} characters` : `at character ${same + 1}`
  return `${name} differs from what the request had, ${place}: it has ${answered.length} characters, and the request ` +
    `had ${asked.length}.`
}

/** Of a template only the beginning and the end are known. */
function matches (value: unknown, expected: string | boolean): boolean {
  if (typeof expected !== 'string' || !expected.includes('{')) return value === expected
  const begin = expected.slice(0, expected.indexOf('{'))
  const end = expected.slice(expected.lastIndexOf('}') + 1)
  return typeof value === 'string' && value.length > begin.length + end.length &&
    value.startsWith(begin) && value.endsWith(end)
}

function judgeEmail (name: string, email: string, bench: Bench): Finding | null {
  const shown = showEmail(email)
  if (FORGOTTEN.test(email)) return bench.note('problem', 'bad-email', `${name} is a placeholder (${shown}).`)
  // As an unknown value, because a text that is no address is still text.
  if (isEmail(email as unknown)) return null
  const several = email.includes('@', email.indexOf('@') + 1) ? ' It looks like several addresses.' : ''
  const spaces = /\s/.test(email) ? ' It has white space in it.' : ''
  const level = /[^\x20-\x7e]/.test(email) && !/[\s,;]/.test(email) && several === '' ? 'warning' : 'problem'
  return bench.note(level, 'bad-email', `${name} is not one plain e-mail address (${shown}).${several}${spaces}`)
}

function show (value: unknown, claim: Claim): string {
  if (claim.format === 'email') return showEmail(String(value))
  // What is in a fixed list or set by the vendor is nobody's secret.
  const isFixed = claim.values !== undefined || claim.equals !== undefined
  return isFixed && typeof value === 'string' ? `"${showText(value)}"` : describe(value)
}
