import { errors, withRetryAfter } from '../errors.ts'
import type { HookContext } from '../types.ts'
import { silence } from '../contract/silence.ts'
import { describeThrown } from './thrown.ts'

export type Hook<Result> = (context: HookContext) => Result | PromiseLike<Result>

/** Whether and when the client disconnects: an `AbortSignal`, or something lighter. */
export interface ClientGone {
  readonly aborted: boolean
  addEventListener (type: 'abort', listener: () => void): void
  removeEventListener (type: 'abort', listener: () => void): void
}

export interface HookBounds {
  /** Milliseconds that the hook may take. */
  readonly timeout: number
  /** Aborts when the client disconnects: nobody is waiting for the hook then. */
  readonly clientGone: ClientGone | undefined
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

/** Creates the signal only if a hook asks for it: it costs more than most hooks do. */
class CallContext implements HookContext {
  #controller: AbortController | undefined
  #reason: Error | undefined

  get signal (): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason !== undefined) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  static isAborted (context: CallContext): boolean {
    return context.#reason !== undefined
  }

  static abort (context: CallContext, reason: Error): void {
    context.#reason = reason
    context.#controller?.abort(reason)
  }
}

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
    const context = new CallContext()
    const accept = (result: Result): void => {
      if (CallContext.isAborted(context)) return silence(result)
      if (hasAnswered?.() !== true) return resolve(result)
      silence(result)
      reject(new errors.Answered())
    }
    const fail = (thrown: unknown): void => {
      reject(Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) }))
    }
    const abort = (error: Error): void => {
      reject(error)
      CallContext.abort(context, error)
    }
    const onGone = (): void => {
      timer?.unref()
      clientGone?.removeEventListener('abort', onGone)
      abort(new errors.ClientGone())
    }
    let timer: NodeJS.Timeout | undefined
    const settle = (): void => {
      clearTimeout(timer)
      leave?.()
      clientGone?.removeEventListener('abort', onGone)
    }

    try {
      const result = hook(context)
      // Nothing to wait for.
      if (result === null || (typeof result !== 'object' && typeof result !== 'function')) {
        settle()
        return accept(result)
      }
      timer = setTimeout(() => {
        leave?.()
        clientGone?.removeEventListener('abort', onGone)
        abort(withRetryAfter(new errors.HookTimeout(name, timeout), 5))
      }, timeout)
      clientGone?.addEventListener('abort', onGone)
      // Use the built-in method: the promise may have its own.
      Promise.prototype.then.call(Promise.resolve(result), (result) => {
        settle()
        accept(result as Result)
      }, (thrown: unknown) => {
        settle()
        fail(thrown)
      })
    } catch (thrown) {
      settle()
      fail(thrown)
    }
  })
}
