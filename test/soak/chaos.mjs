import { exec } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { sendVisitors } from './traffic.mjs'
import { Visitor } from './visitor.mjs'
import { ORDINARY } from './visits.mjs'

/** The default of `maxPendingLookups`. */
const MAX_LOOK_UPS = 100
// By a shell that goes on when the driver dies: a stopped process that nobody wakes would stay for ever.
const stop = (pid) => promisify(exec)(`kill -STOP ${pid}; sleep 2; kill -CONT ${pid}`)
const page = (status, code) => `^${status} /\\S* ${code}$`
const BUSY = page(503, 'FST_HELP_CENTER_BUSY')
// Connections that nobody accepts, or that were accepted and then not served; and requests that meet a closing server.
const DOWN = ['^net (?:ECONNREFUSED|ECONNRESET|EPIPE) host$', '^503 /\\S*$']
const fault = (name, hold, change, allowed) =>
  ({ name, hold, allowed, begin: ({ host }) => host.call('setFault', change) })

/** As in a deployment, the old process finishes its visits, then a new one takes the port. */
export const RESTART = { name: 'restart', begin: ({ host }) => host.end().then(() => host.start()), allowed: DOWN }

/** What can go wrong, for some milliseconds, and the errors that it excuses: a slow host makes no visit fail. */
export const EVENTS = [
  fault('look-ups take 50 ms', 1000, { latency: 50 }),
  fault('look-ups take 500 ms', 1500, { latency: 500 }),
  // Longer than `hookTimeout`, so that some visitors get the page of a timed-out look-up.
  fault('look-ups hang', 5800, { latency: 10_000 }, [page(503, 'FST_HELP_CENTER_HOOK_TIMEOUT'), BUSY]),
  fault('30 % of look-ups throw', 1500, { throwRate: 0.3 }, [page(500, 'FST_HELP_CENTER_HOOK_FAILED')]),
  fault('clock 20 s behind', 800, { clock: -20_000 }),
  fault('clock 20 s ahead', 800, { clock: 20_000 }),
  fault('clock 1 h behind', 800, { clock: -3_600_000 }, [page(403, 'expired')]),
  fault('clock 1 h ahead', 800, { clock: 3_600_000 }, [page(403, 'not-yet-valid')]),
  { name: 'secrets rotate', begin: rotate, allowed: [page(403, 'wrong-signature')] },
  { name: 'host app stopped for 2 s', begin: ({ host }) => stop(host.process.pid) },
  { name: 'event loop blocked', begin: ({ host, draw }) => host.call('block', 150 + draw(fc.nat, 100)) },
  { name: '500 visitors leave at once', begin: leaveInWaves, allowed: [BUSY] }
]

/** Plays an event among visitors and heals it. Resolves to what the host app holds when all of them have left. */
export async function playEvent ({ name, begin, hold = 0, allowed = [] }, world) {
  const over = new AbortController()
  const visits = sendVisitors(world, { count: 48, visits: ORDINARY, signal: over.signal })
  await delay(1000)
  const record = { name, allowed, at: performance.now(), expectedMishaps: 0, recoveryMs: 0 }
  world.checks.events.push(record)
  await begin(world)
  await delay(hold)
  await world.host.call('setFault', {})
  record.healedAt = performance.now()
  await delay(1000)
  over.abort()
  await visits
  return world.host.call('measure')
}

/** First at the help center, a moment later in the host app, as an admin would do it. */
async function rotate ({ brands, host }) {
  for (const brand of brands) await host.call('setSecret', [brand.name, brand.rotateSecret()])
}

/** Each wave while the look-ups of those before are under way: who leaves takes no load off the user table (X12). */
async function leaveInWaves ({ draw, ...world }) {
  // Without an agent, everybody has a connection of their own.
  const visitor = new Visitor({ ...world, agent: false }, draw)
  await visitor.signInBefore('slow')
  for (let wave = 0; wave < 5; wave++) {
    await Promise.all(Array.from({ length: MAX_LOOK_UPS }, () => visitor.leave(30 + draw(fc.nat, 30))))
  }
  const { mostLookUps } = await world.host.call('measure')
  if (mostLookUps > MAX_LOOK_UPS) world.checks.violation('more look-ups at once than the cap allows (X12)', mostLookUps)
}
