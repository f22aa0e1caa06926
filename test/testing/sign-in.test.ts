import t, { type Test } from 'tap'
import Fastify, { type FastifyInstance } from 'fastify'
import helpCenter, { type Profile, type Provider } from '../../lib/index.ts'
import * as presets from '../../lib/providers/index.ts'
import * as rules from '../../lib/fakes/index.ts'
import type { FakeVendor } from '../../lib/fakes/vendor.ts'
import { createClock, fakeZendesk, fakeZohoDesk } from '../../lib/testing/index.ts'
import { fakeOf } from '../../lib/testing/fake-help-center.ts'
import { pemOf, rsa } from '../fixtures/key-pairs.ts'
import { toPresetName } from '../fixtures/vendors.ts'
import { ADA } from '../fixtures/vendor-app.ts'

const LOGIN = 'https://app.example.com/help-center/login'
const ARTICLE = 'https://help.example.com/portal/en/kb/articles/reset-your-router'

async function buildHost (t: Test, provider: Provider, lookupUser: (cookie: string) => Profile | null = () => ADA) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(helpCenter, {
    provider,
    lookupUser: ({ headers }) => lookupUser(headers.cookie ?? ''),
    signInPage: '/sign-in',
    cookie: { secret: 'a-cookie-secret-for-the-test-kit-4Gh8' }
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
  addSignIn(app)
  return app
}

/** A sign-in page as hosts have them, with a search and a way out beside the form. */
function addSignIn (app: FastifyInstance): void {
  app.get<{ Querystring: { next: string } }>('/sign-in', ({ query: { next } }, reply) => {
    reply.header('set-cookie', ['seen=1; Path=/', 'old=; Max-Age=0', 'nonsense'])
    return reply.type('text/html').send(`<form action=/search><input name=q></form>
<form METHOD='Post' action="/sign-out"><button>Out</button></form>
<form method=post><input name="password" type=password><input type=submit>
<input type=hidden value="${next.replaceAll('&', '&amp;')}" name='next'></form>`)
  })
  app.post<{ Body: { password: string, next: string } }>('/sign-in', ({ body, headers }, reply) => {
    if (body.password !== 'right' || !headers.cookie?.includes('seen=1')) return reply.redirect('/sign-in?next=/', 303)
    reply.header('set-cookie', ['session=ada; Path=/', 'seen=; expires=Thu, 01 Jan 1970 00:00:00 GMT'])
    return reply.redirect(body.next, 303)
  })
}

for (const [id, createRules] of Object.entries<(options?: object) => FakeVendor<object>>(rules)) {
  t.test(`${id}: a visitor is signed in in one call`, async (t) => {
    const pair = id === 'freshworks' ? rsa : undefined
    const fake = fakeOf(createRules)({ remoteLoginUrl: LOGIN, ...pair && { publicKey: pemOf(pair.publicKey) } })
    const make = presets[toPresetName(id)] as (options: object) => Provider
    const app = await buildHost(t, make({ ...pair && { secret: pair.privateKey }, ...fake.providerOptions }))
    const { signedIn, claims, landedOn, refusal, status } = await fake.signIn({ app })
    t.same({ signedIn, refusal, landedOn }, { signedIn: true, refusal: undefined, landedOn: fake.helpCenterUrl })
    t.ok(claims)
    t.equal(status, id === 'zendesk' ? 200 : 303)
    t.equal(fake.signIns, 1)
  })
}

t.test('a guest types a password into the sign-in page of the app, and lands on the article', async (t) => {
  const fake = fakeZohoDesk({ remoteLoginUrl: LOGIN })
  const app = await buildHost(t, presets.zohoDesk(fake.providerOptions), (cookie) =>
    /session=ada/.test(cookie) && !/seen|old/.test(cookie) ? ADA : null)
  t.match(await fake.signIn({ app, returnTo: ARTICLE, typed: { password: 'right' } }), {
    signedIn: true, landedOn: ARTICLE, claims: { email: 'ada@example.com' }, status: 303
  })
  t.match(await fake.signIn({ app, headers: { cookie: 'session=ada; a' } }), { signedIn: true })
  for (const typed of [{ password: 'wrong' }, { user: 'ada' }, {}]) {
    const { landedOn, ...outcome } = await fake.signIn({ app, typed })
    t.match(landedOn, 'https://app.example.com/sign-in?next=')
    t.same(outcome, { signedIn: false, claims: undefined, refusal: undefined, status: 200 })
  }
})

t.test('a refusal is data, and holds no token', async (t) => {
  const fake = fakeZohoDesk({ remoteLoginUrl: LOGIN })
  const app = await buildHost(t, presets.zohoDesk(fake.providerOptions))
  fake.rotateSecret()
  const outcome = await fake.signIn({ app })
  t.match(outcome, {
    signedIn: false,
    claims: undefined,
    refusal: { code: 'wrong-signature', reason: /./ },
    landedOn: String(fake.signInEndpoint.split('?')[0])
  })
  t.notMatch(JSON.stringify(outcome), 'eyJ')
})

t.test('whoever takes too long is refused: the clock of the help center can be ahead, or behind', async (t) => {
  const clock = createClock()
  const fake = fakeZohoDesk({ remoteLoginUrl: LOGIN, now: clock.now })
  const app = await buildHost(t, presets.zohoDesk(fake.providerOptions))
  clock.advance(3600)
  t.match(await fake.signIn({ app }), { refusal: { code: 'expired' } })
  clock.advance(-7200)
  t.match(await fake.signIn({ app }), { refusal: { code: 'not-yet-valid' } })
  clock.advance(3600)
  t.match(await fake.signIn({ app }), { signedIn: true })
})

t.test('over sockets, for an app in any language', async (t) => {
  const fake = fakeZendesk()
  const app = await buildHost(t, presets.zendesk(fake.providerOptions), (cookie) =>
    cookie.includes('session=ada') ? ADA : null)
  fake.remoteLoginUrl = `${await app.listen({ host: '127.0.0.1', port: 0 })}/help-center/login`
  const { signedIn, claims } = await fake.signIn({ typed: { password: 'right' } })
  t.equal(signedIn, true)
  t.equal(claims?.['name'], 'Ada Lovelace')
  await app.close()
  await t.rejects(fake.signIn(), { code: 'ECONNREFUSED' })
  fake.remoteLoginUrl = 'https://127.0.0.1:1/login'
  await t.rejects(fake.signIn(), { code: 'ECONNREFUSED' })
})

t.test('an app that answers nothing, or redirects without end, is an error of the test', async (t) => {
  const fake = fakeZohoDesk({ remoteLoginUrl: LOGIN })
  const loop = { inject: async () => ({ statusCode: 302, headers: { location: '/again' }, body: '' }) }
  await t.rejects(fake.signIn({ app: loop }), { message: 'The app redirected 20 times' })
  fake.remoteLoginUrl = ''
  await t.rejects(fake.signIn({ app: loop }), { message: 'remoteLoginUrl is not set' })
  const broken = fakeZohoDesk({ remoteLoginUrl: LOGIN, now: mockClock() })
  const leaving = { inject: async () => ({ statusCode: 303, headers: { location: fake.signInEndpoint }, body: '' }) }
  await t.rejects(broken.signIn({ app: leaving }), { message: 'the clock is broken' })
})

/** Breaks once the visitor has left the help center. */
function mockClock (): () => number {
  let isFirst = true
  return () => {
    if (!isFirst) throw new Error('the clock is broken')
    isFirst = false
    return 0
  }
}

t.test('only the form that leads to the help center is a handoff, among several of other sites', async (t) => {
  const fake = fakeZendesk({ remoteLoginUrl: LOGIN })
  const answer = (body: string) => ({ app: { inject: async () => ({ statusCode: 200, headers: {}, body }) } })
  const form = (action: string) =>
    `<form method="post" action="${action}"><input name="jwt" value="&#120;&#x78;&no;"></form>`
  const elsewhere = form('https://news.example/a') + form('https://news.example/b')
  t.match(await fake.signIn(answer(elsewhere)), { refusal: undefined, landedOn: LOGIN })
  t.match(await fake.signIn(answer(form('https://news.example/a'))), { refusal: { code: 'wrong-endpoint' } })
  t.match(await fake.signIn(answer(elsewhere + form(fake.signInEndpoint))), { refusal: { code: 'malformed-token' } })
})
