import { symptomOf, type Symptom } from '../symptoms.ts'
import { maskText } from './redact.ts'

export type Level = 'ok' | 'info' | 'warning' | 'problem' | 'not-checked'

export interface Finding {
  level: Level
  /** A row of lib/symptoms.ts. */
  code: string
  title: string
  /** What was there, without secrets: this goes to tickets and chats. */
  seen: string
  /** What that means at this vendor. */
  meaning: string
  cure: string
  /** Which walk showed it; '' where there is only one. */
  run: string
}

export interface Report {
  command: 'check' | 'inspect'
  provider: string
  /** Why there was nothing to judge, in one sentence; the findings are what was seen all the same. */
  error?: string
  findings: Finding[]
  /** Addresses at which the walk stopped, without their queries. */
  notVisited: string[]
  /** What is left to look at on the vendor's side. */
  atVendor: string[]
}

/** Words of this finding alone, where the table's are too general. */
type Words = Partial<Pick<Finding, 'title' | 'meaning' | 'cure'>>

/**
 * A finding in the words of the table. One that reports no fault has no cure. What was seen is masked here, whoever
 * saw it: a path, a title or a cookie's name can hold a token too.
 */
export function finding (level: Level, code: string, seen: string, run = '', words: Words = {}): Finding {
  const row = symptomOf(code)!
  const fault = level === 'problem' || level === 'warning'
  return {
    level,
    code,
    title: titleOf(level, row),
    seen: maskText(seen),
    meaning: fault ? row.cause : '',
    cure: fault ? row.cure : '',
    run,
    ...words
  }
}

function titleOf (level: Level, row: Symptom): string {
  if (level === 'ok') return row.ok ?? row.symptom
  // A row with a line for the good case names a fault, and here nobody knows whether it is one.
  return level === 'not-checked' && row.ok !== undefined ? `Not checked: ${row.symptom}` : row.symptom
}
