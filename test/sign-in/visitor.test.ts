import t from 'tap'
import { createVisitorLookup, describeVisitor, type VisitorHooks } from '../../lib/sign-in/visitor.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'

const user = { email: 'ada@example.com', emailVerified: true, name: 'Ada', role: 'admin' }
const lookUp = (found: unknown) => createVisitorLookup(1000, 1)(() => found)
const describe = (hooks: Partial<VisitorHooks>, who: object = user) =>
  describeVisitor(who, { assumeEmailVerified: false, timeout: 1000, ...hooks })
/** An answer that the types forbid, as a host without types may give it. */
const answer = <T>(value: unknown) => () => value as T

t.test('a user is who the hook says, and nobody is null (H3)', async t => {
  t.equal(await lookUp(user), user)
  t.equal(await lookUp(Promise.resolve(user)), user)
  for (const nobody of [null, undefined, Promise.resolve(null), Promise.resolve()]) t.equal(await lookUp(nobody), null)
})

t.test('an answer that is no user is the host\'s mistake, never a visitor (H3)', async t => {
  for (const rubbish of ['canary', '', 7, 0, NaN, true, 10n, Symbol('canary'), () => user]) {
    const error = await rejectionOf(lookUp(rubbish))
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_RESULT', statusCode: 500, message: new RegExp(`^The hook lookupUser returned a value of type ${typeof rubbish}\\. Return `) })
    t.notMatch(error.message, 'canary')
  }
})

t.test('over the cap a look-up is refused at once, and the hook is not called (H6)', async t => {
  const lookUpVisitor = createVisitorLookup(1000, 3)
  const answers: Array<(user: object | null) => void> = []
  let called = 0
  const slow = () => { called++; return new Promise<object | null>((resolve) => answers.push(resolve)) }
  const waiting = [slow, slow, slow].map((hook) => lookUpVisitor(hook))
  for (let i = 0; i < 5; i++) {
    t.match(await rejectionOf(lookUpVisitor(slow)), { code: 'FST_HELP_CENTER_BUSY', statusCode: 503, headers: { 'retry-after': '1' } })
  }
  t.equal(called, 3)
  for (const resolve of answers) resolve(user)
  t.strictSame(await Promise.all(waiting), [user, user, user])
  t.equal(await lookUpVisitor(() => null), null)
})

t.test('a place is free again however a look-up ended (H6)', async t => {
  const lookUpVisitor = createVisitorLookup(5, 1)
  const endings: Array<[string, () => unknown, AbortSignal | undefined]> = [
    ['FST_HELP_CENTER_HOOK_FAILED', () => { throw new Error('a') }, undefined], ['FST_HELP_CENTER_HOOK_FAILED', async () => { throw new Error('a') }, undefined],
    ['FST_HELP_CENTER_HOOK_TIMEOUT', () => new Promise(() => {}), undefined], ['FST_HELP_CENTER_HOOK_RESULT', () => 'Ada', undefined],
    ['FST_HELP_CENTER_CLIENT_GONE', () => user, AbortSignal.abort()]
  ]
  for (const [code, hook, clientGone] of endings) {
    t.equal((await rejectionOf(lookUpVisitor(hook, clientGone))).code, code)
    t.equal(await lookUpVisitor(() => user), user)
  }
})

t.test('each registration counts for itself (T5)', async t => {
  const [first, second] = [createVisitorLookup(1000, 1), createVisitorLookup(1000, 1)]
  let end: ((user: null) => void) | undefined
  const waiting = first(() => new Promise((resolve) => { end = resolve }))
  t.equal((await rejectionOf(first(() => user))).code, 'FST_HELP_CENTER_BUSY')
  t.equal(await second(() => user), user)
  end?.(null)
  t.equal(await waiting, null)
})

t.test('without hooks the user is the profile, and its other keys are ignored', async t => {
  t.strictSame({ ...await describe({}) }, { email: 'ada@example.com', emailVerified: true, name: 'Ada' })
})

t.test('a user who may not enter gets no profile, and the profile hook is not called', async t => {
  let called = 0
  const profile = () => { called++; return user }
  for (const authorize of [() => false, async () => false]) {
    t.match(await rejectionOf(describe({ authorize, profile })), { code: 'FST_HELP_CENTER_NOT_AUTHORIZED', statusCode: 403 })
  }
  t.equal(called, 0)
  for (const authorize of [() => true, async () => true]) t.equal((await describe({ authorize })).email, 'ada@example.com')
})

t.test('an answer of authorize that is no boolean lets nobody in (H3)', async t => {
  for (const rubbish of [undefined, null, 0, 1, '', 'true', {}, [], new Object(true), () => true]) {
    const error = await rejectionOf(describe({ authorize: answer<boolean>(rubbish) }))
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_RESULT', statusCode: 500, message: /authorize.*true or false/ }, String(rubbish))
  }
})

t.test('what the profile hook returns is the profile, checked strictly', async t => {
  const profile = async () => ({ email: 'Ada@Example.com', emailVerified: true, firstName: 'Ada' })
  t.strictSame({ ...await describe({ profile }) }, { email: 'ada@example.com', emailVerified: true, firstName: 'Ada' })
  t.equal((await rejectionOf(describe({ profile: () => user }))).code, 'FST_HELP_CENTER_INVALID_PROFILE')
})

t.test('an answer of the profile hook that is no object is the host\'s mistake (H3)', async t => {
  for (const rubbish of [undefined, null, 'canary@example.com', 7, true, () => user]) {
    const error = await rejectionOf(describe({ profile: () => rubbish }))
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_RESULT', statusCode: 500, message: /profile/ })
    t.notMatch(error.message, 'canary')
  }
})

t.test('no hook lifts the rules for the address (E1)', async t => {
  for (const profile of [undefined, () => ({ email: 'ada@example.com' })]) {
    t.equal((await rejectionOf(describe({ profile }, { email: 'ada@example.com' }))).code, 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED')
    t.equal((await describe({ profile, assumeEmailVerified: true }, { email: 'ada@example.com' })).emailVerified, true)
  }
})

t.test('each hook has its time and hears that the client has left (H1, H4)', async t => {
  const hang = () => new Promise<never>(() => {})
  for (const name of ['authorize', 'profile'] as const) {
    t.match(await rejectionOf(describe({ [name]: hang, timeout: 5 })), { code: 'FST_HELP_CENTER_HOOK_TIMEOUT', message: new RegExp(name) })
    t.match(await rejectionOf(describe({ [name]: () => { throw new Error('a') } })), { code: 'FST_HELP_CENTER_HOOK_FAILED', message: new RegExp(name) })
    const client = new AbortController()
    const call = describeVisitor(user, { [name]: hang, assumeEmailVerified: false, timeout: 1000 }, client.signal)
    client.abort()
    t.equal((await rejectionOf(call)).code, 'FST_HELP_CENTER_CLIENT_GONE')
  }
})
