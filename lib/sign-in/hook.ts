import { errors, withRetryAfter, type HookFailure } from '../errors.ts'
import type { HookContext } from '../types.ts'

/**
 * Calls a hook of the host and waits for it at most `timeout` milliseconds. Its signal aborts when the time is over or
 * when `clientGone` does. A hook that settles later is not heard any more, and its rejection is nobody's.
 *
 * What a hook throws stays here: of its error only name, code and place go on, for the log.
 *
 * @throws FST_HELP_CENTER_HOOK_TIMEOUT, FST_HELP_CENTER_HOOK_FAILED, FST_HELP_CENTER_CLIENT_GONE
 */
export async function callHook<Result> (
  name: string, timeout: number, hook: (context: HookContext) => Result | PromiseLike<Result>, clientGone?: AbortSignal
): Promise<Result> {
  const controller = new AbortController()
  const { promise: ended, reject } = withReject()
  const end = (error: Error): void => {
    reject(error)
    controller.abort(error)
  }
  const onGone = (): void => end(new errors.ClientGone())
  const timer = setTimeout(() => end(withRetryAfter(new errors.HookTimeout(name, timeout), 5)), timeout)
  clientGone?.addEventListener('abort', onGone, { once: true })
  try {
    if (clientGone?.aborted === true) throw new errors.ClientGone()
    return await Promise.race([settle(name, hook, controller), ended])
  } finally {
    clearTimeout(timer)
    clientGone?.removeEventListener('abort', onGone)
  }
}

async function settle<Result> (
  name: string, hook: (context: HookContext) => Result | PromiseLike<Result>, controller: AbortController
): Promise<Result> {
  try {
    // A signal that no hook asks for is not made: it costs more than most hooks do.
    return await hook({ get signal () { return controller.signal } })
  } catch (thrown) {
    throw Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) })
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withReject (): { promise: Promise<never>, reject: (error: Error) => void } {
  let reject!: (error: Error) => void
  const promise = new Promise<never>((_resolve, _reject) => { reject = _reject })
  return { promise, reject }
}

/** Class names and codes as errors have them; a secret or an address has another form. */
const NAME = /^[A-Z][A-Za-z]{0,39}$/
const CODE = /^[A-Z0-9_]{1,40}$/
const FRAME = /^ {4}at .*?([\w.-]+\.[cm]?[jt]sx?:\d+:\d+)\)?$/m

/** Name, code and place of what was thrown, each only in its expected form. The message may hold anything. */
function describeThrown (thrown: unknown): HookFailure {
  if (!(thrown instanceof Error)) return { name: thrown === null ? 'null' : typeof thrown }
  try {
    const { name, message, stack, code } = thrown as { [key in 'name' | 'message' | 'stack' | 'code']?: unknown }
    const failure: HookFailure = { name: matches(name, NAME) ? name : 'Error' }
    if (matches(code, CODE)) failure.code = code
    const at = findFrame(String(stack), String(message))
    if (at !== undefined) failure.at = at
    return failure
  } catch {
    return { name: 'Error' }
  }
}

function matches (value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value)
}

/** Looks behind the message only: it may have lines that look like frames. */
function findFrame (stack: string, message: string): string | undefined {
  const messageStart = stack.indexOf(message)
  return messageStart === -1 ? undefined : FRAME.exec(stack.slice(messageStart + message.length))?.[1]
}
