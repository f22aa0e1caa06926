import type { FastifyReply } from 'fastify'
import type { ClientGone } from '../sign-in/hook.ts'

/**
 * Aborts when the client disconnects before the answer. An `AbortSignal` per visit would cost as much as signing the
 * token, and Fastify's `request.signal` is unsuitable: on a route with a body it aborts as soon as the body has been
 * read.
 */
export function watchClient ({ raw, request }: FastifyReply): ClientGone {
  const listeners = new Set<() => void>()
  const client = {
    aborted: raw.destroyed || request.raw.aborted,
    addEventListener: (_type: 'abort', listener: () => void) => { listeners.add(listener) },
    removeEventListener: (_type: 'abort', listener: () => void) => { listeners.delete(listener) }
  }
  raw.once('close', () => {
    // `close` also fires after a complete answer. `writableFinished` is not enough: on an HTTP/2 stream it is also true
    // after the client has reset it.
    if (raw.writableEnded) return
    client.aborted = true
    for (const listener of listeners) listener()
  })
  return client
}
