import { isMap, isPromise, isSet } from 'node:util/types'

/** Members that are looked at: more than a profile may hold, and bounded for a graph that somebody handed in. */
const MAX_MEMBERS = 10_000

/** Promises that are taken care of. One may lead to itself: `this.ready = this.load()`, and `load` returns `this`. */
const handled = new WeakSet<object>()

/**
 * Handles the rejections in a value of the host's that may go no further. A forgotten `await` leaves a promise in a
 * user or a profile: it is refused there, but its rejection would end the process. Getters are not run.
 */
export function silence (value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  let room = MAX_MEMBERS
  // The set grows while it is walked: once for each object, however often it is referred to.
  const found = new Set<object>([value])
  for (const object of found) {
    try {
      if (isPromise(object)) {
        if (handled.has(object)) continue
        handled.add(object)
        // By the built-in method: `object.catch` may be anybody's.
        Promise.prototype.then.call(object, silence, silence)
      } else if (!ArrayBuffer.isView(object)) {
        for (const member of membersOf(object, room)) {
          if (room-- <= 0) return
          if (typeof member === 'object' && member !== null) found.add(member)
        }
      }
    } catch {
      // A proxy that throws holds nothing that could be handled.
    }
  }
}

function * membersOf (object: object, room: number): Iterable<unknown> {
  if (isMap(object)) yield * object.values()
  else if (isSet(object)) yield * object
  // The keys of a long list would cost as much as all of it.
  const keys = Array.isArray(object) ? Array(Math.min(object.length, room)).keys() : Reflect.ownKeys(object)
  for (const key of keys) yield Object.getOwnPropertyDescriptor(object, key)?.value
}

/** What a refused value is, for a message. */
export function describeRefused (refused: unknown): string {
  silence(refused)
  return `a value of type ${typeof refused}`
}
