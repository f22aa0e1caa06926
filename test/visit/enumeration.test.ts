import t, { type Test } from 'tap'
import type { Profile } from '../../lib/index.ts'
import { ada, ARTICLE, buildApp, buildProvider, findUser, LOGIN, wrong, type Options } from '../fixtures/build-app.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const people: [title: string, options: Options][] = [
  ['nobody signed in', { lookupUser: () => null, signInPage: undefined }],
  ['a user whom the host does not know', { lookupUser: () => wrong(false), signInPage: undefined }],
  ['a user who may not enter', { lookupUser: () => ada, authorize: () => false }],
  ['a suspended user', { lookupUser: () => ({ ...ada, suspended: true }), authorize: async () => false }],
  ['an address that is not verified', { lookupUser: () => ({ ...ada, emailVerified: false }) }],
  ['an address that cannot be used', { lookupUser: () => ({ ...ada, email: 'ada@@example.com' }) }],
  ['no address', { lookupUser: () => wrong({ id: 'u-1' }) }],
  ['a long name', { lookupUser: () => ({ ...ada, name: 'x'.repeat(255), email: 'none' }) }]
]

const answer = async (t: Test, options: Options, headers = {}) => {
  const { app } = await buildApp(t, options)
  return app.inject({
    url: LOGIN, query: { return_to: ARTICLE }, headers: { 'sec-fetch-site': 'cross-site', ...headers }
  })
}

t.test('who gets no token gets a 4xx of one size and one shape, whoever it is (1.16)', async (t) => {
  const answers = await Promise.all(people.map(([, options]) => answer(t, options)))
  const sizes = answers.map(({ body }) => body.length)
  for (const [i, { statusCode, headers, body }] of answers.entries()) {
    t.match(String(statusCode), /^40[13]$/, `${people[i]?.[0]}`)
    t.strictSame(Object.keys(headers), Object.keys(answers[0]?.headers ?? {}), 'the same headers')
    t.notOk(headers['set-cookie'])
    t.notMatch(body, /ada|u-1|xxx|example\.com\/portal\/en\/kb/)
  }
  t.ok(Math.max(...sizes) - Math.min(...sizes) < 150, sizes.join())
  t.ok(Math.max(...sizes) / Math.min(...sizes) < 1.15)
})

t.test('who gets no token as data gets a 4xx of one shape, whoever it is (1.16)', async (t) => {
  for (const [title, options] of people) {
    const json = await answer(t, options, { accept: 'application/json', 'sec-fetch-site': 'same-origin' })
    t.match(String(json.statusCode), /^40[13]$/, title)
    t.strictSame(Object.keys(json.json()), ['statusCode', 'code', 'error', 'message'])
    t.ok(json.body.length < 300)
  }
})

t.test('a guest is sent to the sign-in page the same way, known session or not (1.16)', async (t) => {
  const { app } = await buildApp(t)
  const ask = async (cookie: string) => {
    const { statusCode, headers } = await app.inject({ url: LOGIN, headers: { cookie } })
    return [statusCode, headers.location, [headers['set-cookie']].flat().map((header) => header?.replace(/=[^;]*/, ''))]
  }
  const expected = await ask('')
  for (const cookie of ['session=mallory', 'session=', 'session=ada2', 'other=ada']) {
    t.strictSame(await ask(cookie), expected, cookie)
  }
})

t.test('nothing of the first visitor, browser or host name is kept for the next (T6)', async (t) => {
  const seen: Profile[] = []
  const { app } = await buildApp(t, {
    lookupUser: (request) => { const user = findUser(request); if (user) seen.push(user); return user }
  }, { server: { trustProxy: true } })
  const first = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    referer: 'https://evil.example/',
    'accept-language': 'de'
  }
  const answers = []
  for (const [cookie, headers] of [
    ['session=bob', first], ['session=ada', {}], ['', first], ['session=ada', first]
  ] as const) {
    answers.push((await app.inject({ url: LOGIN, headers: { ...headers, cookie } })).headers.location)
  }
  const [, second, , fourth] = answers
  for (const location of [second, fourth]) t.equal(readHandoff(location).claims.email, ada.email)
  t.notMatch(answers.join(), 'evil.example')
  t.equal(seen.length, 3, 'each visitor is looked up anew')
})

t.test('registrations that use one provider object share no counter and no cookie (T5)', async (t) => {
  const provider = buildProvider()
  const hang = { provider, maxPendingLookups: 1, hookTimeout: 200, lookupUser: () => new Promise<never>(() => {}) }
  const [busy, free] = [await buildApp(t, hang), await buildApp(t, { provider, maxPendingLookups: 1 })]
  const hung = busy.app.inject(LOGIN)
  t.equal((await busy.app.inject(LOGIN)).statusCode, 503)
  t.equal((await free.app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })).statusCode, 303)
  t.equal((await hung).statusCode, 503)
})
