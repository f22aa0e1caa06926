import { silence } from '../contract/silence.ts'
import type { HookFailure } from '../errors.ts'

/** Class names, codes and locations as errors have them; a secret or an e-mail address looks different. */
const NAME = /^[A-Z][A-Za-z]{0,39}$/
const CODE = /^[A-Z0-9_]{1,40}$/
const PLACE = /^[\w.-]{1,100}:\d{1,7}:\d{1,7}$/
const SOURCE = /\.[cm]?[jt]sx?:/
/** Characters of a stack that are read; the innermost frames come first. */
const MAX_STACK = 4096

/** Name, code and location of what was thrown, if they look as expected. Its message may contain anything. */
export function describeThrown (thrown: unknown): HookFailure {
  silence(thrown)
  try {
    if (!(thrown instanceof Error)) return { name: thrown === null ? 'null' : typeof thrown }
    const { name, message, stack, code } = thrown as { [key in 'name' | 'message' | 'stack' | 'code']?: unknown }
    const failure: HookFailure = { name: matches(name, NAME) ? name : 'Error' }
    if (matches(code, CODE)) failure.code = code
    const at = findPlace(String(stack), String(message))
    if (at !== undefined) failure.at = at
    return failure
  } catch {
    return { name: 'Error' }
  }
}

function matches (value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value)
}

/** File, line and column of the innermost frame. Searches only after the message, whose lines may look like frames. */
function findPlace (stack: string, message: string): string | undefined {
  const messageStart = stack.indexOf(message)
  if (messageStart === -1) return undefined
  const start = messageStart + message.length
  for (const line of stack.slice(start, start + MAX_STACK).split('\n')) {
    if (!line.startsWith('    at ')) continue
    const place = line.slice(
      Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\'), line.lastIndexOf('('), line.lastIndexOf(' ')) + 1
    )
      .replace(')', '')
    if (PLACE.test(place) && SOURCE.test(place)) return place
  }
  return undefined
}
