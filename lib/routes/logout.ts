import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registration } from '../visit/registration.ts'
import { errors } from '../errors.ts'
import type { Provider } from '../contract/contract.ts'
import { ownValue } from '../contract/own-value.ts'
import { toSafeReturnTo } from '../sign-in/return-to.ts'
import { redirect } from '../visit/answer.ts'
import { answerOnce } from '../visit/answer-once.ts'
import { beginVisit, type Visit } from '../visit/visit.ts'

/**
 * The vendor's *Remote Logout URL*: ends the host's session and leads to a page that needs none. It never leads to the
 * login route or to the vendor's sign-out, which would go round in circles. Whatever else the vendor sends is unsigned,
 * so it has no say in whose session ends.
 */
export function createLogoutHandler (registration: Registration) {
  return async function logout (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await answerOnce(reply, async () => {
      const visit = await beginVisit(registration, request, reply, () => request.query)
      assertNoRefusal(request.query, visit.provider)
      reply.header('set-cookie', registration.pending.forget())
      await visit.hooks.onLogout()
      visit.assertWaiting()
      redirect(reply, landingPage(visit))
    })
    return reply
  }
}

/** A word that may be an e-mail address, however it is spelled, a URL or a token. */
const TELLING = /[@=\uff20\ufe6b]|%[\da-f]{2}|&(?:#|\w)|\(at\)|\/\/|eyJ/i

/** Characters of the vendor's message that are looked at. */
const MAX_MESSAGE = 1000

/**
 * Some vendors report a refused sign-in here. It says nothing on the host's session, so that goes on. The message is
 * the vendor's, or anybody's who made this link: it goes to the log alone, short, and without e-mail addresses.
 */
function assertNoRefusal (untrustedQuery: unknown, { logoutError }: Provider): void {
  if (logoutError === undefined || ownValue(untrustedQuery, logoutError.parameter) !== logoutError.value) return
  const untrustedMessage = ownValue(untrustedQuery, logoutError.message)
  const text = typeof untrustedMessage === 'string' ? untrustedMessage.slice(0, MAX_MESSAGE) : ''
  // Word by word: a pattern for "anything @ anything" tries anew at each character of a long word.
  const words = text.split(/\s/).map((word) => TELLING.test(word) ? '[…]' : word.replace(/[^\x20-\x7e]/g, ' '))
  const vendorMessage = words.join(' ').slice(0, 200)
  throw Object.assign(new errors.RefusedByVendor(), { vendorMessage })
}

function landingPage ({ registration, provider, requested }: Visit): string {
  const { afterLogout } = registration.options
  if (afterLogout === undefined) return requested.returnTo ?? provider.helpCenterUrl
  if (afterLogout.startsWith('/')) return afterLogout
  return toSafeReturnTo(afterLogout, provider.returnOrigins).url ?? provider.helpCenterUrl
}
