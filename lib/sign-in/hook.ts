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
    return await Promise.race([settle(name, hook, controller.signal), ended])
  } finally {
    clearTimeout(timer)
    clientGone?.removeEventListener('abort', onGone)
  }
}

async function settle<Result> (
  name: string, hook: (context: HookContext) => Result | PromiseLike<Result>, signal: AbortSignal
): Promise<Result> {
  try {
    return await hook({ signal })
  } catch (thrown) {
    throw Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) })
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withReject (): { promise: Promise<never>, reject: (error: Error) => void } {
  let reject!: (error: Error) => void
  const promise = new Promise<never>((_resolve, _reject) => { reject = _reject })
  promise.catch(() => {})
  return { promise, reject }
}

const IDENTIFIER = /^[\w$]{1,64}$/
const FRAME = /^ {4}at .*?([\w.-]+:\d+:\d+)\)?$/m

/** Name, code and place of what was thrown, each only in its expected form. The message may hold anything. */
function describeThrown (thrown: unknown): HookFailure {
  if (!(thrown instanceof Error)) return { name: thrown === null ? 'null' : typeof thrown }
  const { name, message, stack = '' } = thrown
  const { code } = thrown as { code?: unknown }
  const at = FRAME.exec(stack.slice(stack.indexOf(message) + message.length))?.[1]
  return {
    name: IDENTIFIER.test(name) ? name : 'Error',
    ...(typeof code === 'string' && IDENTIFIER.test(code) ? { code } : {}),
    ...(at === undefined ? {} : { at })
  }
}
