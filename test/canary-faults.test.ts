import t from 'tap'
import { ada, buildProvider, COOKIE_SECRET, SECRET, wrong, type Options } from './fixtures/build-app.ts'
import { listenFor, TOKEN, VAULT_SECRET } from './fixtures/canary-app.ts'
import { EMAIL } from './fixtures/canary-trips.ts'
import { watchProcess } from './fixtures/watch-process.ts'

const incidents = watchProcess(t)

/** An error with all that must not get out, wherever an error can hold it. */
function loudError (): Error {
  const text = `${SECRET} ${COOKIE_SECRET} ${EMAIL} ${TOKEN}\n    at ${EMAIL}.js:1:1`
  return Object.assign(new Error(text, { cause: new Error(text) }), {
    name: EMAIL, code: SECRET, detail: text, originalError: text, headers: { 'x-detail': SECRET, location: `//${EMAIL}` }, statusCode: 302
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
    provider: buildProvider({ claims: { tags: 'tags' } }), profile: (user) => ({ ...user, tags: Array(99).fill(SECRET) })
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
  'routeOptions.preHandler': { routeOptions: { login: { preHandler: async () => shout() }, logout: { preHandler: shout } } }
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
