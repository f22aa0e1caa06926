import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.ts'
import { issueToken } from '../sign-in/issue.ts'
import type { Registration } from '../visit/registration.ts'
import { toUser } from '../sign-in/visitor.ts'
import { answerOnce } from '../visit/answer-once.ts'
import { beginVisit } from '../visit/visit.ts'

/** What a page of the host fetches and passes to the vendor's widget. */
export interface WidgetToken {
  token: string
  /** When to fetch the next one. */
  expiresAt: Date
}

/** Answers a signed-in page of the host's own origin with a token for a widget on it. */
export function createTokenHandler (registration: Registration) {
  return async function token (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await answerOnce(reply, async () => {
      const visit = await beginVisit(registration, request, reply, () => null)
      const user = toUser(await visit.hooks.lookupUser())
      if (user === null) throw new errors.NotSignedIn()
      const { token: parameters, expiresAt } = await issueToken(user, visit)
      visit.assertWaiting()
      const [token] = Object.values(parameters) as [string]
      reply.type('application/json; charset=utf-8').send({ token, expiresAt } satisfies WidgetToken)
    })
    return reply
  }
}
