import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { createAgent } from './browser.mjs'
import { Child } from './ipc.mjs'
import { LogScan } from './log-scan.mjs'
import { CANARY } from './users.mjs'

/** Longer than the slowest look-up of the ordinary traffic, with room for a busy machine; well below `hookTimeout`. */
const CLOSE_BOUND = 3000

/** Both sides, each in a process of its own, and what the driver knows of them. */
export class World {
  brands
  hostOrigin
  host
  helpCenter
  clockOffset = 0
  #keys = { sessionSecret: createKey(), cookieSecret: createKey() }

  constructor (checks, { concurrency, clockTolerance }) {
    this.checks = checks
    this.concurrency = concurrency
    this.clockTolerance = clockTolerance
    this.agent = createAgent(concurrency)
    this.scan = new LogScan(() => checks.liveSecrets, (text) => checks.violation('canary in the log of the host app', text))
  }

  async start () {
    await this.#startHost(await this.#startHelpCenter())
  }

  async #startHelpCenter () {
    const onTrouble = (trouble) => this.checks.violation('trouble in the help center', trouble)
    this.helpCenter = new Child('help-center.mjs', { onTrouble, onOutput () {} })
    // The Remote Login URL is needed before the host app is there to tell its port.
    const port = await findFreePort()
    this.hostOrigin = `http://127.0.0.1:${port}`
    const { hostOrigin, clockTolerance } = this
    this.brands = await this.helpCenter.call('start', { hostOrigin, clockTolerance })
    for (const { name, secret } of Object.values(this.brands)) this.checks.addSecret(name, secret)
    return port
  }

  async #startHost (port) {
    const onTrouble = (trouble) => this.checks.violation('trouble in the host app', trouble)
    const host = new Child('host-app.mjs', { onTrouble, onOutput: this.scan.stream() })
    this.host = host
    await host.call('start', { port, brands: this.brands, clockOffset: this.clockOffset, ...this.#keys })
    this.hostStartedAt = performance.now()
    host.exited.then(([code, signal]) => {
      if (!host.isEnding) this.checks.violation('the host app ended by itself', code ?? signal)
    })
  }

  async endHost () {
    this.host.isEnding = true
    const { how, took } = await this.host.end(20_000)
    if (how !== 0) this.checks.violation('the host app did not close', how)
    else if (took > CLOSE_BOUND) this.checks.violation('the host app was slow to close', `${took} ms`)
    return took
  }

  /** A deployment: the old process finishes its visits, then a new one takes the port. */
  async restartHost () {
    const took = await this.endHost()
    await this.#startHost(Number(new URL(this.hostOrigin).port))
    return took
  }

  /** A new secret, first at the help center, a moment later in the host app, as an admin would do it. */
  async rotate (name) {
    const secret = await this.helpCenter.call('rotate', name)
    this.brands[name].secret = secret
    this.checks.addSecret(name, secret)
    await this.host.call('setSecret', { brand: name, secret })
  }

  async setClock (offset) {
    this.clockOffset = offset
    await this.host.call('setClock', offset)
  }

  async end () {
    const took = await this.endHost()
    await this.helpCenter.end(20_000)
    return took
  }
}

function createKey () {
  return `${CANARY}-${randomBytes(32).toString('base64url')}`
}

async function findFreePort () {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
