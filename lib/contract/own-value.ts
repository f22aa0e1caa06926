/** Reads an own property of an untrusted value of any type. Properties of `Object.prototype` do not count. */
export function ownValue (untrusted: unknown, name: string): unknown {
  return untrusted !== undefined && untrusted !== null && Object.hasOwn(Object(untrusted), name)
    ? (untrusted as Record<string, unknown>)[name]
    : undefined
}
