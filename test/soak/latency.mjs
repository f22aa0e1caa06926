import { sendVisitors } from './traffic.mjs'
import { HOSTILE, plain } from './visits.mjs'

const PAIRS = 7
const MAX_RATIO = 3
/** Milliseconds. A smaller difference is what the machine does, whatever the ratio. */
const MIN_DIFFERENCE = 5

/**
 * What hostile visitors cost the others: the p99 of plain sign-ins without and with them, by turns. A machine that gets
 * slower does so for both, and the median forgets the turns that other work has spoiled. The first warms up.
 */
export async function judgeLatency (world) {
  const quiet = []
  const hostile = []
  await measureWindow(world, 3)
  for (let pair = 0; pair < PAIRS; pair++) {
    quiet.push(await measureWindow(world, 0))
    hostile.push(await measureWindow(world, 3))
  }
  const [p99QuietMs, p99HostileMs] = [quantile(quiet, 0.5), quantile(hostile, 0.5)]
  const figures = { p99QuietMs, p99HostileMs, ratio: p99HostileMs / p99QuietMs }
  if (figures.ratio > MAX_RATIO && p99HostileMs - p99QuietMs > MIN_DIFFERENCE) {
    world.checks.violation('hostile visitors slow the others down (X7)', JSON.stringify(figures))
  }
  return figures
}

/** Few enough visitors that waiting for each other is not what is measured. */
async function measureWindow (world, attackers) {
  const signal = AbortSignal.timeout(1000)
  const [times] = await Promise.all([
    sendVisitors(world, { count: 3, visits: [plain], pause: 10, signal }),
    sendVisitors(world, { count: attackers, visits: HOSTILE, pause: 50, signal })
  ])
  return quantile(times, 0.99)
}

function quantile (numbers, share) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length * share)] ?? Infinity
}
