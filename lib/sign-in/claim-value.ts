import { bare, isPlain } from '../contract/bare-object.ts'
import { silence } from '../contract/silence.ts'
import type { ClaimValue } from '../types.ts'

const MAX_TEXT_LENGTH = 255
const MAX_ENTRIES = 100
const MAX_DEPTH = 4

/**
 * Control characters, line separators, lone surrogates, and what a support agent cannot see in a name: characters that
 * reverse its direction or have no width. Letters of every script are allowed, with the marks that Hebrew and Arabic
 * need and, inside a text, the joiners (U+200C, U+200D) without which Persian and some emoji are misspelled.
 */
const UNSAFE_TEXT = /[\p{Cc}\p{Cs}\u2028\u2029\u200b\u202a-\u202e\u2060-\u2069\ufeff]/u
/** Soft hyphen, fillers and blanks that are letters or symbols, and tags, in which whole sentences can be hidden. */
const HIDDEN_TEXT = /[\u00ad\u115f\u1160\u180e\u2800\u3164\uffa0\u{e0000}-\u{e00ff}]/u
/** A Malayalam word may end in one, after the mark that removes its vowel. */
const JOINER_AT_AN_EDGE = /(?:^|\s)[\u200c\u200d]|(?<!\p{M})[\u200c\u200d](?:\s|$)/u

/** For messages: what a profile or a claim accepts. */
export const TEXT_CURE = `Expected a string of at most ${MAX_TEXT_LENGTH} characters without control characters`
export const CLAIM_VALUE_CURE = `${TEXT_CURE}, a finite number, a boolean, or a list or object of these`

export function isText (value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH && !UNSAFE_TEXT.test(value) &&
    !HIDDEN_TEXT.test(value) && !JOINER_AT_AN_EDGE.test(value)
}

export function isTextList (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_ENTRIES && value.every(isText)
}

/**
 * A deep copy of `value` as JSON will write it, or `undefined` if it is not a claim value.
 *
 * Nothing in the copy has a prototype, so no `toJSON` of the host or of a polluted `Object.prototype` can change what
 * is signed.
 */
export function toClaimValue (value: unknown, depth = 0): ClaimValue | undefined {
  if (isText(value) || typeof value === 'boolean' || Number.isFinite(value)) return value as string | number | boolean
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return undefined
  const isArray = Array.isArray(value)
  // A Date, a Map or a promise would silently become {}.
  if (!isArray && !isPlain(value)) return refuse(value)
  const entries = Object.entries(value)
  if (entries.length > MAX_ENTRIES || (isArray && value.length !== entries.length)) return refuse(entries)
  const copy = isArray ? Object.setPrototypeOf([], null) : bare()
  for (const [key, member] of entries) {
    const copied = member === null ? null : toClaimValue(member, depth + 1)
    if (copied === undefined || !isText(key) || key === '__proto__' || key === 'toJSON') return refuse(entries)
    copy[key] = copied
  }
  return copy
}

/** Only we hold what the getters returned, so nobody else would handle a promise in it that is rejected. */
function refuse (read: object): undefined {
  silence(read)
  return undefined
}
