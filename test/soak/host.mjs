import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CANARY } from './users.mjs'

const file = fileURLToPath(new URL('host-app.mjs', import.meta.url))
/** Longer than the slowest look-up of the ordinary traffic, with room for a busy machine; well below `hookTimeout`. */
const CLOSE_BOUND = 3000
const KILL_AFTER = 20_000

/** The host app's process, as the driver sees it: its life, its log, and calls of its methods, one at a time. */
export class Host {
  port = 0
  logLines = 0
  #key = `${CANARY}-${randomBytes(32).toString('base64url')}`
  #process
  #exited
  #isEnding

  constructor (checks, brands) {
    Object.assign(this, { checks, brands })
  }

  get pid () { return this.#process.pid }

  async start () {
    this.#isEnding = false
    this.#process = fork(file, { execArgv: ['--expose-gc'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#readLog(line))
    // Warnings and what ends the process come here; nothing else does.
    this.#process.stderr.on('data', (chunk) => this.checks.violation('trouble in the host app', chunk))
    this.#exited = once(this.#process, 'exit').then(([code, signal]) => {
      if (!this.#isEnding) this.checks.violation('the host app ended by itself', code ?? signal)
      return code ?? signal
    })
    const brands = this.brands.map(({ site, ...data }) => data)
    this.port = await this.call('start', { port: this.port, key: this.#key, brands })
    this.startedAt = performance.now()
  }

  async call (method, argument) {
    const answered = once(this.#process, 'message')
    this.#process.send([method, argument])
    const [answer] = await Promise.race([answered, this.#exited.then(() => [])])
    if (answer === undefined) throw new Error(`${method}: the host app has ended`)
    return answer.result
  }

  /** A graceful close. Resolves to the milliseconds that it took. */
  async end () {
    const begun = performance.now()
    this.#isEnding = true
    this.#process.kill('SIGTERM')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), KILL_AFTER)
    const how = await this.#exited
    clearTimeout(timer)
    const took = Math.round(performance.now() - begun)
    if (how !== 0 || took > CLOSE_BOUND) this.checks.violation('no graceful close', `${how} after ${took} ms`)
    return took
  }

  /** A deployment: the old process finishes its visits, then a new one takes the port. */
  async restart () {
    await this.end()
    await this.start()
  }

  /** "eyJ" begins the base64url form of every JSON object: tokens, and the plugin's own cookies. */
  #readLog (line) {
    this.logLines++
    const found = [CANARY, 'eyJ', ...this.brands.map(({ secret }) => secret)].find((needle) => line.includes(needle))
    if (found !== undefined) this.checks.violation(`${found} in the log of the host app`, line.slice(line.indexOf('reqId')))
  }
}
