import t from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyRequest } from 'fastify'
import helpCenter, { type HelpCenter, type Provider } from '../../lib/index.ts'
import {
  ada, ARTICLE, bob, buildApp, buildProvider, COOKIE_SECRET, createHost, findUser, LOGIN, SECRET, wrong
} from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { isSignedWith } from '../fixtures/read-token.ts'

const signedIn = { cookie: 'session=ada' }
const cookie = { secret: COOKIE_SECRET }
const secretOf = (brand: string) => `secret-of-${brand}-3Kd8Yw1Qz6Tn5Rb0Xv9Lc2`
const homeOf = (brand: string) => `https://${brand}.example.com/portal/en/home`

function brandProvider (brand: string): Provider {
  const signInEndpoint = `https://${brand}.example.com/accounts/p/8-1/signin/jwt/auth`
  return buildProvider({ signInEndpoint, secret: secretOf(brand), helpCenterUrl: homeOf(brand) })
}

const brands = new Map(['acme', 'globex', 'initech', 'hooli'].map((brand) => [brand, brandProvider(brand)]))
const brandOf = (request: FastifyRequest) => (request.params as { brand: string }).brand

t.test('two help centers of one app are told apart by name', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: async (app) => {
      await app.register(helpCenter, {
        name: 'acme', prefix: '/acme', provider: brandProvider('acme'), lookupUser: findUser
      })
      app.get('/to-acme', (_, reply) => reply.helpCenterRedirect(bob, { helpCenter: 'acme' }))
      app.get('/to-default', (_, reply) => reply.helpCenterRedirect(ada))
    }
  })
  t.equal(app.helpCenter('acme').loginUrl(), `/acme${LOGIN}`)
  t.equal(app.helpCenter().name, 'default')
  const atAcme =
    readHandoff((await app.inject({ url: `/acme${LOGIN}`, headers: signedIn })).headers.location, secretOf('acme'))
  t.equal(atAcme.returnTo, homeOf('acme'))
  t.equal(readHandoff((await app.inject('/to-acme')).headers.location, secretOf('acme')).claims.email, bob.email)
  t.equal(readHandoff((await app.inject('/to-default')).headers.location, SECRET).claims.email, ada.email)
})

t.test('without a name and without one called default, several help centers are ambiguous', async (t) => {
  const { app } = await buildApp(t, { name: 'acme' }, {
    after: (app) => app.register(helpCenter, {
      name: 'globex', prefix: '/globex', provider: brandProvider('globex'), lookupUser: findUser
    })
  })
  t.throws(() => app.helpCenter(), { code: 'FST_HELP_CENTER_NOT_REGISTERED', message: /acme, globex/ })
})

t.test('the same name twice is refused with the cure, in one scope and below it (T5)', async (t) => {
  for (const inChild of [false, true]) {
    const app = createHost()
    t.teardown(() => app.close())
    const options = { provider: buildProvider(), lookupUser: findUser }
    app.register(helpCenter, options)
    const second = { ...options, prefix: '/b' }
    if (inChild) app.register(async (scope) => { await scope.register(helpCenter, second) })
    else app.register(helpCenter, second)
    await t.rejects(Promise.resolve(app.ready()), {
      code: 'FST_HELP_CENTER_INVALID_OPTION', message: /option name: .*"default".*Expected a name that is not/
    })
  }
})

t.test('neighbouring scopes may use the same name and do not see each other (T5)', async (t) => {
  const app = createHost()
  t.teardown(() => app.close())
  for (const brand of ['acme', 'globex']) {
    app.register(async (scope) => {
      await scope.register(helpCenter, { provider: brandProvider(brand), lookupUser: findUser })
      scope.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
    }, { prefix: `/${brand}` })
  }
  await app.ready()
  for (const brand of ['acme', 'globex']) {
    for (const url of [`/${brand}/help`, `/${brand}${LOGIN}`]) {
      const { headers } = await app.inject({ url, headers: signedIn })
      t.equal(readHandoff(headers.location, secretOf(brand)).returnTo, homeOf(brand))
    }
  }
})

t.test('a child scope inherits the help centers above it and adds its own without showing it to them', async (t) => {
  const { app } = await buildApp(t, {}, {
    after: (app) => app.register(async (scope) => {
      await scope.register(helpCenter, { name: 'acme', provider: brandProvider('acme'), lookupUser: findUser })
      t.equal(scope.helpCenter('default').loginUrl(), LOGIN)
      t.equal(scope.helpCenter('acme').loginUrl(), `/child${LOGIN}`)
      scope.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
    }, { prefix: '/child' })
  })
  t.throws(() => app.helpCenter('acme'), { code: 'FST_HELP_CENTER_NOT_REGISTERED' })
  readHandoff((await app.inject('/child/help')).headers.location, SECRET)
})

const prefixes: [outer: string, inner: string, loginUrl: string][] = [
  ['', '/account', `/account${LOGIN}`], ['/shop', '', `/shop${LOGIN}`], ['/shop', '/account', `/shop/account${LOGIN}`],
  ['/shop/', '/account', `/shop/account${LOGIN}`], ['shop', '/account/', `/shop/account${LOGIN}`],
  ['', '/a.b+c', `/a.b+c${LOGIN}`]
]

for (const [outer, inner, loginUrl] of prefixes) {
  t.test(`below the prefixes "${outer}" and "${inner}" next leads back to the login route`, async (t) => {
    const app = createHost()
    t.teardown(() => app.close())
    const options = { provider: buildProvider(), lookupUser: findUser, signInPage: '/sign-in' }
    let desk: HelpCenter | undefined
    app.register(async (scope) => {
      await scope.register(helpCenter, inner === '' ? options : { ...options, prefix: inner })
      desk = scope.helpCenter()
    }, outer === '' ? {} : { prefix: outer })
    app.get('/ask', async (request) => ({ pending: desk?.pending(request) }))
    await app.ready()
    t.equal(desk?.loginUrl(), loginUrl)
    const { statusCode, headers } = await app.inject({ url: loginUrl, query: { return_to: ARTICLE } })
    t.equal(statusCode, 303)
    const next = new URL(String(headers.location), 'https://app.example.com').searchParams.get('next') ?? ''
    t.equal(next, `${loginUrl}?${new URLSearchParams({ return_to: ARTICLE })}`)
    t.match((await app.inject({ url: '/ask', query: { next } })).json().pending, { returnTo: ARTICLE })
  })
}

t.test('a parametric prefix serves one brand per segment, and next keeps the brand', async (t) => {
  const { app } = await buildApp(t, { prefix: '/:brand', provider: (request) => brands.get(brandOf(request)), cookie })
  t.equal(app.helpCenter().loginUrl(undefined, { brand: 'acme' }), `/acme${LOGIN}`)
  t.throws(() => app.helpCenter().loginUrl(), { code: 'FST_HELP_CENTER_UNKNOWN' })
  for (const brand of brands.keys()) {
    const guest = await app.inject({ url: `/${brand}${LOGIN}`, query: { return_to: homeOf(brand) } })
    const next = new URL(String(guest.headers.location), 'https://app.example.com').searchParams.get('next') ?? ''
    t.equal(next, `/${brand}${LOGIN}?${new URLSearchParams({ return_to: homeOf(brand) })}`)
    const handoff = await app.inject({ url: next, headers: signedIn })
    t.equal(readHandoff(handoff.headers.location, secretOf(brand)).returnTo, homeOf(brand))
  }
})

t.test('an unknown brand is a 404, whatever its name is in JavaScript (T3)', async (t) => {
  const { app } =
    await buildApp(t, { prefix: '/:brand', provider: async (request) => brands.get(brandOf(request)), cookie })
  for (const brand of [
    'umbrella', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'ACME', 'acme%00', 'acme.evil.example'
  ]) {
    const response = await app.inject({ url: `/${brand}${LOGIN}`, headers: signedIn })
    t.equal(response.statusCode, 404, brand)
    t.match(response.body, 'FST_HELP_CENTER_UNKNOWN')
    t.notOk(response.headers.location)
  }
})

t.test('what a brand\'s table finds on a prototype is no provider (T3)', async (t) => {
  const table: Record<string, Provider> = { acme: brandProvider('acme') }
  const { app } = await buildApp(t, { prefix: '/:brand', provider: (request) => table[brandOf(request)], cookie })
  for (const brand of ['__proto__', 'constructor', 'toString', 'valueOf']) {
    const response = await app.inject({ url: `/${brand}${LOGIN}`, headers: signedIn })
    t.equal(response.statusCode, 500, brand)
    t.match(response.body, 'FST_HELP_CENTER_HOOK_RESULT')
  }
})

t.test('rubbish, a throw or a hang of the provider function ends on a page with a code', async (t) => {
  const outcomes: [() => unknown, number, string][] = [
    [() => null, 500, 'HOOK_RESULT'], [() => 'acme', 500, 'HOOK_RESULT'], [() => ({ ...buildProvider() }), 303, ''],
    [() => { throw new Error('no such tenant at 10.2.2.2') }, 500, 'HOOK_FAILED'],
    [async () => { throw Object.assign(new Error('10.2.2.2'), { statusCode: 302 }) }, 500, 'HOOK_FAILED'],
    [() => new Promise(() => {}), 503, 'HOOK_TIMEOUT']
  ]
  for (const [provider, statusCode, code] of outcomes) {
    const { app } = await buildApp(t, { provider: () => wrong(provider()), cookie, hookTimeout: 20 })
    const response = await app.inject({ url: LOGIN, headers: signedIn })
    t.equal(response.statusCode, statusCode)
    t.match(response.body, code && `FST_HELP_CENTER_${code}`)
    t.notMatch(response.body, '10.2.2.2')
  }
})

t.test('a return URL of one brand is dropped at another (T4)', async (t) => {
  const { app } = await buildApp(t, { prefix: '/:brand', provider: (request) => brands.get(brandOf(request)), cookie })
  const response = await app.inject({ url: `/acme${LOGIN}`, query: { return_to: homeOf('globex') }, headers: signedIn })
  t.equal(readHandoff(response.headers.location, secretOf('acme')).returnTo, homeOf('acme'))
})

t.test('a pending cookie of one help center is none at another (S10)', async (t) => {
  const { app } = await buildApp(t, { cookie }, {
    after: async (app) => {
      const options = {
        name: 'acme', prefix: '/acme', provider: buildProvider(), lookupUser: findUser, signInPage: '/sign-in', cookie
      }
      await app.register(helpCenter, options)
      app.get('/ask/:name', async (request) =>
        ({ pending: app.helpCenter((request.params as { name: string }).name).pending(request) }))
    }
  })
  const browser = new Browser(app)
  await browser.get(`/acme${LOGIN}`)
  const value = String(browser.cookies['__Host-help-center.acme.pending'])
  t.ok((await browser.get('/ask/acme')).json().pending)
  t.equal((await browser.get('/ask/default')).json().pending, null)
  browser.setCookie('__Host-help-center.default.pending', value)
  t.equal((await browser.get('/ask/default')).json().pending, null)
})

t.test('concurrent sign-ins of several brands are each signed with the secret of their own (T1, T6)', async (t) => {
  const { app } = await buildApp(t, {
    prefix: '/:brand',
    cookie,
    provider: async (request) => {
      await wait(brandOf(request).length % 4)
      return brands.get(brandOf(request))
    },
    lookupUser: async (request) => {
      await wait(Number(request.id.slice(4)) % 5)
      return ada
    }
  })
  const asked = [...brands.keys()].flatMap((brand) => Array<string>(4).fill(brand))
  const answers = await Promise.all(asked.map((brand) => app.inject(`/${brand}${LOGIN}`)))
  const tokens = answers.map(({ headers }, i) => {
    const { endpoint, token, returnTo } = readHandoff(headers.location, secretOf(String(asked[i])))
    t.equal(new URL(endpoint).origin, new URL(homeOf(String(asked[i]))).origin)
    t.equal(returnTo, homeOf(String(asked[i])))
    return token
  })
  for (const [i, token] of tokens.entries()) {
    const accepting = [...brands.keys()].filter((brand) => isSignedWith(token, secretOf(brand)))
    t.strictSame(accepting, [asked[i]])
  }
})

const OTHER = 'https://other.example.com'
const other = {
  signInEndpoint: `${OTHER}/accounts/p/8-2/signin/jwt/auth`, helpCenterUrl: `${OTHER}/portal/en/home`
}
const register = async (...providers: Array<Provider | (() => Provider)>) => {
  const app = Fastify()
  for (const [i, provider] of providers.entries()) {
    const name = `brand-${i}`
    await app.register(helpCenter, {
      provider, name, prefix: `/${name}`, lookupUser: () => null, cookie: { secret: 'c'.repeat(31) + 'k' }
    })
  }
  await app.close()
}

t.test('two help centers with one secret are refused, for a token of the one is good at the other (T2)', async (t) => {
  await t.rejects(register(buildProvider(), buildProvider(other)), {
    code: 'FST_HELP_CENTER_INVALID_OPTION', message: /option secret: .*Expected a different secret: .*"brand-0"/
  })
  await t.rejects(register(buildProvider(), buildProvider({ helpCenterUrl: other.helpCenterUrl })), {
    code: 'FST_HELP_CENTER_INVALID_OPTION'
  })
})

t.test('secrets of their own, two ways into one help center, and what cannot be known are taken (T2)', async (t) => {
  await t.resolves(register(buildProvider(), buildProvider({ ...other, secret: `${SECRET}-2` })))
  await t.resolves(register(buildProvider(), buildProvider()))
  await t.resolves(register(buildProvider(), buildProvider({ ...other, secret: () => SECRET })))
  await t.resolves(register(() => buildProvider(), buildProvider(other)))
  await t.resolves(register(buildProvider(), () => buildProvider(other)))
})
