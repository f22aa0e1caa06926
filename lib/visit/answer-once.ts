import type { FastifyReply } from 'fastify'
import { errors, type HelpCenterError } from '../errors.ts'
import { hasAnswered, watchAnswer } from './answer.ts'

/**
 * Runs a handler whose hooks may answer the request themselves, for example with a maintenance page. Once an answer has
 * begun, we send nothing more, not even an error.
 *
 * Resolves to nothing on purpose: a promise that is resolved with a reply waits for its end, with its own listeners.
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

/** Waits until the connection or the stream of the answer closes, for at most `timeout` milliseconds. */
export function waitForAnswer ({ raw }: FastifyReply, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeout, false)
    raw.once('close', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
