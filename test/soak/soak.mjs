import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { fakeZohoDesk } from 'fastify-help-center/testing'
import { EVENTS, playEvent, RESTART } from './chaos.mjs'
import { Checks, RECOVERY_BOUND } from './checks.mjs'
import { Host } from './host.mjs'
import { judgeLatency } from './latency.mjs'
import { judgeMemory } from './memory.mjs'
import { createDraw } from './traffic.mjs'

const text = { type: 'string' }
const { values: { json, ...flags } } = parseArgs({ options: { logins: text, seed: text, json: { type: 'boolean' } } })
const [logins, seed] = [Number(flags.logins ?? 20_000), Number(flags.seed ?? 1)]
if (![logins, seed].every(Number.isSafeInteger)) throw new TypeError('Expected whole numbers')
/** The number of logins is a promise: a busy machine makes twice as many in this time. */
const maxSeconds = Math.max(180, logins / 60)

const checks = new Checks()
// Two brands, whose tokens must be worth nothing at each other, and the host app that serves both.
const brands = ['blue', 'green'].map((name) =>
  Object.assign(fakeZohoDesk({ portal: `portal-${name}`, clockTolerance: 30 }), { name }))
await Promise.all(brands.map((brand) => brand.listen()))
const host = new Host(checks, brands)
await host.start()
for (const brand of brands) {
  brand.remoteLoginUrl = `${host.origin}/${brand.name}/help-center/login`
  brand.remoteLogoutUrl = `${host.origin}/${brand.name}/help-center/logout`
}
const world = { agent: new Agent({ keepAlive: true }), brands, checks, draw: createDraw(seed), host, seed }

const samples = [await host.call('measure')]
const latency = await judgeLatency(world)
// Restarts come early and once: the memory of the last process is what is judged, so it needs the longest life.
await play(RESTART, RESTART)
do {
  await play(...world.draw(fc.shuffledSubarray, EVENTS, { minLength: EVENTS.length }))
} while (checks.logins < logins && checks.failures < 1000 && performance.now() < maxSeconds * 1000)
// Long enough for a failure that comes too late to have to do with the last event.
await play({ name: 'nothing', begin: () => delay(RECOVERY_BOUND) })
if (checks.logins < logins) checks.violation('too slow', `${checks.logins} of ${logins} logins`)

world.agent.destroy()
const memory = await judgeMemory(world, samples, maxSeconds)
await host.end()
await Promise.all(brands.map((brand) => brand.close()))
const { begun, jtis: { size: distinctTokens }, ...rest } = checks
const figures = { seed, seconds: performance.now() / 1000, latency, memory, logLines: host.logLines, ...rest }
console.log(JSON.stringify({ ...figures, distinctTokens }, null, json ? 0 : 2))
process.exitCode = checks.failures === 0 ? 0 : 1

async function play (...events) {
  for (const event of events) {
    samples.push(await playEvent(event, world))
    console.error(`${checks.logins} logins, ${checks.failures} failures, ${event.name}`)
  }
}
