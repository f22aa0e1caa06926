/** An own property of an untrusted value of any type: what `Object.prototype` has does not count. */
export function ownValue (untrusted: unknown, name: string): unknown {
  return untrusted !== undefined && untrusted !== null && Object.hasOwn(Object(untrusted), name)
    ? (untrusted as Record<string, unknown>)[name]
    : undefined
}
