import { getEventListeners } from 'node:events'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { callHook } from '../../lib/sign-in/hook.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'

const never = () => new Promise<never>(() => {})
const countTimers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

t.test('the result of a hook is its answer, at once or later', async t => {
  t.equal(await callHook('authorize', 1000, () => true), true)
  t.equal(await callHook('authorize', 1000, async () => false), false)
  t.equal(await callHook('lookupUser', 1000, () => undefined), undefined)
  t.equal(await callHook('lookupUser', 1000, () => nextTurn('Ada')), 'Ada')
  const thenable = { then: (resolve: (value: string) => void) => { resolve('Ada'); resolve('Eve') } } as PromiseLike<string>
  t.equal(await callHook('lookupUser', 1000, () => thenable), 'Ada')
})

t.test('the hook is called once, with a signal that does not abort while all is well', async t => {
  const signals: AbortSignal[] = []
  await callHook('lookupUser', 1000, ({ signal }) => { signals.push(signal) }, new AbortController().signal)
  await nextTurn()
  t.strictSame(signals.map((signal) => signal.aborted), [false])
})

t.test('a hook that never settles ends with its time, and its signal says so (H1)', async t => {
  let signal: AbortSignal | undefined
  const start = performance.now()
  const error = await rejectionOf(callHook('lookupUser', 10, (context) => { signal = context.signal; return never() }))
  t.ok(performance.now() - start > 8)
  t.match(error, {
    code: 'FST_HELP_CENTER_HOOK_TIMEOUT', statusCode: 503, message: 'The hook lookupUser did not settle within 10 ms', headers: { 'retry-after': '5' }
  })
  t.equal(signal?.aborted, true)
  t.equal(signal?.reason, error)
})

t.test('a hook that answers after its time is not heard any more (H1)', async t => {
  const events: string[] = []
  const hook = async () => { await delay(12); events.push('answered'); return 'Ada' }
  const call = callHook('lookupUser', 4, hook).then(() => events.push('resolved'), () => events.push('rejected'))
  await call
  await delay(16)
  t.strictSame(events, ['rejected', 'answered'])
})

t.test('a rejection after the time is nobody\'s, and none is ever unhandled (H5)', async t => {
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', onUnhandled)
  t.teardown(() => process.off('unhandledRejection', onUnhandled))
  const late = async () => { await delay(8); throw new Error('late') }
  const gone = new AbortController()
  const calls = [
    callHook('lookupUser', 3, late), callHook('lookupUser', 1000, late, gone.signal), callHook('lookupUser', 1000, late, AbortSignal.abort()), callHook('lookupUser', 1000, late),
    callHook('lookupUser', 1000, () => { throw new Error('now') }), callHook('lookupUser', 1000, () => 'Ada')
  ]
  gone.abort()
  t.equal((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length, 5)
  await delay(16)
  await nextTurn()
  t.strictSame(unhandled, [])
})

t.test('a client that has left is not looked up (H4)', async t => {
  let called = 0
  const error = await rejectionOf(callHook('lookupUser', 1000, () => { called++ }, AbortSignal.abort()))
  t.match(error, { code: 'FST_HELP_CENTER_CLIENT_GONE', statusCode: 499 })
  t.equal(error.headers, undefined)
  t.equal(called, 0)
})

t.test('a client that leaves ends the wait and aborts the hook, whose answer comes too late (H4)', async t => {
  const client = new AbortController()
  let signal: AbortSignal | undefined
  let answer: ((value: string) => void) | undefined
  const call = callHook('lookupUser', 1000, (context) => {
    signal = context.signal
    return new Promise<string>((resolve) => { answer = resolve })
  }, client.signal)
  client.abort()
  answer?.('Ada')
  const error = await rejectionOf(call)
  t.equal(error.code, 'FST_HELP_CENTER_CLIENT_GONE')
  t.equal(signal?.reason, error)
})

t.test('no timer and no listener is left, however it ended (G2)', async t => {
  const base = countTimers()
  const client = new AbortController()
  const hooks = [() => 'Ada', async () => 'Ada', () => { throw new Error('a') }, async () => { throw new Error('a') }]
  for (const hook of hooks) await callHook('lookupUser', 60_000, hook, client.signal).catch(() => {})
  t.equal(countTimers(), base)
  t.strictSame(getEventListeners(client.signal, 'abort'), [])
  const call = callHook('lookupUser', 60_000, never, client.signal)
  t.equal(countTimers(), base + 1)
  t.equal(getEventListeners(client.signal, 'abort').length, 1)
  client.abort()
  await rejectionOf(call)
  await rejectionOf(callHook('lookupUser', 60_000, never, client.signal))
  await rejectionOf(callHook('lookupUser', 1, never))
  t.equal(countTimers(), base)
  t.strictSame(getEventListeners(client.signal, 'abort'), [])
})
