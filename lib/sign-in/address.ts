import { randomUUID } from 'node:crypto'

/** An address with room for values: text, the number of a value, text, and so on. */
export type AddressTemplate = ReadonlyArray<string | number>

/** Marks where a value goes. No address that somebody pasted has it. */
const SLOT = `slot-${randomUUID()}-`
const SLOTS = new RegExp(`${SLOT}(\\d+)`)

/**
 * Prepares an address, so that it is parsed once for a provider and not for every visitor. The URL parser sets the
 * parameters: the pasted address may name them already, empty and in any order.
 *
 * @param names the parameters of the query, in the order of their values
 * @param hasFragment whether one more value is the fragment
 */
export function prepareAddress (address: string, names: readonly string[], hasFragment: boolean): AddressTemplate {
  const url = new URL(address)
  for (const [i, name] of names.entries()) url.searchParams.set(name, SLOT + i)
  if (hasFragment) url.hash = SLOT + names.length
  return url.href.split(SLOTS).map((part, i) => i % 2 === 0 ? part : Number(part))
}

/** Tokens and most values of vendors: nothing in them needs encoding. */
const PLAIN = /^[\w.-]*$/

/** Fills in the values. Each stays in its place: whatever has a meaning in a URL is percent-encoded. */
export function fillAddress (template: AddressTemplate, values: readonly string[]): string {
  let address = ''
  for (const part of template) address += typeof part === 'string' ? part : encode(values[part]!)
  return address
}

function encode (value: string): string {
  return PLAIN.test(value) ? value : encodeURIComponent(value.toWellFormed())
}
