import t from 'tap'
import { inspect } from 'node:util'
import { ada, buildApp, buildProvider, COOKIE_SECRET, type Options, SECRET, wrong } from '../fixtures/build-app.ts'
import { formsOf, inspectAll } from '../fixtures/canary.ts'
import { listenFor, TOKEN, VAULT_SECRET } from '../fixtures/canary-app.ts'
import { watchProcess } from '../fixtures/watch-process.ts'
import { EMAIL } from '../fixtures/canary-trips.ts'

const incidents = watchProcess(t)
const prefixes = ['', '/other', '/vault']

t.test('requests of all kinds to several help centers show nothing private out of its place (L3, L4)', async (t) => {
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

/** An error with all that must not get out, wherever an error can hold it. */
function loudError (): Error {
  const text = `${SECRET} ${COOKIE_SECRET} ${EMAIL} ${TOKEN}\n    at ${EMAIL}.js:1:1`
  return Object.assign(new Error(text, { cause: new Error(text) }), {
    name: EMAIL,
    code: SECRET,
    detail: text,
    originalError: text,
    headers: { 'x-detail': SECRET, location: `//${EMAIL}` },
    statusCode: 302
  })
}

const shout = (): never => { throw loudError() }
const shoutText = (): never => { throw JSON.stringify([SECRET, EMAIL, TOKEN]) }

const failing: Record<string, Options> = {
  lookupUser: { lookupUser: shout },
  'lookupUser with text': { lookupUser: shoutText },
  authorize: { authorize: async () => shout() },
  profile: { profile: shout },
  'profile as rubbish': { profile: () => wrong({ ...ada, email: [EMAIL], name: SECRET.repeat(20) }) },
  'profile with an address for a key': { profile: () => wrong({ [EMAIL]: SECRET }) },
  'profile as text': { profile: () => wrong(EMAIL) },
  'a getter of the user': { lookupUser: () => ({ ...ada, get name () { return shout() } }) },
  'a claim': { provider: buildProvider({ claims: { tier: shout } }) },
  'a claim of the wrong type': { provider: buildProvider({ claims: { tier: () => wrong(Symbol(SECRET)) } }) },
  'a token that is too long': {
    provider: buildProvider({ claims: { tags: 'tags' } }),
    profile: (user) => ({ ...user, tags: Array(99).fill(SECRET) })
  },
  'an address that is none': { lookupUser: () => ({ ...ada, email: `${EMAIL}@${EMAIL}` }) },
  'an address that is not verified': { lookupUser: () => ({ ...ada, email: EMAIL, emailVerified: false }) },
  provider: { provider: shout },
  'provider as rubbish': { provider: () => wrong({ secret: SECRET, email: EMAIL }) },
  secret: { provider: buildProvider({ secret: shout }) },
  'secret too short, with a line break': { provider: buildProvider({ secret: () => `${VAULT_SECRET}\n` }) },
  'secret that hangs': { provider: buildProvider({ secret: () => new Promise(() => {}) }), hookTimeout: 1 },
  signInPage: { signInPage: shout },
  'signInPage as rubbish': { signInPage: () => `javascript:${EMAIL}` },
  onSignIn: { onSignIn: shout },
  onLogout: { onLogout: async () => shout() },
  errorPage: { authorize: () => false, errorPage: shout },
  'routeOptions.preHandler': {
    routeOptions: { login: { preHandler: async () => shout() }, logout: { preHandler: shout } }
  }
}
for (const [title, options] of Object.entries(failing)) {
  t.test(`nothing private is shown while this fails: ${title} (L3, K8, rule 9)`, async (t) => {
    for (const errorPage of [undefined, false] as const) {
      // What a hook of the host's own throws in its own route is between it and Fastify.
      if (errorPage === false && title === 'routeOptions.preHandler') continue
      const { findings } = await listenFor(t, errorPage === undefined ? options : { ...options, errorPage })
      t.strictSame(findings, [])
    }
  })
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
