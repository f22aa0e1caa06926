import { createServer } from 'node:net'
import { once } from 'node:events'

/** `wanted`, or the next port after it that nobody listens on. */
export async function findFreePort (host, wanted) {
  for (let port = wanted; port < wanted + 50; port++) {
    if (await isFree(host, port)) return port
  }
  throw new Error(`No free port from ${wanted} to ${wanted + 49}`)
}

async function isFree (host, port) {
  const server = createServer().listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
