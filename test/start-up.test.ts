import t from 'tap'
import helpCenter from '../lib/index.ts'
import { ada, buildApp, buildProvider, createHost, findUser, LOGIN, wrong } from './fixtures/build-app.ts'
import { readHandoff } from './fixtures/read-handoff.ts'

t.test('registering takes no time and asks no hook, so an app starts while its database is down (M3)', async (t) => {
  const asked = () => t.fail('a hook was called')
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const app = createHost([], { logger: false })
    t.teardown(() => app.close())
    const provider = buildProvider({ secret: wrong(asked) })
    const names = ['lookupUser', 'authorize', 'profile', 'onLogout', 'onSignIn', 'signInPage']
    const hooks = Object.fromEntries(names.map((name) => [name, asked]))
    const start = performance.now()
    await app.register(helpCenter, wrong({ provider, cookie: { secret: 'k'.repeat(16) + '-of-the-start-up-test' }, ...hooks }))
    times.push(performance.now() - start)
    await app.ready()
  }
  t.ok(Math.min(...times) < 50, times.join())
})

t.test('a wrong option fails the start, never the first visitor, and the app then serves nothing (M3)', async (t) => {
  for (const wrongOption of [{ provider: undefined }, { signInPage: '//evil.example' }, { hookTimeout: 0 }, { lookupUser: undefined }, { hooks: {} }]) {
    const app = createHost()
    app.register(helpCenter, wrong({ provider: buildProvider(), lookupUser: findUser, ...wrongOption }))
    await t.rejects(Promise.resolve(app.ready()), { code: 'FST_HELP_CENTER_INVALID_OPTION' })
    await t.rejects(app.inject(LOGIN))
  }
})

t.test('a user whose address changed keeps the id, and the next token has the new address (E4)', async (t) => {
  let user = ada
  const { app } = await buildApp(t, { provider: buildProvider({ claims: { sub: true } }), lookupUser: () => user })
  const signIn = async () => {
    const { email, sub } = readHandoff((await app.inject(LOGIN)).headers.location).claims
    return { email, sub }
  }
  t.strictSame(await signIn(), { email: ada.email, sub: 'u-1' })
  user = { ...ada, email: 'ada.king@example.com' }
  t.strictSame(await signIn(), { email: 'ada.king@example.com', sub: 'u-1' })
})
