import { vendorMessages } from '../symptoms/messages.ts'
import { symptomOf, symptoms, type Symptom } from '../symptoms.ts'
import type { Arguments } from './arguments.ts'
import { CannotCheck } from './check/cannot-check.ts'
import type { Surroundings } from './run.ts'
import { readAll } from './secrets.ts'
import { didYouMean } from './suggest.ts'

const MAX_ASKED = 10_000

/** `explain <code or words of the vendor>`; without an argument, what is on standard input. */
export async function runExplain (args: Arguments, { stdin, stdout }: Surroundings): Promise<number> {
  const isAsked = args.positionals.length > 0 || stdin.isTTY === true
  const found = explain(isAsked ? args.positionals.join(' ') : await readAll(stdin))
  // What was asked is not repeated: it may hold an address.
  stdout.write(args.flag('json')
    ? `${JSON.stringify({ schemaVersion: 1, command: 'explain', causes: found }, null, 2)}\n`
    : showExplanation(found))
  return 0
}

/**
 * What a code or a vendor's message can mean, most likely first.
 * @throws CannotCheck if nothing is known about it
 */
export function explain (asked: string): Symptom[] {
  const text = asked.slice(0, MAX_ASKED).trim()
  if (text === '') throw new CannotCheck('There is nothing to explain: give a code, or the words of the vendor.')
  if (/^eyJ[\w-]+\./.test(text)) throw new CannotCheck('That is a token. Give it to inspect, on standard input.')
  const named = findCodes(text)
  const found = named.length > 0 ? named : findCauses(text.toLowerCase())
  if (found.length > 0) return found
  const codes = symptoms.map(({ code }) => code)
  const near = text.length <= 60 ? didYouMean(text, codes) : ''
  throw new CannotCheck(`Nothing is known about this.${near}`)
}

/** Codes in what may be a whole line of a log. */
function findCodes (text: string): Symptom[] {
  const exact = symptoms.find(({ code }) => code.toLowerCase() === text.toLowerCase())
  if (exact !== undefined) return [exact]
  const words = text.match(/\bFST_HELP_CENTER_[A-Z_]+|"[a-z]+(?:-[a-z]+)+"/g) ?? []
  const known = words.map((word) => symptomOf(word.replaceAll('"', '')))
  return [...new Set(known)].filter((symptom) => symptom !== undefined)
}

/** By the first message that fits; particular ones stand before general ones. */
function findCauses (text: string): Symptom[] {
  const words = ` ${text.replaceAll('e-mail', 'email').replace(/[^a-z\d_-]+/g, ' ')}`
  // Where a word begins: "iat" is in "initiated" too.
  const message = vendorMessages.find((candidate) => candidate.words.every((word) => words.includes(` ${word}`)))
  return (message?.codes ?? []).map(symptomOf).filter((symptom) => symptom !== undefined)
}

/** For people; causes in order, each with its cure. */
function showExplanation (found: readonly Symptom[]): string {
  const paragraphs = found.map(({ code, symptom, cause, cure }, index) => {
    const number = found.length > 1 ? `${index + 1}. ` : ''
    return `${number}${symptom} (${code})\n   Why: ${cause}\n   Do: ${cure}\n`
  })
  return paragraphs.join('\n')
}
