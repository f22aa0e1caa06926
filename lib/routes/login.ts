import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registration } from '../registration.ts'
import { handOver } from './hand-over.ts'
import { beginVisit } from './visit.ts'

/** The vendor's *Remote Login URL*. */
export function createLoginHandler (registration: Registration) {
  return async function login (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visit = await beginVisit(registration, request, reply, () => request.query)
    const user = await registration.lookUpUser(request, reply, visit.clientGone)
    // The hook may answer for itself, with a page for maintenance say. Then no token is made.
    return reply.sent ? reply : handOver(visit, user)
  }
}
