import { isMap, isPromise, isSet } from 'node:util/types'

/** Members that are visited: more than a profile may have, but not all of an arbitrary object graph. */
const MAX_MEMBERS = 10_000

/** Promises that have a handler. One may lead to itself: `this.ready = this.load()`, and `load` returns `this`. */
const handled = new WeakSet<object>()

/**
 * Handles the rejections of all promises in a value of the host that may be refused or dropped. A forgotten `await`
 * leaves a promise in a user or a profile: it is refused, but its rejection would still end the process. Getters are
 * not run.
 */
export function silence (value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  let room = MAX_MEMBERS
  // The set grows while it is iterated: each object is visited once, however often it is referenced.
  const found = new Set<object>([value])
  const look = (member: unknown): void => {
    room--
    if (typeof member === 'object' && member !== null) found.add(member)
  }
  for (const object of found) {
    try {
      if (isPromise(object)) handle(object)
      else if (!ArrayBuffer.isView(object)) forEachMember(object, () => room > 0, look)
    } catch {
      // Nothing in a proxy that throws can be handled.
    }
  }
}

function handle (promise: Promise<unknown>): void {
  if (handled.has(promise)) return
  handled.add(promise)
  // Use the built-in method: the promise may have its own.
  Promise.prototype.then.call(promise, silence, silence)
}

function forEachMember (object: object, hasRoom: () => boolean, look: (member: unknown) => void): void {
  if (isMap(object) || isSet(object)) {
    for (const member of object.values()) {
      if (!hasRoom()) return
      look(member)
    }
  }
  // Listing the keys of a long array would cost as much as visiting all of it.
  const keys = Array.isArray(object) ? Array(Math.min(object.length, MAX_MEMBERS)).keys() : Reflect.ownKeys(object)
  for (const key of keys) {
    if (!hasRoom()) return
    look(Object.getOwnPropertyDescriptor(object, key)?.value)
  }
}

/** Describes a refused value for a message, and handles its rejections. */
export function describeRefused (refused: unknown): string {
  silence(refused)
  return `a value of type ${typeof refused}`
}
