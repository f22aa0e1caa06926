import { bare } from './bare-object.ts'
import { errors } from '../errors.ts'

/** The error for a wrong option: names the option, what it got and the cure. */
export function invalidOption (option: string, got: string, cure: string): Error {
  return new errors.InvalidOption(option, got, cure)
}

/** What a value is, short enough for a message. Never call it with a secret. */
export function describeValue (value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (value === '') return 'an empty string'
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}

/** @throws FST_HELP_CENTER_INVALID_OPTION unless `isRight` */
export function assertOption (isRight: boolean, option: string, value: unknown, cure: string): asserts isRight {
  if (!isRight) throw invalidOption(option, describeValue(value), cure)
}

export function assertOptionalFunction (value: unknown, option: string): void {
  assertOption(value === undefined || typeof value === 'function', option, value, 'Give a function')
}

export function assertOptionalBoolean (value: unknown, option: string): asserts value is boolean | undefined {
  assertOption(value === undefined || typeof value === 'boolean', option, value, 'Give true or false')
}

/** A whole number within bounds; `unit` stands in the cure ("milliseconds", "seconds", "look-ups"). */
export function assertInteger (
  value: unknown, option: string, { min, max, unit }: { min: number, max: number, unit: string }
): asserts value is number {
  const isRight = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
  assertOption(isRight, option, value, `Give a whole number of ${unit} from ${min} to ${max}`)
}

/** Refuses keys that no reader of the options looks at: a misspelled option must not be silently ignored. */
export function assertKnownKeys (value: object, known: readonly string[], prefix = ''): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  assertOption(isObject, prefix.slice(0, -1) || 'options', value, `Give an object with ${known.join(', ')}`)
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) {
      throw invalidOption(`${prefix}${key}`, 'an option that does not exist', `Known here: ${known.join(', ')}`)
    }
  }
}

/** The known options as their own object, each read once: what is absent cannot come from `Object.prototype`. */
export function readOptions<Options extends object> (raw: Options, known: readonly string[], prefix = ''): Options {
  assertKnownKeys(raw, known, prefix)
  return bare({ ...raw })
}
