import type { Certainty, Fact, VendorFacts } from './fact.ts'

type State = <const Name extends string, const Value>(source: Name, value: Value, note?: string) => Fact<Value, Name>

export const documented: State = (source, value, note) => makeFact('documented', source, value, note)
export const likely: State = (source, value, note) => makeFact('likely', source, value, note)
export const unclear: State = (source, value, note) => makeFact('unclear', source, value, note)

function makeFact<Name extends string, Value> (
  certainty: Certainty, source: Name, value: Value, note?: string
): Fact<Value, Name> {
  return { value, certainty, source, ...note !== undefined && { note } }
}

/** Checks the shape at compile time, keeps the literal types for presets, and freezes. */
export function defineFacts<const Facts extends VendorFacts<Extract<keyof Facts['sources'], string>>> (
  facts: Facts
): Facts {
  return freeze(facts)
}

function freeze<Data> (data: Data): Data {
  if (typeof data === 'object' && data !== null) Object.values(Object.freeze(data)).forEach(freeze)
  return data
}

/** The same fact under several names. */
export function each<const Name extends string, Stated> (names: readonly Name[], fact: Stated): Record<Name, Stated> {
  return Object.fromEntries(names.map((name) => [name, fact])) as Record<Name, Stated>
}
