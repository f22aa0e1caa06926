import { bare } from '../contract/bare-object.ts'
import { errors, withRetryAfter, type HookFailure } from '../errors.ts'
import type { HookContext } from '../types.ts'
import { silence } from '../contract/silence.ts'

export type Hook<Result> = (context: HookContext) => Result | PromiseLike<Result>

export interface HookBounds {
  /** Milliseconds that the hook may take. */
  readonly timeout: number
  /** Aborts when the client disconnects: nobody is waiting for the hook then. */
  readonly clientGone: AbortSignal | undefined
  /** Whether the host has begun to answer the request itself, in this hook or elsewhere. */
  readonly hasAnswered: (() => boolean) | undefined
}

/** Limits concurrent calls of the hooks that visitors can trigger without being signed in. */
export interface Places {
  /**
   * Takes a place and returns the function that frees it.
   *
   * @throws FST_HELP_CENTER_BUSY if none is free
   */
  take (): () => void
}

/** When a database hangs, requests must not pile up in this process. */
export function createPlaces (count: number): Places {
  let taken = 0
  return {
    take () {
      if (taken >= count) throw withRetryAfter(new errors.Busy(), 1)
      taken++
      let isTaken = true
      return () => {
        if (isTaken) taken--
        isTaken = false
      }
    }
  }
}

const ONCE = Object.freeze(bare({ once: true }))

/**
 * Calls a hook of the host and waits until it settles, its time is up or the client disconnects. In the last two cases
 * its signal aborts, and a late result or rejection is ignored.
 *
 * Of what a hook throws, only name, code and location are passed on, for the log. A place is taken until the hook
 * settles, for at most `timeout`: the host's work goes on when a client disconnects.
 *
 * @throws FST_HELP_CENTER_HOOK_TIMEOUT, FST_HELP_CENTER_HOOK_FAILED, FST_HELP_CENTER_CLIENT_GONE,
 * FST_HELP_CENTER_BUSY, FST_HELP_CENTER_ANSWERED
 */
export function callHook<Result> (
  name: string, hook: Hook<Result>, { timeout, clientGone, hasAnswered }: HookBounds, places?: Places
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (clientGone?.aborted === true) throw new errors.ClientGone()
    if (hasAnswered?.() === true) throw new errors.Answered()
    const leave = places?.take()
    // Create the signal lazily: it costs more than most hooks do.
    let controller: AbortController | undefined
    let abortedBy: Error | undefined
    const context: HookContext = {
      get signal () {
        controller ??= new AbortController()
        if (abortedBy !== undefined) controller.abort(abortedBy)
        return controller.signal
      }
    }
    const abort = (error: Error): void => {
      abortedBy = error
      reject(error)
      controller?.abort(error)
    }
    const onGone = (): void => {
      timer.unref()
      abort(new errors.ClientGone())
    }
    const timer = setTimeout(() => {
      leave?.()
      clientGone?.removeEventListener('abort', onGone)
      abort(withRetryAfter(new errors.HookTimeout(name, timeout), 5))
    }, timeout)
    clientGone?.addEventListener('abort', onGone, ONCE)

    const settle = (): void => {
      clearTimeout(timer)
      leave?.()
      clientGone?.removeEventListener('abort', onGone)
    }
    run(hook, context).then((result) => {
      settle()
      if (abortedBy !== undefined) return silence(result)
      if (hasAnswered?.() !== true) return resolve(result)
      silence(result)
      reject(new errors.Answered())
    }, (thrown: unknown) => {
      settle()
      reject(Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) }))
    })
  })
}

/** Turns whatever a hook does, throwing and odd thenables included, into a promise. */
async function run<Result> (hook: Hook<Result>, context: HookContext): Promise<Result> {
  return hook(context)
}

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
