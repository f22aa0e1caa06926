import { bare } from './bare-object.ts'
import { errors } from '../errors.ts'

/** All keys of an interface: the compiler refuses a table that lacks one or has one too many. */
export type Keys<T> = Readonly<Record<keyof T, true>>

/** What is wrong with an option; `got` is `null` for a name that does not exist. */
interface OptionFault { option: string, got: string | null, cure: string }

/** The parts of each message, so that `checkAs` can name another owner. */
const faults = new WeakMap<object, OptionFault>()

function makeError (owner: string, fault: OptionFault): Error {
  const { option, got, cure } = fault
  const subject = option === '' ? 'options' : `option ${option}`
  const error = new errors.InvalidOption(
    got === null ? `${owner}: unknown ${subject}. ${cure}` : `${owner}: ${subject}: got ${got}. ${cure}`
  )
  faults.set(error, fault)
  return error
}

/** The error for a wrong option. It says what was passed (`got`) and what is expected (`cure`). */
export function invalidOption (option: string, got: string, cure: string): Error {
  return makeError('fastify-help-center', { option, got, cure })
}

/**
 * Runs checks for a preset, or for `defineProvider`, so that their errors begin with its name.
 *
 * @param optionOf names of the preset's options by the field of the contract that each fills
 */
export function checkAs<Result> (
  owner: string, optionOf: ReadonlyMap<string, string>, run: () => Result
): Result {
  try {
    return run()
  } catch (error) {
    const fault = faults.get(Object(error))
    if (fault === undefined) throw error
    throw makeError(owner, { ...fault, option: optionOf.get(fault.option) ?? fault.option })
  }
}

/**
 * A word, a path or a URL, at most 80 characters of it. Of any other text only the length: it may be a secret that
 * somebody put in the wrong place.
 */
function describeText (text: string): string {
  const isAddress = /^https?:\/\/|^\/[^+=]*$/.test(text)
  if (text.length >= 16 && !isAddress) return `a string of ${text.length} characters`
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

/** Describes a value for a message. Never call it with a secret. */
export function describeValue (value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (value === '') return 'an empty string'
  if (typeof value === 'string') return describeText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}

/** @throws FST_HELP_CENTER_INVALID_OPTION unless `isValid` */
export function assertOption (isValid: boolean, option: string, value: unknown, cure: string): asserts isValid {
  if (!isValid) throw invalidOption(option, describeValue(value), cure)
}

/** @throws FST_HELP_CENTER_INVALID_OPTION unless `value` is one of `choices` */
export function assertOneOf (value: unknown, choices: readonly string[], option: string): void {
  const quoted = choices.map((choice) => `"${choice}"`)
  const last = quoted.pop()
  assertOption(choices.includes(value as string), option, value, `Expected ${quoted.join(', ')} or ${last}`)
}

export function assertOptionalFunction (value: unknown, option: string): void {
  assertOption(value === undefined || typeof value === 'function', option, value, 'Expected a function')
}

export function assertOptionalBoolean (value: unknown, option: string): asserts value is boolean | undefined {
  assertOption(value === undefined || typeof value === 'boolean', option, value, 'Expected true or false')
}

/** A whole number within bounds; the message names the `unit` ("milliseconds", "seconds", "look-ups"). */
export function assertInteger (
  value: unknown, option: string, { min, max, unit }: { min: number, max: number, unit: string }
): asserts value is number {
  const isValid = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
  assertOption(isValid, option, value, `Expected a whole number of ${unit} from ${min} to ${max}`)
}

/** Refuses unknown keys: a misspelled option must not be silently ignored. */
export function assertKnownKeys (value: object, keys: Readonly<Record<string, true>>, prefix = ''): void {
  const known = Object.keys(keys).join(', ')
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  assertOption(isObject, prefix.slice(0, -1), value, `Expected an object with ${known}`)
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(keys, key))
  if (unknown === undefined) return
  // A secret that became a key by mistake is longer.
  const name = unknown.length <= 30 ? unknown : `with a name of ${unknown.length} characters`
  throw makeError('fastify-help-center', { option: prefix + name, got: null, cure: `Known: ${known}` })
}

/** A copy of the options, each read once, that inherits nothing: an absent one cannot come from `Object.prototype`. */
export function readOptions<Options extends object> (raw: Options, keys: Keys<Options>, prefix = ''): Options {
  assertKnownKeys(raw, keys, prefix)
  return bare({ ...raw })
}
