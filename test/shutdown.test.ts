import t from 'tap'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import helpCenter from '../lib/index.ts'
import { ada, buildApp, buildProvider, COOKIE_SECRET, findUser, LOGIN, LOGOUT, SECRET, type Options } from './fixtures/build-app.ts'
import { exchange, listen, open, requestText } from './fixtures/raw-client.ts'
import { readHandoff } from './fixtures/read-handoff.ts'
import { watchProcess } from './fixtures/watch-process.ts'

const incidents = watchProcess(t)
const HOOK = 60
/** Room for a busy machine; a connection that is kept alive would hold the app open for 72 s. */
const SLACK = 1000
const cookie = { secret: COOKIE_SECRET }

/** Runs until `condition` holds, for two seconds at most. */
async function until (condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await wait(2)
}

/** Closes the app and lets its hooks go on; milliseconds until it is closed, or `null` if that takes too long. */
async function timeToClose (app: FastifyInstance): Promise<number | null> {
  const start = performance.now()
  const closed = app.close().then(() => true)
  setTimeout(release, HOOK)
  const isClosed = await Promise.race([closed, wait(HOOK + SLACK, false, { ref: false })])
  return isClosed ? performance.now() - start : null
}

t.test('registering and closing again and again leaves no listener, timer or handle in the process (G2, P1)', async (t) => {
  const before = new Map(process.eventNames().map((name) => [name, process.listenerCount(name)]))
  const added = () => process.eventNames().filter((name) => process.listenerCount(name) > (before.get(name) ?? 0))
  const resources = process.getActiveResourcesInfo().sort()
  for (let i = 0; i < 10; i++) {
    const { app } = await buildApp(t, { authorize: () => true, onLogout: () => {} })
    t.strictSame(added(), [])
    const port = await listen(app)
    await exchange(port, requestText(LOGIN, ['Cookie: session=ada', 'Connection: close']))
    await app.close()
  }
  await wait(5)
  t.strictSame(process.getActiveResourcesInfo().sort(), resources)
  t.strictSame(added(), [])
})

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

/** Every hook of the way to an answer, slow. */
const hooks: [title: string, target: string, options: Options][] = [
  ['provider', LOGIN, { cookie, provider: () => slow(buildProvider()) }], ['lookupUser', LOGIN, { lookupUser: () => slow(ada) }],
  ['authorize', LOGIN, { authorize: () => slow(true) }], ['profile', LOGIN, { profile: () => slow(ada) }],
  ['secret', LOGIN, { cookie, provider: buildProvider({ secret: () => slow(SECRET) }) }],
  ['onSignIn', LOGIN, { onSignIn: () => slow(undefined) }], ['onLogout', LOGOUT, { onLogout: () => slow(undefined) }],
  ['signInPage', LOGIN, { lookupUser: () => null, signInPage: () => slow('/sign-in') }],
  ['errorPage', LOGIN, { authorize: () => false, errorPage: () => slow('<h1>Sorry</h1>') }]
]
for (const [title, target, options] of hooks) {
  t.test(`with ${title} under way the app closes as soon as the hook is done, and the visitor has an answer (G1)`, async (t) => {
    const agent = new Agent({ keepAlive: true })
    t.teardown(() => agent.destroy())
    hold()
    const { app } = await buildApp(t, { lookupUser: () => ada, ...options })
    const port = await listen(app)
    const answers = Array.from({ length: 5 }, async () => {
      const [response] = await once(get({ port, path: target, agent }), 'response')
      return response.resume()
    })
    await until(() => calls === 5)
    const took = await timeToClose(app)
    t.ok(took, `closed in ${took} ms`)
    for (const answer of answers) t.match(await answer, { statusCode: title === 'errorPage' ? 403 : 303, headers: { connection: 'close' } })
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
  await until(() => calls === 1)
  const took = await timeToClose(app)
  const [response] = await answer
  t.equal(readHandoff(response.headers.location).claims.email, ada.email)
  agent.destroy()
  t.ok(took, `closed in ${took} ms`)
})

t.test('each hook that hangs holds close up no longer than hookTimeout (G2)', async (t) => {
  const hang = () => { calls++; return new Promise<never>(() => {}) }
  const hung: [string, Options][] = [
    [LOGIN, { authorize: hang }], [LOGIN, { profile: hang }], [LOGIN, { provider: hang, cookie }],
    [LOGIN, { provider: buildProvider({ secret: hang }), cookie }], [LOGIN, { onSignIn: hang }],
    [LOGOUT, { onLogout: hang }]
  ]
  for (const [target, options] of hung) {
    hold()
    const { app } = await buildApp(t, { hookTimeout: HOOK, lookupUser: () => ada, ...options })
    const socket = await open(await listen(app), requestText(target))
    socket.resume()
    await until(() => calls === 1)
    t.ok(await timeToClose(app), Object.keys(options).join())
    socket.destroy()
  }
})

t.test('a pipeline that is open when the app closes is answered to its end or refused, without a token too many (G1, G3)', async (t) => {
  hold()
  let signIns = 0
  const { app } = await buildApp(t, { lookupUser: () => slow(ada), onSignIn: () => { signIns++ } })
  const port = await listen(app)
  const answers = exchange(port, requestText(LOGIN) + requestText(LOGIN))
  await until(() => calls === 2)
  t.ok(await timeToClose(app))
  const locations = (await answers).map(({ headers }) => headers.location).filter((location) => location !== undefined)
  t.ok(locations.length >= 1 && locations.length <= signIns)
  for (const location of locations) readHandoff(location)
})

t.test('who asks on a connection of before while the app closes gets a 503 and no token (G3)', async (t) => {
  let finish: () => void = () => {}
  let lookups = 0
  const { app } = await buildApp(t, { lookupUser: () => { lookups++; return ada } }, {
    before: (app) => app.addHook('preClose', () => new Promise<void>((resolve) => { finish = resolve }))
  })
  const socket = await open(await listen(app), requestText('/'))
  await once(socket.setEncoding('latin1'), 'data')
  const closed = app.close()
  await wait(5)
  socket.write(requestText(LOGIN, ['Cookie: session=ada']))
  const [answer] = await once(socket, 'data') as [string]
  finish()
  await closed
  t.match(answer, /^HTTP\/1\.1 503 .*^connection: close\r$/ims)
  t.notMatch(answer, /^location:/im)
  t.equal(lookups, 0)
})

t.test('registering after the app is ready or closed is an error, not a hang (G4)', async (t) => {
  const { app } = await buildApp(t)
  const options = { name: 'late', prefix: '/late', provider: buildProvider(), lookupUser: findUser }
  await t.rejects(async () => { await app.register(helpCenter, options) })
  await app.close()
  await t.rejects(async () => { await app.register(helpCenter, options) })
  await t.rejects(async () => app.inject(LOGIN))
  await Promise.all([app.close(), app.close()])
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
