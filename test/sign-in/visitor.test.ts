import t from 'tap'
import { describeUser, toUser, type UserHooks } from '../../lib/sign-in/visitor.ts'
import { rejectionOf, thrownBy } from '../fixtures/thrown-by.ts'

const user = { email: 'ada@example.com', emailVerified: true, name: 'Ada', role: 'admin' }
type Setup = Partial<UserHooks> & { assumeEmailVerified?: boolean }
const describe = ({ assumeEmailVerified = false, ...hooks }: Setup, who: object = user) =>
  describeUser(who, { authorize: undefined, profile: undefined, ...hooks }, assumeEmailVerified)
/** An answer that the types forbid, as a host without types may give it. */
const answer = <T>(value: unknown) => () => value as T

t.test('a user is who the hook says, and nobody is null (H3)', async (t) => {
  t.equal(toUser(user), user)
  for (const nobody of [null, undefined, false]) t.equal(toUser(nobody), null)
})

t.test('an answer that is no user is the host\'s mistake, never a visitor (H3)', async (t) => {
  for (const rubbish of ['canary', '', 7, 0, NaN, true, 10n, Symbol('canary'), () => user]) {
    const error = thrownBy(() => toUser(rubbish))
    const message = new RegExp(`^The hook lookupUser returned a value of type ${typeof rubbish}\\. Return `)
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_RESULT', statusCode: 500, message })
    t.notMatch(error.message, 'canary')
  }
})

t.test('without hooks the user is the profile, and its other keys are ignored', async (t) => {
  t.strictSame({ ...await describe({}) }, { email: 'ada@example.com', emailVerified: true, name: 'Ada' })
})

t.test('a user who may not enter gets no profile, and the profile hook is not called', async (t) => {
  let called = 0
  const profile = () => { called++; return user }
  for (const authorize of [() => false, async () => false]) {
    t.match(await rejectionOf(describe({ authorize, profile })), {
      code: 'FST_HELP_CENTER_NOT_AUTHORIZED', statusCode: 403
    })
  }
  t.equal(called, 0)
  for (const authorize of [() => true, async () => true]) {
    t.equal((await describe({ authorize })).email, 'ada@example.com')
  }
})

t.test('an answer of authorize that is no boolean lets nobody in (H3)', async (t) => {
  for (const rubbish of [undefined, null, 0, 1, '', 'true', {}, [], new Object(true), () => true]) {
    const error = await rejectionOf(describe({ authorize: answer<boolean>(rubbish) }))
    t.match(
      error, { code: 'FST_HELP_CENTER_HOOK_RESULT', statusCode: 500, message: /authorize.*true or false/ },
      String(rubbish)
    )
  }
})

t.test('what the profile hook returns is the profile, checked strictly', async (t) => {
  const profile = async () => ({ email: 'Ada@Example.com', emailVerified: true, firstName: 'Ada' })
  t.strictSame({ ...await describe({ profile }) }, { email: 'ada@example.com', emailVerified: true, firstName: 'Ada' })
  t.equal((await rejectionOf(describe({ profile: () => user }))).code, 'FST_HELP_CENTER_INVALID_PROFILE')
})

t.test('an answer of the profile hook that is no object is the host\'s mistake (H3)', async (t) => {
  for (const rubbish of [undefined, null, 'canary@example.com', 7, true, () => user]) {
    const error = await rejectionOf(describe({ profile: () => rubbish }))
    t.match(error, { code: 'FST_HELP_CENTER_HOOK_RESULT', statusCode: 500, message: /profile/ })
    t.notMatch(error.message, 'canary')
  }
})

t.test('no hook lifts the rules for the address (E1)', async (t) => {
  for (const profile of [undefined, () => ({ email: 'ada@example.com' })]) {
    t.equal(
      (await rejectionOf(describe({ profile }, { email: 'ada@example.com' }))).code,
      'FST_HELP_CENTER_EMAIL_NOT_VERIFIED'
    )
    t.equal((await describe({ profile, assumeEmailVerified: true }, { email: 'ada@example.com' })).emailVerified, true)
  }
})
