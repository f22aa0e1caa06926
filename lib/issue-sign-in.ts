import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { errors, type HelpCenterError } from './errors.ts'
import type { SignInEvent } from './options.ts'
import type { Parameters, Provider } from './providers/contract.ts'
import type { Registration } from './registration.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { makeClaims } from './sign-in/claims.ts'
import { makeHandoff } from './sign-in/handoff.ts'
import { callHook } from './sign-in/hook.ts'
import { isIncomplete } from './sign-in/request.ts'
import { askForKey, signToken } from './sign-in/token.ts'
import { describeVisitor, type VisitorHooks } from './sign-in/visitor.ts'
import type { SignIn, SignInRequest, UserType } from './types.ts'

/** What a sign-in is made of, besides the user. */
export interface SignInContext {
  readonly registration: Registration
  readonly provider: Provider
  readonly requested: SignInRequest
  /** Handed to the host's hooks. `undefined` only where no hook wants one. */
  readonly request: FastifyRequest | undefined
  readonly log: FastifyBaseLogger
  readonly clientGone?: AbortSignal
}

/** A token, and what is known of it. */
export interface IssuedToken extends Omit<SignIn, 'handoff'> {
  /** By the vendor's parameter names. */
  readonly token: Parameters
}

/** The token and its way to the vendor. */
export async function issueSignIn (user: object, context: SignInContext): Promise<SignIn> {
  const { provider, requested } = context
  if (provider.handoff.kind === 'token') {
    throw new errors.InvalidCall(provider.id, 'a sign-in', 'This provider makes tokens for a widget: use tokenPath')
  }
  const { token, ...issued } = await issueToken(user, context)
  return { handoff: makeHandoff(token, issued.returnTo, requested, provider), ...issued }
}

/** authorize → profile → key → claims → token, then the audit hook. */
export async function issueToken (user: object, context: SignInContext): Promise<IssuedToken> {
  const { registration: { options }, provider, requested, request, clientGone } = context
  if (isIncomplete(requested, provider)) throw new errors.IncompleteRequest()
  const profile = await describeVisitor(user, bindHooks(options, user, request), clientGone)
  const key = await askForKey(provider, options.hookTimeout, clientGone)
  if (clientGone?.aborted === true) throw new errors.ClientGone()
  // The clock is read last: no hook and no vault eats the lifetime.
  const claims = makeClaims(profile, provider, requested, Date.now())
  const token = signToken(claims, provider, key)
  const { jti, expiresAt } = claims
  const returnTo = requested.returnTo ?? provider.helpCenterUrl
  await tellAudit({ user: user as UserType, helpCenter: options.name, jti, expiresAt, returnTo }, context)
  return { token, jti, expiresAt, returnTo }
}

function bindHooks (options: ResolvedOptions, someone: object, somewhere: FastifyRequest | undefined): VisitorHooks {
  const { authorize, profile, assumeEmailVerified, hookTimeout } = options
  // Both casts are promises made elsewhere: the user is the host's own, and `createSignIn` insists on the request.
  const user = someone as UserType
  const request = somewhere as FastifyRequest
  return {
    authorize: authorize && ((context) => authorize(user, request, context)),
    profile: profile && ((context) => profile(user, request, context)),
    assumeEmailVerified,
    timeout: hookTimeout
  }
}

/** A failing audit does not stop a visitor; the log has the line that the audit has not. */
async function tellAudit (event: SignInEvent, { registration: { options }, log }: SignInContext): Promise<void> {
  const { onSignIn, hookTimeout } = options
  if (onSignIn === undefined) return
  try {
    await callHook('onSignIn', hookTimeout, (context) => onSignIn(event, context))
  } catch (error) {
    const { code, message, failure } = error as HelpCenterError
    log.error({ helpCenter: event.helpCenter, code, jti: event.jti, ...failure && { failure } }, message)
  }
}
