import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.ts'
import type { SignInContext } from '../sign-in/issue.ts'
import type { Provider } from '../contract/contract.ts'
import { isProvider } from '../contract/define-provider.ts'
import type { Registration } from './registration.ts'
import { askForKey } from '../sign-in/key.ts'
import { readSigned, readSignInRequest } from '../sign-in/request.ts'
import type { ReadRequest, RequestRefusal } from '../sign-in/roles.ts'
import { describeRefused } from '../contract/silence.ts'
import type { SignInRequest } from '../types.ts'
import { hasAnswered, isRedirecting, watchAnswer } from './answer.ts'
import { watchClient } from './client.ts'
import { bindHooks, type VisitHooks } from './hooks.ts'

export interface Visit extends SignInContext {
  readonly registration: Registration
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly hooks: VisitHooks
}

/** Finds the provider for this request and reads what its help center asked for. */
export async function beginVisit (
  registration: Registration,
  request: FastifyRequest,
  reply: FastifyReply,
  findParameters: (provider: Provider) => unknown
): Promise<Visit> {
  watchAnswer(reply)
  const { options: { name, assumeEmailVerified, hookTimeout } } = registration
  const clientGone = watchClient(reply)
  const isRedirect = isRedirecting(reply)
  // A hook that calls `reply.helpCenterRedirect()` has answered too, although nothing has been sent yet.
  const isAnswered = (): boolean => hasAnswered(reply) || isRedirecting(reply) !== isRedirect
  const bounds = { timeout: hookTimeout, clientGone, hasAnswered: isAnswered }
  const hooks = bindHooks(registration, request, reply, bounds)
  const provider = await findProvider(registration, hooks)
  const untrusted = findParameters(provider)
  // An incomplete signed request cannot be verified, so no vault is asked for the key.
  const isSigned = readSigned(untrusted, provider) !== null
  const key = isSigned ? await askForKey(provider, () => hooks.secret(provider)) : undefined
  const requested = logRefusal(readSignInRequest(untrusted, provider, key), provider, request.log)
  return {
    registration,
    helpCenter: name,
    assumeEmailVerified,
    provider,
    requested,
    request,
    reply,
    hooks: key === undefined ? hooks : { ...hooks, secret: async () => key },
    log: request.log,
    assertWaiting () {
      if (clientGone.aborted) throw new errors.ClientGone()
      if (isAnswered()) throw new errors.Answered()
    }
  }
}

/** @throws FST_HELP_CENTER_UNKNOWN if the `provider` function has no help center for this request */
export async function findProvider (
  { options: { provider } }: Registration, hooks: Pick<VisitHooks, 'provider'>
): Promise<Provider> {
  if (typeof provider !== 'function') return provider
  const found = await hooks.provider()
  if (found === undefined) throw new errors.UnknownHelpCenter()
  if (isProvider(found)) return found
  throw new errors.HookResult('provider', describeRefused(found), 'Return a provider or undefined')
}

const DROPPED = new Map<RequestRefusal | null, string>([
  ['wrong-signature', 'request'], ['foreign-destination', 'destination']
])

/** Returns what passed the checks. If something was dropped, logs a reason code, never the value. */
export function logRefusal (
  { request, refusal }: ReadRequest, provider: Provider, log: FastifyBaseLogger
): SignInRequest {
  if (refusal !== null) {
    const level = refusal === 'wrong-signature' ? 'warn' : 'debug'
    log[level]({ provider: provider.id, reason: refusal }, `${DROPPED.get(refusal) ?? 'return URL'} dropped`)
  }
  return request
}
