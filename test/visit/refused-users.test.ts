import t, { type Test } from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ada, buildApp, LOGIN, wrong, type Options } from '../fixtures/build-app.ts'
import { CLICK, OWN_FETCH, tokensIn } from '../fixtures/exits.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const CANARY = 'canary.4c7e'
const rejected = () => Promise.reject(new Error(CANARY))
const late = async () => { await turn(); throw new Error(CANARY) }
const many = (count: number) => Array.from({ length: count }, rejected)
/** Long enough for a rejection that nobody handles to reach the process. */
const slowly = async <Result>(result: Result) => { await turn(); await turn(); return result }

/** Users that hold promises: a forgotten `await`, in each of many places. */
const users: Record<string, () => unknown> = {
  'its e-mail': () => ({ ...ada, email: rejected() }),
  'whether that is verified': () => ({ ...ada, emailVerified: rejected() }),
  'its e-mail and all that follows': () => ({ email: rejected(), name: rejected(), tags: many(3) }),
  'a name, while the e-mail is wrong': () => ({ ...ada, email: 'none', name: rejected() }),
  'a phone, while the e-mail is not verified': () => ({ email: ada.email, phone: rejected() }),
  'a list of 150': () => ({ ...ada, groups: many(150) }),
  'a value of custom': () => ({ ...ada, custom: { plan: { of: rejected() } } }),
  'an item, as it is a list': () => [rejected()],
  'all of 150 items, as it is a list': () => many(150)
}

type Way = (make: () => unknown) => { options: Options, url: string }
const ways: Record<string, Way> = {
  'lookupUser finds it': (make) => ({ url: LOGIN, options: { lookupUser: () => wrong(make()) } }),
  'lookupUser finds it, and authorize is slow': (make) => (
    { url: LOGIN, options: { lookupUser: () => wrong(make()), authorize: () => slowly(true) } }),
  'profile returns it': (make) => ({ url: LOGIN, options: { lookupUser: () => ada, profile: () => wrong(make()) } }),
  'profile is slow to pass it on': (make) => (
    { url: LOGIN, options: { lookupUser: () => wrong(make()), profile: (user) => slowly(wrong(user)) } }),
  'helpCenterRedirect() gets it': (make) => ({ url: '/help', options: { lookupUser: () => wrong(make()) } }),
  'createSignIn() gets it': (make) => ({ url: '/api/help', options: { lookupUser: () => wrong(make()) } }),
  'createSignIn() gets it, and authorize is slow': (make) => (
    { url: '/api/help', options: { lookupUser: () => wrong(make()), authorize: () => slowly(true) } })
}

/** What a visitor gets whose user `options.lookupUser` makes, wherever it goes in. */
async function visit (t: Test, { options, url }: ReturnType<Way>) {
  const find = (request: FastifyRequest, reply: FastifyReply) => wrong(options.lookupUser?.(request, reply, wrong({})))
  const { app, log } = await buildApp(t, options, {
    after: (app) => {
      app.get('/help', (request, reply) => reply.helpCenterRedirect(find(request, reply)))
      app.get('/api/help', (request, reply) => app.helpCenter().createSignIn(find(request, reply), { request }))
    }
  })
  const response = await app.inject({ url, headers: url.startsWith('/api') ? OWN_FETCH : CLICK })
  await slowly(null)
  t.strictSame(tokensIn(response), [], 'no token')
  t.notMatch(JSON.stringify([response.headers, response.body, log]), CANARY, 'nothing of what was rejected')
  t.strictSame(incidents.splice(0), [], 'nothing reaches the process')
  return response
}

for (const [title, way] of Object.entries(ways)) {
  t.test(`a user with rejected promises is refused, and ends no process, when ${title} (X11, H5)`, async (t) => {
    for (const [what, make] of Object.entries(users)) {
      const { statusCode, body } = await visit(t, way(make))
      t.ok(statusCode >= 400, what)
      t.match(body, /FST_HELP_CENTER_(?:INVALID_EMAIL|INVALID_PROFILE|EMAIL_NOT_VERIFIED)/, what)
    }
  })
}

const calls: Record<string, string> = { 'helpCenterRedirect()': '/help', 'createSignIn()': '/api/help' }
for (const [call, url] of Object.entries(calls)) {
  t.test(`${call} refuses a promise in place of a user, however it settles (X11)`, async (t) => {
    for (const promise of [rejected, async () => ada, () => new Promise(() => {}), late]) {
      const { statusCode, body } = await visit(t, { url, options: { lookupUser: () => wrong(promise()) } })
      t.equal(statusCode, 500)
      t.match(body, 'FST_HELP_CENTER_INVALID_CALL')
    }
  })
}

t.test('promises that a hook awaited are fine: the sign-in goes on', async (t) => {
  const { app } = await buildApp(t, {
    lookupUser: async () => ({ ...ada, email: await slowly(ada.email) }), authorize: () => slowly(true), profile: slowly
  })
  t.equal(tokensIn(await app.inject({ url: LOGIN, headers: CLICK })).length, 1)
})
