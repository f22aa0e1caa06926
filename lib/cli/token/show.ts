import { maskEmail, maskText } from '../redact.ts'

const MAX_SHOWN = 60

/** Text out of a token: hostile, so that it reaches no terminal as it is, and may hold an address. */
export function showText (untrusted: string): string {
  // Masked before it is cut: half a token is not known for one.
  const masked = maskText(untrusted)
  const cut = masked.length > MAX_SHOWN ? `${masked.slice(0, MAX_SHOWN)}…` : masked
  return cut.replace(/[^\x20-\x7e…]/g, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

export function showEmail (untrusted: string): string {
  return showText(maskEmail(untrusted))
}

/** What a value is, without the value: names and ids of people stay out of reports. */
export function describe (value: unknown): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  if (typeof value === 'string') return describeText(value)
  if (Array.isArray(value)) return `a list of ${count(value.length, 'entry', 'entries')}`
  if (typeof value === 'object') return `an object with ${count(Object.keys(value).length, 'member', 'members')}`
  return typeof value === 'boolean' ? `the boolean ${value}` : 'a number'
}

function describeText (text: string): string {
  if (text === '') return 'an empty text'
  if (holdsJson(text)) return 'a text that contains JSON'
  if (/^\d+$/.test(text)) return `a text of ${count(text.length, 'digit', 'digits')}`
  return `a text of ${count(text.length, 'character', 'characters')}`
}

export function holdsJson (text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export function count (number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

/** A duration as a person says it, rounded. */
export function showDuration (milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000)
  if (seconds < 120) return count(seconds, 'second', 'seconds')
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} hours`
  return seconds < 63_072_000 ? `${Math.round(seconds / 86_400)} days` : `${Math.round(seconds / 31_557_600)} years`
}

/** Years of more than four digits are no dates for people. */
const FAR = Date.parse('9999-12-31')

export function showInstant (milliseconds: number): string {
  if (Math.abs(milliseconds) <= FAR) return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
  return `the year ${Math.round(1970 + milliseconds / 31_556_952_000)}`
}
