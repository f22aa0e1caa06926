import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registration } from '../visit/registration.ts'
import { toUser } from '../sign-in/visitor.ts'
import { answerOnce } from '../visit/answer.ts'
import { handOver } from '../visit/hand-over.ts'
import { beginVisit } from '../visit/visit.ts'

/** The vendor's *Remote Login URL*. */
export function createLoginHandler (registration: Registration) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => answerOnce(reply, async () => {
    const visit = await beginVisit(registration, request, reply, () => request.query)
    return handOver(visit, toUser(await visit.hooks.lookupUser()))
  })
}
