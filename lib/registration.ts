import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from './errors.ts'
import type { Provider } from './providers/contract.ts'
import { isProvider } from './providers/define-provider.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { createRoutePath, joinPath, type RoutePath } from './route-path.ts'
import { ATTEMPTS_WINDOW, createAttemptsCookie, type AttemptsCookie } from './sign-in/attempts.ts'
import { callHook } from './sign-in/hook.ts'
import { createPending, PENDING_MAX_AGE, type Pending } from './sign-in/pending.ts'
import { createSignedCookie, type SignedCookie } from './sign-in/signed-cookie.ts'
import { createVisitorLookup } from './sign-in/visitor.ts'

/** One registration of the plugin: its options, and what was built from them once. */
export interface Registration {
  readonly options: Readonly<ResolvedOptions>
  readonly loginPath: RoutePath | null
  readonly pending: Pending
  readonly attempts: AttemptsCookie
  /** Whether the app is closing: then no connection is kept alive. */
  isClosing: boolean
  resolveProvider (request: FastifyRequest, clientGone?: AbortSignal): Promise<Provider>
  lookUpUser (request: FastifyRequest, reply: FastifyReply, clientGone: AbortSignal): Promise<object | null>
}

/** @param prefix the full prefix under which the routes are mounted */
export function createRegistration (options: Readonly<ResolvedOptions>, prefix: string): Registration {
  const { provider, lookupUser, hookTimeout, maxPendingLookups, nextParam } = options
  const loginPath = options.loginPath === false ? null : createRoutePath(joinPath(prefix, options.loginPath))
  const lookUpVisitor = createVisitorLookup(hookTimeout, maxPendingLookups)

  return {
    options,
    loginPath,
    isClosing: false,
    pending: createPending(createCookie('pending', PENDING_MAX_AGE), nextParam, loginPath),
    attempts: createAttemptsCookie(createCookie('attempts', ATTEMPTS_WINDOW)),

    async resolveProvider (request, clientGone) {
      if (typeof provider !== 'function') return provider
      const resolved = await callHook('provider', hookTimeout, (context) => provider(request, context), clientGone)
      if (resolved === undefined) throw new errors.UnknownHelpCenter()
      if (isProvider(resolved)) return resolved
      throw new errors.HookResult('provider', `a value of type ${typeof resolved}`, 'Return a provider or undefined')
    },

    lookUpUser (request, reply, clientGone) {
      return lookUpVisitor((context) => lookupUser?.(request, reply, context), clientGone)
    }
  }

  function createCookie (purpose: string, maxAge: number): SignedCookie {
    const { name: baseName, secrets, secure } = options.cookie
    const name = `${secure ? '__Host-' : ''}${baseName}.${options.name}.${purpose}`
    return createSignedCookie({ name, secrets, maxAge, secure })
  }
}
