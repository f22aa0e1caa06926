import { setTimeout as delay } from 'node:timers/promises'

const KIB = 1024
const MIB = 1024 * KIB
/** A process that is younger still compiles, and fills its pools. */
const WARM_UP = 10
/** Seconds from which the bounds of a long run hold: minute five against the end. */
export const LONG_RUN = 360
const MAX_RSS = 200 * MIB
/** Ten samples, a minute apart, after minute five. */
const SLOPE_SAMPLES = 10
const MAX_SLOPE = 50

/** What the host app's process holds, asked while no visitor is there. */
export class Memory {
  #samples = []
  #base
  #begun = performance.now()

  get secondsSinceSample () {
    return (performance.now() - this.#begun) / 1000 - (this.#samples.at(-1)?.at ?? 0)
  }

  async begin ({ host }) {
    this.#base = await host.call('measure')
  }

  async sample ({ host, hostStartedAt }) {
    const sample = await host.call('measure')
    const now = performance.now()
    this.#samples.push({ ...sample, at: (now - this.#begun) / 1000, age: (now - hostStartedAt) / 1000 })
  }

  /** No socket or timer is left that was not there before the first visitor: soon, and not when time-outs are over. */
  async expectIdle ({ host, checks }) {
    let left
    for (let attempt = 0; attempt < 10; attempt++) {
      const { resources } = await host.call('measure')
      left = Object.entries(resources).filter(([kind, count]) => count > (this.#base.resources[kind] ?? 0))
      if (left.length === 0) return
      await delay(200)
    }
    checks.violation('open handles are left', JSON.stringify(left))
  }

  judge (checks) {
    const { pid, at: seconds } = this.#samples.at(-1)
    const isLong = seconds > LONG_RUN
    const warm = this.#samples.filter(({ pid: process, at, age }) =>
      process === pid && age >= WARM_UP && at >= (isLong ? 300 : WARM_UP))
    const [base, end] = [warm[0], warm.at(-1)]
    const figures = {
      rssMiB: round(Math.max(...this.#samples.map(({ rss }) => rss)) / MIB),
      samples: this.#samples.length,
      resources: end?.resources
    }
    if (base === undefined || base === end) return figures

    const growth = end.heapUsed - base.heapUsed
    const slope = slopeOf(warm.slice(-SLOPE_SAMPLES))
    if (growth > (isLong ? 5 : 8) * MIB) checks.violation('the heap grew', `${round(growth / MIB)} MiB`)
    if (isLong && warm.length >= SLOPE_SAMPLES && slope > MAX_SLOPE) checks.violation('the heap grows', `${slope} KiB/min`)
    if (figures.rssMiB * MIB > MAX_RSS) checks.violation('the process is too big', `${figures.rssMiB} MiB`)
    return {
      ...figures,
      heapBaseMiB: round(base.heapUsed / MIB),
      heapBaseAtSecond: Math.round(base.at),
      heapEndMiB: round(end.heapUsed / MIB),
      heapGrowthMiB: round(growth / MIB),
      heapSlopeKiBPerMinute: slope
    }
  }
}

/** Least squares, in KiB per minute. */
function slopeOf (samples) {
  const mean = (pick) => samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length
  const [meanAt, meanHeap] = [mean(({ at }) => at), mean(({ heapUsed }) => heapUsed)]
  const spread = mean(({ at }) => (at - meanAt) ** 2)
  const perSecond = mean(({ at, heapUsed }) => (at - meanAt) * (heapUsed - meanHeap)) / spread
  return Math.round(perSecond * 60 / KIB)
}

const round = (number) => Math.round(number * 100) / 100
