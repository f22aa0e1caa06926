import { isPromise } from 'node:util/types'

/** Values that are looked at: more than a profile may hold, and bounded for a graph that somebody handed in. */
const MAX_VALUES = 10_000

/**
 * Handles the rejections in a value of the host's that goes no further. A forgotten `await` in a profile leaves a
 * promise there: it is refused, but its rejection would end the process. Getters are not run.
 */
export function silence (refused: unknown): void {
  const found = new Set<unknown>([refused])
  // The set grows while it is walked, once for each value however often it is referred to.
  for (const value of found) {
    try {
      if (isPromise(value)) {
        // By the built-in method: `value.catch` may be anybody's.
        Promise.prototype.then.call(value, silence, silence)
      } else if (typeof value === 'object' && value !== null) {
        for (const key of Object.keys(value)) {
          if (found.size >= MAX_VALUES) break
          found.add(Object.getOwnPropertyDescriptor(value, key)?.value)
        }
      }
    } catch {
      // A proxy that throws holds nothing that could be handled.
    }
  }
}

/** What a refused value is, for a message. */
export function describeRefused (refused: unknown): string {
  silence(refused)
  return `a value of type ${typeof refused}`
}
