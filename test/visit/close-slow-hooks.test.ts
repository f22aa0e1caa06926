import t, { type Test } from 'tap'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, LOGOUT, SECRET, type Options
} from '../fixtures/build-app.ts'
import { exchange, listen, open, requestText } from '../fixtures/raw-client.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
/** What this process has open before any app was there. */
const base = process.getActiveResourcesInfo().sort()
const HOOK = 50
/** Room for a busy machine; a connection that is kept alive would hold the app open for 72 s. */
const SLACK = 10_000
const cookie = { secret: COOKIE_SECRET }

let calls = 0
let release: () => void = () => {}
let released = Promise.resolve()

/** From here on hooks that are `slow` wait until the app is closing. */
function hold (): void {
  calls = 0
  released = new Promise((resolve) => { release = resolve })
}

async function slow<Result> (result: Result): Promise<Result> {
  calls++
  await released
  return result
}

function hang (): Promise<never> {
  calls++
  return new Promise(() => {})
}

/** Resolves when so many hooks were called; a test that waits in vain runs into the runner's time-out. */
async function untilCalled (times: number): Promise<void> {
  const isDone = () => calls >= times
  while (!isDone()) await wait(2)
}

/**
 * Closes the app and lets its hooks go on: milliseconds from then until it is closed; `null` if that is too long.
 * @param whenReleased is told when the hooks go on
 */
async function timeToClose (app: FastifyInstance, whenReleased = (_time: number) => {}): Promise<number | null> {
  const closed = app.close().then(() => true)
  await wait(HOOK)
  const start = performance.now()
  whenReleased(start)
  release()
  const isClosed = await Promise.race([closed, wait(SLACK, false, { ref: false })])
  return isClosed ? performance.now() - start : null
}

/** Fifty clients with connections of their own, all of them waiting for a hook when the app begins to close. */
async function closeWithClients (t: Test, target: string, options: Options) {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  hold()
  const { app } = await buildApp(t, { lookupUser: () => ada, ...options })
  const port = await listen(app)
  const pending = Array.from({ length: 50 }, async () => {
    const [response] = await once(get({ port, path: target, agent }), 'response')
    return response.resume()
  })
  await untilCalled(50)
  let start = 0
  const answered = Promise.all(pending).then((answers) => ({ answers, answering: performance.now() - start }))
  const took = await timeToClose(app, (time) => { start = time })
  return { took, ...await answered }
}

t.test('50 sign-ins under way on keep-alive connections are answered, and close ends with them (G1)', async (t) => {
  const ratios: number[] = []
  // Of three, so that another process on the machine is no failure of ours.
  for (let i = 0; i < 3; i++) {
    const { took, answers, answering } = await closeWithClients(t, LOGIN, { lookupUser: () => slow(ada) })
    for (const { statusCode, headers } of answers) {
      t.match({ statusCode, headers }, { statusCode: 303, headers: { connection: 'close' } })
      t.equal(readHandoff(headers.location).claims.email, ada.email)
    }
    ratios.push((took ?? Infinity) / answering)
  }
  t.ok(Math.min(...ratios) < 5, `closed in ${ratios.join(', ')} times the time of the answers`)
})

/** Every hook of the way to an answer, slow. */
const hooks: [title: string, target: string, options: Options][] = [
  ['provider', LOGIN, { cookie, provider: () => slow(buildProvider()) }],
  ['authorize', LOGIN, { authorize: () => slow(true) }],
  ['profile', LOGIN, { profile: () => slow(ada) }],
  ['secret', LOGIN, { cookie, provider: buildProvider({ secret: () => slow(SECRET) }) }],
  ['onSignIn', LOGIN, { onSignIn: () => slow(undefined) }], ['onLogout', LOGOUT, { onLogout: () => slow(undefined) }],
  ['signInPage', LOGIN, { lookupUser: () => null, signInPage: () => slow('/sign-in') }],
  ['errorPage', LOGIN, { authorize: () => false, errorPage: () => slow('<h1>Sorry</h1>') }]
]
for (const [title, target, options] of hooks) {
  t.test(`with ${title} under way the app closes once the hook is done and the visitor answered (G1)`, async (t) => {
    const { took, answers } = await closeWithClients(t, target, options)
    t.ok(took, `closed in ${took} ms`)
    const statusCode = title === 'errorPage' ? 403 : 303
    for (const answer of answers) t.match(answer, { statusCode, headers: { connection: 'close' } })
  })
}

t.test('a sign-in by helpCenterRedirect in a route of the host lets go of its connection too (G1)', async (t) => {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  hold()
  const { app } = await buildApp(t, { authorize: () => slow(true) }, {
    after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const port = await listen(app)
  const answer = once(get({ port, path: '/help', agent }), 'response')
  await untilCalled(1)
  const took = await timeToClose(app)
  const [response] = await answer
  t.equal(readHandoff(response.headers.location).claims.email, ada.email)
  t.ok(took, `closed in ${took} ms`)
})

t.test('each hook that hangs holds close up no longer than hookTimeout, and leaves nothing behind (G2)', async (t) => {
  const hung: [string, Options][] = [
    [LOGIN, { lookupUser: hang }], [LOGIN, { authorize: hang }], [LOGIN, { profile: hang }],
    [LOGIN, { provider: hang, cookie }], [LOGIN, { provider: buildProvider({ secret: hang }), cookie }],
    [LOGIN, { onSignIn: hang }], [LOGOUT, { onLogout: hang }]
  ]
  const times: number[] = []
  for (const [target, options] of hung) {
    hold()
    const { app } = await buildApp(t, { hookTimeout: HOOK, lookupUser: () => ada, ...options })
    const socket = await open(await listen(app), requestText(target))
    socket.resume()
    await untilCalled(1)
    const took = await timeToClose(app)
    t.ok(took, Object.keys(options).join())
    times.push(took ?? Infinity)
    socket.destroy()
  }
  t.ok(Math.min(...times) < 20 * HOOK, `closed in ${times.join(', ')} ms`)
  await wait(10)
  t.strictSame(process.getActiveResourcesInfo().sort(), base)
})

t.test('a pipeline that is open at close is answered to its end or refused, no token too many (G1, G3)', async (t) => {
  hold()
  let signIns = 0
  const { app } = await buildApp(t, { lookupUser: () => slow(ada), onSignIn: () => { signIns++ } })
  const port = await listen(app)
  const answers = exchange(port, requestText(LOGIN) + requestText(LOGIN))
  await untilCalled(2)
  t.ok(await timeToClose(app))
  const locations = (await answers).map(({ headers }) => headers.location).filter((location) => location !== undefined)
  t.ok(locations.length >= 1 && locations.length <= signIns)
  for (const location of locations) readHandoff(location)
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
