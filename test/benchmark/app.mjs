// One app in a process of its own: `node app.mjs <name> [<milliseconds of a look-up>]`. Sends its address, and the
// cookie of a visitor who is signed in, to the process that forked it.
import { apps } from './apps.mjs'

const start = apps[process.argv[2]]
const { origin, cookie, close } = await start({ delay: Number(process.argv[3] ?? 0) })
process.send({ origin, cookie })
process.once('disconnect', close)
