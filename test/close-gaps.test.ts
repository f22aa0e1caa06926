import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { ada, buildApp, LOGIN, LOGOUT, type Options } from './fixtures/build-app.ts'

t.test('every answer that is sent while the app closes lets go of its connection (G1)', async (t) => {
  const fail = () => { throw new Error('down') }
  const answers: [string, Options][] = [
    [LOGIN, {}], [LOGIN, { lookupUser: () => null }], [LOGIN, { authorize: fail }],
    [LOGIN, { authorize: fail, errorPage: false }], [LOGOUT, {}], [LOGOUT, { onLogout: fail }]
  ]
  for (const [url, options] of answers) {
    const { app } = await buildApp(t, { lookupUser: () => ada, ...options }, {
      before: (app) => app.addHook('preHandler', async () => {
        app.close()
        await wait(20)
      })
    })
    const { headers, statusCode } = await app.inject(url)
    t.equal(headers.connection, 'close', `${url} ${statusCode}`)
  }
})
