import t from 'tap'
import { inspect } from 'node:util'
import { buildApp, buildProvider, SECRET, wrong } from './fixtures/build-app.ts'
import { formsOf, inspectAll } from './fixtures/canary.ts'
import { listenFor, TOKEN } from './fixtures/canary-app.ts'
import { watchProcess } from './fixtures/watch-process.ts'

const incidents = watchProcess(t)
const prefixes = ['', '/other', '/vault']

t.test('over all kinds of requests to several help centers nothing private is shown but where it belongs (L3, L4)', async (t) => {
  const { canaries, log, findings } = await listenFor(t, {}, { prefixes, isShort: false })
  t.ok(canaries.size > 200, 'tokens and cookies were made')
  t.ok(log.length > 1000)
  t.strictSame(findings, [])
})

t.test('an app with several help centers shows nothing private when it is inspected after use (L3)', async (t) => {
  t.strictSame((await listenFor(t, {}, { prefixes, isInspected: true })).findings, [])
})

t.test('a provider shows no secret, however it is inspected, printed or copied (L3)', async (t) => {
  for (const secret of [SECRET, Buffer.from(SECRET)]) {
    const provider = buildProvider({ secret })
    const shown = [
      inspect(provider), inspectAll(provider), JSON.stringify(provider), JSON.stringify({ ...provider }),
      JSON.stringify(Object.entries(provider)), inspectAll(new Error('x', { cause: provider }))
    ]
    const bytes = Buffer.from(SECRET)
    for (const form of [...formsOf(SECRET), inspect(bytes), JSON.stringify([...bytes]).slice(1, -1)]) {
      t.notOk(shown.some((text) => text.includes(form)))
    }
  }
})

t.test('an option that is refused is not repeated where it may be a secret (L3)', async (t) => {
  const short = SECRET.slice(0, 31)
  const padded = ` ${SECRET}`
  const wrongOptions: (() => unknown)[] = [
    ...[short, padded, `${SECRET}\n`, [SECRET], { secret: SECRET }].map((secret) =>
      () => buildProvider({ secret: wrong(secret) })),
    ...[short, padded, [short], { a: SECRET }].map((secret) =>
      () => buildApp(t, { cookie: { secret: wrong(secret) } })),
    () => buildProvider({ signInEndpoint: `https://help.example.com/?jwt=${TOKEN}` }),
    () => buildApp(t, { cookie: wrong({ secrets: SECRET }) })
  ]
  for (const run of wrongOptions) {
    const error: unknown = await Promise.resolve().then(run).then(() => null, (thrown) => thrown)
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_OPTION' })
    const text = inspectAll(error)
    for (const form of [...formsOf(SECRET), short, TOKEN]) t.notOk(text.includes(form))
  }
})

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
