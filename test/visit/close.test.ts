import t from 'tap'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2'
import { setTimeout as wait } from 'node:timers/promises'
import helpCenter from '../../lib/index.ts'
import {
  ada, buildApp, buildProvider, createHost, findUser, LOGIN, LOGOUT, wrong, type Options
} from '../fixtures/build-app.ts'
import { exchange, listen, open, requestText } from '../fixtures/raw-client.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

async function ask (port: number, path: string, agent: Agent): Promise<IncomingMessage> {
  const [response] = await once(get({ port, path, agent }), 'response') as [IncomingMessage]
  return response.resume()
}

t.test('registering and closing again and again leaves no listener, timer or handle (G2, P1)', async (t) => {
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

t.test('every answer that is sent while the app closes lets go of its connection (G1)', async (t) => {
  const fail = () => { throw new Error('down') }
  const answers: [string, Options][] = [
    [LOGIN, {}], [LOGIN, { lookupUser: () => null }], [LOGIN, { authorize: fail }],
    [LOGIN, { authorize: fail, errorPage: false }], [LOGOUT, {}], [LOGOUT, { onLogout: fail }]
  ]
  for (const [url, options] of answers) {
    const { app } = await buildApp(t, { lookupUser: () => ada, ...options }, {
      before: (app) => app.addHook('preHandler', async () => {
        app.close()
        await wait(20)
      })
    })
    const { headers, statusCode } = await app.inject(url)
    t.equal(headers.connection, 'close', `${url} ${statusCode}`)
  }
})

t.test('while the app is open its connections are kept', async (t) => {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const { app } = await buildApp(t, { lookupUser: () => ada })
  t.not((await ask(await listen(app), LOGIN, agent)).headers.connection, 'close')
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

t.test('an app can be closed twice, and before it was ready (G4)', async (t) => {
  const { app } = await buildApp(t)
  await Promise.all([app.close(), app.close()])
  const unready = createHost()
  await t.resolves(unready.close())
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

t.test('many sign-ins leave no listener and no timer behind (G2, H5)', async (t) => {
  const { app } = await buildApp(t, { authorize: () => true, profile: (user) => user, onSignIn: () => {} })
  const count = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const listeners = () => process.eventNames().map((name) => process.listenerCount(name))
  const [timers, events] = [count(), listeners()]
  await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })))
  t.equal(count(), timers)
  t.strictSame(listeners(), events)
})

t.test('no answer over HTTP/2 names a connection, while the app closes or before (G1)', async (t) => {
  const incidents = watchProcess(t)
  const fail = () => { throw new Error('down') }
  const answers: [string, number, Options][] = [
    [LOGIN, 303, {}], [LOGIN, 303, { lookupUser: () => null }], [LOGIN, 500, { authorize: fail }], [LOGOUT, 303, {}]
  ]
  for (const [url, statusCode, options] of answers) {
    for (const closes of [false, true]) {
      const sent: unknown[] = []
      const { app } = await buildApp(t, { lookupUser: () => ada, ...options }, {
        server: wrong({ http2: true }),
        before: (app) => {
          app.addHook('preHandler', async () => {
            if (!closes) return
            app.close()
            await wait(20)
          })
          app.addHook('onResponse', async (_, reply) => { sent.push(reply.getHeader('connection')) })
        }
      })
      const session = connect(`http://127.0.0.1:${await listen(app)}`)
      const request = session.request({ ':path': url })
      const [headers] = await once(request, 'response') as [IncomingHttpHeaders & IncomingHttpStatusHeader]
      await once(request.resume(), 'end')
      session.close()
      t.equal(headers[':status'], statusCode)
      t.equal(headers.connection, undefined)
      await app.close()
      t.strictSame(sent, [undefined], `${url}, ${closes ? 'closing' : 'open'}`)
    }
  }
  t.strictSame(incidents, [])
})
