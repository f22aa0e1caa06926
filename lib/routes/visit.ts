import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { SignInContext } from '../issue-sign-in.ts'
import type { Provider } from '../providers/contract.ts'
import type { Registration } from '../registration.ts'
import { readSignInRequest, type ReadRequest, type RequestRefusal } from '../sign-in/request.ts'
import { askForKey } from '../sign-in/token.ts'
import type { SignInRequest } from '../types.ts'

/** One visitor on the way through the plugin. */
export interface Visit extends SignInContext {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly clientGone: AbortSignal
}

/** Finds the provider for this request and reads what its help center asked for. */
export async function beginVisit (
  registration: Registration,
  request: FastifyRequest,
  reply: FastifyReply,
  findParameters: (provider: Provider) => unknown
): Promise<Visit> {
  const { log } = request
  const clientGone = watchClient(reply)
  const provider = await registration.resolveProvider(request, clientGone)
  const isSealed = provider.inbound.open !== undefined
  const key = isSealed ? await askForKey(provider, registration.options.hookTimeout, clientGone) : undefined
  const requested = logRefusal(readSignInRequest(findParameters(provider), provider, key), provider, log)
  return { registration, provider, requested, request, reply, log, clientGone }
}

const DROPPED: { [Refusal in RequestRefusal]?: string } = { 'wrong-signature': 'request', 'foreign-destination': 'destination' }

/** What passed the provider's gates; of what did not, the log gets a reason code, never the value. */
export function logRefusal (
  { request, refusal }: ReadRequest, provider: Provider, log: FastifyBaseLogger
): SignInRequest {
  if (refusal !== null) log.debug({ provider: provider.id, reason: refusal }, `${DROPPED[refusal] ?? 'return URL'} dropped`)
  return request
}

/**
 * Aborts when the client leaves before the answer. `request.signal` of Fastify does not serve here: on a route with a
 * body it aborts as soon as the body has been read.
 */
function watchClient ({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  if (raw.destroyed) controller.abort()
  // It closes after a whole answer too, and an abort is as dear as a signature.
  raw.once('close', () => { if (!raw.writableFinished) controller.abort() })
  return controller.signal
}
