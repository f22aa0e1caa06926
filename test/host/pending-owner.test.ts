import t, { type Test } from 'tap'
import { generateKeyPairSync } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import helpCenter, { freshworks, type Profile, type Provider } from '../../lib/index.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, ARTICLE, buildApp, buildProvider, COOKIE_SECRET, findUser, HELP_CENTER, HOME, LOGIN, SECRET,
  type Options, type Setup
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { rsa } from '../fixtures/key-pairs.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const cookie = { secret: COOKIE_SECRET }
const TOPIC = `${HELP_CENTER}/portal/en/community/topic/9`
const JSON_BODY = { 'content-type': 'application/json' }
const arriveAt = (returnTo: string, path = LOGIN) => `${path}?${new URLSearchParams({ return_to: returnTo })}`
const landing = (response: { headers: { location?: unknown } }) => readHandoff(response.headers.location).returnTo

/** Routes of a host in which it asks, and in which it sends to the help center in any case. */
async function buildHost (t: Test, options: Options = {}, after: Setup['after'] = () => {}) {
  const { app } = await buildApp(t, options, {
    after: async (app) => {
      const ask = async (request: FastifyRequest) => ({ pending: app.helpCenter().pending(request) })
      app.get('/ask', ask)
      app.post('/ask', ask)
      for (const method of ['GET', 'POST'] as const) {
        app.route({ method, url: '/enter', handler: (_, reply) => reply.helpCenterRedirect(ada) })
      }
      app.post('/enter-topic', (_, reply) => reply.helpCenterRedirect(ada, { returnTo: TOPIC }))
      await after(app)
    }
  })
  return app
}

type Host = Awaited<ReturnType<typeof buildHost>>

/** A browser that some link has led to the login route, so that it has a pending cookie. */
async function sentBrowser (app: Host, url = arriveAt(ARTICLE)): Promise<Browser> {
  const browser = new Browser(app)
  await browser.get(url)
  return browser
}

/** What such a browser posts by script, to an app that is a JSON API. */
async function postJson (app: Host, url: string, body: object) {
  const { cookies } = await sentBrowser(app)
  const headers = { ...JSON_BODY, cookie: Object.entries(cookies).map((pair) => pair.join('=')).join('; ') }
  return app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) })
}

const foreign = [
  '/account', '/', '/basket?x=1', 'account', '#', ' ', '0', 'null', '//evil.example', 'https://app.example.com/account',
  `https://evil.example${arriveAt(ARTICLE)}`, `/${arriveAt(ARTICLE)}`, `${LOGIN}/x`, `${LOGIN}x`, `x${LOGIN}`,
  '/help-center/logout', LOGIN.toUpperCase(), `${LOGIN}#${ARTICLE}`, `/a/..${LOGIN}`
]

t.test('a next that leads elsewhere means that nobody is pending, whatever the cookie says (X22)', async (t) => {
  const app = await buildHost(t)
  for (const next of foreign) {
    const title = next.slice(0, 60)
    const browser = await sentBrowser(app)
    const query = new URLSearchParams({ next })
    t.equal((await browser.get(`/ask?${query}`)).json().pending, null, `query ${title}`)
    t.equal((await browser.post('/ask', { next })).json().pending, null, `form ${title}`)
    t.equal((await browser.post('/sign-in', { user: 'ada', next })).headers.location, '/', `sign-in ${title}`)
    t.equal(landing(await (await sentBrowser(app)).get(`/enter?${query}`)), HOME, `redirect, query ${title}`)
    t.equal(landing(await (await sentBrowser(app)).post('/enter', { next })), HOME, `redirect, form ${title}`)
  }
})

t.test('a next that is too long to be ours is a foreign one (X22)', async (t) => {
  const app = await buildHost(t)
  for (const next of ['x'.repeat(20_000), `${LOGIN}?return_to=${'x'.repeat(20_000)}`]) {
    t.equal((await (await sentBrowser(app)).post('/ask', { next })).json().pending, null)
    t.equal(landing(await (await sentBrowser(app)).post('/enter', { next })), HOME)
  }
})

t.test('a next that is no text is a foreign one, in a query or in a body (X22)', async (t) => {
  const app = await buildHost(t)
  for (const query of ['next=/account&next=/basket', `next=${LOGIN}&next=/account`, `next=${LOGIN}&next=${LOGIN}`]) {
    const browser = await sentBrowser(app)
    t.equal((await browser.get(`/ask?${query}`)).json().pending, null, query)
    t.equal(landing(await browser.get(`/enter?${query}`)), HOME, query)
  }
  for (const next of [['/account'], [LOGIN], { a: 'b' }, {}, [], 7, true]) {
    t.equal((await postJson(app, '/ask', { next })).json().pending, null, JSON.stringify(next))
    t.equal(landing(await postJson(app, '/enter', { next })), HOME, JSON.stringify(next))
  }
})

t.test('a next that is empty or absent leaves the word to the cookie (X22)', async (t) => {
  const app = await buildHost(t)
  for (const query of ['', '?next=', '?other=/account']) {
    t.match((await (await sentBrowser(app)).get(`/ask${query}`)).json().pending, { returnTo: ARTICLE }, query)
    t.equal(landing(await (await sentBrowser(app)).get(`/enter${query}`)), ARTICLE, query)
  }
  for (const fields of [{}, { next: '' }, { other: '/account' }]) {
    t.match((await (await sentBrowser(app)).post('/ask', fields)).json().pending, { returnTo: ARTICLE })
    t.equal(landing(await (await sentBrowser(app)).post('/enter', fields)), ARTICLE)
  }
  t.match((await postJson(app, '/ask', { next: null })).json().pending, { returnTo: ARTICLE })
  t.equal(landing(await postJson(app, '/enter', { next: null })), ARTICLE)
})

t.test('an empty next in the query does not hide one in the form (X22)', async (t) => {
  const app = await buildHost(t)
  t.equal((await (await sentBrowser(app)).post('/ask?next=', { next: '/account' })).json().pending, null)
  t.equal(landing(await (await sentBrowser(app)).post('/enter?next=', { next: '/account' })), HOME)
  t.equal(landing(await (await sentBrowser(app)).post('/enter?next=', { next: arriveAt(TOPIC) })), TOPIC)
})

t.test('our own next counts before the cookie, and needs none (X22)', async (t) => {
  const app = await buildHost(t)
  const next = arriveAt(TOPIC)
  t.match((await (await sentBrowser(app)).post('/ask', { next })).json().pending, { returnTo: TOPIC })
  t.equal(landing(await (await sentBrowser(app)).post('/enter', { next })), TOPIC)
  t.equal(landing(await new Browser(app).post('/enter', { next })), TOPIC)
})

t.test('a page that the host names counts, whatever next says (X22)', async (t) => {
  const app = await buildHost(t)
  t.equal(landing(await (await sentBrowser(app)).post('/enter-topic', { next: '/account' })), TOPIC)
})

t.test('where the parameter has another name, next means nothing (X22)', async (t) => {
  const app = await buildHost(t, { nextParam: 'continue' })
  t.match((await (await sentBrowser(app)).post('/ask', { next: '/account' })).json().pending, { returnTo: ARTICLE })
  t.equal((await (await sentBrowser(app)).post('/ask', { continue: '/account' })).json().pending, null)
  t.equal(landing(await (await sentBrowser(app)).post('/enter', { continue: '/account' })), HOME)
})

t.test('without a login route any next is a foreign one (X22)', async (t) => {
  const app = await buildHost(t, { loginPath: false })
  const { app: withRoute } = await buildApp(t)
  const before = await sentBrowser(withRoute)
  const browser = new Browser(app)
  for (const [name, value] of Object.entries(before.cookies)) browser.setCookie(name, value)
  for (const next of ['/account', LOGIN, arriveAt(ARTICLE)]) {
    t.equal((await browser.post('/ask', { next })).json().pending, null)
  }
})

t.test('the login route of another help center is a foreign next (X22)', async (t) => {
  const OTHER = 'https://other.example.com'
  const provider = buildProvider({
    signInEndpoint: `${OTHER}/signin/jwt/auth`, helpCenterUrl: `${OTHER}/home`, secret: `${SECRET}-2`
  })
  const app = await buildHost(t, {}, async (app) => {
    const options = { name: 'other', provider, lookupUser: findUser, signInPage: '/sign-in' }
    await app.register(helpCenter, { ...options, prefix: '/other' })
    app.post('/ask-other', async (request) => ({ pending: app.helpCenter('other').pending(request) }))
    app.post('/enter-other', (_, reply) => reply.helpCenterRedirect(ada, { helpCenter: 'other' }))
  })
  const browser = await sentBrowser(app)
  await browser.get(arriveAt(`${OTHER}/a`, `/other${LOGIN}`))
  const next = arriveAt(`${OTHER}/b`, `/other${LOGIN}`)
  t.equal((await browser.post('/ask', { next })).json().pending, null)
  t.match((await browser.post('/ask-other', { next })).json().pending, { returnTo: `${OTHER}/b` })
  t.equal((await browser.post('/ask-other', { next: arriveAt(ARTICLE) })).json().pending, null)
  t.equal(landing(await browser.post('/enter', { next })), HOME)
  const { location } = (await browser.post('/enter-other', { next: arriveAt(ARTICLE) })).headers
  t.equal(readHandoff(location, `${SECRET}-2`).returnTo, `${OTHER}/home`)
})

t.test('the login route itself is asked by its own query alone (X22)', async (t) => {
  const app = await buildHost(t)
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  t.equal(landing(await browser.get(`${arriveAt(ARTICLE)}&next=/account`)), ARTICLE)
})

const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const freshworksOf = (brand: string, secret = rsa.privateKey) => freshworks({
  redirectUrl: `https://${brand}.freshworks.com/sp/OIDC/1/implicit`,
  secret,
  helpCenterUrl: `https://${brand}.freshdesk.com/home`
})
const ASKED = new URLSearchParams({ state: 'state-of-acme', nonce: 'nonce-of-acme' })

t.test('a foreign next redeems no state and no nonce, and makes no token where these are needed (X22)', async (t) => {
  const app = await buildHost(t, { provider: freshworksOf('acme'), cookie })
  const browser = await sentBrowser(app, `${LOGIN}?${ASKED}`)
  const { statusCode, headers, body } = await browser.post('/enter', { next: '/account' })
  t.equal(statusCode, 303)
  t.equal(headers.location, 'https://acme.freshdesk.com/home')
  t.notMatch(body + JSON.stringify(headers), /of-acme|eyJ/)
  const { location } = (await (await sentBrowser(app, `${LOGIN}?${ASKED}`)).post('/enter', {})).headers
  t.equal(new URL(String(location)).searchParams.get('state'), 'state-of-acme')
})

/** One registration for all brands, and routes of the host below each. */
async function buildBrands (t: Test, brands: Record<string, Provider>) {
  const brandOf = ({ params }: FastifyRequest) => (params as { brand: string }).brand
  const { app } = await buildApp(t, { prefix: '/:brand', provider: (request) => brands[brandOf(request)], cookie }, {
    after: (app) => app.post('/:brand/enter', (_, reply) => reply.helpCenterRedirect(ada))
  })
  return app
}

/** Asked by acme, redeemed at `brand`. */
async function redeem (t: Test, brands: Record<string, Provider>, query: URLSearchParams, brand: string) {
  const browser = new Browser(await buildBrands(t, brands))
  const guest = await browser.get(`/acme${LOGIN}?${query}`)
  t.match(Object.keys(browser.cookies).join(), 'pending', 'the visit is remembered')
  t.equal(guest.statusCode, 303)
  return browser.post(`/${brand}/enter`, {})
}

const freshworksBrands: Array<[title: string, other: Provider]> = [
  ['a key of its own', freshworksOf('globex', otherRsa.privateKey)], ['the same key', freshworksOf('globex')]
]

for (const [title, other] of freshworksBrands) {
  t.test(`state and nonce of one brand are not redeemed at another with ${title} (X23)`, async (t) => {
    const brands = { acme: freshworksOf('acme'), globex: other }
    const { statusCode, headers, body } = await redeem(t, brands, ASKED, 'globex')
    t.equal(statusCode, 303)
    t.equal(headers.location, 'https://globex.freshdesk.com/home')
    t.notMatch(body + JSON.stringify(headers), /of-acme|eyJ/)
    const { searchParams } = new URL(String((await redeem(t, brands, ASKED, 'acme')).headers.location))
    t.equal(searchParams.get('state'), 'state-of-acme')
    const claims = Buffer.from(String(searchParams.get('id_token')).split('.')[1]!, 'base64url').toString()
    t.equal(JSON.parse(claims).nonce, 'nonce-of-acme')
  })
}

t.test('what one brand is to get back is not echoed at another (X23)', async (t) => {
  const secretOf = (brand: string) => `secret-of-${brand}-3Kd8Yw1Qz6Tn5Rb0Xv9Lc2`
  const boardOf = (brand: string) => acmeDesk({
    helpCenterUrl: `https://${brand}.example.com/`,
    secret: secretOf(brand),
    inbound: { returnTo: { parameters: ['redirect'], form: 'url' }, echo: ['company'], required: ['company'] },
    handoff: { kind: 'query', endpoint: 'https://boards.example.com/sso', returnParameter: 'redirect' }
  })
  const brands = { acme: boardOf('acme'), globex: boardOf('globex') }
  const asked = new URLSearchParams({ company: 'company-of-acme', redirect: 'https://acme.example.com/a' })
  const { headers, body } = await redeem(t, brands, asked, 'globex')
  t.equal(headers.location, 'https://globex.example.com/')
  t.notMatch(body + JSON.stringify(headers), /of-acme|eyJ/)
  const own = new URL(String((await redeem(t, brands, asked, 'acme')).headers.location))
  t.match(Object.fromEntries(own.searchParams), { company: 'company-of-acme', redirect: 'https://acme.example.com/a' })
})

/** Two portals on one origin: a page of the one passes the gate of the other. */
const portalOf = (brand: string, secret = `secret-of-${brand}-3Kd8Yw1Qz6Tn5Rb0Xv9Lc2`) => buildProvider({
  signInEndpoint: `${HELP_CENTER}/${brand}/signin/jwt/auth`,
  helpCenterUrl: `${HELP_CENTER}/portal/${brand}/home`,
  secret
})

t.test('a page of one brand is not where a visitor of another lands, on the same origin (X23)', async (t) => {
  const brands = { acme: portalOf('acme', SECRET), globex: portalOf('globex', SECRET) }
  const asked = new URLSearchParams({ return_to: `${HELP_CENTER}/portal/acme/kb/1` })
  t.equal(landing(await redeem(t, brands, asked, 'globex')), `${HELP_CENTER}/portal/globex/home`)
  t.equal(landing(await redeem(t, brands, asked, 'acme')), `${HELP_CENTER}/portal/acme/kb/1`)
})

t.test('the login route of one brand is a foreign next in a route of another (X25)', async (t) => {
  const brands = { acme: portalOf('acme', SECRET), globex: portalOf('globex', SECRET) }
  const brandOf = ({ params }: FastifyRequest) => (params as { brand: 'acme' | 'globex' }).brand
  const { app } = await buildApp(t, { prefix: '/:brand', provider: (request) => brands[brandOf(request)], cookie }, {
    after: (app) => {
      app.post('/:brand/ask', async (request) => ({ pending: app.helpCenter().pending(request) }))
      app.post('/:brand/enter', (_, reply) => reply.helpCenterRedirect(ada))
      app.post('/ask', async (request) => ({ pending: app.helpCenter().pending(request) }))
    }
  })
  // A page of the one would pass the gate of the other: both are on one origin.
  const page = `${HELP_CENTER}/portal/acme/kb/1`
  const next = arriveAt(page, `/acme${LOGIN}`)
  const ask = async (brand: string) => (await new Browser(app).post(`${brand}/ask`, { next })).json().pending
  t.equal(await ask('/globex'), null)
  t.not(await ask('/acme'), null)
  t.not(await ask(''), null, 'a route without brands knows no better')
  const enter = async (brand: string) => landing(await new Browser(app).post(`/${brand}/enter`, { next }))
  t.equal(await enter('globex'), `${HELP_CENTER}/portal/globex/home`)
  t.equal(await enter('acme'), page)
})

t.test('a provider that is made anew for each request is the same help center (X23)', async (t) => {
  const { app } = await buildApp(t, { provider: async () => portalOf('acme', SECRET), cookie }, {
    after: (app) => app.post('/enter', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const browser = new Browser(app)
  await browser.get(arriveAt(`${HELP_CENTER}/portal/acme/kb/1`))
  t.equal(landing(await browser.post('/enter', {})), `${HELP_CENTER}/portal/acme/kb/1`)
})

t.test('a rotated secret of the vendor is the same help center (X23)', async (t) => {
  let secret = SECRET
  const { app } = await buildApp(t, { provider: () => portalOf('acme', secret), cookie }, {
    after: (app) => app.post('/enter', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const browser = new Browser(app)
  await browser.get(arriveAt(`${HELP_CENTER}/portal/acme/kb/1`))
  secret = `${SECRET}-rotated`
  const { headers: { location } } = await browser.post('/enter', {})
  t.equal(readHandoff(location, secret).returnTo, `${HELP_CENTER}/portal/acme/kb/1`)
})

t.test('a cookie from before the registration had another help center is void (X23)', async (t) => {
  const user = (): Profile | null => null
  const { app: before } = await buildApp(t, { provider: portalOf('acme'), cookie, lookupUser: user })
  const app = await buildHost(t, { provider: portalOf('globex', SECRET), cookie, lookupUser: user })
  const sent = await sentBrowser(before, arriveAt(`${HELP_CENTER}/portal/acme/kb/1`))
  const browser = new Browser(app)
  for (const [name, value] of Object.entries(sent.cookies)) browser.setCookie(name, value)
  t.equal((await browser.get('/ask')).json().pending, null)
  t.equal(landing(await browser.get('/enter')), `${HELP_CENTER}/portal/globex/home`)
})
