import t, { type Test } from 'tap'
import type { Profile, ZohoDeskOptions } from '../../lib/index.ts'
import { ada, bob, buildApp, buildProvider, LOGIN, type Options, wrong } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0, 789)
const SECONDS = Math.floor(NOW / 1000)

async function signIn (t: Test, user: Profile, desk: Partial<ZohoDeskOptions<'tier'>> = {}, options: Options = {}) {
  const { app } = await buildApp(t, { provider: buildProvider(desk), lookupUser: () => user, ...options })
  const response = await app.inject(LOGIN)
  return { response, read: () => readHandoff(response.headers.location).claims }
}

t.test('claims go out only when they are asked for by name', async (t) => {
  const user = {
    ...ada,
    name: 'Ada King',
    phone: '+44 20 7946 0000',
    locale: 'en-GB',
    groups: ['math'],
    organization: 'Analytical Engines'
  }
  const bare = (await signIn(t, user)).read()
  t.strictSame(Object.keys(bare).sort(), ['email', 'exp', 'iat', 'jti', 'nbf'])

  const claims = {
    first_name: true,
    last_name: true,
    name: true,
    phone: true,
    sub: true,
    email_verified: true,
    company: 'organization',
    team: (profile: Profile) => profile.groups?.[0],
    nothing: () => undefined
  } as const
  const full = (await signIn(t, user, { claims })).read()
  t.match(full, {
    email: ada.email,
    first_name: 'Ada',
    last_name: 'Lovelace',
    name: 'Ada King',
    phone: '+44 20 7946 0000',
    sub: 'u-1',
    email_verified: true,
    company: 'Analytical Engines',
    team: 'math'
  })
  t.notOk('nothing' in full)
})

t.test('a profile hook maps the user of the host, and the address is folded to lower case', async (t) => {
  const { read } = await signIn(t, wrong({ login: 'ADA@Example.COM', active: true }), {}, {
    profile: (user) => ({ email: (user as Profile & { login: string }).login, emailVerified: true })
  })
  t.equal(read().email, 'ada@example.com')
})

t.test('assumeEmailVerified lets an app in that keeps no such mark (E1)', async (t) => {
  t.equal(
    (await signIn(t, { email: 'ada@example.com' }, {}, { assumeEmailVerified: true })).read().email, 'ada@example.com'
  )
})

const units = { seconds: 1, milliseconds: 1e3, nanoseconds: 1e9 } as const
for (const unit of ['seconds', 'milliseconds', 'nanoseconds'] as const) {
  for (const type of ['number', 'string'] as const) {
    t.test(`time claims in ${unit} as ${type} are whole, exact and of one clock read (J3, 1.4)`, async (t) => {
      t.intercept(Date, 'now', { value: () => NOW })
      const { response, read } = await signIn(t, ada, { timeClaims: { unit, type }, lifetime: 120, backdate: 45 })
      const instant = (seconds: number) =>
        type === 'string' ? String(BigInt(seconds) * BigInt(units[unit])) : seconds * units[unit]
      t.match(read(), { iat: instant(SECONDS), nbf: instant(SECONDS - 45), exp: instant(SECONDS + 120) })
      // JSON.parse would round a long number; the text is what the vendor gets.
      const [, payload = ''] = readHandoff(response.headers.location).token.split('.')
      const exp = `${SECONDS + 120}${String(units[unit]).slice(1)}`
      t.match(Buffer.from(payload, 'base64url').toString(), `"exp":${type === 'string' ? `"${exp}"` : exp}`)
    })
  }
}

t.test('time is read after the hooks, so that a slow hook does not eat the lifetime (1.4)', async (t) => {
  let now = NOW
  t.intercept(Date, 'now', { value: () => now })
  const { read } = await signIn(t, ada, {}, { authorize: () => { now += 3_600_000; return true } })
  t.match(read(), { iat: SECONDS + 3600, nbf: SECONDS + 3570, exp: SECONDS + 3900 })
})

t.test('a clock before 2024 or after 2100 signs nothing (1.4)', async (t) => {
  for (const now of [0, Date.UTC(2023, 11, 31), Date.UTC(2100, 0, 1)]) {
    const { app } = await buildApp(t, { lookupUser: () => ada })
    const intercepted = t.intercept(Date, 'now', { value: () => now })
    const { statusCode, headers, body } = await app.inject(LOGIN)
    intercepted.restore()
    t.equal(statusCode, 500, String(now))
    t.match(body, 'FST_HELP_CENTER_INVALID_TIME')
    t.notOk(headers.location)
  }
})

const claims = { sub: true, name: true, tags: 'tags' } as const
const expected = ['email', 'exp', 'iat', 'jti', 'nbf', 'sub']
const hostileUsers: [string, object][] = [
  ['an own iat, exp, nbf, jti, iss, aud and nonce',
    { iat: 9_999_999_999, exp: 'abc', nbf: -1, jti: 'mine', iss: 'x', aud: 'y', nonce: 'z' }],
  ['roles', { role: 'admin', admin: true, trusted: 1, moderator: true, groups: ['agents'], scope: '*' }],
  ['an own toJSON', { toJSON: () => ({ email: 'root@example.com' }) }],
  ['an own __proto__ key', JSON.parse('{"__proto__":{"name":"root"},"constructor":{"prototype":{"tags":["x"]}}}')],
  ['a password hash and a session', { passwordHash: '$2b$10$abc', session: 's3cr3t' }]
]
for (const [title, extra] of hostileUsers) {
  t.test(`a user object with ${title} adds nothing to the token (J2, E5)`, async (t) => {
    t.intercept(Date, 'now', { value: () => NOW })
    const user = Object.defineProperties({ ...ada }, Object.getOwnPropertyDescriptors(extra))
    const claimsOf = (await signIn(t, user, { claims })).read()
    t.strictSame(Object.keys(claimsOf).sort(), expected)
    t.match(claimsOf, { email: ada.email, sub: 'u-1', iat: SECONDS, exp: SECONDS + 300, nbf: SECONDS - 30 })
    t.not(claimsOf.jti, 'mine')
  })
}

t.test('each key of the user is read once, so that a getter cannot answer twice (1.6)', async (t) => {
  const reads: string[] = []
  const user = new Proxy({ ...ada }, {
    get: (target, key, receiver) => {
      if (key !== 'then') reads.push(String(key))
      return reads.filter((read) => read === key).length > 1 ? 'root@example.com' : Reflect.get(target, key, receiver)
    }
  })
  t.equal((await signIn(t, user, { claims })).read().email, ada.email)
  t.strictSame([...new Set(reads)], reads)
})

t.test('a polluted Object.prototype changes nothing in the token (1.6)', async (t) => {
  const polluted = {
    exp: 1, iat: 1, name: 'root', tags: ['x'], emailVerified: true, toJSON: () => ({ email: 'root@example.com' })
  }
  const { app } = await buildApp(t, { provider: buildProvider({ claims }), lookupUser: () => ada })
  const { app: strict } = await buildApp(t, { lookupUser: () => ({ email: ada.email }) })
  const { prototype } = Object
  const clean = () => { for (const key of Object.keys(polluted)) Reflect.deleteProperty(prototype, key) }
  t.teardown(clean)
  for (const [key, value] of Object.entries(polluted)) {
    Reflect.defineProperty(prototype, key, { value, configurable: true, writable: true })
  }
  const [allowed, refused] = [await app.inject(LOGIN), await strict.inject(LOGIN)]
  clean()
  t.strictSame(Object.keys(readHandoff(allowed.headers.location).claims).sort(), expected)
  t.equal(readHandoff(allowed.headers.location).claims.email, ada.email)
  t.equal(refused.statusCode, 403)
})

t.test('after the user of a browser has changed, the token is of the new one alone (1.18)', async (t) => {
  const { app } = await buildApp(t, { provider: buildProvider({ claims: { sub: true, first_name: true } }) })
  const browser = new Browser(app)
  const tokens = []
  for (const user of ['ada', 'bob', 'ada']) {
    browser.setCookie('session', user)
    tokens.push(readHandoff((await browser.get(LOGIN)).headers.location))
  }
  t.match(tokens.map(({ claims }) => claims), [
    { email: ada.email, sub: 'u-1', first_name: 'Ada' },
    { email: bob.email, sub: 'u-2', first_name: 'Bob' },
    { email: ada.email, sub: 'u-1', first_name: 'Ada' }
  ])
  t.equal(new Set(tokens.map(({ claims }) => claims.jti)).size, 3)
})

t.test('sign-ins that run side by side during the switch each match their own session (1.18)', async (t) => {
  const { app } = await buildApp(t)
  const users = Array.from({ length: 40 }, (_, i) => i % 2 === 0 ? 'ada' : 'bob')
  const answers =
    await Promise.all(users.map((user) => app.inject({ url: LOGIN, headers: { cookie: `session=${user}` } })))
  const emails = answers.map(({ headers }) => readHandoff(headers.location).claims.email.split('@')[0])
  t.strictSame(emails, users)
})

t.test('a user whom the host does not know any more gets no token from an old cookie (E6)', async (t) => {
  const known = new Set(['ada'])
  const { app } = await buildApp(t, { lookupUser: () => known.has('ada') ? ada : null })
  t.ok(readHandoff((await app.inject(LOGIN)).headers.location))
  known.clear()
  t.match((await app.inject(LOGIN)).headers.location, /^\/sign-in\?/)
})

const fail = () => {
  throw Object.assign(new Error('column of s3cr3t'), { statusCode: 418, headers: { location: '//evil.example' } })
}
const failing: [title: string, user: Profile, desk: Partial<ZohoDeskOptions<'tier'>>][] = [
  ['a claim function', ada, { claims: { tier: fail } }],
  ['a getter of the user', Object.defineProperty({ ...ada }, 'firstName', { get: fail }), {}]
]
for (const [title, user, desk] of failing) {
  t.test(`an error of ${title} shows no message and no headers, on any route (rule 9, 1.12)`, async (t) => {
    const { app, log } = await buildApp(t, { provider: buildProvider(desk), lookupUser: () => user }, {
      after: (app) => app.get('/help', (_, reply) => reply.helpCenterRedirect(user))
    })
    for (const url of [LOGIN, '/help']) {
      const { statusCode, body, headers } = await app.inject(url)
      t.equal(statusCode, 500, url)
      t.notOk(headers.location, url)
      t.notMatch(body, 's3cr3t', url)
    }
    t.notMatch(JSON.stringify(log), 's3cr3t')
  })
}

t.test('a user whose address changed keeps the id, and the next token has the new address (E4)', async (t) => {
  let user = ada
  const { app } = await buildApp(t, { provider: buildProvider({ claims: { sub: true } }), lookupUser: () => user })
  const signIn = async () => {
    const { email, sub } = readHandoff((await app.inject(LOGIN)).headers.location).claims
    return { email, sub }
  }
  t.strictSame(await signIn(), { email: ada.email, sub: 'u-1' })
  user = { ...ada, email: 'ada.king@example.com' }
  t.strictSame(await signIn(), { email: 'ada.king@example.com', sub: 'u-1' })
})
