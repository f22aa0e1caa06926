import { errors, isHelpCenterError } from '../errors.ts'
import type { Parameters, Provider } from '../contract/contract.ts'
import { makeClaims } from './claims.ts'
import { makeHandoff } from './handoff.ts'
import { askForKey } from './key.ts'
import { isIncomplete } from './request.ts'
import { signToken } from './token.ts'
import { describeUser, type UserHooks } from './visitor.ts'
import type { SignIn, SignInEvent, SignInRequest, UserType } from '../types.ts'

/** The host's hooks that a sign-in calls, bound to its request and bounded. */
export interface SignInHooks extends UserHooks {
  readonly secret: (provider: Provider) => Promise<unknown>
  readonly onSignIn: ((event: SignInEvent) => Promise<unknown>) | undefined
}

/** What a sign-in is made of, besides the user. */
export interface SignInContext {
  /** The registration's `name`. */
  readonly helpCenter: string
  readonly assumeEmailVerified: boolean
  readonly provider: Provider
  readonly requested: SignInRequest
  readonly hooks: SignInHooks
  readonly log: { error: (details: object, message: string) => void }
  /** The client left, or the host has answered for itself: nobody is there to get a token. */
  readonly assertWaiting: () => void
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
  const { helpCenter, assumeEmailVerified, provider, requested, hooks, assertWaiting } = context
  if (isIncomplete(requested, provider)) throw new errors.IncompleteRequest()
  const profile = await describeUser(user, hooks, assumeEmailVerified)
  const key = await askForKey(provider, () => hooks.secret(provider))
  assertWaiting()
  // The clock is read last: no hook and no vault eats the lifetime.
  const claims = makeClaims(profile, provider, requested, Date.now())
  const token = signToken(claims, provider, key)
  const { jti, expiresAt } = claims
  const returnTo = requested.returnTo ?? provider.helpCenterUrl
  await tellAudit({ user: user as UserType, helpCenter, jti, expiresAt, returnTo }, context)
  return { token, jti, expiresAt, returnTo }
}

/** A failing audit does not stop a visitor; the log has the line that the audit has not. */
async function tellAudit (event: SignInEvent, { hooks, log }: SignInContext): Promise<void> {
  if (hooks.onSignIn === undefined) return
  try {
    await hooks.onSignIn(event)
  } catch (error) {
    if (!isHelpCenterError(error) || error instanceof errors.Answered) throw error
    const { code, message } = error
    const failure = Object.hasOwn(error, 'failure') ? { failure: error.failure } : {}
    log.error({ helpCenter: event.helpCenter, code, jti: event.jti, ...failure }, message)
  }
}
