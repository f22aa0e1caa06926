import { isPromise } from 'node:util/types'

const MAX_DEPTH = 4
const MAX_ENTRIES = 100

/**
 * Handles the rejections in a value of the host's that goes no further. A forgotten `await` in a profile leaves a
 * promise there: it is refused, but its rejection would end the process. Getters are not run.
 */
export function silence (refused: unknown, depth = 0): void {
  try {
    if (isPromise(refused)) {
      // By the built-in method: `refused.catch` may be anybody's.
      Promise.prototype.then.call(refused, undefined, () => {})
      return
    }
    if (typeof refused !== 'object' || refused === null || depth > MAX_DEPTH) return
    for (const key of Object.keys(refused).slice(0, MAX_ENTRIES)) {
      silence(Object.getOwnPropertyDescriptor(refused, key)?.value, depth + 1)
    }
  } catch {
    // A proxy that throws holds nothing that could be handled.
  }
}

/** What a refused value is, for a message. */
export function describeRefused (refused: unknown): string {
  silence(refused)
  return `a value of type ${typeof refused}`
}
