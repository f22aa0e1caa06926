import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registration } from '../visit/registration.ts'
import { errors } from '../errors.ts'
import type { Provider } from '../contract/contract.ts'
import { ownValue } from '../contract/own-value.ts'
import { toSafeReturnTo } from '../sign-in/return-to.ts'
import { redirect } from '../visit/answer.ts'
import { answerOnce } from '../visit/answer-once.ts'
import { forgetPending } from '../visit/hand-over.ts'
import { beginVisit, type Visit } from '../visit/visit.ts'

/**
 * The vendor's *Remote Logout URL*: ends the host's session and redirects to a page that needs none, never to the login
 * route or to the vendor's sign-out, which would loop. Nothing that the vendor sends is signed, so none of it decides
 * whose session ends.
 */
export function createLogoutHandler (registration: Registration) {
  return async function logout (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await answerOnce(reply, async () => {
      const visit = await beginVisit(registration, request, reply, () => request.query)
      assertNoRefusal(request.query, visit.provider)
      forgetPending(visit)
      await visit.hooks.onLogout()
      visit.assertWaiting()
      redirect(reply, landingPage(visit))
    })
    return reply
  }
}

/** Marks a word that may be an e-mail address, in whatever spelling, a URL or a token. */
const TELLING = /[@=\uff20\ufe6b]|%[\da-f]{2}|&(?:#|\w)|\(at\)|\/\/|eyJ/i

/** Characters of the vendor's message that are read. */
const MAX_MESSAGE = 1000

/**
 * Some vendors report a refused sign-in here, which says nothing about the host's session: that continues. Anybody can
 * make such a link, so the message only goes to the log, cut short and without e-mail addresses.
 *
 * @throws FST_HELP_CENTER_REFUSED_BY_VENDOR
 */
function assertNoRefusal (untrustedQuery: unknown, { logoutError }: Provider): void {
  if (logoutError === undefined || ownValue(untrustedQuery, logoutError.parameter) !== logoutError.value) return
  const untrustedMessage = ownValue(untrustedQuery, logoutError.message)
  const text = typeof untrustedMessage === 'string' ? untrustedMessage.slice(0, MAX_MESSAGE) : ''
  // Word by word: a pattern for "anything @ anything" takes quadratic time on a long word.
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
