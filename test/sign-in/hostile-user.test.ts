import t from 'tap'
import { makeClaims } from '../../lib/sign-in/claims.ts'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { NO_REQUEST } from '../../lib/sign-in/roles.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const check = (source: object) => toCheckedProfile(source, { strict: false, assumeEmailVerified: false })
const plain = { email: 'ada@example.com', emailVerified: true }
const KEYS = [
  'email', 'emailVerified', 'id', 'name', 'firstName', 'lastName', 'phone', 'picture', 'locale', 'organization',
  'groups', 'tags', 'custom'
]

t.test('keys of a user that are no profile keys are none of our business (J2, 1.6)', async (t) => {
  const users = [
    { iat: 9999999999 }, { iat: 'abc' }, { jti: 'fixed' }, { exp: 9999999999 }, { nbf: 0 },
    { iss: 'eve', aud: 'eve', sub: 'eve', nonce: 'eve' }, { role: 'admin', trusted: true, moderator: 1 },
    { toJSON: () => ({ email: 'eve@evil.test' }) }, { constructor: 'eve', prototype: 'eve', hasOwnProperty: 'eve' },
    JSON.parse('{"__proto__":{"email":"eve@evil.test","emailVerified":true}}')
  ]
  for (const user of users) {
    const profile = check(Object.assign(Object.create(null), user, plain))
    t.strictSame({ ...profile }, plain, Object.keys(user).join())
    const { payload } = makeClaims(profile, acmeDesk(), NO_REQUEST, NOW)
    t.strictSame(Object.keys(payload), ['email', 'jti', 'iat', 'nbf', 'exp'])
    t.match(payload, { email: 'ada@example.com', iat: NOW / 1000, nbf: NOW / 1000 - 30, exp: NOW / 1000 + 300 })
    t.not(payload['jti'], 'fixed')
  }
})

t.test('each key is read exactly once, so an answer cannot change after its check (1.6)', async (t) => {
  const reads = new Map<string, number>()
  const first: Record<string, unknown> = {
    ...plain, groups: ['desk'], tags: ['a'], custom: { plan: 'gold' }, picture: 'https://img.example.com/', id: 7
  }
  const user = new Proxy({}, {
    get (_, key) {
      const count = (reads.get(String(key)) ?? 0) + 1
      reads.set(String(key), count)
      return count === 1 ? first[String(key)] ?? 'Ada' : 'eve@evil.test'
    }
  })
  const profile = check(user)
  t.strictSame([...reads.keys()], KEYS)
  t.strictSame([...new Set(reads.values())], [1])
  t.match(profile, { email: 'ada@example.com', emailVerified: true, name: 'Ada' })
})

t.test('getters of a class are read, as database records have them', async (t) => {
  class User {
    readonly #email = 'Ada@Example.com'
    get email () { return this.#email }
    get emailVerified () { return true }
    get displayName () { return 'ignored' }
  }
  class Admin extends User { get name () { return 'Ada' } }
  t.strictSame({ ...check(new Admin()) }, { ...plain, name: 'Ada' })
})

t.test('what somebody put on Object.prototype is no part of a user (1.6)', async (t) => {
  const properties = {
    email: 'eve@evil.test', emailVerified: true, name: 'Eve', id: 'admin', groups: ['admin'], custom: { role: 'admin' }
  }
  const [nobody, unverified, checked] = await whilePolluted(properties, () => [
    thrownBy(() => check({})), thrownBy(() => check({ email: plain.email })), check(plain)
  ] as const)
  t.equal(nobody.code, 'FST_HELP_CENTER_INVALID_EMAIL')
  t.equal(unverified.code, 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED')
  t.strictSame(Object.keys(checked), ['email', 'emailVerified'])
})

t.test('objects that are no users give no profile', async (t) => {
  for (const user of [
    {}, [], ['ada@example.com'], new Map([['email', 'ada@example.com']]), new Date(0), /ada@example.com/,
    Object.create(null)
  ]) {
    t.throws(() => check(user), { code: 'FST_HELP_CENTER_INVALID_EMAIL' })
  }
})

t.test('lists and custom values are copies, so a user that changes later changes nothing', async (t) => {
  const user = { ...plain, groups: ['desk'], custom: { plan: { name: 'gold' } } }
  const profile = check(user)
  user.groups.push('admin')
  user.custom.plan.name = 'platinum'
  t.strictSame(profile.groups, ['desk'])
  t.equal(JSON.stringify(profile.custom), '{"plan":{"name":"gold"}}')
})

t.test('what a getter of the user throws stays inside: the key goes on, its message does not (H2)', async (t) => {
  const raise =
    () => { throw Object.assign(new Error('canary'), { statusCode: 418, headers: { location: '//evil.test' } }) }
  for (const source of [
    Object.defineProperty({ ...plain }, 'firstName', { get: raise, enumerable: true }),
    Object.defineProperty({ emailVerified: true }, 'email', { get: raise, enumerable: true }),
    { ...plain, custom: Object.defineProperty({}, 'team', { get: raise, enumerable: true }) }
  ]) {
    const { code, message, headers } = thrownBy(() => check(source))
    t.equal(code, 'FST_HELP_CENTER_INVALID_PROFILE')
    t.notMatch(message, /canary/)
    t.equal(headers, undefined)
  }
})

t.test('values at the edge of what a profile may hold are refused by key (1.6)', async (t) => {
  for (const values of [
    { custom: 'text' }, { custom: 7 }, { custom: ['a'] }, { id: 10n ** 400n }, { id: '' },
    { picture: `https://a.example/${'ü'.repeat(200)}` }, { picture: 'http://a.example/' }
  ]) {
    const [key] = Object.keys(values)
    t.match(thrownBy(() => check({ ...plain, ...values })), {
      code: 'FST_HELP_CENTER_INVALID_PROFILE', message: new RegExp(`key ${key}:`)
    })
  }
  t.match(check({ ...plain, id: 10n ** 20n }), { id: '100000000000000000000' })
})
