/** A copy of plain data, frozen all the way down: who keeps the original cannot change an allow list later. */
export function frozenCopy<T> (value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, frozenCopy(member)]))) as T
}
