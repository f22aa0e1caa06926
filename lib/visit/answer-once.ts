import type { FastifyReply } from 'fastify'
import { errors, isHelpCenterError } from '../errors.ts'
import { hasAnswered, isOnItsWay, watchAnswer } from './answer.ts'

/**
 * Runs a handler whose hooks may answer for themselves, with a page for maintenance say. Whoever has begun to answer
 * has answered: nothing of ours follows, not even an error.
 *
 * It resolves to nothing: each promise that is resolved with a reply waits for its end, with listeners of its own.
 */
export async function answerOnce (reply: FastifyReply, handle: () => Promise<void>): Promise<void> {
  watchAnswer(reply)
  try {
    await handle()
  } catch (error) {
    if (!hasAnswered(reply) && !(error instanceof errors.Answered)) throw error
    const code = isHelpCenterError(error) ? error.code : undefined
    reply.log.debug({ code }, 'the host has answered')
  }
}

/** Waits until the answer is on its way that somebody has begun, at most for `timeout` milliseconds. */
export async function waitForAnswer (reply: FastifyReply, timeout: number): Promise<boolean> {
  if (!isOnItsWay(reply)) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout)
      reply.raw.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
  return isOnItsWay(reply) || reply.raw.destroyed
}
