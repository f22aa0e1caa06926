import type { FastifyReply } from 'fastify'
import { errors } from '../errors.ts'
import { issueSignIn } from '../sign-in/issue.ts'
import { isHostAddress, setParameter } from '../options/host-address.ts'
import { formPage, formPagePolicy, type FormHandoff } from '../pages/form-page.ts'
import type { Provider } from '../contract/contract.ts'
import { ownValue } from '../contract/own-value.ts'
import { NO_LOGIN_ROUTE } from '../sign-in/pending.ts'
import { silence } from '../contract/silence.ts'
import { redirect } from './answer.ts'
import { acceptsJson } from './guards.ts'
import { protectPage } from './response-headers.ts'
import type { Visit } from './visit.ts'

/** Sends a user to the help center with a token, and anybody else to the host's sign-in page with a way back. */
export function handOver (visit: Visit, user: object | null): Promise<void> {
  return user === null ? sendToSignInPage(visit) : sendToHelpCenter(visit, user)
}

async function sendToHelpCenter (visit: Visit, user: object): Promise<void> {
  const { registration, provider, request, reply } = visit
  const { attempts } = registration
  const attempt = attempts.count('token', ownValue(request.headers, 'cookie'), Date.now())
  const { handoff } = await issueSignIn(user, visit).catch((error) => {
    // A user whom we refuse must not be sent here again by each sign-in of the next quarter of an hour.
    if (error.statusCode === 403) forgetPending(visit)
    throw error
  })
  visit.assertWaiting()
  reply.header('set-cookie', attempt)
  forgetPending(visit)
  if (acceptsJson(request)) reply.type('application/json; charset=utf-8').send(handoff)
  else if (handoff.method === 'GET') redirect(reply, handoff.url)
  else sendForm(reply, handoff, provider)
}

export function forgetPending ({ registration, request, reply }: Visit): void {
  for (const cookie of registration.pending.forget(request)) reply.header('set-cookie', cookie)
}

function sendForm (reply: FastifyReply, handoff: FormHandoff, provider: Provider): void {
  const { displayName, returnOrigins, logoutError } = provider
  // Chrome applies form-action to redirects after the form too: to a page of the help center, or back to us.
  const ownOrigin = logoutError === undefined ? [] : ["'self'"]
  const targets = [...new Set([new URL(handoff.url).origin, ...returnOrigins, ...ownOrigin])]
  const nonce = hostNonce(reply)
  protectPage(reply, formPagePolicy(targets, nonce))
  reply.type('text/html; charset=utf-8').send(formPage(handoff, displayName, nonce))
}

/** The nonce of @fastify/helmet, for a host that adds its own policy after ours. */
function hostNonce (reply: FastifyReply): string | undefined {
  const nonce = ownValue(ownValue(reply, 'cspNonce'), 'script')
  return typeof nonce === 'string' ? nonce : undefined
}

async function sendToSignInPage (visit: Visit): Promise<void> {
  const { registration, provider, request, reply, requested, hooks } = visit
  const { options: { signInPage, nextParam }, loginPath, pending, attempts } = registration
  if (signInPage === undefined || acceptsJson(request)) throw new errors.NotSignedIn()
  const now = Date.now()
  const attempt = attempts.count('signInPage', ownValue(request.headers, 'cookie'), now)
  const next = loginPath?.fill(request.params, requested.parameters) ?? NO_LOGIN_ROUTE
  const address = typeof signInPage === 'string'
    ? setParameter(signInPage, nextParam, next)
    : await hooks.signInPage(next)
  if (!isHostAddress(address)) {
    silence(address)
    throw new errors.HookResult('signInPage', 'no address', 'Return a path such as "/sign-in" or an absolute URL')
  }
  visit.assertWaiting()
  const remembered = pending.remember(requested.parameters, provider, ownValue(request.headers, 'cookie'), now)
  reply.header('set-cookie', [attempt, remembered])
  redirect(reply, address)
}

/** Only the help center can begin this sign-in: the visitor starts there. Counted, because it may send them back. */
export async function sendToBegin ({ registration, provider, request, reply }: Visit): Promise<void> {
  const attempt = registration.attempts.count('signInPage', ownValue(request.headers, 'cookie'), Date.now())
  reply.header('set-cookie', attempt)
  redirect(reply, provider.helpCenterUrl)
}
