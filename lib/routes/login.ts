import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registration } from '../visit/registration.ts'
import { toUser } from '../sign-in/visitor.ts'
import { isRedirecting } from '../visit/answer.ts'
import { answerOnce } from '../visit/answer-once.ts'
import { handOver } from '../visit/hand-over.ts'
import { beginVisit } from '../visit/visit.ts'

/**
 * The vendor's *Remote Login URL*. One sign-in, from here down:
 *
 * - `visit/guards`: admits only a person's navigation; no HEAD, no prefetch (a hook of the route, set in `mount`)
 * - `visit/visit`: finds the provider and binds every hook to this request, once (`visit/hooks`)
 * - `sign-in/request`: reads the vendor's parameters, by role; `sign-in/return-to` is the one gate for hostile URLs
 * - `lookupUser`: asks the host who this is; if a hook has answered the request itself, we stop (`visit/answer`)
 * - not signed in: `visit/hand-over` → `sign-in/pending` (a signed cookie) → 303 to the host's sign-in page
 * - signed in: `visit/hand-over` → `sign-in/attempts` (the loop guard) → `sign-in/issue`: authorize → profile → checked
 *   e-mail → key → claims → token → audit
 * - `sign-in/handoff`: sends the token by 303, form page or JSON; `visit/response-headers` protects every answer
 * - on any error: `visit/error-answer` sends a page or JSON with a code and a fixed sentence
 */
export function createLoginHandler (registration: Registration) {
  return async function login (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await answerOnce(reply, async () => {
      if (isRedirecting(reply)) return
      const visit = await beginVisit(registration, request, reply, () => request.query)
      await handOver(visit, toUser(await visit.hooks.lookupUser()))
    })
    return reply
  }
}
