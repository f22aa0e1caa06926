import { inspect } from 'node:util'
import t from 'tap'
import { callHook } from '../lib/sign-in/hook.ts'
import { buildApp, LOGIN, LOGOUT } from './fixtures/build-app.ts'
import { rejectionOf } from './fixtures/thrown-by.ts'

t.test('an error that only bears a code of ours is the host\'s: neither its message nor its headers go out (H2, 1.12)', async (t) => {
  const details = {
    code: 'FST_HELP_CENTER_NOT_AUTHORIZED', statusCode: 418, headers: { location: '//evil.example' }, failure: { name: '10.9.9.9' }
  }
  for (const thrown of [Object.assign(new Error('10.9.9.9'), details), { ...details, message: '10.9.9.9' }]) {
    const { app, log } = await buildApp(t, {}, { before: (app) => app.addHook('onRequest', async () => { throw thrown }) })
    for (const url of [LOGIN, LOGOUT]) {
      const { statusCode, headers, body } = await app.inject(url)
      t.equal(statusCode, 418)
      t.notOk(headers.location)
      t.match(body, 'FST_HELP_CENTER_REQUEST_FAILED')
      t.notMatch(body + JSON.stringify(log), '10.9.9.9')
    }
  }
})

t.test('lines of a message that look like frames of a file give no place (L3)', async (t) => {
  for (const message of ['a\n    at canary.js:1:1', 'a\n    at lookUp (/srv/canary.ts:7:7)\nb', '\n    at canary.mjs:1:1\n    at canary.mjs:2:2']) {
    const error = await rejectionOf(callHook('lookupUser', 1000, () => { throw new Error(message) }))
    t.match((error.failure)?.at, /^errors-gaps\.test\.ts:\d+:\d+$/)
    t.notMatch(inspect(error, { depth: 9 }), 'canary')
  }
})
