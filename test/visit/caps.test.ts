import t from 'tap'
import { createHmac } from 'node:crypto'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { discourse, zohoDeskAsap } from '../../lib/index.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, HOME, LOGIN, LOGOUT, SECRET, wrong, type Options
} from '../fixtures/build-app.ts'
import { listen, open, requestText } from '../fixtures/raw-client.ts'
import { OWN_FETCH } from '../fixtures/vendor-app.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const CAP = 5
const TOKEN = '/help-center/token'
const cookie = { secret: COOKIE_SECRET }
const sso =
  Buffer.from('nonce=n-1&return_sso_url=https%3A%2F%2Fforum.example.com%2Fsession%2Fsso_login').toString('base64')
const SIGNED = `?${new URLSearchParams({ sso, sig: createHmac('sha256', SECRET).update(sso).digest('hex') })}`
const forum = (secret: () => unknown) => discourse({ discourseUrl: 'https://forum.example.com', secret: wrong(secret) })
const widget = (secret: unknown) => zohoDeskAsap({ secret: wrong(secret), helpCenterUrl: HOME })

/** A hook of the host that takes as long as the test wants, and no notice of its signal. */
class SlowHook {
  calls = 0
  underWay = 0
  peak = 0
  #waiting: (() => void)[] = []
  #isSlow = true
  readonly #result: unknown

  constructor (result: unknown) {
    this.#result = result
  }

  readonly call = (): Promise<unknown> => {
    this.calls++
    this.underWay++
    this.peak = Math.max(this.peak, this.underWay)
    return new Promise((resolve) => {
      const settle = () => {
        this.underWay--
        resolve(this.#result)
      }
      this.#isSlow ? this.#waiting.push(settle) : settle()
    })
  }

  /** Lets one call settle, the oldest. */
  settleOne (): void {
    this.#waiting.shift()?.()
  }

  /** From now on it is quick. */
  settle (): void {
    this.#isSlow = false
    for (const settle of this.#waiting.splice(0)) settle()
  }
}

interface Row {
  title: string
  /** What the hook comes to. */
  result: unknown
  options (hook: SlowHook): Options
  target: string
  headers?: Record<string, string>
  after?: (app: FastifyInstance) => void
  /** Of an answer once the hook is quick. */
  status: number
}

const help = (app: FastifyInstance) => { app.get('/help', (_, reply) => reply.helpCenterRedirect(null)) }
const nobody = { lookupUser: () => null }
const somebody = { lookupUser: () => ada }

const rows: Row[] = [
  {
    title: 'lookupUser at the login route',
    result: null,
    options: ({ call }) => ({ lookupUser: wrong(call) }),
    target: LOGIN,
    status: 303
  },
  {
    title: 'lookupUser at the token route',
    result: null,
    options: ({ call }) => ({ lookupUser: wrong(call), provider: widget(SECRET), tokenPath: TOKEN }),
    target: TOKEN,
    headers: OWN_FETCH,
    status: 401
  },
  {
    title: 'onLogout',
    result: undefined,
    options: ({ call }) => ({ onLogout: wrong(call) }),
    target: LOGOUT,
    status: 303
  },
  ...Object.entries({
    [LOGIN]: 'the login route', [LOGOUT]: 'the logout route', '/help': 'helpCenterRedirect(null)'
  }).map(([target, where]): Row => ({
    title: `the provider function at ${where}`,
    result: buildProvider(),
    options: ({ call }) => ({ ...nobody, cookie, provider: wrong(call) }),
    target,
    after: help,
    status: 303
  })),
  ...Object.entries({
    [LOGIN]: 'the login route', [LOGOUT]: 'the logout route', '/help': 'helpCenterRedirect(null)'
  }).map(([target, where]): Row => ({
    title: `the vault that opens a signed request at ${where}`,
    result: SECRET,
    options: ({ call }) => ({ ...nobody, cookie, provider: forum(call) }),
    target: target + SIGNED,
    after: help,
    status: 303
  })),
  {
    title: 'the vault that signs at the login route',
    result: SECRET,
    options: ({ call }) => ({ ...somebody, cookie, provider: buildProvider({ secret: wrong(call) }) }),
    target: LOGIN,
    status: 303
  },
  {
    title: 'the vault that signs at the token route',
    result: SECRET,
    options: ({ call }) => ({ ...somebody, cookie, provider: widget(call), tokenPath: TOKEN }),
    target: TOKEN,
    headers: OWN_FETCH,
    status: 200
  },
  {
    title: 'the vault that signs for createSignIn()',
    result: SECRET,
    options: ({ call }) => ({ ...nobody, cookie, provider: buildProvider({ secret: wrong(call) }) }),
    target: '/own',
    after: (app) => { app.get('/own', (request) => app.helpCenter().createSignIn(ada, { request })) },
    status: 200
  }
]

/** Waits for what has to come; a test that waits in vain fails by its next assertion. */
async function until (condition: () => boolean): Promise<void> {
  for (let i = 0; i < 2500 && !condition(); i++) await wait(2)
}

for (const { title, result, options, target, headers = {}, after, status } of rows) {
  t.test(`clients that leave cause no more calls than the cap of ${title}, and it recovers (X12)`, async (t) => {
    const hook = new SlowHook(result)
    let arrived = 0
    let left = 0
    const { app } = await buildApp(t, { maxPendingLookups: CAP, hookTimeout: 30_000, ...options(hook) }, {
      before: (app) => app.addHook('onRequest', async (_, { raw }) => {
        arrived++
        raw.once('close', () => { left++ })
      }),
      ...after && { after }
    })
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const port = await listen(app)
    for (let round = 1; round <= 20; round++) {
      const sockets = await Promise.all(Array.from({ length: CAP }, () => open(port, requestText(target, lines))))
      await until(() => arrived === round * CAP)
      // From the host's first hook to ours there are promises, no timers.
      for (let i = 0; i < 5; i++) await turn()
      for (const socket of sockets) socket.destroy()
      await until(() => left === round * CAP)
    }
    t.equal(left, 20 * CAP, 'a hundred clients came and left')
    t.equal(hook.calls, CAP)
    // Without a cap the next one would wait for ever.
    if (!t.equal(hook.peak, CAP) || !t.equal(hook.underWay, CAP, 'these take no notice')) return hook.settle()

    const refused = await app.inject({ url: target, headers })
    t.equal(refused.statusCode, 503)
    t.match(refused.body, 'FST_HELP_CENTER_BUSY')
    t.equal(hook.calls, CAP)
    hook.settleOne()
    const next = app.inject({ url: target, headers })
    await until(() => hook.calls === CAP + 1)
    t.equal(hook.underWay, CAP, 'the place that is free is taken again')
    hook.settle()
    t.equal((await next).statusCode, status)
    for (let i = 0; i < 3 * CAP; i++) t.equal((await app.inject({ url: target, headers })).statusCode, status)
    t.equal(hook.underWay, 0)
  })
}

t.test('look-ups, sign-outs, providers and vaults share the places of one registration alone (X12)', async (t) => {
  const lookup = new SlowHook(null)
  const logout = new SlowHook(undefined)
  const vault = new SlowHook(SECRET)
  const provider = buildProvider({ secret: wrong(vault.call) })
  let providers = 0
  const { app } = await buildApp(t, {
    name: 'desk',
    maxPendingLookups: 3,
    cookie,
    provider: async () => { providers++; return provider },
    lookupUser: (request) => request.headers.cookie === undefined ? wrong(lookup.call()) : ada,
    onLogout: wrong(logout.call)
  }, {
    after: async (app) => {
      const { default: helpCenter } = await import('../../lib/index.ts')
      await app.register(helpCenter, {
        name: 'other',
        prefix: '/other',
        provider: buildProvider({ secret: COOKIE_SECRET, helpCenterUrl: 'https://other.example.com/' }),
        ...nobody
      })
    }
  })
  const asked = [LOGIN, LOGOUT, { url: LOGIN, headers: { cookie: 'session=ada' } }].map((request) =>
    app.inject(request).then(({ statusCode }) => statusCode))
  await until(() => lookup.calls + logout.calls + vault.calls === 3)
  t.strictSame([lookup.underWay, logout.underWay, vault.underWay], [1, 1, 1])
  const before = providers
  for (const request of [LOGIN, LOGOUT, { url: LOGIN, headers: { cookie: 'session=ada' } }]) {
    // Without a shared count it waits for a hook of its own.
    const answer = await Promise.race([app.inject(request), wait(10_000, null, { ref: false })])
    t.match(answer, { statusCode: 503, body: 'FST_HELP_CENTER_BUSY' })
  }
  t.equal(providers, before, 'no place, no call')
  t.equal((await app.inject(`/other${LOGIN}`)).statusCode, 401, 'the other help center has places of its own')
  for (const hook of [lookup, logout, vault]) hook.settle()
  t.strictSame(await Promise.all(asked), [303, 303, 303])
  t.equal((await app.inject(LOGIN)).statusCode, 303)
})

t.test('without the whole of a signed request no vault is asked, whoever comes (X12)', async (t) => {
  for (const lookupUser of [() => null, () => ada]) {
    const vault = new SlowHook(SECRET)
    vault.settle()
    const { app } = await buildApp(t, { cookie, provider: forum(vault.call), lookupUser }, {
      after: (app) => { app.get('/help', (_, reply) => reply.helpCenterRedirect(lookupUser())) }
    })
    const [, half = ''] = SIGNED.split('?')
    const [first = '', second = ''] = half.split('&')
    for (const query of [
      '', '?', '?sso=&sig=', `?${first}`, `?${second}`, `?${first}&${half}`, '?SSO=a&SIG=b',
      '?return_to=https%3A%2F%2Fforum.example.com%2F'
    ]) {
      for (const path of [LOGIN, LOGOUT, '/help']) {
        const { statusCode } = await app.inject(path + query)
        t.ok(statusCode < 500, `${path}${query}`)
      }
    }
    t.equal(vault.calls, 0)
    await app.inject(LOGIN + SIGNED)
    t.equal(vault.calls, 1, 'with all of it, once')
  }
})

/** Long beside a few turns of the event loop, even on a busy machine. */
const HOOK_TIMEOUT = 800

t.test('a hook that never settles has its place for hookTimeout, with or without its client (X12)', async (t) => {
  for (const hasLeft of [true, false]) {
    let calls = 0
    let left = 0
    const { app } = await buildApp(t, {
      maxPendingLookups: 2, hookTimeout: HOOK_TIMEOUT, lookupUser: () => { calls++; return new Promise(() => {}) }
    }, {
      before: (app) => app.addHook('onRequest', async (_, { raw }) => { raw.once('close', () => { left++ }) })
    })
    const port = await listen(app)
    const start = performance.now()
    const sockets = await Promise.all([1, 2].map(() => open(port, requestText(LOGIN))))
    await until(() => calls === 2)
    if (hasLeft) {
      for (const socket of sockets) socket.destroy()
      await until(() => left === 2)
    }
    // A machine that slept till now has freed the places already.
    const isInTime = performance.now() - start < HOOK_TIMEOUT / 4
    const first = await app.inject(LOGIN)
    if (isInTime) t.match(first.body, 'FST_HELP_CENTER_BUSY')
    let body = 'FST_HELP_CENTER_BUSY'
    for (let i = 0; i < 1000 && body.includes('FST_HELP_CENTER_BUSY'); i++) {
      await wait(5);
      ({ body } = await app.inject(LOGIN))
    }
    t.match(body, 'FST_HELP_CENTER_HOOK_TIMEOUT', 'a place was free, and this one hangs too')
    for (const socket of sockets) socket.destroy()
  }
})

t.test('a hook that settles after its time gives back no second place (X12)', async (t) => {
  const lookup = new SlowHook(ada)
  const { app } = await buildApp(t, { maxPendingLookups: 1, hookTimeout: HOOK_TIMEOUT, lookupUser: wrong(lookup.call) })
  t.match((await app.inject(LOGIN)).body, 'FST_HELP_CENTER_HOOK_TIMEOUT')
  const start = performance.now()
  const second = app.inject(LOGIN)
  await until(() => lookup.calls === 2)
  lookup.settleOne()
  for (let i = 0; i < 3; i++) await turn()
  const isInTime = performance.now() - start < HOOK_TIMEOUT / 4
  const third = await app.inject(LOGIN)
  if (isInTime) t.match(third.body, 'FST_HELP_CENTER_BUSY', 'the first one is late, the second has the place')
  t.match((await second).body, 'FST_HELP_CENTER_HOOK_TIMEOUT')
  lookup.settle()
  t.equal((await app.inject(LOGIN)).statusCode, 303)
})

t.test('however a hook ends, it gives its place back (X12)', async (t) => {
  const ends: [title: string, hook: (...args: never[]) => unknown][] = [
    ['returns', () => null],
    ['throws', () => { throw new Error('down') }],
    ['rejects', async () => { throw new Error('down') }],
    ['has a then that throws', () => ({ then: () => { throw new Error('down') } })],
    ['answers for itself',
      (_request: never, reply: { redirect: (url: string) => unknown }) => { reply.redirect('/maintenance') }],
    ['returns nonsense', () => 7]
  ]
  for (const [title, hook] of ends) {
    const { app } = await buildApp(t, { maxPendingLookups: 1, lookupUser: wrong(hook), onLogout: wrong(hook) })
    for (let i = 0; i < 5; i++) {
      for (const url of [LOGIN, LOGOUT]) {
        t.notMatch((await app.inject(url)).body, 'FST_HELP_CENTER_BUSY', `${url} ${title}`)
      }
    }
  }
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  await wait(5)
  t.strictSame(incidents, [])
})
