// What the plugin costs, against a bare route that signs the same token: both in one run, in turns, because only the
// two together say something on a shared machine. Ends with 1 if a bound is missed.
//
//   npm run benchmark [-- --rounds 5 --seconds 4]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'

/** A bare route checks nothing, counts no attempts and sets no cookie; a sign-in is once in a visit. */
const MIN_THROUGHPUT = 0.25
/** Milliseconds by which 99 of 100 sign-ins may take longer, at a thousand a second. */
const MAX_LATENCY = 1
const RATE = 1000

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' } }
})
const seconds = Number(values.seconds)
const returnTo = encodeURIComponent('https://help.example.com/portal/en/kb/articles/reset-your-router')

async function start (name) {
  const child = fork(join(import.meta.dirname, 'app.mjs'), [name])
  const [{ origin, cookie }] = await once(child, 'message')
  return { child, url: `${origin}/help-center/login?return_to=${returnTo}`, headers: { cookie } }
}

/** Sign-ins a second of clients that ask again as soon as they have an answer. */
async function measureThroughput ({ url, headers }) {
  const { requests, errors, '3xx': redirects } = await autocannon({ url, headers, duration: seconds, connections: 20 })
  if (errors > 0 || redirects < requests.total) throw new Error(`${redirects} redirects, ${errors} errors`)
  return requests.average
}

/** Milliseconds for 99 of 100 clients that come at their own pace, however long the others before them take. */
async function measureLatency ({ url, headers }) {
  const agent = new Agent({ keepAlive: true })
  const times = []
  const pending = []
  const begin = performance.now()
  for (let sent = 0; sent < seconds * RATE;) {
    for (const due = (performance.now() - begin) * RATE / 1000; sent < due; sent++) pending.push(signIn())
    await wait(1)
  }
  await Promise.all(pending)
  agent.destroy()
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]

  async function signIn () {
    const start = performance.now()
    const [response] = await once(get(url, { agent, headers }), 'response')
    if (Math.floor(response.statusCode / 100) !== 3) throw new Error(`status ${response.statusCode}`)
    response.resume()
    times.push(performance.now() - start)
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const apps = { bare: await start('bare'), plugin: await start('plugin') }
const results = { bare: [], plugin: [] }
try {
  // The first round warms both up.
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const name of round % 2 === 0 ? ['bare', 'plugin'] : ['plugin', 'bare']) {
      const perSecond = await measureThroughput(apps[name])
      const p99 = await measureLatency(apps[name])
      if (round === 0) continue
      results[name].push({ perSecond, p99 })
      console.log(`${round}  ${name.padEnd(6)}  ${Math.round(perSecond)} sign-ins/s, p99 ${p99.toFixed(1)} ms at ${RATE}/s`)
    }
  }
} finally {
  for (const { child } of Object.values(apps)) child.disconnect()
}

const [bare, plugin] = [results.bare, results.plugin].map((rounds) => ({
  perSecond: median(rounds.map(({ perSecond }) => perSecond)), p99: median(rounds.map(({ p99 }) => p99))
}))
const throughput = plugin.perSecond / bare.perSecond
const latency = plugin.p99 - bare.p99
console.log(`throughput ${throughput.toFixed(2)} of the bare route's (at least ${MIN_THROUGHPUT}), ` +
  `p99 ${latency.toFixed(1)} ms above it (at most ${MAX_LATENCY})`)
process.exitCode = throughput >= MIN_THROUGHPUT && latency <= MAX_LATENCY ? 0 : 1
