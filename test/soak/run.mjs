import { setTimeout as delay } from 'node:timers/promises'
import { fakeZohoDesk } from 'fastify-help-center/testing'
import { createAgent } from './browser.mjs'
import { planEvents, playEvent } from './chaos.mjs'
import { Checks, RECOVERY_BOUND } from './checks.mjs'
import { Host } from './host.mjs'
import { judgeLatency } from './latency.mjs'
import { Memory } from './memory.mjs'
import { createRandom } from './random.mjs'
import { Traffic } from './traffic.mjs'
import { chooseVisit } from './visits.mjs'

const CONCURRENCY = 48
/** Quiet between two events; after the last one it is the full bound, so that a late failure shows. */
const QUIET = 1000
const FINAL_QUIET = RECOVERY_BOUND + 1000
/** Seconds for an event that has just begun, and for what follows the last one. */
const LAST_SECONDS = 7 + FINAL_QUIET / 1000
/** Beyond this the first details tell all, and the rest costs time. */
const HOPELESS = 1000

/** One run: the latency of calm days, then a storm. Resolves to its figures. */
export async function run ({ logins, seconds, seed, isPromise }) {
  const begun = performance.now()
  const elapsed = () => Math.round((performance.now() - begun) / 1000)
  const checks = new Checks()
  const world = await createWorld(checks)
  const memory = new Memory(seconds)
  await memory.begin(world)
  const latency = await judgeLatency(world, Math.min(1500, seconds * 8), seed)
  const traffic = new Traffic(world, { seed, concurrency: CONCURRENCY, choose: chooseVisit })
  traffic.start()
  await storm()
  await delay(FINAL_QUIET)
  await traffic.stop()
  if (isPromise && traffic.logins < logins) checks.violation('too slow', `${traffic.logins} of ${logins} logins`)

  world.agent.destroy()
  const memoryFigures = await memory.judge(world)
  const closeMs = await world.host.end()
  await Promise.all(world.brands.map(({ site }) => site.close()))
  return {
    seed,
    node: process.version,
    failures: checks.failures,
    details: checks.details,
    logins: traffic.logins,
    seconds: elapsed(),
    distinctTokens: checks.jtis.size,
    latency,
    visits: traffic.visits,
    // What visitors saw of an event as its list allows, and how long after its end the last of them did.
    events: checks.events.map(({ name, expectedMishaps, recoveryMs }) => ({ name, expectedMishaps, recoveryMs })),
    worstRecoveryMs: Math.max(0, ...checks.events.map(({ recoveryMs }) => recoveryMs)),
    memory: memoryFigures,
    logLines: world.host.logLines,
    closeMs
  }

  /** Every event once, then further rounds until there are enough logins. */
  async function storm () {
    const random = createRandom(seed)
    for (let round = 0; round === 0 || traffic.logins < logins; round++) {
      for (const event of planEvents(random, round === 0)) {
        const isEnough = round > 0 && traffic.logins >= logins
        if (isEnough || elapsed() > seconds - LAST_SECONDS || checks.failures > HOPELESS) return
        await playEvent(event, world)
        // A long run has its events a minute apart, at most.
        await delay(Math.max(QUIET, Math.min(60_000, seconds * 10)))
        console.error(`${elapsed()} s: ${traffic.logins} logins, ${checks.failures} failures, ${event.name}`)
        if (memory.isDue) await pause()
      }
    }
  }

  async function pause () {
    await traffic.stop()
    await memory.sample(world)
    traffic.start()
  }
}

/** Two brands, whose tokens must be worth nothing at each other, and the host app that serves both. */
async function createWorld (checks) {
  const brands = await Promise.all(['blue', 'green'].map(async (name) => {
    const site = fakeZohoDesk({ portal: `portal-${name}`, clockTolerance: 30 })
    await site.listen()
    const { origin, signInEndpoint, helpCenterUrl, secret } = site
    return { name, site, origin, signInEndpoint, helpCenterUrl, secret }
  }))
  const host = new Host(checks, brands)
  await host.start()
  const hostOrigin = `http://127.0.0.1:${host.port}`
  for (const { name, site } of brands) {
    site.remoteLoginUrl = `${hostOrigin}/${name}/help-center/login`
    site.remoteLogoutUrl = `${hostOrigin}/${name}/help-center/logout`
  }
  return { checks, brands, host, hostOrigin, agent: createAgent(CONCURRENCY) }
}
