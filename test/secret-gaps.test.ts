import t from 'tap'
import { buildApp, buildProvider, COOKIE_SECRET, LOGIN } from './fixtures/build-app.ts'
import { isSignedWith } from './fixtures/read-handoff.ts'

t.test('a secret that changes between two sign-ins is the new one for the second (N2)', async (t) => {
  const secrets = ['first-secret-of-the-vault-2Gs6Wf9Qx3Tb7Mv', 'second-secret-of-the-vault-h4Pj8Lm4Rt8Vb']
  let now = 0
  const { app } = await buildApp(t, {
    provider: buildProvider({ secret: async () => secrets[now] ?? '' }), cookie: { secret: COOKIE_SECRET }
  })
  for (const expected of [0, 1, 0]) {
    now = expected
    const { headers } = await app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })
    const token = new URL(String(headers.location)).searchParams.get('jwt') ?? ''
    t.strictSame(secrets.map((secret) => isSignedWith(token, secret)), [expected === 0, expected === 1])
  }
})
