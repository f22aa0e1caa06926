import { assertOption } from './check-option.ts'

const NAME = /^[\w.-]{1,64}$/
const CURE = 'Expected parameter names of 1 to 64 letters, digits, ".", "_" and "-"'

/** @throws FST_HELP_CENTER_INVALID_OPTION unless `name` is the name of a parameter */
export function assertParameterName (name: unknown, option: string): void {
  assertOption(typeof name === 'string' && NAME.test(name), option, name, CURE)
}

/** @throws FST_HELP_CENTER_INVALID_OPTION unless `names` is an array of parameter names */
export function assertParameterNames (names: unknown, option: string): asserts names is readonly string[] {
  assertOption(Array.isArray(names), option, names, CURE)
  for (const name of names) assertParameterName(name, option)
}
