import t, { type Test } from 'tap'
import crypto from 'node:crypto'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Counts what one sign-in does, through stand-ins for what it is done with. Time depends on the machine; these numbers
 * do not, and each of them was once higher. One that rises needs a reason; one that falls is to be written down.
 */
const counts = {
  urls: 0,
  queries: 0,
  hmacs: 0,
  signers: 0,
  controllers: 0,
  timers: 0,
  cookieParses: 0,
  headerWrites: 0,
  headerRemovals: 0,
  walks: 0
}

/** Codecs decode every value of a `Cookie` header, so this one is decoded once for each time that one is parsed. */
const ESCAPED = '%4D'

function counting<Counted extends Function> (name: keyof typeof counts, counted: Counted): Counted {
  return new Proxy(counted, {
    apply (target, self, args) {
      counts[name]++
      return Reflect.apply(target, self, args)
    },
    construct (target, args, made) {
      counts[name]++
      return Reflect.construct(target, args, made) as object
    }
  })
}

// All of this before anything of ours is loaded, or fast-jwt, which keeps what it has required.
const parses = counting('urls', URL)
for (const way of ['canParse', 'parse'] as const) {
  if (way in URL) Object.assign(parses, { [way]: counting('urls', URL[way]) })
}
const decode = decodeURIComponent
Object.assign(globalThis, {
  URL: parses,
  URLSearchParams: counting('queries', URLSearchParams),
  AbortController: counting('controllers', AbortController),
  setTimeout: counting('timers', setTimeout),
  decodeURIComponent (text: string) {
    if (text === ESCAPED) counts.cookieParses++
    return decode(text)
  }
})
Object.assign(Reflect, { ownKeys: counting('walks', Reflect.ownKeys) })
Object.assign(crypto, { createHmac: counting('hmacs', crypto.createHmac) })
syncBuiltinESMExports()
const fastJwt: Pick<typeof import('fast-jwt'), 'createSigner'> = createRequire(import.meta.url)('fast-jwt')
fastJwt.createSigner = counting('signers', fastJwt.createSigner)

const { ada, ARTICLE, buildApp, LOGIN } = await import('../fixtures/build-app.ts')
const { CLICK, tokensIn } = await import('../fixtures/exits.ts')

/** What the second sign-in of one browser does, from the first hook of the host until the answer is there. */
async function countSecond (t: Test, url: string, cookieOf = (_app: FastifyInstance) => Promise.resolve('')) {
  const lookupUser = ({ headers }: FastifyRequest) => 'x-guest' in headers ? null : ada
  const { app } = await buildApp(t, { lookupUser, authorize: () => true }, {
    before: (app) => app.addHook('onRequest', async (_, reply) => {
      for (const name of Object.keys(counts) as Array<keyof typeof counts>) counts[name] = 0
      reply.header = counting('headerWrites', reply.header)
      reply.removeHeader = counting('headerRemovals', reply.removeHeader)
    }),
    after: (app) => {
      app.get('/help', (_, reply) => reply.helpCenterRedirect(ada, { returnTo: ARTICLE }))
      app.get('/enter', (_, reply) => reply.helpCenterRedirect(ada))
    }
  })
  const session = ['session=ada', `theme=${ESCAPED}`, await cookieOf(app)].filter(Boolean)
  const visit = async (cookies: string[]) => {
    const response = await app.inject({ url, headers: { ...CLICK, cookie: cookies.join('; ') } })
    const counted = { ...counts }
    t.equal(tokensIn(response).length, 1)
    return { counted, attempts: /^[^;]+/.exec(String(response.headers['set-cookie']))![0] }
  }
  const first = await visit(session)
  const second = await visit([...session, first.attempts])
  return { first: first.counted, second: second.counted }
}

const asked = `?${new URLSearchParams({ return_to: ARTICLE })}`
const login = {
  // The return URL, once: the endpoint is prepared.
  urls: 1,
  // Fastify parses the query, and no address is joined.
  queries: 0,
  // The token: the counter of the loop guard is not signed.
  hmacs: 1,
  // That of the first token.
  signers: 0,
  // Neither for the client, of whom a plain listener tells, nor for a hook that does not ask for its signal.
  controllers: 0,
  // `lookupUser`, whose user may be a promise of some kind. What `authorize` says is no promise.
  timers: 1,
  // The counter.
  cookieParses: 1,
  // The counter, Location, Vary, and six that protect the answer.
  headerWrites: 9,
  // Nothing is there that a cache reads.
  headerRemovals: 0,
  // The user: a forgotten promise in it would end the process while hooks run.
  walks: 1
}

t.test('one sign-in on the login route does this and no more, counted (X25)', async (t) => {
  const { first, second } = await countSecond(t, LOGIN + asked)
  t.strictSame(second, login)
  // A signer is made, and the endpoint prepared, for the first token; the stand-ins work. No counter is there yet.
  t.strictSame(first, { ...login, signers: 1, urls: 2, cookieParses: 0 })
})

t.test('a button of the host costs no look-up, and nothing else more (X25)', async (t) => {
  const { second } = await countSecond(t, '/help')
  t.strictSame(second, { ...login, timers: 0 })
})

t.test('a remembered visit costs the check of its cookie, which is cleared (X25)', async (t) => {
  const { second } = await countSecond(t, '/enter', async (app) => {
    const { headers } = await app.inject({ url: LOGIN + asked, headers: { ...CLICK, 'x-guest': '1' } })
    return [headers['set-cookie']].flat().map((cookie) => String(cookie).split(';', 1)[0]!).at(-1)!
  })
  t.strictSame(second, { ...login, timers: 0, hmacs: 2, cookieParses: 2, headerWrites: 10 })
})
