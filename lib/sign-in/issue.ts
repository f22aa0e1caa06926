import { errors, isHelpCenterError } from '../errors.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import { makeClaims } from './claims.ts'
import { makeHandoff } from './handoff.ts'
import { askForKey } from './key.ts'
import { isIncomplete } from './request.ts'
import { signToken } from './token.ts'
import { describeUser, type UserHooks } from './visitor.ts'
import type { SignIn, SignInEvent, SignInRequest, UserType } from '../types.ts'

/** The hooks that a sign-in calls, bound to its request and limited in time. */
export interface SignInHooks extends UserHooks {
  readonly secret: (provider: Provider) => Promise<unknown>
  readonly onSignIn: ((event: SignInEvent) => Promise<unknown>) | undefined
}

export interface SignInContext {
  /** The registration's `name`. */
  readonly helpCenter: string
  readonly assumeEmailVerified: boolean
  readonly provider: Provider
  readonly requested: SignInRequest
  readonly hooks: SignInHooks
  readonly log: { readonly [Level in 'info' | 'error']: (details: object, message: string) => void }
  /** Throws if the client has disconnected or the host has answered itself: nobody would receive the token. */
  readonly assertWaiting: () => void
}

export interface IssuedToken extends Omit<SignIn, 'handoff'> {
  /** The parameters that carry the token, under the vendor's names. */
  readonly token: Parameters
}

/** Issues a token and the handoff that takes it to the vendor. */
export async function issueSignIn (user: object, context: SignInContext): Promise<SignIn> {
  const { provider, requested } = context
  if (provider.handoff.kind === 'token') {
    throw new errors.InvalidCall(provider.id, 'a sign-in', 'This provider issues tokens for a widget: use tokenPath')
  }
  const { token, jti, expiresAt, returnTo } = await issueToken(user, context)
  return { handoff: makeHandoff(token, returnTo, requested, provider), jti, expiresAt, returnTo }
}

/** authorize → profile → key → claims → token, then the audit hook. */
export async function issueToken (user: object, context: SignInContext): Promise<IssuedToken> {
  const { helpCenter, assumeEmailVerified, provider, requested, hooks, log, assertWaiting } = context
  if (isIncomplete(requested, provider)) throw new errors.IncompleteRequest()
  const profile = await describeUser(user, hooks, assumeEmailVerified)
  const key = await askForKey(provider, () => hooks.secret(provider))
  assertWaiting()
  // Read the clock last, so that no hook and no vault uses up the lifetime.
  const claims = makeClaims(profile, provider, requested, Date.now())
  const token = signToken(claims, provider, key)
  const { jti, expiresAt } = claims
  const returnTo = requested.returnTo ?? provider.helpCenterUrl
  if (hooks.onSignIn !== undefined) {
    await tellAudit({ user: user as UserType, helpCenter, jti, expiresAt, returnTo }, hooks.onSignIn, context)
  }
  assertWaiting()
  log.info({ helpCenter, provider: provider.id, jti, expiresAt }, 'sign-in handed over')
  return { token, jti, expiresAt, returnTo }
}

/** A failing audit hook does not stop the sign-in; the log records what the audit missed. */
async function tellAudit (
  event: SignInEvent, onSignIn: NonNullable<SignInHooks['onSignIn']>, { log }: SignInContext
): Promise<void> {
  try {
    await onSignIn(event)
  } catch (error) {
    if (!isHelpCenterError(error) || error instanceof errors.Answered) throw error
    const { code, message } = error
    const failure = Object.hasOwn(error, 'failure') ? { failure: error.failure } : {}
    log.error({ helpCenter: event.helpCenter, code, jti: event.jti, ...failure }, message)
  }
}
