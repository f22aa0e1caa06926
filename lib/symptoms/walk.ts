import type { Symptom } from '../symptoms.ts'
import { answerSymptoms } from './answers.ts'
import { cookieSymptoms } from './cookies.ts'
import { handoffSymptoms } from './handoff.ts'

/** What the walk from the help center to the handoff shows. */
export const walkSymptoms: readonly Symptom[] = [...answerSymptoms, ...handoffSymptoms, ...cookieSymptoms]
