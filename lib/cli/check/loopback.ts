import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const MAX_BODY = 1024 * 1024

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A server for one person on this machine. */
export async function listen (handle: Handle): Promise<{ origin: string, server: Server }> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    // A page elsewhere may name a host of its own that leads here.
    if (request.headers.host !== `127.0.0.1:${port}`) {
      response.writeHead(421).end()
      return
    }
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' })
      response.end('The app did not answer.')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

export async function readBody (request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY) throw new RangeError('body too large')
    chunks.push(chunk)
  }
  return length === 0 ? undefined : Buffer.concat(chunks)
}

/** A page of ours. */
export function answerPage (response: ServerResponse, title: string, text: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'"
  }).end(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${escape(text)}</p>`)
}

function escape (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
