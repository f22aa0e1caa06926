import { bare } from './bare-object.ts'

/**
 * A copy of plain data, frozen all the way down: whoever keeps the original cannot change an allow list later. Its
 * objects inherit nothing, so an absent member cannot be filled by a polluted `Object.prototype`.
 */
export function frozenCopy<T> (value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, frozenCopy(member)])
  return Object.freeze(bare(Object.fromEntries(members))) as T
}
