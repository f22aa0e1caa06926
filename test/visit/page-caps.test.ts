import t from 'tap'
import { EventEmitter } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { buildApp, LOGIN, type Options } from '../fixtures/build-app.ts'
import { CLICK } from '../fixtures/exits.ts'
import { listen, open, requestText } from '../fixtures/raw-client.ts'

const CAP = 3
const lines = Object.entries(CLICK).map(([name, value]) => `${name}: ${value}`)

/** A hook that waits until the test lets it go on, and counts its calls. */
class Gate {
  calls = 0
  readonly #doors = new EventEmitter()

  async pass (): Promise<void> {
    this.calls++
    await new Promise((resolve) => { this.#doors.once('open', resolve) })
  }

  async fill (): Promise<void> {
    for (let i = 0; i < 10_000 && this.calls < CAP; i++) await turn()
  }

  open (): void {
    this.#doors.emit('open')
  }
}

interface Place {
  options: (gate: Gate) => Options
  /** What a visitor gets while all places are taken, and from whom. */
  full: { statusCode: number, body: RegExp }
  free: { statusCode: number, body: RegExp }
}
const places: Record<string, Place> = {
  signInPage: {
    options: (gate) => ({ lookupUser: () => null, signInPage: async () => { await gate.pass(); return '/sign-in' } }),
    full: { statusCode: 503, body: /FST_HELP_CENTER_BUSY/ },
    free: { statusCode: 303, body: /^$/ }
  },
  errorPage: {
    options: (gate) =>
      ({ lookupUser: () => { throw new Error('down') }, errorPage: async () => { await gate.pass(); return 'own' } }),
    full: { statusCode: 500, body: /^<!doctype html>[^]*FST_HELP_CENTER_HOOK_FAILED/i },
    free: { statusCode: 500, body: /^own$/ }
  }
}

for (const [hook, { options, full, free }] of Object.entries(places)) {
  t.test(`${hook} is called at most ${CAP} times at once, and one more client is answered (X12)`, async (t) => {
    const gate = new Gate()
    const { app, log } = await buildApp(t, { ...options(gate), maxPendingLookups: CAP })
    const visit = () => app.inject({ url: LOGIN, headers: CLICK })
    const waiting = Array.from({ length: CAP }, visit)
    await gate.fill()
    for (let i = 0; i < CAP; i++) t.match(await visit(), full)
    t.equal(gate.calls, CAP)
    if (hook === 'signInPage') t.match((await visit()).headers['retry-after'], /^[1-9]\d*$/)
    else t.notMatch(JSON.stringify(log), /FST_HELP_CENTER_BUSY/, 'the plain page is no incident')
    gate.open()
    for (const response of await Promise.all(waiting)) t.match(response, free)
    const last = visit()
    for (let i = 0; i < 10_000 && gate.calls === CAP; i++) await turn()
    gate.open()
    t.match(await last, free, 'a place is free again')
  })

  t.test(`a client that leaves while ${hook} works frees no place before the work is done (X12)`, async (t) => {
    const gate = new Gate()
    const { app } = await buildApp(t, { ...options(gate), maxPendingLookups: CAP })
    const port = await listen(app)
    const sockets = await Promise.all(Array.from({ length: CAP }, () => open(port, requestText(LOGIN, lines))))
    await gate.fill()
    const isLeft = () => new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)))
    for (const socket of sockets) socket.destroy()
    while (await isLeft() > 0) await turn()
    t.match(await app.inject({ url: LOGIN, headers: CLICK }), full)
    t.equal(gate.calls, CAP)
    gate.open()
  })
}

t.test('a look-up that found no place still gets the host\'s own error page (X12)', async (t) => {
  const gate = new Gate()
  const { app } = await buildApp(t, {
    lookupUser: async () => { await gate.pass(); return null },
    errorPage: ({ code }) => `own: ${code}`,
    maxPendingLookups: CAP
  })
  const waiting = Array.from({ length: CAP }, () => app.inject({ url: LOGIN, headers: CLICK }))
  await gate.fill()
  t.match(await app.inject({ url: LOGIN, headers: CLICK }), { statusCode: 503, body: 'own: FST_HELP_CENTER_BUSY' })
  gate.open()
  for (const response of await Promise.all(waiting)) t.equal(response.statusCode, 303)
})
