import { parseArgs } from 'node:util'
import { draw } from './report.mjs'
import { run } from './run.mjs'

const USAGE = 'npm run soak -- [--logins N] [--seconds N] [--seed N] [--json] [--no-chaos]'

const options = readFlags()
const log = options.json ? console.error : console.log
// The handlers of "exit" end the children, also after a signal or an error.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130))
setTimeout(() => {
  console.error('The run hangs.')
  process.exit(1)
}, (options.seconds + 90) * 1000).unref()

log(`seed ${options.seed}: ${options.logins} logins, ${options.seconds} s at most`)
const figures = await run({ ...options, log })
if (!options.json) log(draw(figures))
else console.log(JSON.stringify(figures))
process.exitCode = figures.failures === 0 ? 0 : 1

function readFlags () {
  try {
    const { values } = parseArgs({
      options: {
        logins: { type: 'string', default: '20000' },
        seconds: { type: 'string' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        'no-chaos': { type: 'boolean', default: false }
      }
    })
    const logins = readNumber(values.logins)
    return {
      logins,
      // Without a bound of the caller's the number is a promise: even a slow machine makes a hundred a second.
      seconds: values.seconds === undefined ? Math.max(180, Math.ceil(logins / 100)) : readNumber(values.seconds),
      isDeadline: values.seconds === undefined,
      seed: readNumber(values.seed),
      json: values.json,
      chaos: !values['no-chaos']
    }
  } catch (error) {
    console.error(`${error.message}\nUsage: ${USAGE}`)
    process.exit(2)
  }
}

function readNumber (text) {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Error(`Not a whole number: ${text}`)
}
