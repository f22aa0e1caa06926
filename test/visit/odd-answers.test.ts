import t from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import { gitBook, type HookContext } from '../../lib/index.ts'
import { callHook } from '../../lib/sign-in/hook.ts'
import { ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN } from '../fixtures/build-app.ts'
import { SECRET as SITE_KEY } from '../fixtures/sign-jws.ts'

const SIGNED_IN = { cookie: 'session=ada' }

t.test('behind a status and type of the host a redirect with a token is refused and never hangs (X8)', async (t) => {
  const { app } = await buildApp(t, { hookTimeout: 20 }, {
    after: (app) => app.get('/h', (_request, reply) => {
      reply.code(401).type('text/html').helpCenterRedirect(ada)
    })
  })
  const response = await app.inject('/h')
  t.equal(response.statusCode, 500)
  t.match(response.body, 'FST_HELP_CENTER_INVALID_CALL')
  t.notOk(response.headers.location)
})

t.test('behind an answer of the host that is under way it waits, and adds nothing (X8)', async (t) => {
  let tokens = 0
  const { app } = await buildApp(t, { onSignIn: () => { tokens++ } }, {
    before: (app) => app.addHook('onSend', () => wait(5)),
    after: (app) => app.get('/h', (_request, reply) => {
      reply.code(403).send('banned')
      reply.helpCenterRedirect(ada)
    })
  })
  const response = await app.inject('/h')
  t.match(response, { statusCode: 403, body: 'banned', headers: { location: undefined } })
  t.equal(tokens, 0)
})

t.test('a hook of the login route that redirects and does not return the reply makes one token (X17)', async (t) => {
  for (const stage of ['preHandler', 'lookupUser'] as const) {
    let tokens = 0
    const { app } = await buildApp(t, {
      onSignIn: () => { tokens++ },
      authorize: () => wait(5).then(() => true),
      ...stage === 'preHandler'
        ? { routeOptions: { login: { preHandler: async (_request, reply) => { reply.helpCenterRedirect(ada) } } } }
        : { lookupUser: async (_request, reply) => { reply.helpCenterRedirect(ada); await wait(1); return ada } }
    })
    const response = await app.inject({ url: LOGIN, headers: SIGNED_IN })
    t.equal(response.statusCode, 303, stage)
    t.equal(tokens, 1, stage)
  }
})

t.test('a hook that calls the 404 handler of the app has answered (X8)', async (t) => {
  const { app } = await buildApp(t, { lookupUser: (_request, reply) => { reply.callNotFound(); return ada } }, {
    before: (app) => app.addHook('onSend', () => wait(5))
  })
  const response = await app.inject(LOGIN)
  t.match(response, { statusCode: 404, headers: { location: undefined } })
})

t.test('an errorPage that answers and then throws has answered (X18)', async (t) => {
  const { app } = await buildApp(t, {
    authorize: () => false,
    errorPage: (_error, _request, reply) => {
      reply.send('mine')
      throw new Error('after it')
    }
  })
  const response = await app.inject({ url: LOGIN, headers: SIGNED_IN })
  t.match(response, { statusCode: 403, body: 'mine' })
})

t.test('a profile that is a proxy is refused by a code, whatever it throws (X11)', async (t) => {
  const profile = () => new Proxy(ada, { ownKeys () { throw new Error('canary') } })
  const { app } = await buildApp(t, { profile })
  const response = await app.inject({ url: LOGIN, headers: SIGNED_IN })
  t.equal(response.statusCode, 500)
  t.match(response.body, 'FST_HELP_CENTER_INVALID_PROFILE')
  t.notMatch(response.body, 'canary')
})

t.test('what is left of a page without the home page\'s path does not begin a second time (X13)', async (t) => {
  const provider = gitBook({ helpCenterUrl: 'https://help.example.com/handbook', secret: SITE_KEY })
  const { app } = await buildApp(t, { provider })
  for (const location of [
    '/../handbook//evil.example', 'x/../../handbook//evil.example', '../handbook/%2fevil.example'
  ]) {
    const response = await app.inject({ url: LOGIN, query: { location }, headers: SIGNED_IN })
    const { origin, pathname } = new URL(String(response.headers.location))
    t.equal(origin + pathname, 'https://help.example.com/handbook', location)
  }
})

t.test('registrations without login routes have cookies of their own, by provider function too (X15)', async (t) => {
  const options = { provider: () => buildProvider(), loginPath: false, cookie: { secret: COOKIE_SECRET } } as const
  const { app } = await buildApp(t, options, {
    after: (app) => app.get('/h', (_request, reply) => reply.helpCenterRedirect(null))
  })
  const { headers } = await app.inject('/h')
  t.match(headers['set-cookie'], [/^__Host-help-center\.default\.[\w-]{8}\.attempts=/, /\.pending=/])
})

t.test('an answer of the host that comes at any later moment has no token beside it (X8, X17)', async (t) => {
  for (let turns = 0; turns < 20; turns++) {
    const { app } = await buildApp(t, {
      lookupUser: (_request, reply) => {
        let later = Promise.resolve()
        for (let i = 0; i < turns; i++) later = later.then(() => {})
        later.then(() => reply.send('mine'))
        return ada
      }
    }, { before: (app) => app.addHook('onSend', () => wait(2)) })
    const { body, headers } = await app.inject(LOGIN)
    t.notOk(body === 'mine' && headers.location !== undefined, `after ${turns} turns`)
  }
})

t.test('a signal that a hook asks for when its time is over has aborted already (H1)', async (t) => {
  let late: HookContext | undefined
  const call = callHook('lookupUser', (context) => {
    late = context
    return new Promise(() => {})
  }, { timeout: 5, clientGone: undefined, hasAnswered: undefined })
  await t.rejects(call, { code: 'FST_HELP_CENTER_HOOK_TIMEOUT' })
  t.equal(late?.signal.aborted, true)
  t.equal(late?.signal, late?.signal)
})
