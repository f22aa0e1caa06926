import type { FastifyReply } from 'fastify'
import { errors } from '../errors.ts'
import { issueSignIn } from '../issue-sign-in.ts'
import { isHostAddress, setParameter } from '../host-address.ts'
import { callHook } from '../sign-in/hook.ts'
import { acceptsJson } from './navigation.ts'
import { protectResponse } from './response-headers.ts'
import type { Visit } from './visit.ts'

/** Nobody signed in: to the host's sign-in page, with a way back. A user: to the help center, with a token. */
export async function handOver (visit: Visit, user: object | null | undefined): Promise<FastifyReply> {
  return user === null || user === undefined ? sendToSignInPage(visit) : sendToHelpCenter(visit, user)
}

async function sendToHelpCenter (visit: Visit, user: object): Promise<FastifyReply> {
  const { registration: { attempts, pending }, request, reply } = visit
  const attempt = attempts.count('token', request.headers.cookie, Date.now())
  const { handoff } = await issueSignIn(user, visit)
  protectResponse(reply)
  reply.header('set-cookie', [attempt, pending.forget()])
  return acceptsJson(request) ? reply.send(handoff) : reply.redirect(handoff.url, 303)
}

async function sendToSignInPage (visit: Visit): Promise<FastifyReply> {
  const { registration, request, reply, requested, clientGone } = visit
  const { options: { signInPage, nextParam, hookTimeout }, loginPath, pending, attempts } = registration
  if (signInPage === undefined || acceptsJson(request)) throw new errors.NotSignedIn()
  const now = Date.now()
  const attempt = attempts.count('signInPage', request.headers.cookie, now)
  const next = loginPath?.fill(request.params, requested.parameters) ?? '/'
  const address = typeof signInPage === 'string'
    ? setParameter(signInPage, nextParam, next)
    : await callHook('signInPage', hookTimeout, (context) => signInPage(request, next, context), clientGone)
  if (!isHostAddress(address)) {
    throw new errors.HookResult('signInPage', 'no address', 'Return a path such as "/sign-in" or an absolute URL')
  }
  protectResponse(reply)
  reply.header('set-cookie', [attempt, pending.remember(requested.parameters, now)])
  return reply.redirect(address, 303)
}
