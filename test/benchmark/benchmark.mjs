// What a sign-in costs beside hand-written routes and bare signatures. All of it in one run and in turns, because on a
// shared machine only a ratio says something.
//
//   npm run benchmark [-- --rounds 7 --seconds 2 --client autocannon|wrk --json]
//
// Progress goes to stderr, the result to stdout. Ends with 1 if a bound is missed.
import { parseArgs } from 'node:util'
import { clients, measureP99, RATE, startApp } from './http.mjs'
import { footprintNames, measureFootprint } from './footprint.mjs'
import { measureSignIns } from './in-process.mjs'
import { median, round, summarize } from './statistics.mjs'

/** Medians of interleaved rounds on two cores. wrk leaves more of the machine to the app, and so shows more of it. */
const BOUNDS = {
  autocannon: { loginVsBare: 0.8, signInVsFastJwt: 0.7, signInWithReturnToVsFastJwt: 0.62, providers10000Vs1: 0.9 },
  wrk: { loginVsBare: 0.75, signInVsFastJwt: 0.7, signInWithReturnToVsFastJwt: 0.62, providers10000Vs1: 0.9 }
}
const LOOKUP_DELAY = 5

const { values: { rounds: roundsText, seconds: secondsText, client, json } } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    client: { type: 'string', default: 'autocannon' },
    json: { type: 'boolean', default: false }
  }
})
const rounds = Number(roundsText)
const seconds = Number(secondsText)
const say = (text) => console.error(text)

const throughput = await inTurns(
  ['login', 'bare', 'careful', 'expressText', 'expressKey', 'providers1', 'providers100', 'providers10000'],
  {}, (app) => clients[client](app, seconds), 'sign-ins/s'
)
const latency = await inTurns(
  ['login', 'bare'], { delay: LOOKUP_DELAY }, (app) => measureP99(app, seconds), `ms p99 at ${RATE}/s`
)
const signIns = {}
for await (const { algorithm, slices } of measureSignIns(10 * rounds)) {
  signIns[algorithm] = {
    vsFastJwt: summarize(slices, ({ signIn, fastJwt }) => fastJwt / signIn),
    withReturnToVsFastJwt: summarize(slices, ({ signInWithReturnTo, fastJwt }) => fastJwt / signInWithReturnTo),
    vsCrypto: summarize(slices, ({ signIn, crypto }) => crypto / signIn)
  }
  say(`createSignIn, ${algorithm}: ${signIns[algorithm].vsFastJwt.median} of fast-jwt`)
}
const footprint = {}
for (const name of footprintNames) {
  const figures = []
  for (let i = 0; i < 5; i++) figures.push(await measureFootprint(name))
  footprint[name] = round(median(figures))
  say(`${name} ${footprint[name]}`)
}

const versus = (a, b) => summarize(throughput, (each) => each[a] / each[b])
const details = {
  client,
  rounds,
  loginVsBare: versus('login', 'bare'),
  loginVsCareful: versus('login', 'careful'),
  loginVsExpress: versus('login', 'expressText'),
  loginVsExpressWithKeyObject: versus('login', 'expressKey'),
  providers100Vs1: versus('providers100', 'providers1'),
  providers10000Vs1: versus('providers10000', 'providers1'),
  p99OverheadMs: summarize(latency, ({ login, bare }) => login - bare),
  signIns
}
const result = {
  loginVsBare: details.loginVsBare.median,
  loginVsCareful: details.loginVsCareful.median,
  loginVsExpress: details.loginVsExpress.median,
  loginVsExpressWithKeyObject: details.loginVsExpressWithKeyObject.median,
  signInVsFastJwt: signIns.HS256.vsFastJwt.median,
  signInWithReturnToVsFastJwt: signIns.HS256.withReturnToVsFastJwt.median,
  signInVsHmac: signIns.HS256.vsCrypto.median,
  providers10000Vs1: details.providers10000Vs1.median,
  p99OverheadMs: details.p99OverheadMs.median,
  ...footprint
}
const missed = Object.entries(BOUNDS[client]).filter(([name, bound]) => result[name] < bound)
if (json) console.log(JSON.stringify({ ...result, missed: missed.map(([name]) => name), details }, null, 2))
else console.table(Object.fromEntries(Object.entries(result).map(([name, value]) => [name, { median: value }])))
for (const [name, bound] of missed) say(`${name} is ${result[name]}, below ${bound}`)
process.exitCode = missed.length === 0 ? 0 : 1

/** One figure of each app in each round. Every other round goes backwards; the first, not counted, warms them up. */
async function inTurns (names, settings, measure, unit) {
  const apps = {}
  try {
    for (const name of names) apps[name] = await startApp(name, settings)
    const results = []
    for (let i = 0; i <= rounds; i++) {
      const figures = {}
      for (const name of i % 2 === 0 ? names : names.toReversed()) figures[name] = await measure(apps[name])
      if (i > 0) results.push(figures)
      const texts = names.map((name) => `${name} ${figures[name].toFixed(figures[name] < 100 ? 1 : 0)}`)
      say(`${i === 0 ? 'warm-up' : `round ${i} of ${rounds}`}, ${unit}: ${texts.join(', ')}`)
    }
    return results
  } finally {
    for (const { stop } of Object.values(apps)) stop()
  }
}
