import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CALL_TIMEOUT = 30_000

/** The child's side: answers calls of the driver, and never outlives it. */
export function serve (methods) {
  const tellTrouble = (kind) => (cause) => { process.send?.({ trouble: `${kind}: ${cause?.stack ?? cause}` }) }
  process.on('warning', tellTrouble('warning'))
  process.on('unhandledRejection', tellTrouble('unhandledRejection'))
  process.on('uncaughtExceptionMonitor', tellTrouble('uncaughtException'))
  const orphaned = () => process.exit(1)
  process.on('disconnect', orphaned)
  process.on('message', async ({ id, method, argument }) => {
    try {
      process.send({ id, result: await methods[method](argument) })
    } catch (error) {
      process.send({ id, error: error.stack })
    }
  })
  // No process.exit(): whatever the plugin left open would hold the process, and the driver would see that.
  process.once('SIGTERM', async () => {
    await methods.close()
    process.off('disconnect', orphaned)
    process.disconnect()
  })
}

/** The driver's side of one child process. */
export class Child {
  #process
  #calls = new Map()
  #lastId = 0

  constructor (file, { onTrouble, onOutput }) {
    const path = fileURLToPath(new URL(file, import.meta.url))
    this.#process = spawn(process.execPath, ['--expose-gc', path], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    this.exited = once(this.#process, 'exit')
    this.#process.stdout.on('data', onOutput)
    this.#process.stderr.on('data', (chunk) => {
      onOutput(chunk)
      onTrouble(`stderr: ${chunk.toString().slice(0, 300)}`)
    })
    this.#process.on('message', ({ id, result, error, trouble }) => {
      if (trouble !== undefined) return onTrouble(trouble)
      const { resolve, reject } = this.#calls.get(id)
      this.#calls.delete(id)
      if (error === undefined) resolve(result)
      else reject(new Error(`${file}: ${error}`))
    })
    this.exited.then(([code, signal]) => {
      for (const { reject } of this.#calls.values()) reject(new Error(`${file} exited: ${code ?? signal}`))
    })
    // Also when the driver throws. SIGKILL ends even a process that is stopped.
    process.on('exit', this.kill)
  }

  get pid () { return this.#process.pid }

  kill = () => { this.#process.kill('SIGKILL') }

  call (method, argument) {
    const id = ++this.#lastId
    const { promise, resolve, reject } = withResolvers()
    const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), CALL_TIMEOUT)
    this.#calls.set(id, { resolve, reject })
    this.#process.send({ id, method, argument })
    return promise.finally(() => clearTimeout(timer))
  }

  /** SIGTERM. Resolves to how the process ended and after how many milliseconds. */
  async end (bound) {
    const begun = performance.now()
    this.#process.kill('SIGTERM')
    const timer = setTimeout(this.kill, bound)
    const [code, signal] = await this.exited
    clearTimeout(timer)
    process.off('exit', this.kill)
    return { how: code ?? signal, took: Math.round(performance.now() - begun) }
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers () {
  const resolvers = {}
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }))
  return resolvers
}
