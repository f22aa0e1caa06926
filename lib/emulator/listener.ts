import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Request } from './app.ts'
import type { Reply } from './reply.ts'

type Answer = (request: Pick<Request, 'method' | 'url' | 'headers'>, body: string) => Reply

/** Connects what answers whole requests with node:http. */
export function answerWith (answer: Answer, limit: number): RequestListener {
  return (message, response) => {
    const chunks: Buffer[] = []
    let length = 0
    message.on('data', (chunk: Buffer) => {
      // One byte too many tells enough; the rest is read and forgotten, so that the browser gets to read the answer.
      if (length <= limit) chunks.push(chunk)
      length += chunk.length
    })
    message.on('end', () => { send(message, response, answer, Buffer.concat(chunks).toString()) })
  }
}

function send (
  { method = '', url = '', headers }: IncomingMessage, response: ServerResponse, answer: Answer, body: string
): void {
  const reply = answer({ method, url, headers }, body)
  response.writeHead(reply.status, reply.headers).end(reply.body)
}
