import { breaking } from '../breaking.mjs'

const hook = breaking('lib/sign-in/hook.ts', ['test/sign-in/hook.test.ts'], [
  ['hook: no time-out', 'end(withRetryAfter(new errors.HookTimeout(name, timeout), 5))', 'undefined'],
  ['hook: not told that its time is over', 'controller.abort(error)', ''],
  ['hook: the client that leaves is not noticed', "clientGone?.addEventListener('abort', onGone, { once: true })", ''],
  ['hook: asked for a client that has left', 'if (clientGone?.aborted === true)', 'if (false)'],
  ['hook: its timer stays', 'clearTimeout(timer)', ''],
  ['hook: its listener stays', "clientGone?.removeEventListener('abort', onGone)", ''],
  ['hook: its message in the error', 'new errors.HookFailed(name)', 'new errors.HookFailed(String((thrown as Error)?.message))', ['test/routes/refusals.test.ts']],
  ['hook: its error goes on', 'throw Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) })', 'throw thrown', ['test/routes/refusals.test.ts']],
  ['hook: its message in the log', "matches(name, NAME) ? name : 'Error'", 'String(message)', ['test/visit/logging.test.ts']],
  ['hook: what it threw in the log', "thrown === null ? 'null' : typeof thrown", 'String(thrown)', ['test/sign-in/hook.test.ts']],
  ['hook: any name', 'NAME = /^[A-Z][A-Za-z]{0,39}$/', 'NAME = /^/', ['test/sign-in/hook.test.ts']],
  ['hook: a place from its message', 'stack.slice(messageStart + message.length)', 'stack', ['test/sign-in/hook.test.ts']],
  ['hook: a getter of its error that throws', '} catch {\n    return { name: \'Error\' }', '} catch (error) {\n    throw error', ['test/sign-in/hook.test.ts']]
])

const visitor = breaking('lib/sign-in/visitor.ts', ['test/sign-in/visitor.test.ts'], [
  ['look-ups: no cap', 'if (pending >= maxPending)', 'if (false)'],
  ['look-ups: one more than the cap', 'if (pending >= maxPending)', 'if (pending > maxPending)'],
  ['look-ups: a place is never free again', 'pending--', ''],
  ['look-ups: only a good one frees its place', '} finally {\n', '} catch (error) {\n      pending++\n      throw error\n    } finally {\n'],
  ['look-ups: no time-out', "callHook('lookupUser', timeout, lookupUser, clientGone)", 'lookupUser({ signal: new AbortController().signal })',
    ['test/routes/refusals.test.ts#if lookupUser hangs']],
  ['look-ups: one cap for all registrations', `export function createVisitorLookup (timeout: number, maxPending: number): LookUpVisitor {
  let pending = 0`,
  `let pending = 0
export function createVisitorLookup (timeout: number, maxPending: number): LookUpVisitor {`]
])

const client = breaking('lib/visit/visit.ts', ['test/visit/hooks.test.ts#client that'], [
  ['client: not noticed when it leaves', "raw.once('close', () => { if (!raw.writableFinished) controller.abort() })", ''],
  ['client: not noticed when it has left', 'if (raw.destroyed) controller.abort()', '']
])

const registration = breaking('lib/visit/registration.ts', ['test/host/several-help-centers.test.ts'], [
  ['provider: asked without a time-out', "callHook('provider', hookTimeout, (context) => provider(request, context), clientGone)",
    'provider(request, { signal: new AbortController().signal })']
])

export const hooks = [...hook, ...visitor, ...client, ...registration]
