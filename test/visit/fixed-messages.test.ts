import t from 'tap'
import type { FastifyInstance } from 'fastify'
import type { ProviderContract } from '../../lib/contract/contract.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { ada, buildApp, COOKIE_SECRET, LOGIN, LOGOUT, wrong, type Options } from '../fixtures/build-app.ts'
import { CLICK, OWN_FETCH, tokensIn } from '../fixtures/exits.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
/** An e-mail, a secret, an address: what a message of the host's may hold. */
const CANARY = 'ada@private.example canary-8d1f https://internal.example/'
const raise = () => { throw Object.assign(new Error(CANARY), { statusCode: 418, headers: { 'x-detail': CANARY } }) }
const TELLING = /canary|private\.example|internal\.example|x-detail/

const cookie = { secret: COOKIE_SECRET }
const withClaim = (make: () => unknown) => ({ claims: { email: 'email', team: wrong(make) } } as const)
const verifying =
  (verify: () => unknown) => ({ inbound: { signedRequest: { parameters: ['sso'], verify: wrong(verify) } } })
const encode = (run: () => unknown): Partial<ProviderContract> => (
  { token: { kind: 'signed', encode: wrong(run) } })
const getter = (target: object) => Object.defineProperty(target, 'name', { get: raise, enumerable: true })
const contracts: Record<string, [contract: Partial<ProviderContract>, code: string]> = {
  'a claim\'s function that throws': [withClaim(raise), 'INVALID_CLAIM'],
  'a getter of what a claim\'s function returns': [withClaim(() => getter({})), 'INVALID_CLAIM'],
  'a getter deep in what it returns': [withClaim(() => ({ list: [{ of: getter({}) }] })), 'INVALID_CLAIM'],
  'a getter of a list that it returns': [
    withClaim(() => Object.defineProperty([1], 0, { get: raise })), 'INVALID_CLAIM'
  ],
  'a proxy that it returns': [
    withClaim(() => new Proxy({}, { ownKeys: raise, getPrototypeOf: raise })), 'INVALID_CLAIM'
  ],
  'a promise beside a getter': [withClaim(() => getter({ late: Promise.reject(new Error(CANARY)) })), 'INVALID_CLAIM'],
  'a rejected promise as a claim': [withClaim(() => Promise.reject(new Error(CANARY))), 'INVALID_CLAIM'],
  'an encode that throws': [encode(raise), 'HOOK_FAILED'],
  'an encode that rejects': [encode(async () => raise()), 'HOOK_RESULT'],
  'a getter of what encode returns': [encode(() => getter({})), 'HOOK_FAILED'],
  'a verify that throws': [verifying(raise), 'HOOK_FAILED'],
  'a verify that rejects': [verifying(async () => raise()), 'HOOK_RESULT'],
  'a getter of what verify returns': [verifying(() => getter({})), 'HOOK_FAILED']
}
for (const [title, [contract, code]] of Object.entries(contracts)) {
  t.test(`neither browser nor log gets the message of ${title} (X18, L3)`, async (t) => {
    for (const errorPage of [false, undefined] as const) {
      for (const headers of [CLICK, OWN_FETCH]) {
        const provider = acmeDesk(contract)
        const options: Options = { provider, cookie, lookupUser: () => ada, ...errorPage === false && { errorPage } }
        const { app, log } = await buildApp(t, options, {
          after: (app) => {
            app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
            app.get('/api/help', (request) => app.helpCenter().createSignIn(ada, { request }))
          }
        })
        const isSigned = contract.inbound !== undefined
        for (const url of isSigned ? [`${LOGIN}?sso=a`, '/help?sso=a'] : [LOGIN, '/help', '/api/help']) {
          const response = await app.inject({ url, headers })
          t.equal(response.statusCode, 500, url)
          t.match(response.body, `FST_HELP_CENTER_${code}`)
          t.strictSame(tokensIn(response), [])
          t.notMatch(JSON.stringify([response.headers, response.statusMessage, response.body, log]), TELLING, url)
        }
      }
    }
  })
}

type Fail = (app: FastifyInstance) => unknown
const failures: Record<string, Fail> = {
  throws: (app) => app.addHook('onSend', async () => raise()),
  'calls back with an error': (app) =>
    app.addHook('onSend', (_request, _reply, _payload, done) => done(wrong(failure()))),
  'fails late': (app) =>
    app.addHook('onSend', (_request, _reply, _payload, done) => { setImmediate(() => done(failure())) }),
  'returns no text': (app) => app.addHook('onSend', async () => wrong({ canary: CANARY }))
}
const failure = () => Object.assign(new Error(CANARY), { statusCode: 418, headers: { 'x-detail': CANARY } })
const targets: [title: string, url: string, options: Options][] = [
  ['login', LOGIN, { lookupUser: () => ada }],
  ['login of nobody', LOGIN, { lookupUser: () => null }],
  ['login that is refused', LOGIN, { lookupUser: () => wrong({ ...ada, emailVerified: false }) }],
  ['login that fails', LOGIN, { lookupUser: raise }],
  ['logout', LOGOUT, {}],
  ['logout that fails', LOGOUT, { onLogout: raise }],
  ['a refusal in a route of the host', '/help', { authorize: () => false }],
  ['own error page', LOGIN, { lookupUser: raise, errorPage: () => 'own' }]
]
const FIXED = {
  statusCode: 500,
  code: 'FST_HELP_CENTER_REQUEST_FAILED',
  error: 'Internal Server Error',
  message: 'The request could not be answered'
}
for (const [title, fail] of Object.entries(failures)) {
  t.test(`where an onSend hook ${title} for every answer, the visitor gets fixed JSON (X16, X18)`, async (t) => {
    for (const [target, url, options] of targets) {
      for (const headers of [CLICK, OWN_FETCH]) {
        const { app } = await buildApp(t, options, {
          before: fail, after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
        })
        const response = await app.inject({ url, headers })
        t.equal(response.statusCode, 500, target)
        t.strictSame(response.json(), FIXED, target)
        t.match(response.headers, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
        t.strictSame([response.headers.location, response.headers['set-cookie'], tokensIn(response)], [
          undefined, undefined, []
        ])
        t.notMatch(JSON.stringify([response.headers, response.statusMessage, response.body]), TELLING, target)
      }
    }
  })
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
