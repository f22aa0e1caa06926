// Sign-ins over HTTP, against apps in processes of their own.
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import autocannon from 'autocannon'
import { PATH } from './apps.mjs'

export const RATE = 1000

export async function startApp (name, { delay = 0 } = {}) {
  const child = fork(join(import.meta.dirname, 'app.mjs'), [name, String(delay)])
  const [{ origin, cookie }] = await once(child, 'message')
  return { url: origin + PATH, headers: { cookie }, stop: () => child.disconnect() }
}

/** Sign-ins a second of clients that ask again as soon as they have an answer. */
export const clients = {
  async autocannon ({ url, headers }, seconds) {
    const { requests, errors, '3xx': redirects } =
      await autocannon({ url, headers, duration: seconds, connections: 20 })
    if (errors > 0 || redirects < requests.total) throw new Error(`${url}: ${redirects} redirects, ${errors} errors`)
    return requests.average
  },

  /** A cheaper client, and so the harsher judge: it leaves the two cores to the app. */
  async wrk ({ url, headers }, seconds) {
    const args = ['-t1', '-c32', `-d${seconds}s`, '-H', `Cookie: ${headers.cookie}`, url]
    const { stdout } = await promisify(execFile)('wrk', args)
    if (/Non-2xx or 3xx|Socket errors/.test(stdout)) throw new Error(`${url}: ${stdout}`)
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1])
  }
}

/** Milliseconds for 99 of 100 clients that come at their own pace, however long the others before them take. */
export async function measureP99 ({ url, headers }, seconds) {
  const agent = new Agent({ keepAlive: true })
  const times = []
  const pending = []
  const begin = performance.now()
  for (let sent = 0; sent < seconds * RATE;) {
    for (const due = (performance.now() - begin) * RATE / 1000; sent < due; sent++) pending.push(signIn())
    await wait(1)
  }
  await Promise.all(pending)
  agent.destroy()
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]

  async function signIn () {
    const start = performance.now()
    const [response] = await once(get(url, { agent, headers }), 'response')
    if (Math.floor(response.statusCode / 100) !== 3) throw new Error(`status ${response.statusCode}`)
    response.resume()
    times.push(performance.now() - start)
  }
}
