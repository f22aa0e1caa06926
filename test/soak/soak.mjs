import { parseArgs } from 'node:util'
import { run } from './run.mjs'

const text = { type: 'string' }
const { values: flags } = parseArgs({
  options: { logins: { ...text, default: '20000' }, seconds: text, seed: { ...text, default: '1' }, json: { type: 'boolean' } }
})
const logins = Number(flags.logins)
const seed = Number(flags.seed)
// Without a bound of the caller's the number of logins is a promise: a busy machine makes twice as many.
const isPromise = flags.seconds === undefined
const seconds = Number(flags.seconds ?? Math.max(180, Math.ceil(logins / 60)))
if (![logins, seed, seconds].every(Number.isSafeInteger)) throw new TypeError('Expected whole numbers')

setTimeout(() => {
  console.error('The run hangs.')
  process.exit(1)
}, (seconds + 90) * 1000).unref()
console.error(`seed ${seed}: ${logins} logins, ${seconds} s at most`)
const figures = await run({ logins, seconds, seed, isPromise })
console.log(JSON.stringify(figures, null, flags.json ? 0 : 2))
process.exitCode = figures.failures === 0 ? 0 : 1
