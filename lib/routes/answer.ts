import type { FastifyReply } from 'fastify'
import { isHelpCenterError } from '../errors.ts'

const kAnswer = Symbol('fastify-help-center.answer')
type WatchedReply = FastifyReply & { [kAnswer]?: { count: number } }

/**
 * Notes when somebody begins to answer. `reply.sent` does not tell: it is false until all `onSend` hooks of the host
 * are through, so a hook that redirects and a session store on the network would let a token out behind it.
 *
 * A second answer comes from an error handler, after an `onSend` hook has failed: by then a redirect to the help center
 * may be prepared, and its token must not go out with the error.
 */
export function watchAnswer (reply: WatchedReply): void {
  if (reply[kAnswer] !== undefined) return
  const answers = { count: isOnItsWay(reply) ? 1 : 0 }
  const { send, hijack } = reply
  reply[kAnswer] = answers
  reply.send = function (payload) {
    if (answers.count > 0) reply.removeHeader('location')
    answers.count++
    return send.call(reply, payload)
  }
  reply.hijack = function () {
    answers.count++
    return hijack.call(reply)
  }
}

/** Whether this is a reply of ours: of one of our routes, or one on which `helpCenterRedirect()` was called. */
export function isWatched (reply: WatchedReply): boolean {
  return reply[kAnswer] !== undefined
}

/** How often somebody, we or the host, has begun to answer: more than once only after an error. */
export function countAnswers (reply: WatchedReply): number {
  return reply[kAnswer]?.count ?? 0
}

/** Whether somebody has begun to answer. */
export function hasAnswered (reply: WatchedReply): boolean {
  return countAnswers(reply) > 0 || isOnItsWay(reply)
}

/**
 * Runs a handler whose hooks may answer for themselves, with a page for maintenance say. Whoever has begun to answer
 * has answered: nothing of ours follows, not even an error.
 */
export async function answerOnce<Answer> (
  reply: FastifyReply, handle: () => Promise<Answer>
): Promise<Answer | FastifyReply> {
  watchAnswer(reply)
  try {
    return await handle()
  } catch (error) {
    if (!hasAnswered(reply)) throw error
    const code = isHelpCenterError(error) ? error.code : undefined
    reply.log.debug({ code }, 'the host has answered')
    return reply
  }
}

function isOnItsWay ({ sent, raw }: FastifyReply): boolean {
  return sent || raw.headersSent || raw.writableEnded
}
