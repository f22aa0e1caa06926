import t from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  ARTICLE, buildApp, buildProvider, COOKIE_SECRET, HELP_CENTER, HOME, LOGIN, LOGOUT
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'

const PENDING = '__Host-help-center.default.pending'
const endSession = (_: FastifyRequest, reply: FastifyReply) => {
  reply.header('set-cookie', 'session=; Path=/; Max-Age=0')
}

t.test('signing out ends the session of the host and lands on the home page of the help center (O2, O7)', async (t) => {
  const calls: string[] = []
  const { app } = await buildApp(t, {
    onLogout: async (request, reply, { signal }) => {
      calls.push(`${request.method} ${request.routeOptions.url} ${signal.aborted}`)
      endSession(request, reply)
    }
  })
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  const response = await browser.get(LOGOUT)
  t.equal(response.statusCode, 303)
  t.equal(response.headers.location, HOME)
  t.strictSame(calls, [`GET ${LOGOUT} false`])
  t.notOk(browser.cookies.session)
  t.match((await browser.get(LOGIN)).headers.location, /^\/sign-in\?/)
})

t.test('signing out twice, or without a session, ends the same way (O5)', async (t) => {
  const { app } = await buildApp(t, { onLogout: endSession })
  const browser = new Browser(app)
  for (const attempt of [1, 2]) {
    t.equal((await browser.get(LOGOUT)).headers.location, HOME, `attempt ${attempt}`)
  }
})

t.test('an onLogout that answers for itself has the last word (H3)', async (t) => {
  const { app } = await buildApp(t, { onLogout: (_, reply) => { reply.redirect('/goodbye', 303) } })
  const response = await app.inject(LOGOUT)
  t.equal(response.statusCode, 303)
  t.equal(response.headers.location, '/goodbye')
})

t.test('so it does while an onSend hook of the host takes its time, and nothing is sent twice (X8)', async (t) => {
  for (const delay of [0, 5, 30]) {
    for (const [answer, expected] of [
      [(reply: FastifyReply) => reply.redirect('/goodbye', 303), [303, '/goodbye', '']],
      [(reply: FastifyReply) => reply.code(503).send('maintenance'), [503, undefined, 'maintenance']]
    ] as const) {
      for (const isAwaited of [false, true]) {
        const onLogout = async (_: FastifyRequest, reply: FastifyReply) => {
          answer(reply)
          if (isAwaited) await wait(1)
        }
        const { app, log } = await buildApp(t, { onLogout }, {
          before: (app) => app.addHook('onSend', async () => { await wait(delay) })
        })
        const { statusCode, headers, body } = await app.inject(LOGOUT)
        t.strictSame([statusCode, headers.location, body], expected, `onSend takes ${delay} ms`)
        await wait(delay + 5)
        t.strictSame(log.filter(({ level }) => level >= 40), [])
      }
    }
  }
})

t.test('without onLogout the visitor is led on all the same', async (t) => {
  const { app } = await buildApp(t)
  t.equal((await app.inject(LOGOUT)).headers.location, HOME)
})

t.test('the page of the help center that the vendor names is where the visitor lands', async (t) => {
  const { app } = await buildApp(t)
  for (const parameter of ['return_to', 'serviceurl']) {
    t.equal((await app.inject({ url: LOGOUT, query: { [parameter]: ARTICLE } })).headers.location, ARTICLE)
  }
})

t.test('a hostile return URL at sign-out is dropped (R12)', async (t) => {
  const { app } = await buildApp(t)
  const hostile = [
    'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:1', `${HELP_CENTER}@evil.example`,
    `${HELP_CENTER}//x`
  ]
  for (const returnTo of hostile) {
    const response = await app.inject({ url: LOGOUT, query: { return_to: returnTo } })
    t.equal(response.statusCode, 303)
    t.equal(response.headers.location, HOME)
  }
  t.equal((await app.inject(`${LOGOUT}?return_to=${HELP_CENTER}/a&return_to=${HELP_CENTER}/b`)).headers.location, HOME)
})

t.test('redirect, next, continue, url and message are not parameters of ours (R12)', async (t) => {
  const { app } = await buildApp(t)
  for (const name of [
    'redirect', 'redirect_uri', 'next', 'continue', 'url', 'message', 'post_logout_redirect_uri', 'Return_To'
  ]) {
    t.equal((await app.inject({ url: LOGOUT, query: { [name]: ARTICLE } })).headers.location, HOME)
  }
})

t.test('afterLogout as a path of the app counts before what the vendor names', async (t) => {
  const { app } = await buildApp(t, { afterLogout: '/goodbye?from=help' })
  t.equal((await app.inject({ url: LOGOUT, query: { return_to: ARTICLE } })).headers.location, '/goodbye?from=help')
})

t.test('afterLogout as a URL of the help center is where the visitor lands', async (t) => {
  const { app } = await buildApp(t, { afterLogout: `${HELP_CENTER}/portal/en/signed-out` })
  const { headers } = await app.inject({ url: LOGOUT, query: { return_to: ARTICLE } })
  t.equal(headers.location, `${HELP_CENTER}/portal/en/signed-out`)
})

t.test('with a provider function afterLogout is checked against the help center of the request', async (t) => {
  for (const [afterLogout, location] of [
    [`${HELP_CENTER}/bye`, `${HELP_CENTER}/bye`], ['https://other.example.com/bye', HOME]
  ]) {
    const provider = () => buildProvider()
    const { app } = await buildApp(t, { provider, afterLogout, cookie: { secret: COOKIE_SECRET } })
    t.equal((await app.inject(LOGOUT)).headers.location, location)
  }
})

t.test('what else a vendor sends to the sign-out address chooses nobody and is shown nowhere (O3)', async (t) => {
  const sent = {
    kind: 'error', message: '<b>Password wrong, call 555-0100</b>', email: 'victim@example.net', external_id: 'u-2'
  }
  for (const afterLogout of [undefined, '/goodbye']) {
    for (const onLogout of [undefined, () => { throw new Error('database is gone') }]) {
      const { app } = await buildApp(t, { afterLogout, onLogout })
      const { body, headers } = await app.inject({ url: LOGOUT, query: sent })
      const answer = body + JSON.stringify(headers)
      for (const value of [...Object.values(sent), '555-0100']) {
        t.notOk(answer.includes(value) && value !== 'error', value)
      }
    }
  }
})

t.test('a hook that throws at sign-out ends on a page with a code and without the pending cookie (O4)', async (t) => {
  const { app, log } = await buildApp(t, { onLogout: async () => { throw new Error('redis at 10.0.0.7 refused') } })
  const browser = new Browser(app)
  await browser.get(LOGIN)
  t.ok(browser.cookies[PENDING])
  const response = await browser.get(LOGOUT)
  t.equal(response.statusCode, 500)
  t.match(response.body, 'FST_HELP_CENTER_HOOK_FAILED')
  t.notMatch(response.body, '10.0.0.7')
  t.notMatch(JSON.stringify(log), '10.0.0.7')
  t.notOk(browser.cookies[PENDING])
})

t.test('a hook that hangs at sign-out ends on a page within the time-out, and its signal aborts (O4)', async (t) => {
  let signal: AbortSignal | undefined
  const { app } = await buildApp(t, {
    hookTimeout: 20,
    onLogout: (_request, _reply, context) => {
      signal = context.signal
      return new Promise(() => {})
    }
  })
  const browser = new Browser(app)
  browser.setCookie('__Host-help-center.default.pending', 'x')
  const response = await browser.get(LOGOUT)
  t.equal(response.statusCode, 503)
  t.ok(response.headers['retry-after'])
  t.match(response.headers['set-cookie'], /^__Host-help-center\.default\.pending=; Max-Age=0;/)
  t.equal(signal?.aborted, true)
})

t.test('an image or a frame of another site ends no session (O1)', async (t) => {
  let calls = 0
  const { app } = await buildApp(t, { onLogout: () => { calls++ } })
  for (const destination of ['image', 'iframe', 'script', 'empty']) {
    const headers = { 'sec-fetch-dest': destination, 'sec-fetch-site': 'cross-site' }
    const response = await app.inject({ url: LOGOUT, headers })
    t.equal(response.statusCode, 403)
    t.notOk(response.headers['set-cookie'])
  }
  t.equal(calls, 0)
})
