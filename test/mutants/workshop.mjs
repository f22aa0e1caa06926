import { resolve } from 'node:path'
import { Copy } from './copy.mjs'
import { Suite } from './suite.mjs'

const AT_ONCE = 2

export const PROJECT = resolve(import.meta.dirname, '../..')

/** Copies of the project in which tests run side by side. Whatever ends the process, they go, and no test runs on. */
export class Workshop {
  suite = new Suite()
  copies = []

  static async open () {
    const workshop = new Workshop()
    process.once('exit', () => {
      workshop.suite.stop()
      Copy.removeAll()
    })
    for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
      process.once(signal, () => process.exit(code))
    }
    const { copies } = workshop
    copies.push(await Copy.make(PROJECT))
    while (copies.length < AT_ONCE) copies.push(await copies[0].clone())
    return workshop
  }

  /** Works through `items`, one at a time in each copy. */
  async each (items, work) {
    const waiting = items.values()
    await Promise.all(this.copies.map(async (copy) => {
      for (const item of waiting) await work(item, copy)
    }))
  }
}
