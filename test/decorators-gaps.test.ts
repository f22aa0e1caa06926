import t from 'tap'
import { buildApp, wrong } from './fixtures/build-app.ts'

t.test('createSignIn for nobody says so, and asks no hook about nobody', async (t) => {
  const asked: unknown[] = []
  const { app } = await buildApp(t, {
    authorize: (user) => { asked.push(user); return true },
    profile: (user) => { asked.push(user); return user }
  }, {
    after: (app) => app.get<{ Querystring: { nobody: string } }>('/handoff', (request) =>
      app.helpCenter().createSignIn(wrong(JSON.parse(request.query.nobody)), { request }))
  })
  for (const nobody of ['null', '"ada@example.com"', '7', 'false']) {
    const { statusCode, body } = await app.inject({ url: '/handoff', query: { nobody } })
    t.equal(statusCode, 500)
    t.match(body, 'FST_HELP_CENTER_INVALID_CALL', nobody)
  }
  t.strictSame(asked, [])
})
