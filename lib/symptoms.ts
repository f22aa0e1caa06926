import { inspectSymptoms } from './symptoms/inspect.ts'
import { logSymptoms } from './symptoms/log.ts'
import { pluginSymptoms } from './symptoms/plugin.ts'
import { timeSymptoms } from './symptoms/time.ts'
import { tokenSymptoms } from './symptoms/token.ts'
import { walkSymptoms } from './symptoms/walk.ts'

/**
 * What goes wrong, why, and what to do about it: one row for each code. README, error pages, the command and the fakes
 * take their words from here, so that one fault reads the same wherever somebody meets it.
 */
export interface Symptom {
  readonly code: string
  /** What somebody sees, in one line. */
  readonly symptom: string
  readonly cause: string
  readonly cure: string
  /** The line for a report in which this was looked at and nothing is wrong. */
  readonly ok?: string
}

export const symptoms: readonly Symptom[] = [
  ...walkSymptoms, ...tokenSymptoms, ...timeSymptoms, ...inspectSymptoms, ...pluginSymptoms,
  ...logSymptoms
]

const BY_CODE = new Map(symptoms.map((symptom) => [symptom.code, symptom]))

export function symptomOf (code: string): Symptom | undefined {
  return BY_CODE.get(code)
}
