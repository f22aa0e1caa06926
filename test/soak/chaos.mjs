import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Browser, createAgent, Mishap } from './browser.mjs'
import { passwordOf } from './users.mjs'

const HOUR = 3_600_000
const FAILED = /^500 .*\bFST_HELP_CENTER_HOOK_FAILED$/
const TIMED_OUT = /^503 .*\bFST_HELP_CENTER_HOOK_TIMEOUT$/
const BUSY = /^503 .*\bFST_HELP_CENTER_BUSY$/
const refused = (code) => new RegExp(`^403 .*/signin/jwt/auth ${code}$`)
// Connections that nobody accepts, or that were accepted and then not served; and requests that meet a closing server.
const DOWN = [/^net (?:ECONNREFUSED|ECONNRESET|EPIPE|socket hang up) host$/, /^503 \/\S*$/]
// The loop guard's window and the pending cookie's life are measured by the host's clock, which jumps here.
const GUARD = /^no-loop-guard$/
const PENDING = /^pending-lost$/

/**
 * What can go wrong. `allowed` are the mishaps that a visitor may have because of it; for most that is none: a slow
 * host makes slow visits, not failing ones. `heal` is called `hold` milliseconds after `begin` is done.
 */
function createEvents (random) {
  const fault = (name, changes, hold, allowed = []) => ({
    name,
    hold,
    allowed,
    begin: (world) => world.host.call('setFault', changes),
    heal: (world) => world.host.call('setFault', {})
  })
  const clock = (name, offset, allowed) => ({
    name,
    hold: 800,
    allowed: [GUARD, PENDING, ...allowed],
    begin: (world) => world.setClock(offset),
    heal: (world) => world.setClock(0)
  })
  const single = (name, begin, allowed = []) => ({ name, hold: 0, allowed, begin, heal () {} })

  return [
    fault('look-ups without latency', { latency: 0 }, 200),
    fault('look-ups take 50 ms', { latency: 50 }, 1000),
    fault('look-ups take 500 ms', { latency: 500 }, 1500),
    // Longer than `hookTimeout`, so that some visitors get the page of a timed-out look-up.
    fault('look-ups hang', { latency: 10_000 }, 5800, [TIMED_OUT, BUSY]),
    fault('30 % of look-ups throw', { throwRate: 0.3 }, 1500, [FAILED]),
    clock('clock 20 s behind', -20_000, []),
    clock('clock 20 s ahead', 20_000, []),
    clock('clock 1 h behind', -HOUR, [refused('expired')]),
    clock('clock 1 h ahead', HOUR, [refused('not-yet-valid')]),
    single('secret rotates (blue)', (world) => world.rotate('blue'), [refused('wrong-signature')]),
    single('secret rotates (green)', (world) => world.rotate('green'), [refused('wrong-signature')]),
    single('host app stopped for 2 s', ({ host }) => stop(host.pid, 2)),
    single('event loop blocked for 200 ms', ({ host }) => host.call('block', 150 + random.int(100))),
    single('cookies of 17 KiB', sendFatCookies),
    single('500 visitors leave at once', (world) => leaveAtOnce(world, 500, random), [BUSY])
  ]
}

/**
 * The order for one round. Restarts come early and in the first round only: the memory of the last process is what is
 * judged at the end, so it needs the longest life.
 */
export function planEvents (random, round) {
  const events = random.shuffle(createEvents(random))
  const restart = { name: 'host app restarts', hold: 0, allowed: DOWN, begin: (world) => world.restartHost(), heal () {} }
  if (round === 0) events.splice(random.int(2), 0, { ...restart }, { ...restart })
  return events
}

/** Begins an event, heals it, and leaves its record with the checks. */
export async function playEvent ({ name, hold, allowed, begin, heal }, world) {
  const { checks } = world
  const record = { index: checks.events.length, name, allowed, at: performance.now(), expected: 0, recovery: 0 }
  checks.events.push(record)
  try {
    const took = await begin(world)
    if (Number.isInteger(took)) record.took = took
    await delay(hold)
  } catch (error) {
    checks.violation('an event failed', error.stack)
  }
  await heal(world)
  record.healedAt = performance.now()
}

/** By a shell that goes on when the driver dies: a stopped process that nobody wakes would stay for ever. */
async function stop (pid, seconds) {
  await once(spawn('sh', ['-c', `kill -STOP ${pid}; sleep ${seconds}; kill -CONT ${pid}`]), 'exit')
}

async function sendFatCookies (world) {
  for (const [kibibytes, expected] of [[17, 431], [12, 303], [17, 431], [12, 303]]) {
    // Not the ordinary traffic's connections: a 431 closes the one it came on.
    const agent = createAgent(1)
    const browser = newcomer(world, agent)
    browser.setCookie('fat', 'x'.repeat(kibibytes * 1024))
    const status = await browser.request(loginUrl(browser)).then((page) => page.status, refusedByReset)
    agent.destroy()
    if (status !== expected) world.checks.violation('wrong answer to fat cookies', `${status} for ${kibibytes} KiB`)
  }
}

/** Node answers 431 and closes; who is still sending then may see the reset first. */
function refusedByReset (error) {
  if (error instanceof Mishap && /ECONNRESET|EPIPE/.test(error.kind)) return 431
  throw error
}

/** All of them while their look-up is under way. */
async function leaveAtOnce (world, count, random) {
  const agent = createAgent(count)
  const browser = newcomer(world, agent)
  const user = `slow-${random.int(1000)}`
  browser.user = user
  await browser.open(`${world.hostOrigin}/sign-in`, { user, password: passwordOf(user) })
  await Promise.all(Array.from({ length: count }, () => browser.abort(loginUrl(browser), 20 + random.int(80))))
  agent.destroy()
}

const newcomer = (world, agent) => new Browser({ ...world, agent, brand: Object.values(world.brands)[0] })
const loginUrl = ({ hostOrigin, brand }) => `${hostOrigin}/${brand.name}/help-center/login`
