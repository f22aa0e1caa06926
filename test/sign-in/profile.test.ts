import t from 'tap'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { foldedEmails, refusedEmails } from '../fixtures/hostile-emails.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const EMAIL = 'ada@example.com'
const check = (source: object, { strict = false, assumeEmailVerified = false } = {}) =>
  toCheckedProfile(source, { strict, assumeEmailVerified })
const checkWith = (changes: object) => check({ email: EMAIL, emailVerified: true, ...changes })

t.test('every key of a profile is taken, checked and frozen', async (t) => {
  const profile = {
    email: EMAIL,
    emailVerified: true,
    id: 'u-7',
    name: 'Ada Lovelace',
    firstName: 'Ada',
    lastName: 'Lovelace',
    phone: '+44 20 7946 0000',
    picture: 'https://img.example.com/ada.png',
    locale: 'en-GB',
    organization: 'Analytical Engines',
    groups: ['desk'],
    tags: [],
    custom: { plan: 'gold', seats: 3, trial: false, since: null }
  }
  for (const strict of [false, true]) {
    const checked = check(profile, { strict })
    t.equal(JSON.stringify(checked), JSON.stringify(profile))
    t.notOk('valueOf' in checked)
    t.equal(Object.isFrozen(checked), true)
    t.not(checked.groups, profile.groups)
    t.not(checked.custom, profile.custom)
  }
})

t.test('an absent key and null leave nothing behind', async (t) => {
  const checked = checkWith({ id: null, name: undefined, picture: null, groups: null, custom: null })
  t.strictSame({ ...checked }, { email: EMAIL, emailVerified: true })
})

t.test('an id may be a whole number, a picture comes out as the parser writes it', async (t) => {
  t.equal(checkWith({ id: 0 }).id, '0')
  t.equal(checkWith({ id: -12 }).id, '-12')
  t.equal(checkWith({ id: Number.MAX_SAFE_INTEGER }).id, '9007199254740991')
  t.equal(checkWith({ id: 12345678901234567890n }).id, '12345678901234567890')
  t.equal(checkWith({ picture: 'HTTPS://IMG.example.com/a b' }).picture, 'https://img.example.com/a%20b')
})

t.test('a value of another kind than the key wants is refused, and the message does not hold it (1.6)', async (t) => {
  const secret = 'canary-7f3a'
  const cases: Array<[string, unknown]> = [
    ['emailVerified', 'true'], ['emailVerified', 1], ['emailVerified', {}], ['id', ''], ['id', 1.5], ['id', NaN],
    ['id', 2 ** 53], ['id', true], ['id', `${secret}\n`], ['id', { secret }],
    ['name', 7], ['name', [secret]], ['name', `${secret}\u0000`], ['name', secret.padEnd(256, 'x')],
    ['firstName', { toString: () => secret }], ['lastName', () => secret],
    ['phone', 123], ['phone', Infinity], ['locale', `${secret}\ud800`], ['organization', `${secret}\u2028`],
    ['picture', `http://${secret}.example.com/`], ['picture', `javascript:${secret}`], ['picture', `/${secret}.png`],
    ['picture', `data:image/png,${secret}`], ['picture', 7],
    ['groups', secret], ['groups', [7]], ['groups', [[secret]]], ['groups', new Set([secret])],
    ['groups', Array.from({ length: 101 }, () => secret)], ['tags', { 0: secret, length: 1 }],
    ['tags', [`${secret}\n`]], ['custom', [secret]], ['custom', { secret: () => secret }],
    ['custom', { a: { b: { c: { d: { e: secret } } } } }], ['custom', { toJSON: () => secret }]
  ]
  for (const [key, value] of cases) {
    const { code, statusCode, message, stack } = thrownBy(() => checkWith({ [key]: value }))
    t.match(
      { code, statusCode }, { code: 'FST_HELP_CENTER_INVALID_PROFILE', statusCode: 500 }, `${key}: ${typeof value}`
    )
    t.match(message, new RegExp(`^The profile key ${key}: got a value of type \\w+\\. Expected .+`))
    t.notMatch(`${message}${stack}`, secret)
  }
})

t.test('a user without one plain address gets no token, and no error holds the address (E2)', async (t) => {
  for (const [name, email] of refusedEmails) {
    const { code, statusCode, message, stack } = thrownBy(() => checkWith({ email }))
    t.match({ code, statusCode }, { code: 'FST_HELP_CENTER_INVALID_EMAIL', statusCode: 403 }, name)
    if (typeof email === 'string' && email.length > 4) t.notOk(`${message}${stack}`.includes(email))
  }
  for (const [email, folded] of foldedEmails) t.equal(checkWith({ email }).email, folded)
})

t.test('an address that is not proven to be the user\'s own gets no token (E1)', async (t) => {
  for (const emailVerified of [false, null, undefined]) {
    const error = thrownBy(() => check({ email: EMAIL, emailVerified }))
    t.match(error, { code: 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED', statusCode: 403 }, String(emailVerified))
    t.notMatch(error.message, EMAIL)
  }
  t.throws(() => check({ email: EMAIL }), { code: 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED' })
  for (const emailVerified of ['true', 1, 'yes', [true], new Object(true)]) {
    t.throws(() => check({ email: EMAIL, emailVerified }), { code: 'FST_HELP_CENTER_INVALID_PROFILE' })
  }
})

t.test('a host that proves every address itself says so, and then the claim is true (E1)', async (t) => {
  t.strictSame({ ...check({ email: EMAIL }, { assumeEmailVerified: true }) }, { email: EMAIL, emailVerified: true })
  t.throws(() => check({ email: 'ada' }, { assumeEmailVerified: true }), { code: 'FST_HELP_CENTER_INVALID_EMAIL' })
})

t.test('a profile that was written for us has no other key', async (t) => {
  const keys = [
    'email', 'emailVerified', 'id', 'name', 'firstName', 'lastName', 'phone', 'picture', 'locale', 'organization',
    'groups', 'tags', 'custom'
  ]
  for (const key of ['mail', 'role', 'iat', 'toString', 'Email', '', '0']) {
    const error = thrownBy(() => check({ email: EMAIL, emailVerified: true, [key]: 'canary-7f3a' }, { strict: true }))
    t.equal(error.code, 'FST_HELP_CENTER_INVALID_PROFILE')
    t.ok(error.message.startsWith(`The profile key ${/^[a-zA-Z]+$/.test(key) ? key : '(not shown)'}: got a key `))
    t.match(error.message, keys.join(', '))
    t.notMatch(error.message, 'canary-7f3a')
  }
  t.notMatch(thrownBy(() => check({ 'a\n\u0000b': 1 }, { strict: true })).message, /\p{Cc}/u)
  t.ok(thrownBy(() => check({ ['x'.repeat(100_000)]: 1 }, { strict: true })).message.length < 400)
  t.throws(() => check(JSON.parse('{"__proto__":1}'), { strict: true }), { code: 'FST_HELP_CENTER_INVALID_PROFILE' })
})
