import type { Finding } from '../finding.ts'
import type { ReadInstant } from './instants.ts'

/** Units that differ within one token are wrong, whichever the vendor reads. */
export function judgeMixture (read: readonly ReadInstant[]): Finding[] {
  const units = new Set(read.map(({ unit }) => unit).filter((unit) => unit !== undefined))
  return read.map(({ finding }) => units.size > 1 && finding.code === 'wrong-unit'
    ? {
        ...finding,
        level: 'problem',
        meaning: `The token has ${[...units].join(' and ')} side by side: one of them is wrong, whichever is read.`
      }
    : finding)
}
