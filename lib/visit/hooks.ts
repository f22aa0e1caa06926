import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HelpCenterError } from '../errors.ts'
import type { SignInHooks } from '../sign-in/issue.ts'
import type { Registration } from './registration.ts'
import { callHook, type Hook, type HookBounds } from '../sign-in/hook.ts'
import { silence } from '../contract/silence.ts'
import type { UserType } from '../types.ts'

type FunctionForms = {
  readonly [Option in 'provider' | 'signInPage' | 'errorPage']:
  Extract<Registration['options'][Option], (...args: never[]) => unknown>
}

export interface VisitHooks extends SignInHooks {
  readonly provider: () => Promise<unknown>
  readonly lookupUser: () => Promise<unknown>
  readonly signInPage: (next: string) => Promise<unknown>
  readonly onLogout: () => Promise<unknown>
  readonly errorPage: (error: HelpCenterError) => Promise<unknown>
}

/**
 * Binds the host's hooks: each has a time limit, and those that anybody can trigger without being signed in take one of
 * the registration's places.
 *
 * `request` and `reply` are `undefined` only for `createSignIn()`, which requires a request if a hook needs one, and
 * calls no hook that needs a reply.
 */
export function bindHooks (
  { options, places, errorPages }: Pick<Registration, 'options' | 'places' | 'errorPages'>,
  request: FastifyRequest | undefined,
  reply: FastifyReply | undefined,
  bounds: HookBounds
): VisitHooks {
  const { authorize, profile, onSignIn } = options
  // Each is called only if its option is a function.
  const { provider, signInPage, errorPage } = options as FunctionForms
  const [asked, answered] = [request as FastifyRequest, reply as FastifyReply]
  const call = <Result>(name: string, hook: Hook<Result>): Promise<Result> => callHook(name, hook, bounds)
  const callCounted = <Result>(name: string, hook: Hook<Result>): Promise<Result> =>
    callHook(name, hook, bounds, places)

  return {
    provider: () => callCounted('provider', (context) => provider(asked, context)),
    lookupUser: () => callCounted('lookupUser', (context) => options.lookupUser?.(asked, answered, context)),
    secret: (provider) => callCounted('secret', provider.secret),
    authorize: authorize && ((user) => call('authorize', (context) => authorize(user as UserType, asked, context))),
    profile: profile && ((user) => call('profile', (context) => profile(user as UserType, asked, context))),
    signInPage: (next) => callCounted('signInPage', (context) => signInPage(asked, next, context)),
    // A token that was issued is audited even if the client disconnects; half of its lifetime is kept for the visitor.
    onSignIn: onSignIn && ((event) => {
      const timeout = Math.max(1, Math.min(bounds.timeout, Math.floor((event.expiresAt.getTime() - Date.now()) / 2)))
      const auditBounds = { ...bounds, timeout, clientGone: undefined }
      return callHook('onSignIn', (context) => onSignIn(event, context), auditBounds).then(silence)
    }),
    onLogout: () => callCounted('onLogout', (context) => options.onLogout?.(asked, answered, context)).then(silence),
    errorPage: (error) => callHook('errorPage', (context) => errorPage(error, asked, answered, context),
      { ...bounds, clientGone: undefined, hasAnswered: undefined }, errorPages)
  }
}
