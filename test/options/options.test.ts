import t, { type Test } from 'tap'
import helpCenter, { zohoDesk } from '../../lib/index.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import {
  ada, buildApp, buildProvider, COOKIE_SECRET, createHost, findUser, HELP_CENTER, HOME, LOGIN, type Options, wrong
} from '../fixtures/build-app.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { optionError } from '../fixtures/refused-options.ts'

const code = 'FST_HELP_CENTER_INVALID_OPTION'

/** Title, the options, the option that the message must name, and the cure that it must give. */
const refused: [title: string, options: Options, option: string, cure: string][] = [
  ['the provider is missing', { provider: wrong(undefined) }, 'provider', 'zohoDesk({'],
  ['the provider is null', { provider: wrong(null) }, 'provider', 'zohoDesk({'],
  ['the provider is a plain object', { provider: wrong({ id: 'zoho-desk' }) }, 'provider', 'defineProvider()'],
  ['the provider is the name of a preset', { provider: wrong('zohoDesk') }, 'provider', 'zohoDesk({'],
  ['the provider is a preset that was not called', { provider: wrong(zohoDesk) }, 'provider',
    'Call it: zohoDesk({ … })'],
  ['lookupUser is missing while the login route is mounted', { lookupUser: undefined }, 'lookupUser',
    'loginPath: false'],
  ['lookupUser is no function', { lookupUser: wrong('user') }, 'lookupUser', 'Expected a function'],
  ['profile is no function', { profile: wrong({}) }, 'profile', 'Expected a function'],
  ['authorize is no function', { authorize: wrong(true) }, 'authorize', 'Expected a function'],
  ['onLogout is no function', { onLogout: wrong(null) }, 'onLogout', 'Expected a function'],
  ['onSignIn is no function', { onSignIn: wrong([]) }, 'onSignIn', 'Expected a function'],
  ['the name is empty', { name: '' }, 'name', 'letters, digits'],
  ['the name has a character that no cookie name has', { name: 'brand a' }, 'name', 'letters, digits'],
  ['the name is over 32 characters', { name: 'x'.repeat(33) }, 'name', '1 to 32'],
  ['the name is a number', { name: wrong(5) }, 'name', 'letters, digits'],
  ['the cookie options are no object', { cookie: wrong(5) }, 'cookie', ''],
  ['the cookie options are an array', { cookie: wrong([]) }, 'cookie', ''],
  ['the route options are no object', { routeOptions: wrong(5) }, 'routeOptions', ''],
  ['login and logout route have the same path', { loginPath: '/sso', logoutPath: '/sso' }, 'logoutPath', ''],
  ['nextParam has a character that a URL would escape', { nextParam: 'next&x' }, 'nextParam', 'letters, digits'],
  ['assumeEmailVerified is text', { assumeEmailVerified: wrong('false') }, 'assumeEmailVerified',
    'Expected true or false'],
  ['hookTimeout is zero', { hookTimeout: 0 }, 'hookTimeout', 'from 1 to 30000'],
  ['hookTimeout is over half a minute', { hookTimeout: 30_001 }, 'hookTimeout', 'from 1 to 30000'],
  ['hookTimeout is text', { hookTimeout: wrong('5000') }, 'hookTimeout', 'milliseconds'],
  ['hookTimeout is no number', { hookTimeout: NaN }, 'hookTimeout', 'whole number'],
  ['maxPendingLookups is zero', { maxPendingLookups: 0 }, 'maxPendingLookups', 'look-ups'],
  ['maxPendingLookups is infinite', { maxPendingLookups: Infinity }, 'maxPendingLookups', 'whole number'],
  ['loginPath is no path', { loginPath: 'help-center/login' }, 'loginPath', '/help-center/login'],
  ['loginPath is true', { loginPath: wrong(true) }, 'loginPath', 'Expected false or'],
  ['loginPath starts with two slashes', { loginPath: '//evil.example' }, 'loginPath', 'or a path'],
  ['loginPath has a wildcard', { loginPath: '/help/*' }, 'loginPath', 'without wildcards or patterns'],
  ['loginPath has a pattern', { loginPath: '/:brand(^\\d+)/login' }, 'loginPath', 'without wildcards or patterns'],
  ['loginPath has a query', { loginPath: '/login?x=1' }, 'loginPath', 'or a path'],
  ['logoutPath has a backslash', { logoutPath: '/\\evil.example' }, 'logoutPath', 'or a path'],
  ['the prefix does not start with a slash', { prefix: 'account' }, 'prefix', '/account'],
  ['the prefix has a wildcard', { prefix: '/*' }, 'prefix', 'without wildcards or patterns'],
  ['signInPage is no path and no URL', { signInPage: 'sign-in' }, 'signInPage', 'Expected a path'],
  ['signInPage is a network path', { signInPage: '//evil.example' }, 'signInPage', 'Expected a path'],
  ['signInPage has another scheme', { signInPage: 'javascript:alert(1)' }, 'signInPage', 'http(s)'],
  ['signInPage is null', { signInPage: wrong(null) }, 'signInPage', 'Expected a path'],
  ['afterLogout is a URL of somebody else', { afterLogout: 'https://evil.example/' }, 'afterLogout',
    'URL of the help center'],
  ['afterLogout is a network path', { afterLogout: '//evil.example' }, 'afterLogout', 'Expected a path'],
  ['afterLogout is no text', { afterLogout: wrong(1) }, 'afterLogout', 'Expected a path'],
  ['errorPage is true', { errorPage: wrong(true) }, 'errorPage', 'Expected a function'],
  ['an option is misspelled', wrong({ lookUpUser: findUser }), 'lookUpUser', 'Known: provider'],
  ['an option belongs to the provider', wrong({ secret: 'x' }), 'secret', 'Known: provider'],
  ['a route has options that is not there', { routeOptions: wrong({ signin: {} }) }, 'routeOptions.signin',
    'login, logout'],
  ['a cookie option is misspelled', { cookie: wrong({ secrets: [] }) }, 'cookie.secrets', 'secret, secure, name'],
  ['cookie.secure is text', { cookie: { secure: wrong('auto') } }, 'cookie.secure', 'Expected true or false'],
  ['cookie.name has a separator', { cookie: { name: 'a;b' } }, 'cookie.name', 'letters, digits'],
  ['cookie.secret is 31 bytes long (S2)', { cookie: { secret: '0123456789abcdefghijklmnopqrstu' } }, 'cookie.secret',
    'at least 32 bytes'],
  ['cookie.secret is an empty array', { cookie: { secret: [] } }, 'cookie.secret', 'at least one secret'],
  ['one of the cookie secrets is short', { cookie: { secret: [COOKIE_SECRET, 'old'] } }, 'cookie.secret',
    'at least 32 bytes'],
  ['cookie.secret is missing beside a provider function', { provider: () => undefined }, 'cookie.secret',
    '32 random bytes'],
  ['cookie.secret is missing beside a short secret of the provider',
    { provider: acmeDesk({ secret: 'k'.repeat(11) + 'short-secret', allowShortSecret: true }) },
    'cookie.secret',
    'got nothing, and the provider has a secret of 23 bytes, too weak. Expected at least 32 random bytes'],
  ['cookie.secret is missing beside a secret function', { provider: buildProvider({ secret: () => COOKIE_SECRET }) },
    'cookie.secret', '32 random bytes']
]

async function register (t: Test, options: Options): Promise<void> {
  const app = createHost()
  t.teardown(() => app.close())
  app.register(helpCenter, { provider: buildProvider(), lookupUser: findUser, ...options })
  await app.ready()
}

for (const [title, options, option, cure] of refused) {
  t.test(`register rejects if ${title}`, async (t) => {
    const error = await t.rejects(register(t, options), { code, name: 'FastifyError', statusCode: 500 }) as Error
    t.match(error.message, optionError(option, 'fastify-help-center'))
    t.ok(error.message.includes(cure), `says "${cure}"`)
  })
}

const anyHook = [() => {}, async () => {}, undefined]
const names = ['a', '7', 'brand-a', 'brand_a', 'Brand2', '-', '_', 'x'.repeat(32)]
const paths = ['/sso', '/s', '/a/b-c_d.e~f', '/:brand/login', '/a/:brand/:region', '/A-1', '/x@y', '/a+b']
const pages = ['/sign-in', '/', '/sign-in?a=b#c', 'https://app.example.com/sign-in', 'http://localhost:3000']
const cookieSecrets = [COOKIE_SECRET, Buffer.from(COOKIE_SECRET), [COOKIE_SECRET, Buffer.alloc(32, 'ab')]]
/** Beside the table of what is refused: the bounds themselves, and each kind of character that is allowed. */
const accepted: [option: keyof Options, values: unknown[]][] = [
  ['name', names], ['nextParam', names], ['cookie', names.map((name) => ({ name }))],
  ['cookie', [{}, { secure: true }, { secure: false }, ...cookieSecrets.map((secret) => ({ secret }))]],
  ['loginPath', [...paths, false]], ['logoutPath', [...paths, false]],
  ['prefix', ['', '/account', '/:brand', '/a-b/c.d']],
  ['signInPage', [...pages, () => '/sign-in', undefined]],
  ['afterLogout', ['/', '/goodbye?a=b#c', HOME, `${HELP_CENTER}/?a=b`, HELP_CENTER, undefined]],
  ['hookTimeout', [1, 30_000]], ['maxPendingLookups', [1, 100_000]], ['assumeEmailVerified', [true, false]],
  ['errorPage', [false, () => '<p>', undefined]], ['tokenPath', [false, undefined]],
  ['routeOptions', [{}, { login: {}, logout: {} }, { login: undefined }]],
  ['profile', anyHook], ['authorize', anyHook], ['onLogout', anyHook], ['onSignIn', anyHook]
]
for (const [option, values] of accepted) {
  t.test(`register takes ${values.length} kinds of ${option}`, async (t) => {
    for (const value of values) {
      await t.resolves(register(t, { [option]: value }), `${option}: ${JSON.stringify(value)}`)
    }
  })
}

t.test('a message never shows a secret that was refused', async (t) => {
  const secret = 'too-short-and-secret'
  const error = await t.rejects(register(t, { cookie: { secret } }), { code })
  t.notMatch(String(error), secret)
})

t.test('register leaves the options of the caller as they were', async (t) => {
  const cookie = Object.freeze({ secret: Object.freeze([COOKIE_SECRET]) })
  const routeOptions = Object.freeze({ login: Object.freeze({ config: { x: 1 } }), logout: Object.freeze({}) })
  const options =
    Object.freeze({ provider: buildProvider(), lookupUser: findUser, signInPage: '/sign-in', cookie, routeOptions })
  const before = { ...options }
  const app = createHost()
  t.teardown(() => app.close())
  await app.register(helpCenter, options).ready()
  t.strictSame({ ...options }, before)
  t.equal((await app.inject(LOGIN)).statusCode, 303)
})

t.test('the defaults are the ones that the documentation names', async (t) => {
  const { app } = await buildApp(t)
  t.equal(app.helpCenter().name, 'default')
  t.equal(app.helpCenter().loginUrl(), '/help-center/login')
  t.ok(app.hasRoute({ method: 'GET', url: '/help-center/logout' }))
  const guest = await app.inject(LOGIN)
  t.equal(guest.headers.location, '/sign-in?next=%2Fhelp-center%2Flogin')
  t.match(guest.headers['set-cookie'], [
    /^__Host-help-center\.default\.attempts=/, /^__Host-help-center\.default\.pending=/
  ])
  t.equal((await app.inject('/help-center/logout')).headers.location, HOME)
})

t.test('loginPath and logoutPath can be switched off, and then need no hook', async (t) => {
  const { app } = await buildApp(t, { loginPath: false, logoutPath: false, lookupUser: undefined })
  t.equal((await app.inject(LOGIN)).statusCode, 404)
  t.equal((await app.inject('/help-center/logout')).statusCode, 404)
})

t.test('paths, nextParam and cookie names are taken as they are given', async (t) => {
  const { app } = await buildApp(t, {
    loginPath: '/sso',
    logoutPath: '/slo',
    nextParam: 'continue',
    name: 'support',
    cookie: { name: 'hc', secret: COOKIE_SECRET }
  })
  const { headers } = await app.inject('/sso')
  t.equal(headers.location, '/sign-in?continue=%2Fsso')
  t.match(headers['set-cookie'], [
    /^__Host-hc\.support\.[\w-]{8}\.attempts=/, /^__Host-hc\.support\.[\w-]{8}\.pending=/
  ])
  t.equal((await app.inject('/slo')).statusCode, 303)
})

t.test('the cookies have a __Host- name and every attribute that protects them (S1, S4)', async (t) => {
  const { app } = await buildApp(t)
  const value = '[\\w-]+\\.[\\w%+/-]+'
  const { headers } = await app.inject(LOGIN)
  t.match(headers['set-cookie'], [
    /^__Host-help-center\.default\.attempts=\d{13}\.0\.1; Max-Age=30; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    RegExp(`^__Host-help-center.default.pending=${value}; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax$`)
  ])
})

t.test('cookie.secure: false drops prefix and Secure, for plain http on the developer\'s machine', async (t) => {
  const { app } = await buildApp(t, { cookie: { secure: false } })
  const { headers } = await app.inject(LOGIN)
  for (const cookie of headers['set-cookie'] ?? []) {
    t.match(cookie, /^help-center\.default\./)
    t.notMatch(cookie, 'Secure')
  }
})

t.test('registering takes no time and asks no hook, so an app starts while its database is down (M3)', async (t) => {
  const asked = () => t.fail('a hook was called')
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const app = createHost([], { logger: false })
    t.teardown(() => app.close())
    const provider = buildProvider({ secret: wrong(asked) })
    const names = ['lookupUser', 'authorize', 'profile', 'onLogout', 'onSignIn', 'signInPage']
    const hooks = Object.fromEntries(names.map((name) => [name, asked]))
    const start = performance.now()
    await app.register(
      helpCenter, wrong({ provider, cookie: { secret: 'k'.repeat(16) + '-of-the-start-up-test' }, ...hooks })
    )
    times.push(performance.now() - start)
    await app.ready()
  }
  t.ok(Math.min(...times) < 50, times.join())
})

t.test('a wrong option fails the start, never the first visitor, and the app then serves nothing (M3)', async (t) => {
  for (const wrongOption of [
    { provider: undefined }, { signInPage: '//evil.example' }, { hookTimeout: 0 }, { lookupUser: undefined },
    { hooks: {} }
  ]) {
    const app = createHost()
    app.register(helpCenter, wrong({ provider: buildProvider(), lookupUser: findUser, ...wrongOption }))
    await t.rejects(Promise.resolve(app.ready()), { code: 'FST_HELP_CENTER_INVALID_OPTION' })
    await t.rejects(app.inject(LOGIN))
  }
})

t.test('an option that is absent is not read from a polluted Object.prototype (X10)', async (t) => {
  const lookupUser = () => ({ ...ada, emailVerified: false })
  const { app } = await whilePolluted({ assumeEmailVerified: true }, () => buildApp(t, { lookupUser }))
  const { statusCode, headers } = await app.inject(LOGIN)
  t.equal(statusCode, 403)
  t.equal(headers.location, undefined)
})
