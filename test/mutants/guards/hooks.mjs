import { breaking } from '../breaking.mjs'

const CAPS = 'test/visit/caps.test.ts'
const ENDS = 'test/visit/process-ends.test.ts'
const COUNTING = 'test/visit/counting.test.ts'

const hook = breaking('lib/sign-in/hook.ts', ['test/sign-in/hook.test.ts'], [
  ['hook: no time-out', 'abort(withRetryAfter(new errors.HookTimeout(name, timeout), 5))', 'undefined'],
  ['hook: not told that its time is over', 'context.#controller?.abort(reason)', ''],
  ['hook: the client that leaves is not noticed', "clientGone?.addEventListener('abort', onGone)", ''],
  ['hook: asked for a client that has left', 'if (clientGone?.aborted === true)', 'if (false)'],
  ['hook: its timer stays', 'clearTimeout(timer)', ''],
  ['hook: its listener stays', "leave?.()\n      clientGone?.removeEventListener('abort', onGone)\n    }",
    'leave?.()\n    }'],
  ['hook: waits for what is there already',
    "if (result === null || (typeof result !== 'object' && typeof result !== 'function'))",
    'if (false)', [COUNTING]],
  ['hook: a signal for each', '#controller: AbortController | undefined',
    '#controller: AbortController | undefined = new AbortController()', [COUNTING]],
  ['hook: its message in the error', 'new errors.HookFailed(name)',
    'new errors.HookFailed(String((thrown as Error)?.message))', ['test/routes/refusals.test.ts']],
  ['hook: its error goes on', 'reject(Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) }))',
    'reject(thrown)', ['test/routes/refusals.test.ts']],
  ['hook: the timer of one that nobody waits for', 'timer?.unref()', '']
])

const thrown = breaking('lib/sign-in/thrown.ts', ['test/sign-in/hook.test.ts'], [
  ['hook: its message in the log', "matches(name, NAME) ? name : 'Error'", 'String(message)',
    ['test/visit/logging.test.ts']],
  ['hook: what it threw in the log', "thrown === null ? 'null' : typeof thrown", 'String(thrown)',
    ['test/sign-in/hook.test.ts']],
  ['hook: a place from its message', 'const start = messageStart + message.length', 'const start = 0',
    ['test/sign-in/hook.test.ts']],
  ['hook: a getter of its error that throws', '} catch {\n    return { name: \'Error\' }',
    '} catch (error) {\n    throw error']
])

const places = breaking('lib/sign-in/hook.ts', ['test/sign-in/hook.test.ts'], [
  ['places: no cap', 'if (taken >= count)', 'if (false)'],
  ['places: one is never free again', 'if (isTaken) taken--', ''],
  ['places: one cap for all registrations', `export function createPlaces (count: number): Places {
  let taken = 0`, `let taken = 0
export function createPlaces (count: number): Places {`],
  ['places: one is given back twice', 'isTaken = false', ''],
  ['places: one of a hook that rejects stays taken', '}, (thrown: unknown) => {\n        settle()',
    '}, (thrown: unknown) => {\n        clearTimeout(timer)'],
  ['places: one of a hook that throws stays taken', '} catch (thrown) {\n      settle()',
    '} catch (thrown) {\n      clearTimeout(timer)'],
  ['places: one of a hook that hangs stays taken',
    "leave?.()\n        clientGone?.removeEventListener('abort', onGone)\n        abort",
    "clientGone?.removeEventListener('abort', onGone)\n        abort"],
  ['places: a client that leaves gives its place back', 'timer?.unref()', 'timer?.unref()\n      leave?.()']
])

const UNBOUNDED = '{ signal: new AbortController().signal }'

const bound = breaking('lib/visit/hooks.ts', ['test/visit/host-faults.test.ts#a hook that hangs'], [
  ['look-ups: no time-out', "callCounted('lookupUser', (context) => options.lookupUser?.(asked, answered, context))",
    `Promise.resolve(options.lookupUser?.(asked, answered, ${UNBOUNDED}))`],
  ['sign-out: waits for ever', "callCounted('onLogout', (context) => options.onLogout?.(asked, answered, context))",
    `Promise.resolve(options.onLogout?.(asked, answered, ${UNBOUNDED}))`,
    ['test/routes/logout.test.ts#hangs at sign-out']],
  ['secret: asked for without a time-out', "callCounted('secret', provider.secret)",
    `Promise.resolve((provider.secret as (context: object) => unknown)(${UNBOUNDED}))`],
  ['provider: asked without a time-out', "callCounted('provider', (context) =>",
    `((_: string, ask: (context: object) => unknown) => Promise.resolve(ask(${UNBOUNDED})))('provider', (context) =>`,
    ['test/host/several-help-centers.test.ts']],
  ['look-ups: no place is taken', "callCounted('lookupUser'", "call('lookupUser'", [CAPS]],
  ['sign-out: no place is taken', "callCounted('onLogout'", "call('onLogout'", [CAPS]],
  ['secret: no place is taken', "callCounted('secret'", "call('secret'", [CAPS]],
  ['provider: no place is taken', "callCounted('provider'", "call('provider'", [CAPS]],
  ['authorize: never asked', 'authorize: authorize && ', 'authorize: undefined && ', ['test/routes/refusals.test.ts']]
])

const watch = breaking('lib/visit/client.ts', ['test/visit/client.test.ts'], [
  ['client: not noticed when it leaves', 'for (const listener of listeners) listener()', ''],
  ['client: not remembered that it left', 'client.aborted = true', ''],
  ['client: not noticed when it has left', 'raw.destroyed || request.raw.aborted', 'false'],
  ['client: gone with a complete answer', 'if (raw.writableEnded) return', ''],
  ['client: a hook that has ended is told', '{ listeners.delete(listener) }', '{}']
])

const client = breaking('lib/visit/visit.ts', ['test/visit/hooks.test.ts#client that'], [
  ['client: gets a token made when it has left', 'if (clientGone.aborted) throw new errors.ClientGone()', '',
    ['test/visit/left-early.test.ts']],
  ['secret: asked for without a signed request', 'readSigned(untrusted, provider) !== null',
    'provider.inbound.signedRequest !== undefined', [CAPS]]
])

const silence = breaking('lib/contract/silence.ts', [ENDS], [
  ['promises: the rejection of one that is refused', 'Promise.prototype.then.call(promise, silence, silence)', ''],
  ['promises: one inside of what is refused', 'found.add(member)', '{}'],
  ['promises: a proxy that throws', '} catch {\n', '} catch (error) {\n      throw error\n']
])

export const hooks = [...hook, ...thrown, ...places, ...bound, ...watch, ...client, ...silence]
