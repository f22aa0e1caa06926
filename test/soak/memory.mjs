import { setTimeout as delay } from 'node:timers/promises'

const MIB = 2 ** 20
/** Seconds. A process that is younger still compiles, and fills its pools; in a long run five minutes are allowed. */
const LONG_RUN = 360
const MAX_RSS = 200 * MIB
/** Bytes by which the heap may grow from warm to end; in a long run also per minute, over ten samples. */
const MAX_GROWTH = 5 * MIB
const MAX_SLOPE = 50 * 1024

/** What the host app's process holds, asked while no visitor is there. */
export class Memory {
  #samples = []
  #idleHandles

  constructor (seconds) {
    this.isLong = seconds > LONG_RUN;
    [this.warmUp, this.interval] = this.isLong ? [300, 60] : [10, 10]
  }

  async begin ({ host }) {
    this.#idleHandles = (await host.call('measure')).handles.length
    this.lastAt = performance.now()
  }

  get isDue () { return performance.now() - this.lastAt >= this.interval * 1000 }

  async sample ({ host }) {
    this.lastAt = performance.now()
    this.#samples.push({ ...await host.call('measure'), age: (this.lastAt - host.startedAt) / 1000 })
  }

  /** Heap, size and handles at the end. Sockets and timers are gone soon, and not when time-outs are over. */
  async judge ({ host, checks }) {
    for (let attempt = 0; (await host.call('measure')).handles.length > this.#idleHandles; attempt++) {
      if (attempt === 10) return checks.violation('open handles are left', (await host.call('measure')).handles)
      await delay(200)
    }
    await this.sample({ host })
    const last = this.#samples.at(-1)
    const warm = this.#samples.filter(({ pid, age }) => pid === last.pid && age >= this.warmUp)
    const growth = last.heapUsed - (warm[0] ?? last).heapUsed
    const [recent = last] = warm.slice(-10)
    const slope = (last.heapUsed - recent.heapUsed) / Math.max(1, (last.age - recent.age) / 60)
    const rss = Math.max(...this.#samples.map(({ rss }) => rss))
    const figures = { rss, heap: last.heapUsed, growth, slope: Math.round(slope), warmSamples: warm.length }
    const isSteep = this.isLong && warm.length >= 10 && slope > MAX_SLOPE
    if (rss > MAX_RSS || growth > MAX_GROWTH || isSteep) checks.violation('too much memory', JSON.stringify(figures))
    return figures
  }
}
