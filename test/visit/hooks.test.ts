import t from 'tap'
import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { SignInEvent } from '../../lib/index.ts'
import { ada, ARTICLE, buildApp, HOME, LOGIN, LOGOUT, SECRET, wrong } from '../fixtures/build-app.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { isSignedWith } from '../fixtures/read-token.ts'

const incidents: unknown[] = []
for (const event of ['unhandledRejection', 'uncaughtExceptionMonitor', 'warning'] as const) {
  const listener = (incident: unknown) => { incidents.push(incident) }
  process.on(event, listener)
  t.teardown(() => process.off(event, listener))
}

t.test('a look-up that hangs is answered when the time is over, and told to stop (H1)', async (t) => {
  let signal: AbortSignal | undefined
  let settle: (user: typeof ada) => void = () => {}
  let signIns = 0
  const { app } = await buildApp(t, {
    hookTimeout: 40,
    lookupUser: (_request, _reply, context) => {
      signal = context.signal
      return new Promise((resolve) => { settle = resolve })
    },
    onSignIn: () => { signIns++ }
  })
  const response = await Promise.race([app.inject(LOGIN), wait(4000, null, { ref: false })])
  if (response === null) throw new Error('no answer within a hundred times hookTimeout')
  t.equal(response.statusCode, 503)
  t.match(response.headers['retry-after'], /^\d+$/)
  t.equal(signal?.aborted, true)
  settle(ada)
  await wait(5)
  t.equal(signIns, 0, 'no token when the answer comes late')
})

t.test('a look-up that fails after its time is over disturbs nobody (H5)', async (t) => {
  let settle: (error: Error) => void = () => {}
  const { app } = await buildApp(t, {
    hookTimeout: 10, lookupUser: () => new Promise((_resolve, reject) => { settle = reject })
  })
  t.equal((await app.inject(LOGIN)).statusCode, 503)
  settle(new Error('too late'))
  await wait(5)
})

t.test('a look-up may be synchronous, a promise, or whatever has a then (H5)', async (t) => {
  const twice = { then: (resolve: (user: unknown) => void) => { resolve(ada); resolve(null) } }
  for (const user of [ada, Promise.resolve(ada), twice]) {
    const { app } = await buildApp(t, { lookupUser: () => wrong(user) })
    t.equal(readHandoff((await app.inject(LOGIN)).headers.location).claims.email, ada.email)
  }
})

t.test('a client that leaves during the look-up gets no token, and the look-up is told to stop (H4)', async (t) => {
  let signIns = 0
  let onLookup: (signal: AbortSignal) => void = () => {}
  const asked = new Promise<AbortSignal>((resolve) => { onLookup = resolve })
  const { app } = await buildApp(t, {
    lookupUser: async (_request, _reply, { signal }) => {
      onLookup(signal)
      await once(signal, 'abort')
      return ada
    },
    onSignIn: () => { signIns++ }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const client = get({ port: (app.server.address() as AddressInfo).port, path: LOGIN })
  client.on('error', () => {})
  const signal = await asked
  client.destroy()
  if (!signal.aborted) await once(signal, 'abort')
  await wait(10)
  t.match(signal.reason, { code: 'FST_HELP_CENTER_CLIENT_GONE' })
  t.equal(signIns, 0)
})

t.test('a client that has left before the redirect asks for no token any more (H4)', async (t) => {
  let signIns = 0
  let isDestroyed = false
  let onLeft: () => void = () => {}
  const left = new Promise<void>((resolve) => { onLeft = resolve })
  let onArrival: () => void = () => {}
  const arrived = new Promise<void>((resolve) => { onArrival = resolve })
  const { app } = await buildApp(t, { authorize: () => true, onSignIn: () => { signIns++ } }, {
    after: (app) => app.get('/help', async (request, reply) => {
      onArrival()
      await once(request.raw.socket, 'close')
      await wait(5)
      isDestroyed = reply.raw.destroyed
      onLeft()
      return reply.helpCenterRedirect(ada)
    })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const client = get({ port: (app.server.address() as AddressInfo).port, path: '/help' })
  client.on('error', () => {})
  await arrived
  client.destroy()
  await left
  await wait(10)
  t.equal(isDestroyed, true)
  t.equal(signIns, 0)
})

t.test('of 500 look-ups that hang a hundred wait, the rest are refused at once, other routes work (H6)', async (t) => {
  let isDown = true
  let lookups = 0
  const { app } = await buildApp(t, {
    hookTimeout: 400,
    lookupUser: (_request, _reply, { signal }) => {
      lookups++
      return isDown ? once(signal, 'abort').then(() => null) : ada
    }
  }, { server: { logger: false } })
  // By order rather than by the clock: on a busy machine everything takes longer.
  const order: string[] = []
  const answers = Array.from({ length: 500 }, async () => {
    const response = await app.inject({ url: LOGIN, headers: { accept: 'application/json' } })
    order.push(response.json<{ code: string }>().code)
    return response
  })
  await app.inject('/').then(({ statusCode }) => order.push(`other route ${statusCode}`))
  const settled = await Promise.all(answers)
  t.strictSame([...new Set(settled.map(({ statusCode }) => statusCode))], [503])
  t.equal(lookups, 100)
  const waited = order.filter((code) => code === 'FST_HELP_CENTER_HOOK_TIMEOUT')
  t.equal(waited.length, 100)
  t.strictSame(order.slice(-100), waited, 'nobody over the cap, and no other route, waits for the time-out')
  t.ok(order.includes('other route 200'))
  t.ok(settled.every(({ headers }) => Number(headers['retry-after']) >= 1))
  isDown = false
  t.equal((await app.inject(LOGIN)).statusCode, 303, 'recovers at once')
})

t.test('maxPendingLookups counts look-ups under way, not look-ups (H6)', async (t) => {
  let settle: () => void = () => {}
  let isHeld = new Promise<void>((resolve) => { settle = resolve })
  const { app } = await buildApp(t, { maxPendingLookups: 1, lookupUser: async () => { await isHeld; return ada } })
  // A request of `inject` begins once somebody waits for its answer.
  const first = app.inject(LOGIN).then(({ statusCode }) => statusCode)
  t.equal((await app.inject(LOGIN)).statusCode, 503)
  settle()
  t.equal(await first, 303)
  isHeld = Promise.resolve()
  for (let i = 0; i < 3; i++) t.equal((await app.inject(LOGIN)).statusCode, 303)
})

t.test('each hook gets the user, the request and a signal', async (t) => {
  const seen: unknown[][] = []
  const note = (...values: unknown[]) => { seen.push(values) }
  const { app } = await buildApp(t, {
    lookupUser:
      (request, reply, { signal }) => {
        note(
          'lookupUser', request.method, reply.statusCode, signal.aborted
        ); return ada
      },
    authorize:
      async (user, request, { signal }) => { note('authorize', user, request.method, signal.aborted); return true },
    profile: async (user, request, { signal }) => { note('profile', user, request.method, signal.aborted); return user }
  })
  t.equal((await app.inject(LOGIN)).statusCode, 303)
  t.strictSame(seen, [
    ['lookupUser', 'GET', 200, false], ['authorize', ada, 'GET', false], ['profile', ada, 'GET', false]
  ])
})

t.test('the audit hook learns who signed in where, and never the token (L3)', async (t) => {
  const events: SignInEvent[] = []
  const { app } = await buildApp(t, { name: 'desk', onSignIn: async (event) => { events.push(event) } })
  const headers = { cookie: 'session=ada' }
  const response = await app.inject({ url: LOGIN, query: { return_to: ARTICLE }, headers })
  const { claims, token } = readHandoff(response.headers.location)
  t.strictSame(events, [
    {
      user: ada, helpCenter: 'desk', jti: claims.jti, expiresAt: new Date(Number(claims.exp) * 1000), returnTo: ARTICLE
    }
  ])
  t.notOk(JSON.stringify(events).includes(token))
  await app.inject(LOGIN)
  await app.inject(LOGOUT)
  t.equal(events.length, 1, 'guests and sign-outs are no sign-ins')
})

t.test('an audit hook that fails or hangs stops no visitor, and the log says what the audit missed', async (t) => {
  for (const [onSignIn, code] of [
    [() => { throw new Error('disk full at /var/s3cr3t') }, 'FST_HELP_CENTER_HOOK_FAILED'],
    [() => new Promise<never>(() => {}), 'FST_HELP_CENTER_HOOK_TIMEOUT']
  ] as const) {
    const { app, log } = await buildApp(t, { onSignIn, hookTimeout: 20, lookupUser: () => ada })
    const response = await app.inject(LOGIN)
    const { claims, returnTo, token } = readHandoff(response.headers.location)
    t.ok(isSignedWith(token, SECRET))
    t.equal(returnTo, HOME)
    t.match(log.filter((line) => line.code === code), [{ level: 50, helpCenter: 'default', jti: claims.jti }])
    t.notMatch(JSON.stringify(log), 's3cr3t')
  }
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  await wait(5)
  t.strictSame(incidents, [])
})
