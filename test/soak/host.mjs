import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { CANARY } from './checks.mjs'

/** Longer than the slowest look-up of the ordinary traffic, with room for a busy machine; well below `hookTimeout`. */
const CLOSE_BOUND = 3000

/** The host app's process, as the driver sees it: its life, its log, and calls of its methods, one at a time. */
export class Host {
  logLines = 0
  #port = 0
  #key = `${CANARY}-${randomBytes(32).toString('base64url')}`

  constructor (checks, brands) { Object.assign(this, { checks, brands }) }

  async start () {
    const brands = this.brands.map(({ name, secret, providerOptions }) => ({ name, secret, providerOptions }))
    const settings = JSON.stringify({ port: this.#port, key: this.#key, brands })
    const options = { execArgv: ['--expose-gc'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }
    this.process = fork(new URL('host-app.mjs', import.meta.url), [settings], options)
    createInterface({ input: this.process.stdout }).on('line', (line) => this.#readLog(line))
    // Warnings and what ends the process come here; nothing else does.
    this.process.stderr.on('data', (chunk) => this.checks.violation('trouble in the host app', chunk))
    this.process.on('close', (...how) => {
      throw new Error(`The host app ended by itself: ${how} ${JSON.stringify(this.checks.details)}`)
    })
    ;[[this.#port]] = await once(this.process, 'message')
    this.origin = `http://127.0.0.1:${this.#port}`
  }

  async call (method, argument) {
    this.process.send([method, argument])
    const [[result]] = await once(this.process, 'message')
    return result
  }

  /** Gracefully: the process finishes its visits, and nothing holds it any longer. */
  async end () {
    const exited = once(this.process.removeAllListeners('close'), 'exit')
    this.process.disconnect()
    const [how] = await Promise.race([exited, delay(CLOSE_BOUND, ['too late'], { ref: false })])
    if (how !== 0) this.checks.violation('no graceful close', how)
    this.process.kill('SIGKILL')
    await exited
  }

  /** "eyJ" begins the base64url form of every JSON object: tokens, and the plugin's own cookies. */
  #readLog (line) {
    this.logLines++
    const found = [CANARY, 'eyJ', ...this.brands.map(({ secret }) => secret)].find((needle) => line.includes(needle))
    if (found !== undefined) this.checks.violation(`${found} in the log of the host app`, line)
  }
}
