import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { Visitor } from './visitor.mjs'

/** Visitors, one after the other, so many at a time. Resolves to the milliseconds of each good visit. */
export async function sendVisitors (world, { count, visits, pause = 0, signal }) {
  const durations = []
  await Promise.all(Array.from({ length: count }, work))
  return durations

  async function work () {
    while (!signal.aborted) {
      // Each by itself: the n-th visitor does the same in every run of a seed.
      const draw = createDraw(world.seed * 1e6 + ++world.checks.begun)
      const visit = draw(fc.constantFrom, ...visits)
      const begun = performance.now()
      try {
        await visit(new Visitor(world, draw), draw)
        durations.push(performance.now() - begun)
        world.checks.visits[visit.name] = (world.checks.visits[visit.name] ?? 0) + 1
      } catch (error) {
        world.checks.mishap(error, visit.name)
        // As people do, and so that a host app which is down does not turn this into a busy loop.
        await delay(50)
      }
      await delay(pause)
    }
  }
}

export function createDraw (seed) { return fc.sample(fc.gen(), { seed, numRuns: 1, unbiased: true })[0] }
