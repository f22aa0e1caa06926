import t from 'tap'
import { EventEmitter, once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import type { HookContext } from '../../lib/index.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, LOGOUT, SECRET, wrong, type Options, type Setup
} from '../fixtures/build-app.ts'
import { listen, open, requestText } from '../fixtures/raw-client.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)

/** A place on the way of a request where it waits until its client has left. */
class Gate {
  #onArrival: () => void = () => {}
  #onLeft: () => void = () => {}
  readonly arrived = new Promise<void>((resolve) => { this.#onArrival = resolve })
  readonly #left = new Promise<void>((resolve) => { this.#onLeft = resolve })

  /** Goes on one turn of the event loop after the response knows that nobody is there. */
  async pass (): Promise<void> {
    this.#onArrival()
    await this.#left
    await wait(1)
  }

  watch ({ raw }: FastifyReply): void {
    raw.once('close', () => this.#onLeft())
  }
}

type Stage = (gate: Gate) => { options?: Options, setup?: Setup, target?: string }
const redirect = (target: string, gate: Gate): Setup => ({
  after: (app) => app.get(target, async (_, reply) => {
    await gate.pass()
    return reply.helpCenterRedirect(ada)
  })
})

const stages: Record<string, Stage> = {
  'before any hook of ours': (gate) => ({ setup: { before: (app) => app.addHook('onRequest', () => gate.pass()) } }),
  'during provider': (gate) => ({
    options: { cookie: { secret: COOKIE_SECRET }, provider: async () => { await gate.pass(); return buildProvider() } }
  }),
  'during lookupUser': (gate) => ({ options: { lookupUser: async () => { await gate.pass(); return ada } } }),
  'during authorize': (gate) => ({ options: { authorize: async () => { await gate.pass(); return true } } }),
  'during profile': (gate) => ({ options: { profile: async (user) => { await gate.pass(); return user } } }),
  'while a vault gives the secret': (gate) => ({
    options: {
      cookie: { secret: COOKIE_SECRET },
      provider: buildProvider({ secret: async () => { await gate.pass(); return SECRET } })
    }
  }),
  'before helpCenterRedirect': (gate) => ({ setup: redirect('/help', gate), target: '/help' }),
  'before helpCenterRedirect, with an authorize hook': (gate) => ({
    options: { authorize: () => true }, setup: redirect('/help', gate), target: '/help'
  })
}

for (const [title, stage] of Object.entries(stages)) {
  t.test(`for a client that leaves ${title} nothing is minted, and the audit hears of nobody (H4)`, async (t) => {
    const gate = new Gate()
    const { options, setup, target = LOGIN } = stage(gate)
    let signIns = 0
    const { app, log } = await buildApp(t, { lookupUser: () => ada, onSignIn: () => { signIns++ }, ...options }, {
      ...setup,
      before: async (app) => {
        app.addHook('onRequest', async (request, reply) => { if (request.url === target) gate.watch(reply) })
        await setup?.before?.(app)
      }
    })
    const socket = await open(await listen(app), requestText(target))
    await gate.arrived
    socket.destroy()
    await wait(15)
    t.equal(signIns, 0)
    t.strictSame(log.filter(({ level }) => level >= 50), [], 'it is nobody\'s error')
  })
}

type Hang = (context: HookContext) => Promise<never>
const cookie = { secret: COOKIE_SECRET }
const hangInAuthorize = (hang: Hang): Options => ({ authorize: (_user, _request, context) => hang(context) })
const hangInProfile = (hang: Hang): Options => ({ profile: (_user, _request, context) => hang(context) })
const waiting: [hook: string, optionsFor: (hang: Hang) => Options, target?: string][] = [
  ['provider', (hang) => ({ cookie, provider: (_, context) => hang(context) })],
  ['lookupUser', (hang) => ({ lookupUser: (_request, _reply, context) => hang(context) })],
  ['authorize', hangInAuthorize], ['profile', hangInProfile],
  ['the secret function', (hang) => ({ cookie, provider: buildProvider({ secret: wrong(hang) }) })],
  ['signInPage', (hang) => ({ lookupUser: () => null, signInPage: (_request, _next, context) => hang(context) })],
  ['onLogout', (hang) => ({ onLogout: (_request, _reply, context) => hang(context) }), LOGOUT],
  ['authorize behind helpCenterRedirect', hangInAuthorize, '/help'],
  ['profile behind helpCenterRedirect', hangInProfile, '/help']
]
for (const [hook, optionsFor, target = LOGIN] of waiting) {
  t.test(`${hook} is told to stop when its client leaves, long before its time is over (H4)`, async (t) => {
    const hangs = new EventEmitter()
    const hang: Hang = ({ signal }) => {
      hangs.emit('asked', signal)
      return new Promise(() => {})
    }
    const asked = once(hangs, 'asked')
    const { app } = await buildApp(t, { lookupUser: () => ada, ...optionsFor(hang), hookTimeout: 5000 }, {
      after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
    })
    const socket = await open(await listen(app), requestText(target))
    const [signal] = await asked as [AbortSignal]
    t.equal(signal.aborted, false)
    socket.destroy()
    if (!signal.aborted) await once(signal, 'abort')
    t.match(signal.reason, { code: 'FST_HELP_CENTER_CLIENT_GONE' })
  })
}

t.test('a client that leaves while a vault is asked for its key is not waited for (H4)', async (t) => {
  const arrival = new EventEmitter()
  const provider = acmeDesk({
    secret: () => { arrival.emit('asked'); return new Promise(() => {}) },
    inbound: { signedRequest: { parameters: ['sso'], verify: (request) => request } }
  })
  const { app, log } = await buildApp(t, { provider, cookie: { secret: COOKIE_SECRET }, hookTimeout: 500 })
  const asked = once(arrival, 'asked')
  const socket = await open(await listen(app), requestText(`${LOGIN}?sso=a`))
  await asked
  socket.destroy()
  const codes = () => log.flatMap(({ code }) => code ?? [])
  for (let i = 0; i < 600 && codes().length === 0; i++) await wait(1)
  t.strictSame(codes(), ['FST_HELP_CENTER_CLIENT_GONE'])
})

t.test('a client that leaves when its token is made leaves the app as it was (H4)', async (t) => {
  const gate = new Gate()
  const { app, log } = await buildApp(t, { lookupUser: () => ada, onSignIn: () => gate.pass() }, {
    before: (app) => app.addHook('onRequest', async (_, reply) => { gate.watch(reply) })
  })
  const socket = await open(await listen(app), requestText(LOGIN))
  await gate.arrived
  socket.destroy()
  await wait(15)
  t.equal((await app.inject('/')).statusCode, 200)
  t.strictSame(log.filter(({ level }) => level >= 50), [])
})

t.test('a hundred clients that leave at any time leave no look-up and no place taken (H4, H6)', async (t) => {
  const signals: AbortSignal[] = []
  const { app } = await buildApp(t, {
    maxPendingLookups: 100,
    lookupUser: async (_request, _reply, { signal }) => {
      signals.push(signal)
      if (signals.length > 100) return ada
      await once(signal, 'abort')
      return null
    }
  })
  const until = async (condition: () => boolean) => { for (let i = 0; i < 400 && !condition(); i++) await wait(5) }
  const port = await listen(app)
  const sockets = await Promise.all(Array.from({ length: 100 }, () => open(port, requestText(LOGIN))))
  await until(() => signals.length === 100)
  t.equal((await app.inject(LOGIN)).statusCode, 503)
  for (const socket of sockets) socket.destroy()
  await until(() => signals.every(({ aborted }) => aborted))
  t.strictSame([...new Set(signals.map(({ reason }) => reason.code))], ['FST_HELP_CENTER_CLIENT_GONE'])
  t.equal((await app.inject(LOGIN)).statusCode, 303, 'the next one finds a place')
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
