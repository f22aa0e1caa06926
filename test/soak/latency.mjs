import { setTimeout as delay } from 'node:timers/promises'
import { chooseHostile } from './hostile.mjs'
import { Traffic } from './traffic.mjs'
import { plain } from './visits.mjs'

const PAIRS = 7
const MAX_RATIO = 3
/** Milliseconds. A smaller difference is what the machine does, whatever the ratio. */
const MIN_DIFFERENCE = 5

/**
 * What hostile visitors cost the others: the p99 of plain sign-ins without and with them. Windows of both kinds take
 * turns, so that a machine that gets slower does so for both, and the median forgets those that other work has spoiled.
 */
export async function judgeLatency (world, windowLength, seed) {
  const quiet = []
  const hostile = []
  for (let pair = 0; pair <= PAIRS; pair++) {
    quiet.push(await measureWindow(world, windowLength, seed, 0))
    hostile.push(await measureWindow(world, windowLength, seed + pair, 3))
  }
  const [p99QuietMs, p99HostileMs] = [median(quiet), median(hostile)]
  const figures = { p99QuietMs, p99HostileMs, ratio: Math.round(p99HostileMs / p99QuietMs * 100) / 100 }
  if (figures.ratio > MAX_RATIO && p99HostileMs - p99QuietMs > MIN_DIFFERENCE) {
    world.checks.violation('hostile visitors slow the others down (X7)', JSON.stringify(figures))
  }
  return figures
}

/** Few enough visitors that waiting for each other is not what is measured. */
async function measureWindow (world, length, seed, concurrency) {
  const visitors = new Traffic(world, { seed, concurrency: 3, choose: () => plain, pause: 10 })
  const attackers = new Traffic(world, { seed, concurrency, choose: chooseHostile, pause: 50 })
  visitors.start()
  attackers.start()
  await delay(length)
  await Promise.all([visitors.stop(), attackers.stop()])
  return visitors.durations.sort((a, b) => a - b)[Math.floor(visitors.durations.length * 0.99)] ?? Infinity
}

/** Of all but the first, which warms up. */
function median ([, ...windows]) {
  return Math.round(windows.sort((a, b) => a - b)[PAIRS >> 1] * 10) / 10
}
