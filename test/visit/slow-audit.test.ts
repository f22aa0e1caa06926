import t, { type Test } from 'tap'
import { acmeDesk, TIME } from '../fixtures/acme-desk.ts'
import { ada, buildApp, LOGIN, type Options } from '../fixtures/build-app.ts'
import { CLICK, OWN_FETCH, tokensIn } from '../fixtures/exits.ts'
import { readToken } from '../fixtures/read-token.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const CUT = 'FST_HELP_CENTER_HOOK_TIMEOUT'
type Exit = [title: string, url: string, headers: Record<string, string>, contract: object]
const exits: Exit[] = [
  ['the login route', LOGIN, CLICK, {}],
  ['the login route as JSON', LOGIN, OWN_FETCH, {}],
  ['helpCenterRedirect()', '/help', CLICK, {}],
  ['createSignIn()', '/api/help', OWN_FETCH, {}],
  ['the token route', '/help-center/token', OWN_FETCH, { handoff: { kind: 'token' }, inbound: {} }]
]

/** One sign-in while the audit never answers: the token, when it came, and how long the audit was waited for. */
async function signIn (t: Test, lifetime: number, hookTimeout: number, [, url, headers, changes]: Exit) {
  const signals: AbortSignal[] = []
  const events: { expiresAt: Date, at: number }[] = []
  const provider = acmeDesk({ time: { ...TIME, backdate: 0, lifetime }, ...changes })
  const options: Options = {
    provider,
    hookTimeout,
    lookupUser: () => ada,
    onSignIn: ({ expiresAt }, { signal }) => {
      events.push({ expiresAt, at: Date.now() })
      signals.push(signal)
      return new Promise(() => {})
    },
    ...url.endsWith('/token') && { tokenPath: url }
  }
  const { app, log } = await buildApp(t, options, {
    after: (app) => {
      app.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
      app.get('/api/help', (request) => app.helpCenter().createSignIn(ada, { request }))
    }
  })
  const response = await app.inject({ url, headers })
  const line = log.find(({ code }) => code === CUT)
  const waited = Number(/within ([\d.]+) ms/.exec(String(line?.msg))?.[1])
  return { response, waited, event: events[0]!, signal: signals[0]! }
}

for (const exit of exits) {
  t.test(`at ${exit[0]} an audit that hangs leaves the visitor half of the token's life (X17, H1)`, async (t) => {
    const { response, waited, event, signal } = await signIn(t, 1, 5000, exit)
    t.match(response.statusCode, /^(?:200|303)$/)
    const [token = '', ...others] = tokensIn(response)
    t.strictSame(others, [])
    t.ok(readToken(token, SECRET))
    const left = event.expiresAt.getTime() - event.at
    t.ok(waited >= 1 && waited <= Math.max(1, left / 2 + 1), `${waited} ms of ${left} ms`)
    t.match(signal.reason, { code: CUT })
  })
}

t.test('a hookTimeout that is shorter than that ends the audit (H1)', async (t) => {
  for (const exit of exits) {
    const { response, waited } = await signIn(t, 300, 15, exit)
    t.equal(tokensIn(response).length, 1)
    t.equal(waited, 15, exit[0])
  }
})
