import { bare } from './bare-object.ts'

/**
 * A deeply frozen copy of plain data: changing the original later does not change an allow list. Its objects inherit
 * nothing, so a polluted `Object.prototype` cannot fill in an absent member.
 */
export function frozenCopy<T> (value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, frozenCopy(member)])
  return Object.freeze(bare(Object.fromEntries(members))) as T
}
