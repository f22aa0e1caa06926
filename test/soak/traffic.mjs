import { setTimeout as delay } from 'node:timers/promises'
import { createRandom } from './random.mjs'
import { chooseVisit, runVisit } from './visits.mjs'

/** Visitors who come as fast as both sides can serve them, so many at a time. */
export class Traffic {
  logins = 0
  /** How many visits of each kind went as they should. */
  visits = {}
  #world
  #seed
  #lastNumber = 0
  #workers = []
  #isRunning = false

  constructor (world, seed) {
    this.#world = world
    this.#seed = seed
  }

  start () {
    this.#isRunning = true
    this.#workers = Array.from({ length: this.#world.concurrency }, () => this.#work())
  }

  /** Resolves when every visit that has begun is over. */
  async stop () {
    this.#isRunning = false
    await Promise.all(this.#workers)
  }

  async #work () {
    while (this.#isRunning) await this.#visit(++this.#lastNumber)
  }

  async #visit (number) {
    // Each visit has a generator of its own: the n-th visitor does the same in every run of this seed.
    const random = createRandom(this.#seed ^ Math.imul(number, 0x9e3779b1))
    const visit = chooseVisit(random)
    const begun = performance.now()
    try {
      const logins = await runVisit(visit, random, this.#world)
      this.logins += logins
      this.visits[visit.name] = (this.visits[visit.name] ?? 0) + 1
    } catch (mishap) {
      this.#world.checks.mishap(mishap, { name: visit.name, number, begun, ended: performance.now() })
      // As people do, and so that a host app which is down does not turn this into a busy loop.
      await delay(50)
    }
  }
}
