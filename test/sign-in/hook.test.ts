import { getEventListeners } from 'node:events'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { callHook, createPlaces, type Hook } from '../../lib/sign-in/hook.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'
import { inspect } from 'node:util'

/** Without a host that may answer beside the hook. */
const invoke = <Result>(name: string, timeout: number, hook: Hook<Result>, clientGone?: AbortSignal) =>
  callHook(name, hook, { timeout, clientGone, hasAnswered: undefined })
const never = () => new Promise<never>(() => {})
const countTimers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

t.test('the result of a hook is its answer, at once or later', async (t) => {
  t.equal(await invoke('authorize', 1000, () => true), true)
  t.equal(await invoke('authorize', 1000, async () => false), false)
  t.equal(await invoke('lookupUser', 1000, () => undefined), undefined)
  t.equal(await invoke('lookupUser', 1000, () => nextTurn('Ada')), 'Ada')
  const thenable =
    { then: (resolve: (value: string) => void) => { resolve('Ada'); resolve('Eve') } } as PromiseLike<string>
  t.equal(await invoke('lookupUser', 1000, () => thenable), 'Ada')
})

t.test('the hook is called once, with a signal that does not abort while all is well', async (t) => {
  const signals: AbortSignal[] = []
  await invoke('lookupUser', 1000, ({ signal }) => { signals.push(signal) }, new AbortController().signal)
  await nextTurn()
  t.strictSame(signals.map((signal) => signal.aborted), [false])
})

t.test('a hook that never settles ends with its time, and its signal says so (H1)', async (t) => {
  let signal: AbortSignal | undefined
  const start = performance.now()
  const error = await rejectionOf(invoke('lookupUser', 10, (context) => { signal = context.signal; return never() }))
  t.ok(performance.now() - start > 8)
  t.match(error, {
    code: 'FST_HELP_CENTER_HOOK_TIMEOUT',
    statusCode: 503,
    message: 'The hook lookupUser did not settle within 10 ms',
    headers: { 'retry-after': '5' }
  })
  t.equal(signal?.aborted, true)
  t.equal(signal?.reason, error)
})

t.test('a hook that answers after its time is not heard any more (H1)', async (t) => {
  const events: string[] = []
  const hook = async () => { await delay(12); events.push('answered'); return 'Ada' }
  const call = invoke('lookupUser', 4, hook).then(() => events.push('resolved'), () => events.push('rejected'))
  await call
  await delay(16)
  t.strictSame(events, ['rejected', 'answered'])
})

t.test('a rejection after the time is nobody\'s, and none is ever unhandled (H5)', async (t) => {
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', onUnhandled)
  t.teardown(() => process.off('unhandledRejection', onUnhandled))
  const late = async () => { await delay(8); throw new Error('late') }
  const gone = new AbortController()
  const calls = [
    invoke('lookupUser', 3, late), invoke('lookupUser', 1000, late, gone.signal),
    invoke('lookupUser', 1000, late, AbortSignal.abort()), invoke('lookupUser', 1000, late),
    invoke('lookupUser', 1000, () => { throw new Error('now') }), invoke('lookupUser', 1000, () => 'Ada')
  ]
  gone.abort()
  t.equal((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length, 5)
  await delay(16)
  await nextTurn()
  t.strictSame(unhandled, [])
})

t.test('a client that has left is not looked up (H4)', async (t) => {
  let called = 0
  const error = await rejectionOf(invoke('lookupUser', 1000, () => { called++ }, AbortSignal.abort()))
  t.match(error, { code: 'FST_HELP_CENTER_CLIENT_GONE', statusCode: 499 })
  t.equal(error.headers, undefined)
  t.equal(called, 0)
})

t.test('a client that leaves ends the wait and aborts the hook, whose answer comes too late (H4)', async (t) => {
  const client = new AbortController()
  let signal: AbortSignal | undefined
  let answer: ((value: string) => void) | undefined
  const call = invoke('lookupUser', 1000, (context) => {
    signal = context.signal
    return new Promise<string>((resolve) => { answer = resolve })
  }, client.signal)
  client.abort()
  answer?.('Ada')
  const error = await rejectionOf(call)
  t.equal(error.code, 'FST_HELP_CENTER_CLIENT_GONE')
  t.equal(signal?.reason, error)
})

t.test('no timer and no listener is left, however it ended (G2)', async (t) => {
  const base = countTimers()
  const client = new AbortController()
  const hooks = [() => 'Ada', async () => 'Ada', () => { throw new Error('a') }, async () => { throw new Error('a') }]
  for (const hook of hooks) await invoke('lookupUser', 60_000, hook, client.signal).catch(() => {})
  t.equal(countTimers(), base)
  t.strictSame(getEventListeners(client.signal, 'abort'), [])
  const call = invoke('lookupUser', 60_000, never, client.signal)
  t.equal(countTimers(), base + 1)
  t.equal(getEventListeners(client.signal, 'abort').length, 1)
  client.abort()
  await rejectionOf(call)
  await rejectionOf(invoke('lookupUser', 60_000, never, client.signal))
  await rejectionOf(invoke('lookupUser', 1, never))
  t.equal(countTimers(), base)
  t.strictSame(getEventListeners(client.signal, 'abort'), [])
})

const CANARY = 'canary@example.com'
const raise = (thrown: unknown) => { throw thrown }
const failureOf = (thrown: unknown) => rejectionOf(invoke('lookupUser', 1000, () => raise(thrown)))

class DatabaseError extends Error {
  override name = 'DatabaseError'
  code = 'ECONNREFUSED'
}

t.test('of an error that a hook throws, name, code and place go on, for the log (H2)', async (t) => {
  for (const hook of [() => raise(new DatabaseError(CANARY)), async () => raise(new DatabaseError(CANARY))]) {
    const { code, statusCode, message, failure } = await rejectionOf(invoke('lookupUser', 1000, hook))
    t.match({ code, statusCode, message }, {
      code: 'FST_HELP_CENTER_HOOK_FAILED', statusCode: 500, message: 'The hook lookupUser failed'
    })
    t.strictSame({ ...failure, at: '' }, { name: 'DatabaseError', code: 'ECONNREFUSED', at: '' })
    t.match(failure?.at, /^hook\.test\.ts:\d+:\d+$/)
  }
})

t.test('of anything else that a hook throws, only the type goes on (H2)', async (t) => {
  const rows: Array<[unknown, string]> = [
    [null, 'null'], [undefined, 'undefined'], [CANARY, 'string'], [7, 'number'], [true, 'boolean'], [10n, 'bigint'],
    [Symbol(CANARY), 'symbol'], [() => CANARY, 'function'], [[CANARY], 'object'],
    [{
      name: 'Error',
      message: CANARY,
      code: CANARY,
      stack: `    at ${CANARY}:1:1`,
      statusCode: 200,
      headers: {
        location: '//evil.test'
      }
    }, 'object']
  ]
  for (const [thrown, name] of rows) {
    const error = await failureOf(thrown)
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_FAILED', statusCode: 500 })
    t.strictSame(error.failure, { name })
    t.equal(error.headers, undefined)
  }
})

t.test('status and headers of what a hook throws stay inside (1.12, H2)', async (t) => {
  for (const statusCode of [200, 302, 399, 418, 999, 'abc']) {
    const error = await failureOf(Object.assign(new Error('a'), {
      statusCode, status: statusCode, headers: { location: '//evil.test', 'set-cookie': 'a=b' }
    }))
    t.equal(error.statusCode, 500)
    t.equal(error.headers, undefined)
    t.equal(error.cause, undefined)
  }
})

t.test('an error of ours that a hook throws is the hook\'s error (H2)', async (t) => {
  const inner = await failureOf('a')
  const { code, failure } = await failureOf(inner)
  t.equal(code, 'FST_HELP_CENTER_HOOK_FAILED')
  t.match(failure, { name: 'FastifyError', code: 'FST_HELP_CENTER_HOOK_FAILED' })
})

t.test('name and code go on in their expected form alone', async (t) => {
  const rows: Array<[object, object]> = [
    [{ name: CANARY }, { name: 'Error', code: undefined }], [{ name: 'a b' }, { name: 'Error' }],
    [{ name: '' }, { name: 'Error' }], [{ name: 'x'.repeat(65) }, { name: 'Error' }],
    [{ name: 'Error\nat' }, { name: 'Error' }], [{ name: '$Error_7' }, { name: 'Error' }],
    [{ name: 'VaultError' }, { name: 'VaultError' }], [{ code: 'a1b2c3d4'.repeat(8) }, { code: undefined }],
    [{ code: 'A1B2C3D4'.repeat(8) }, { code: undefined }], [{ code: CANARY }, { name: 'Error', code: undefined }],
    [{ code: 'a b' }, { code: undefined }],
    [{ code: '' }, { code: undefined }], [{ code: 11000 }, { code: undefined }],
    [{ code: { toString: () => 'E' } }, { code: undefined }], [{ code: 'x'.repeat(65) }, { code: undefined }],
    [{ code: 'P2002' }, { code: 'P2002' }]
  ]
  for (const [properties, expected] of rows) {
    const error = new Error('a')
    for (const [key, value] of Object.entries(properties)) Object.defineProperty(error, key, { value })
    t.match((await failureOf(error)).failure, expected, JSON.stringify(properties))
  }
})

t.test('a message never goes on, not even one that looks like a stack (L3)', async (t) => {
  const messages = [
    CANARY, `no user ${CANARY}`, `first\n    at ${CANARY}:1:1`,
    `first\n    at lookup (${CANARY}:1:1)\n    at other (canary:2:2)\nlast`, '\n    at canary:1:1', '    at canary:1:1',
    'Error: a\n    at canary:1:1\n', 'a\n    at canary:1:1)', `${'\n    at canary:1:1'.repeat(50)}`, '', 'Error', '\n',
    'at', 'a\r\n    at canary:1:1'
  ]
  for (const message of messages) {
    const cause = new Error(CANARY)
    const thrown = [
      new Error(message), new TypeError(message, { cause }), new AggregateError([cause], message),
      new DatabaseError(message)
    ]
    for (const each of thrown) {
      const error = await failureOf(each)
      t.match(error.failure?.at, /^hook\.test\.ts:\d+:\d+$/)
      t.notMatch(`${inspect(error, { depth: 12, showHidden: true })}${JSON.stringify(error)}`, /canary/)
    }
  }
})

t.test('an error without a stack has no place', async (t) => {
  for (const stack of [
    '', undefined, 'Error: a', 'Error: a\n  somewhere', `Error: a\n    at ${CANARY}`, 'Error: a\nat file.js:1:1'
  ]) {
    const error = new Error('a')
    Object.defineProperty(error, 'stack', { value: stack })
    t.strictSame((await failureOf(error)).failure, { name: 'Error' }, String(stack))
  }
})

t.test('an error that is made to be hard to read is told as an error (H2, L3)', async (t) => {
  const hostile = [
    Object.assign(new Error('x'), { stack: null }),
    Object.defineProperty(new Error('x'), 'message', { get () { throw new Error(CANARY) } }),
    Object.assign(new Error('x'), { name: { toString: () => 'Error', email: CANARY } }),
    Object.assign(new Error('x'), { name: undefined }),
    Object.assign(new Error('x'), { stack: `a: b\n    at ${CANARY}:1:2` }),
    Object.assign(new Error(`x\n    at ${CANARY}:1:2\n`), { message: '' })
  ]
  for (const thrown of hostile) {
    const error = await failureOf(thrown)
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_FAILED', failure: { name: 'Error' } })
    t.notMatch(inspect(error, { depth: 9 }), /canary|example\.com/)
  }
})

t.test('lines of a message that look like frames of a file give no place (L3)', async (t) => {
  for (const message of [
    'a\n    at canary.js:1:1', 'a\n    at lookUp (/srv/canary.ts:7:7)\nb',
    '\n    at canary.mjs:1:1\n    at canary.mjs:2:2'
  ]) {
    const error = await rejectionOf(invoke('lookupUser', 1000, () => { throw new Error(message) }))
    t.match((error.failure)?.at, /^hook\.test\.ts:\d+:\d+$/)
    t.notMatch(inspect(error, { depth: 9 }), 'canary')
  }
})

t.test('over the cap a hook is refused at once, and not called (H6)', async (t) => {
  const places = createPlaces(3)
  const answers: Array<(user: string) => void> = []
  let called = 0
  const slow = () => {
    called++
    return new Promise<string>((resolve) => answers.push(resolve))
  }
  const take = () =>
    callHook('lookupUser', slow, { timeout: 1000, clientGone: undefined, hasAnswered: undefined }, places)
  const waiting = [take(), take(), take()]
  for (let i = 0; i < 5; i++) {
    const error = await rejectionOf(take())
    t.match(error, { code: 'FST_HELP_CENTER_BUSY', statusCode: 503, headers: { 'retry-after': '1' } })
  }
  t.equal(called, 3)
  for (const resolve of answers) resolve('Ada')
  t.strictSame(await Promise.all(waiting), ['Ada', 'Ada', 'Ada'])
  const again = take()
  answers.at(-1)?.('Bob')
  t.equal(await again, 'Bob')
})

t.test('a place that is given back twice is one place, and each registration has its own (X12)', async (t) => {
  const places = createPlaces(1)
  const leave = places.take()
  leave()
  places.take()
  leave()
  t.throws(() => places.take(), { code: 'FST_HELP_CENTER_BUSY' })
  t.doesNotThrow(() => createPlaces(1).take())
})

t.test('a place is free again once the hook has settled, and not before (H6, X12)', async (t) => {
  const places = createPlaces(1)
  const bounds = { timeout: 20, clientGone: undefined, hasAnswered: undefined }
  const fails: Array<[string, () => unknown, AbortSignal | undefined]> = [
    ['FST_HELP_CENTER_HOOK_FAILED', () => { throw new Error('a') }, undefined],
    ['FST_HELP_CENTER_HOOK_FAILED', async () => { throw new Error('a') }, undefined],
    ['FST_HELP_CENTER_HOOK_TIMEOUT', never, undefined],
    ['FST_HELP_CENTER_CLIENT_GONE', () => 'Ada', AbortSignal.abort()]
  ]
  for (const [code, hook, clientGone] of fails) {
    t.equal((await rejectionOf(callHook('lookupUser', hook, { ...bounds, clientGone }, places))).code, code)
    t.equal(await callHook('lookupUser', () => 'Ada', bounds, places), 'Ada')
  }
  const client = new AbortController()
  const left = callHook('lookupUser', never, { ...bounds, clientGone: client.signal }, places)
  client.abort()
  t.equal((await rejectionOf(left)).code, 'FST_HELP_CENTER_CLIENT_GONE')
  t.equal((await rejectionOf(callHook('lookupUser', () => 'Ada', bounds, places))).code, 'FST_HELP_CENTER_BUSY')
  await delay(40)
  t.equal(await callHook('lookupUser', () => 'Ada', bounds, places), 'Ada')
})

t.test('the place is the innermost frame of a file of the host, whatever kind of module it is', async (t) => {
  const placeOf = async (...frames: string[]) => {
    const stack = ['Error: a', ...frames.map((frame) => `    at ${frame}`)].join('\n')
    return (await failureOf(Object.assign(new Error('a'), { stack }))).failure?.at
  }
  for (const kind of ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx']) {
    const file = `user-store_2.db.${kind}:12:7`
    for (const frame of [
      `/srv/app/${file}`, `lookUp (/srv/app/${file})`, `async lookUp (file:///srv/app/${file})`,
      `file:///srv/app/${file}`, `new Users (C:\\srv\\${file})`, `Object.<anonymous> (/srv/app/${file})`,
      `async Promise.all (/srv/(a) b/${file})`
    ]) {
      t.equal(await placeOf(frame, 'other (/srv/app/other.js:1:1)'), file, frame)
      t.equal(await placeOf('Object.connect (node:net:1:2)', 'new Promise (<anonymous>)', frame), file, frame)
    }
  }
  for (const frame of [
    'lookUp (/srv/app/users.json:1:1)', 'lookUp (/srv/app/users.ajs:1:1)', 'lookUp (/srv/app/users.jsm:1:1)',
    'lookUp (/srv/app/users.mjs)', 'lookUp (/srv/app/users.mjs:1)', 'lookUp (/srv/app/mjs:1:1)', 'lookUp (native)'
  ]) t.equal(await placeOf(frame), undefined, frame)
})
