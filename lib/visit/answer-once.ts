import type { FastifyReply } from 'fastify'
import { errors, type HelpCenterError } from '../errors.ts'
import { hasAnswered, watchAnswer } from './answer.ts'

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
    reply.log.debug({ reason: (error as HelpCenterError).code }, 'the host has answered')
  }
}

/** Waits until the connection or the stream of the answer closes, at most for `timeout` milliseconds. */
export function waitForAnswer ({ raw }: FastifyReply, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeout, false)
    raw.once('close', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
