import t from 'tap'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { ada, buildApp, createHost, LOGIN, LOGOUT } from './fixtures/build-app.ts'
import { readHandoff } from './fixtures/read-handoff.ts'

const HOOK = 50
/** What this process has open before any app was there. */
const base = process.getActiveResourcesInfo().sort()

async function listen (app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

async function ask (port: number, path: string, agent: Agent): Promise<IncomingMessage> {
  const [response] = await once(get({ port, path, agent }), 'response') as [IncomingMessage]
  response.resume()
  return response
}

/** Runs until `condition` holds. */
async function until (condition: () => boolean): Promise<void> {
  while (!condition()) await wait(2)
}

t.test('50 sign-ins under way on keep-alive connections are all answered, and close ends with the slowest (G1)', async (t) => {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  let lookups = 0
  const { app } = await buildApp(t, { lookupUser: async () => { lookups++; await wait(HOOK); return ada } })
  const port = await listen(app)
  const answers = Array.from({ length: 50 }, () => ask(port, LOGIN, agent))
  await until(() => lookups === 50)
  const start = performance.now()
  const closed = app.close().then(() => performance.now() - start)
  for (const { statusCode, headers } of await Promise.all(answers)) {
    t.equal(statusCode, 303)
    t.equal(headers.connection, 'close')
    t.equal(readHandoff(headers.location).claims.email, ada.email)
  }
  t.ok(await closed < HOOK + 200, `closed in ${await closed} ms`)
})

t.test('sign-outs and error pages let go of their connections too while the app closes (G1)', async (t) => {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  let calls = 0
  const slow = async () => { calls++; await wait(HOOK); throw new Error('down') }
  const { app } = await buildApp(t, { lookupUser: slow, onLogout: slow })
  const port = await listen(app)
  const answers = [LOGIN, LOGOUT].map((url) => ask(port, url, agent))
  await until(() => calls === 2)
  const start = performance.now()
  await Promise.all([app.close(), ...answers])
  t.ok(performance.now() - start < HOOK + 200)
  for (const answer of answers) t.match(await answer, { statusCode: 500, headers: { connection: 'close' } })
})

t.test('while the app is open its connections are kept', async (t) => {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const { app } = await buildApp(t, { lookupUser: () => ada })
  t.not((await ask(await listen(app), LOGIN, agent)).headers.connection, 'close')
})

t.test('a look-up that hangs holds close up no longer than hookTimeout, and leaves nothing behind (G2)', async (t) => {
  const agent = new Agent({ keepAlive: true })
  let lookups = 0
  let closings = 0
  const lookupUser = () => { lookups++; return new Promise<never>(() => {}) }
  const { app } = await buildApp(t, { hookTimeout: HOOK, lookupUser }, {
    before: (app) => app.addHook('onClose', async () => { closings++ })
  })
  const answer = ask(await listen(app), LOGIN, agent)
  await until(() => lookups === 1)
  const start = performance.now()
  await app.close()
  t.ok(performance.now() - start < HOOK + 200)
  t.equal((await answer).statusCode, 503)
  t.equal(closings, 1)
  agent.destroy()
  await wait(10)
  t.strictSame(process.getActiveResourcesInfo().sort(), base)
})

t.test('who comes while the app is closing gets a 503 and no token (G3)', async (t) => {
  const agent = new Agent({ keepAlive: false })
  let lookups = 0
  let answer: IncomingMessage | undefined
  let port = 0
  const { app } = await buildApp(t, { lookupUser: () => { lookups++; return ada } }, {
    before: (app) => app.addHook('preClose', async () => { answer = await ask(port, LOGIN, agent) })
  })
  port = await listen(app)
  await app.close()
  t.match(answer, { statusCode: 503, headers: { connection: 'close' } })
  t.notOk(answer?.headers.location)
  t.equal(lookups, 0)
})

t.test('an app can be closed twice, and before it was ready (G4)', async (t) => {
  const { app } = await buildApp(t)
  await Promise.all([app.close(), app.close()])
  const unready = createHost()
  await t.resolves(unready.close())
})

t.test('many sign-ins leave no listener and no timer behind (G2, H5)', async (t) => {
  const { app } = await buildApp(t, { authorize: () => true, profile: (user) => user, onSignIn: () => {} })
  const count = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const listeners = () => process.eventNames().map((name) => process.listenerCount(name))
  const [timers, events] = [count(), listeners()]
  await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })))
  t.equal(count(), timers)
  t.strictSame(listeners(), events)
})
