/** V8 keeps an `Object.create(null)` as a hash table; what a constructor with an empty prototype makes stays fast. */
const Bare = function () {} as unknown as new () => object
Bare.prototype = Object.freeze(Object.create(null))

/**
 * A copy that inherits nothing. What is absent from it is absent, whatever a polluted `Object.prototype` holds:
 * options, contracts and requests are made with it.
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
