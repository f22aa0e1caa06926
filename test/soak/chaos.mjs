import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createAgent } from './browser.mjs'
import { Visitor } from './visitor.mjs'

const HOUR = 3_600_000
/** The default of `maxPendingLookups`. */
const MAX_LOOK_UPS = 100
const FAILED = /^500 .*\bFST_HELP_CENTER_HOOK_FAILED$/
const TIMED_OUT = /^503 .*\bFST_HELP_CENTER_HOOK_TIMEOUT$/
const BUSY = /^503 .*\bFST_HELP_CENTER_BUSY$/
// Connections that nobody accepts, or that were accepted and then not served; and requests that meet a closing server.
const DOWN = [/^net (?:ECONNREFUSED|ECONNRESET|EPIPE) host$/, /^503 \/\S*$/]
const refused = (code) => new RegExp(`^403 .*/signin/jwt/auth ${code}$`)

/**
 * The order for one round. Restarts come early and in the first round only: the memory of the last process is what is
 * judged at the end, so it needs the longest life.
 */
export function planEvents (random, isFirst) {
  const restart = { name: 'host app restarts', allowed: DOWN, begin: ({ host }) => host.restart() }
  return [...isFirst ? [restart, restart] : [], ...random.shuffle(createEvents(random))]
}

/**
 * What can go wrong. `allowed` are the mishaps that a visitor may have because of it; for most that is none: a slow
 * host makes slow visits, not failing ones. A fault is held for some milliseconds.
 */
function createEvents (random) {
  const fault = (name, hold, change, allowed) =>
    ({ name, hold, allowed, begin: ({ host }) => host.call('setFault', change) })
  return [
    fault('look-ups take 50 ms', 1000, { latency: 50 }),
    fault('look-ups take 500 ms', 1500, { latency: 500 }),
    // Longer than `hookTimeout`, so that some visitors get the page of a timed-out look-up.
    fault('look-ups hang', 5800, { latency: 10_000 }, [TIMED_OUT, BUSY]),
    fault('30 % of look-ups throw', 1500, { throwRate: 0.3 }, [FAILED]),
    fault('clock 20 s behind', 800, { clock: -20_000 }),
    fault('clock 20 s ahead', 800, { clock: 20_000 }),
    fault('clock 1 h behind', 800, { clock: -HOUR }, [refused('expired')]),
    fault('clock 1 h ahead', 800, { clock: HOUR }, [refused('not-yet-valid')]),
    { name: 'secrets rotate', begin: rotate, allowed: [refused('wrong-signature')] },
    { name: 'host app stopped for 2 s', begin: ({ host }) => stop(host.pid) },
    { name: 'event loop blocked', begin: ({ host }) => host.call('block', 150 + random.int(100)) },
    { name: '500 visitors leave at once', begin: (world) => leaveInWaves(world, random), allowed: [BUSY] }
  ]
}

/** Begins an event, heals it, and leaves its record with the checks. */
export async function playEvent ({ name, begin, hold = 0, allowed = [] }, world) {
  const record = { name, allowed, at: performance.now(), expectedMishaps: 0, recoveryMs: 0 }
  world.checks.events.push(record)
  await begin(world)
  await delay(hold)
  await world.host.call('setFault', {})
  record.healedAt = performance.now()
}

/** First at the help center, a moment later in the host app, as an admin would do it. */
async function rotate ({ brands, host }) {
  for (const brand of brands) {
    brand.secret = brand.site.rotateSecret()
    await host.call('setSecret', { name: brand.name, secret: brand.secret })
  }
}

/** By a shell that goes on when the driver dies: a stopped process that nobody wakes would stay for ever. */
async function stop (pid) {
  await once(spawn('sh', ['-c', `kill -STOP ${pid}; sleep 2; kill -CONT ${pid}`]), 'exit')
}

/** Each wave while the look-ups of those before are under way: who leaves takes no load off the user table (X12). */
async function leaveInWaves (world, random) {
  const agent = createAgent(MAX_LOOK_UPS)
  const visitor = new Visitor({ ...world, agent }, random, world.brands[0])
  await visitor.signInBefore(visitor.someone('slow'))
  for (let wave = 0; wave < 5; wave++) {
    await Promise.all(Array.from({ length: MAX_LOOK_UPS }, () => visitor.abort(visitor.loginUrl, 30 + random.int(30))))
  }
  agent.destroy()
  const most = await world.host.call('mostLookUps')
  if (most > MAX_LOOK_UPS) world.checks.violation('more look-ups at once than the cap allows (X12)', most)
}
