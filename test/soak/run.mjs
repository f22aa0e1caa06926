import { setTimeout as delay } from 'node:timers/promises'
import { planEvents, playEvent } from './chaos.mjs'
import { Checks, RECOVERY_BOUND } from './checks.mjs'
import { LONG_RUN, Memory } from './memory.mjs'
import { createRandom } from './random.mjs'
import { describeRun, progressLine } from './report.mjs'
import { Traffic } from './traffic.mjs'
import { World } from './world.mjs'

const CLOCK_TOLERANCE = 30
const CONCURRENCY = 48
const PROGRESS_EVERY = 5000
/** Quiet between two events; after the last one it is the full bound, so that a late failure shows. */
const QUIET = 1000
const FINAL_QUIET = RECOVERY_BOUND + 1000
/** Room for an event that has just begun, and for what follows the last one. */
const LAST_SECONDS = 7 + FINAL_QUIET / 1000
/** Beyond this the first details tell all, and the rest costs time. */
const HOPELESS = 1000

/** One run from start to end. Resolves to its figures. */
export async function run ({ logins, seconds, isDeadline, seed, chaos, log }) {
  const checks = new Checks({ expectedTokens: Math.max(logins * 2, seconds * 1000), clockTolerance: CLOCK_TOLERANCE })
  const world = new World(checks, { concurrency: CONCURRENCY, clockTolerance: CLOCK_TOLERANCE })
  const traffic = new Traffic(world, seed)
  const memory = new Memory()
  await world.start()
  await memory.begin(world)

  const begun = performance.now()
  const elapsed = () => (performance.now() - begun) / 1000
  const isEnough = () => traffic.logins >= logins
  const isOver = () => elapsed() > seconds - LAST_SECONDS || checks.failures > HOPELESS
  const progress = setInterval(() => log(progressLine(traffic, checks, elapsed())), PROGRESS_EVERY)
  traffic.start()
  await (chaos ? storm() : wait(Infinity, isEnough))
  await delay(FINAL_QUIET)
  await traffic.stop()
  const took = elapsed()
  clearInterval(progress)
  if (isDeadline && !isEnough()) checks.violation('too slow', `${traffic.logins} of ${logins} logins`)

  world.agent.destroy()
  await memory.expectIdle(world)
  await memory.sample(world)
  const figures = memory.judge(checks)
  const closeTook = await world.end()
  return describeRun({ seed, traffic, checks, took, logBytes: world.scan.bytes, closeTook, memory: figures })

  /** Every event once, then further rounds until there are enough logins. */
  async function storm () {
    const random = createRandom(seed)
    await wait(QUIET)
    for (let round = 0; !isOver() && (round === 0 || !isEnough()); round++) {
      const events = planEvents(random, round)
      const interval = Math.min(60, Math.max(2, Math.min(seconds * 0.8, logins / 300) / events.length)) * 1000
      for (const event of events) {
        if (isOver() || (round > 0 && isEnough())) break
        const begun = performance.now()
        await playEvent(event, world)
        await wait(Math.max(QUIET, interval - (performance.now() - begun)), () => round > 0 && isEnough())
      }
    }
  }

  /** Lets the traffic run, and stops it now and then to look at the memory. */
  async function wait (milliseconds, isDone = () => false) {
    const end = performance.now() + milliseconds
    const sampleEvery = seconds > LONG_RUN ? 60 : 10
    while (performance.now() < end && !isDone() && !isOver()) {
      await delay(Math.min(200, end - performance.now()))
      if (memory.secondsSinceSample < sampleEvery) continue
      await traffic.stop()
      await memory.sample(world)
      traffic.start()
    }
  }
}
