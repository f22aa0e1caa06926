/** V8 keeps an `Object.create(null)` as a hash table; objects from a constructor with an empty prototype stay fast. */
const Bare = function () {} as unknown as new () => object
Bare.prototype = Object.freeze(Object.create(null))

/**
 * A copy that inherits nothing, for options, contracts and requests: what is absent stays absent, whatever a polluted
 * `Object.prototype` contains.
 */
export function bare<T extends object> (members: T): T
export function bare (): Record<string, never>
export function bare (members?: object): object {
  return Object.assign(new Bare(), members)
}

/** Whether `value` is plain data, not an instance of a class that JSON would flatten to `{}`. */
export function isPlain (value: object): boolean {
  return [Object.prototype, Bare.prototype, null].includes(Object.getPrototypeOf(value))
}
