import { setTimeout as delay } from 'node:timers/promises'
import { createRandom } from './random.mjs'
import { Visitor } from './visitor.mjs'

/** Visitors who come one after the other, so many at a time, each after a pause. */
export class Traffic {
  logins = 0
  /** How many visits of each kind went as they should, and the milliseconds that each took. */
  visits = {}
  durations = []
  #lastNumber = 0
  #workers = []
  #isRunning = false

  constructor (world, { seed, concurrency, choose, pause = 0 }) {
    Object.assign(this, { world, seed, concurrency, choose, pause })
  }

  start () {
    this.#isRunning = true
    this.#workers = Array.from({ length: this.concurrency }, () => this.#work())
  }

  /** Resolves when every visit that has begun is over. */
  async stop () {
    this.#isRunning = false
    await Promise.all(this.#workers)
  }

  async #work () {
    while (this.#isRunning) {
      // Each visit has a generator of its own: the n-th visitor does the same in every run of this seed.
      const random = createRandom(`${this.seed} ${++this.#lastNumber}`)
      const visit = this.choose(random)
      const begun = performance.now()
      try {
        const logins = await visit(new Visitor(this.world, random), random)
        this.logins += logins
        this.visits[visit.name] = (this.visits[visit.name] ?? 0) + 1
        this.durations.push(performance.now() - begun)
      } catch (mishap) {
        this.world.checks.mishap(mishap, visit.name)
        // As people do, and so that a host app which is down does not turn this into a busy loop.
        await delay(50)
      }
      if (this.pause > 0) await delay(this.pause)
    }
  }
}
