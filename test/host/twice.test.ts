import t, { type Test } from 'tap'
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import helpCenter, { type FastifyHelpCenterOptions, type Provider } from '../../lib/index.ts'
import { acmeDesk, endpointOf } from '../fixtures/acme-desk.ts'
import { ada, buildProvider, COOKIE_SECRET, createHost, findUser, LOGIN, SECRET } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { pemOf, rsa } from '../fixtures/key-pairs.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'

type Options = Omit<FastifyHelpCenterOptions, 'prefix'>
type Scoped = (scope: FastifyInstance) => void
type Register = (app: FastifyInstance, one: Options, other: Options, also?: Scoped) => void

/** Where two registrations of one app may lie, and in which order they come. */
const layouts: Array<[title: string, register: Register]> = [
  ['in one scope', (app, one, other) => {
    app.register(helpCenter, { ...one, prefix: '/one' })
    app.register(helpCenter, { ...other, prefix: '/other' })
  }],
  ['above and then below', (app, one, other) => {
    app.register(helpCenter, { ...one, prefix: '/one' })
    app.register(async (scope) => scope.register(helpCenter, other), { prefix: '/other' })
  }],
  ['below and then above', (app, one, other) => {
    app.register(async (scope) => scope.register(helpCenter, one), { prefix: '/one' })
    app.register(helpCenter, { ...other, prefix: '/other' })
  }],
  ['in neighbouring scopes', (app, one, other, also) => {
    for (const [options, prefix] of [[one, '/one'], [other, '/other']] as const) {
      app.register(async (scope) => {
        await scope.register(helpCenter, options)
        also?.(scope)
      }, { prefix })
    }
  }],
  ['far apart in the tree', (app, one, other, also) => {
    for (const [options, prefix] of [[one, '/one'], [other, '/other']] as const) {
      app.register(async (outer) => {
        await outer.register(async (inner) => {
          await inner.register(helpCenter, options)
          also?.(inner)
        }, { prefix: '/inner' })
      }, { prefix })
    }
  }]
]

const OTHER = 'https://other.example.com'
const cookie = { secret: COOKIE_SECRET }
const other = { signInEndpoint: `${OTHER}/signin/jwt/auth`, helpCenterUrl: `${OTHER}/portal/en/home` }

async function ready (t: Test, register: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = createHost()
  t.teardown(() => app.close())
  register(app)
  await app.ready()
  return app
}

const named = (name: string, provider: Provider): Options => ({ name, provider, lookupUser: findUser, cookie })

/** One secret in all its shapes. */
const shapes: Record<string, () => string | Buffer | KeyObject> = {
  text: () => SECRET,
  bytes: () => Buffer.from(SECRET),
  'a KeyObject': () => createSecretKey(Buffer.from(SECRET))
}
const pairs = Object.keys(shapes).flatMap((one) => Object.keys(shapes).map((two) => [one, two] as const))

for (const [where, register] of layouts) {
  t.test(`one secret for two help centers ${where} is refused, whatever its shapes (X15, T2)`, async (t) => {
    for (const [one, two] of pairs) {
      const first = named('one', buildProvider({ secret: shapes[one]!() }))
      const second = named('two', buildProvider({ ...other, secret: shapes[two]!() }))
      const { code, message } = await rejectionOf(ready(t, (app) => register(app, first, second)))
      t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', `${one}, ${two}`)
      t.match(message, /option secret: .*Expected a different secret/)
      t.notMatch(message, SECRET.slice(0, 8))
    }
  })

  t.test(`secrets of their own, and two ways into one help center, are taken ${where} (X15, T2)`, async (t) => {
    for (const [one, two] of pairs) {
      const bytes = Buffer.from(`${SECRET}-2`)
      const secret = two === 'text' ? bytes.toString() : two === 'bytes' ? bytes : createSecretKey(bytes)
      const first = named('one', buildProvider({ secret: shapes[one]!() }))
      const elsewhere = named('two', buildProvider({ ...other, secret }))
      const sameAgain = named('two', buildProvider({ secret: shapes[two]!() }))
      for (const second of [elsewhere, sameAgain]) await t.resolves(ready(t, (app) => register(app, first, second)))
    }
  })
}

t.test('one private key for two help centers is refused, whatever its shapes (X15, T2)', async (t) => {
  const pem = pemOf(rsa.privateKey)
  const keys = {
    PEM: pem, 'one line': pem.replaceAll('\n', '\\n'), bytes: Buffer.from(pem), 'a KeyObject': rsa.privateKey
  }
  const handoff = endpointOf(other.signInEndpoint)
  const token = { kind: 'jwt', parameter: 'jwt', algorithm: 'RS256', jti: true } as const
  for (const [title, secret] of Object.entries(keys)) {
    const two = acmeDesk({ token, secret, helpCenterUrl: `${OTHER}/home`, handoff })
    const error = await rejectionOf(ready(t, (app) => {
      app.register(helpCenter, { ...named('one', acmeDesk({ token, secret: pem })), prefix: '/one' })
      app.register(helpCenter, { ...named('two', two), prefix: '/two' })
    }))
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_OPTION', message: /option secret: / }, title)
  }
})

t.test('another app in the same process may have the same secret and the same name (X15, T5)', async (t) => {
  await t.resolves(ready(t, (app) => app.register(helpCenter, named('one', buildProvider()))))
  await t.resolves(ready(t, (app) => app.register(helpCenter, named('one', buildProvider(other)))))
})

t.test('an app that was refused and closed does not block the next one (X15, T5)', async (t) => {
  const twice = (app: FastifyInstance) => {
    app.register(helpCenter, { ...named('one', buildProvider()), prefix: '/one' })
    app.register(helpCenter, { ...named('two', buildProvider(other)), prefix: '/two' })
  }
  await t.rejects(ready(t, twice), { code: 'FST_HELP_CENTER_INVALID_OPTION' })
  await t.rejects(ready(t, twice), { code: 'FST_HELP_CENTER_INVALID_OPTION' })
  await t.resolves(ready(t, (app) => app.register(helpCenter, named('two', buildProvider(other)))))
})

const secretOf = (brand: string) => `secret-of-${brand}-3Kd8Yw1Qz6Tn5Rb0Xv9Lc2`
const homeOf = (brand: string) => `https://${brand}.example.com/portal/en/home`

/** Two registrations of one name and with one cookie name, which are two help centers all the same. */
function sameName (brand: string, changes: Partial<Options> = {}): Options {
  const signInEndpoint = `https://${brand}.example.com/signin/jwt/auth`
  const provider = buildProvider({ signInEndpoint, secret: secretOf(brand), helpCenterUrl: homeOf(brand) })
  return { provider, lookupUser: findUser, signInPage: '/sign-in', ...changes }
}

/** Routes of the host beside each registration. */
function addHost (scope: FastifyInstance): void {
  scope.get('/ask', async (request) => ({ pending: scope.helpCenter().pending(request) }))
  scope.get('/help', (_, reply) => reply.helpCenterRedirect(ada))
  scope.post('/enter', (_, reply) => reply.helpCenterRedirect(ada))
}

const siblings: Array<[title: string, one: string, other: string, register: Register]> = [
  ['neighbouring scopes', '/one', '/other', layouts[3]![1]],
  ['scopes far apart', '/one/inner', '/other/inner', layouts[4]![1]]
]
const cookies: Array<[title: string, options: Partial<Options>]> = [
  ['cookie secrets of their own', {}], ['one cookie secret', { cookie }]
]

for (const [where, one, two, register] of siblings) {
  for (const [how, options] of cookies) {
    const build = (t: Test) =>
      ready(t, (app) => register(app, sameName('acme', options), sameName('globex', options), addHost))

    t.test(`one name in ${where}, ${how}: the loop guard stops a browser (X15)`, async (t) => {
      for (const [session, url] of [['ada', LOGIN], ['', LOGIN], ['ada', '/help']] as const) {
        const browser = new Browser(await build(t))
        browser.setCookie('session', session)
        const answers = []
        for (let i = 0; i < 6; i++) {
          for (const prefix of [one, two]) answers.push((await browser.get(prefix + url)).statusCode)
        }
        // Counted together or each for itself: nobody gets a fourth one.
        t.ok(answers.filter((status) => status === 303).length <= 6, `${session} ${url}: ${answers}`)
        t.strictSame(answers.slice(-4), [429, 429, 429, 429], `${session} ${url}: ${answers}`)
      }
    })

    t.test(`one name in ${where}, ${how}: visits keep apart (X15)`, async (t) => {
      const browser = new Browser(await build(t))
      const pending = async (prefix: string) => (await browser.get(`${prefix}/ask`)).json().pending
      await browser.get(`${one}${LOGIN}?${new URLSearchParams({ return_to: `${homeOf('acme')}/a` })}`)
      t.match(await pending(one), { returnTo: `${homeOf('acme')}/a` })
      t.equal(await pending(two), null)
      await browser.get(`${two}${LOGIN}?${new URLSearchParams({ return_to: `${homeOf('globex')}/b` })}`)
      t.match(await pending(one), { returnTo: `${homeOf('acme')}/a` })
      t.match(await pending(two), { returnTo: `${homeOf('globex')}/b` })

      const { headers } = await browser.post(`${two}/enter`, {})
      t.equal(new URL(String(headers.location)).searchParams.get('return_to'), `${homeOf('globex')}/b`)
      t.match(await pending(one), { returnTo: `${homeOf('acme')}/a` })
      t.equal(await pending(two), null)
    })
  }

  t.test(`one name in ${where}, without login routes: the loop guard stops a browser (X15)`, async (t) => {
    const changes = { loginPath: false, logoutPath: false } as const
    const browser = new Browser(await ready(t, (app) =>
      register(app, sameName('acme', changes), sameName('globex', changes), addHost)))
    const answers = []
    for (let i = 0; i < 6; i++) {
      for (const prefix of [one, two]) answers.push((await browser.get(`${prefix}/help`)).statusCode)
    }
    // Three of each, which neither counts for the other.
    t.strictSame(answers.map((status) => status === 429), Array.from({ length: 12 }, (_, i) => i >= 6), String(answers))
  })
}

t.test('one name below and then above is refused, or two help centers that do not meet (X15)', async (t) => {
  const [, register] = layouts[2]!
  let app: FastifyInstance
  try {
    app = await ready(t, (app) => register(app, sameName('acme'), sameName('globex')))
  } catch (error) {
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_OPTION', message: /option name: / })
    return
  }
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  const answers = []
  for (let i = 0; i < 6; i++) {
    for (const prefix of ['/one', '/other']) answers.push((await browser.get(prefix + LOGIN)).statusCode)
  }
  t.strictSame(answers.slice(-4), [429, 429, 429, 429], String(answers))
})
