import t from 'tap'
import { zohoDesk, type ZohoDeskOptions } from '../../lib/providers/zoho-desk.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { optionError } from '../fixtures/refused-options.ts'

const OPTIONS: ZohoDeskOptions = {
  signInEndpoint: 'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=',
  secret: SECRET,
  helpCenterUrl: 'https://help.example.com/portal/en/home'
}
const make = (changes: Partial<ZohoDeskOptions> = {}) => zohoDesk({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => zohoDesk({ ...OPTIONS, ...changes } as ZohoDeskOptions)

t.test('with the three fields of the admin screen the contract is this', async (t) => {
  const { secret, ...provider } = make()
  t.equal(secret(), SECRET)
  t.match(provider, {
    id: 'zoho-desk',
    displayName: 'Zoho Desk',
    helpCenterUrl: 'https://help.example.com/portal/en/home',
    returnOrigins: ['https://help.example.com'],
    inbound: { returnTo: { parameters: ['return_to', 'serviceurl'], form: 'url' } },
    token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
    time:
      {
        claims: {
          iat: 'now', nbf: 'start', exp: 'end'
        },
        unit: 'seconds',
        type: 'number',
        lifetime: 300,
        backdate: 30,
        maxLifetime: 600
      },
    handoff: { kind: 'query', endpoint: OPTIONS.signInEndpoint, returnParameter: 'return_to' },
    signOutUrl: undefined,
    allowShortSecret: undefined
  })
  t.strictSame({ ...provider.claims }, { email: 'email' })
})

t.test('the sign-in endpoint is taken in every form in which it is pasted', async (t) => {
  for (const endpoint of [
    'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth',
    'https://help.example.com/accounts/p/30039159786/signin/jwt/auth?',
    'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=',
    'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?jwt=&return_to=',
    'https://help.example.com/accounts/p/8-1/signin/jwt/auth?return_to=https%3A%2F%2Fhelp.example.com&jwt=abc&x=1',
    'https://accounts.zohoportal.eu/accounts/p/10-1/signin/jwt/auth', 'https://help.example.com:8443/signin/jwt/auth'
  ]) t.equal(make({ signInEndpoint: endpoint }).handoff.endpoint, endpoint)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  const cases: Array<[string, object]> = [
    ['signInEndpoint', { signInEndpoint: undefined }], ['signInEndpoint', { signInEndpoint: '' }],
    ['signInEndpoint', { signInEndpoint: 7 }],
    ['signInEndpoint', { signInEndpoint: 'help.example.com/signin/jwt/auth' }],
    ['signInEndpoint', { signInEndpoint: 'http://help.example.com/accounts/p/8-1/signin/jwt/auth' }],
    ['signInEndpoint', { signInEndpoint: 'http://localhost/signin/jwt/auth' }],
    ['signInEndpoint', { signInEndpoint: 'https://help.example.com/' }],
    ['signInEndpoint', { signInEndpoint: 'https://help.example.com/portal/en/signin' }],
    ['signInEndpoint', { signInEndpoint: 'https://help.example.com/signin/jwt/auth/' }],
    ['signInEndpoint', { signInEndpoint: 'https://help.example.com/?x=/signin/jwt/auth' }],
    ['signInEndpoint', { signInEndpoint: `https://help.example.com/signin?jwt=${SECRET}` }],
    ['signInEndpoint', { signInEndpoint: `https://${SECRET}@help.example.com/signin/jwt/auth` }],
    ['secret', { secret: undefined }], ['secret', { secret: '' }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['secret', { secret: `${SECRET}\n` }], ['secret', { secret: 'a'.repeat(40) }],
    ['secret', { secret: `{"k":"${SECRET}"}` }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: null }],
    ['helpCenterUrl', { helpCenterUrl: '/portal' }], ['helpCenterUrl', { helpCenterUrl: 'http://help.example.com' }],
    ['returnOrigins', { returnOrigins: 'https://desk.example.net' }],
    ['returnOrigins[0]', { returnOrigins: ['https://desk.example.net/'] }],
    ['claims.email_verified', { claims: { email_verified: 1 } }], ['claims.role', { claims: { role: true } }],
    ['claims.toString', { claims: { toString: true } }], ['claims.role', { claims: { role: false } }],
    ['claims.jti', { claims: { jti: () => 'fixed' } }], ['claims.exp', { claims: { exp: 'name' } }],
    ['claims.iat', { claims: { iat: true } }],
    ['timeClaims.unit', { timeClaims: { unit: 'second' } }], ['timeClaims.type', { timeClaims: { type: 'text' } }],
    ['lifetime', { lifetime: 571 }], ['lifetime', { lifetime: 0 }], ['lifetime', { lifetime: 300_000 }],
    ['lifetime', { lifetime: '300' }], ['backdate', { backdate: -1 }], ['backdate', { backdate: 600 }],
    ['lifetime', { lifetime: 300, backdate: 301 }],
    ['signOutEndpoint', { signOutEndpoint: '' }], ['signOutEndpoint', { signOutEndpoint: '/logout' }],
    ['signOutEndpoint', { signOutEndpoint: 'http://help.example.com/logout' }],
    ['signOutEndpoint', { signOutEndpoint: null }],
    ['allowInsecure', { allowInsecure: 1 }], ['allowInsecure', { allowInsecure: 'false' }],
    ['signinEndpoint', { signinEndpoint: 'a' }], ['allowShortSecret', { allowShortSecret: true }],
    ['algorithm', { algorithm: 'none' }], ['maxLifetime', { maxLifetime: 3600 }], ['header', { header: {} }]
  ]
  for (const [option, changes] of cases) {
    const { code, message, stack } = thrownBy(() => makeLoosely(changes))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'zohoDesk'))
    t.notOk(`${message}${stack}`.includes(SECRET.slice(0, 31)))
  }
})

t.test('true takes a known claim from its usual place, and anything else names its source (E5)', async (t) => {
  const known = { first_name: true, last_name: true, name: true, phone: true, email_verified: true, sub: true } as const
  t.strictSame(
    { ...make({ claims: known }).claims },
    {
      first_name: 'firstName',
      last_name: 'lastName',
      name: 'name',
      phone: 'phone',
      email_verified: 'emailVerified',
      sub: 'id',
      email: 'email'
    }
  )
  const department = () => 'Desk'
  t.strictSame(
    { ...makeLoosely({ claims: { department, nick: 'name', first_name: 'name', phone: undefined } }).claims },
    { department, nick: 'name', first_name: 'name', email: 'email' }
  )
  t.strictSame({ ...make({ claims: {} }).claims }, { email: 'email' })
})

t.test('nothing takes the place of the e-mail claim', async (t) => {
  for (const email of [() => 'eve@evil.test', 'name', undefined] as const) {
    t.equal(makeLoosely({ claims: { email } }).claims['email'], 'email')
  }
})

t.test('each unit and type of the time claims may be chosen', async (t) => {
  for (const unit of ['seconds', 'milliseconds', 'nanoseconds'] as const) {
    for (const type of ['number', 'string'] as const) {
      t.match(make({ timeClaims: { unit, type } }).time, {
        unit, type, claims: { iat: 'now', nbf: 'start', exp: 'end' }
      })
    }
    t.match(make({ timeClaims: { unit } }).time, { unit, type: 'number' })
  }
  t.match(make({ timeClaims: { type: 'string' } }).time, { unit: 'seconds', type: 'string' })
})

t.test('lifetime and back-dating are as asked for, up to ten minutes together (J3)', async (t) => {
  t.match(make({ lifetime: 570 }).time, { lifetime: 570, backdate: 30 })
  t.match(make({ lifetime: 600, backdate: 0 }).time, { lifetime: 600, backdate: 0 })
  t.match(make({ lifetime: 1 }).time, { lifetime: 1, backdate: 30 })
})

t.test('the sign-out address carries the return URL, encoded and once', async (t) => {
  t.equal(make().signOutUrl, undefined)
  const { signOutUrl } = make({ signOutEndpoint: 'https://help.example.com/accounts/p/8-1/logout?a=b&serviceurl=old' })
  t.equal(
    signOutUrl?.('https://help.example.com/x?y=z&serviceurl=w#v'),
    'https://help.example.com/accounts/p/8-1/logout?a=b' +
      '&serviceurl=https%3A%2F%2Fhelp.example.com%2Fx%3Fy%3Dz%26serviceurl%3Dw%23v'
  )
})

t.test('a development setup on this machine is possible where it is asked for (L6)', async (t) => {
  const local = {
    signInEndpoint: 'http://127.0.0.1:4000/accounts/p/8-1/signin/jwt/auth',
    helpCenterUrl: 'http://127.0.0.1:4000/',
    signOutEndpoint: 'http://127.0.0.1:4000/logout',
    allowInsecure: true
  }
  t.match(make(local), { helpCenterUrl: 'http://127.0.0.1:4000/', returnOrigins: ['http://127.0.0.1:4000'] })
})

t.test('the caller\'s options are left alone, and the provider is frozen', async (t) => {
  const options = {
    ...OPTIONS,
    claims: { name: true } as const,
    timeClaims: { unit: 'seconds' } as const,
    returnOrigins: ['https://desk.example.net']
  }
  const before = structuredClone(options)
  const provider = zohoDesk(Object.freeze(options))
  t.strictSame(options, before)
  const { claims, time, handoff, returnOrigins, inbound, token } = provider
  for (const part of [provider, claims, time, time.claims, handoff, returnOrigins, inbound, token]) {
    t.equal(Object.isFrozen(part), true)
  }
})

t.test('options of a wrong shape are refused instead of ignored', async (t) => {
  for (const [changes, option] of [
    [{ timeClaims: { units: 'seconds' } }, 'timeClaims.units'], [{ timeClaims: 'seconds' }, 'timeClaims'],
    [{ claims: 'name' }, 'claims'], [{ claims: null }, 'claims'],
    [{ claims: { x: 'emial' } }, 'claims.x'], [{ claims: JSON.parse('{"__proto__":"name"}') }, 'claims.__proto__'],
    [{ signInEndpoint: 'https:help.example.com/signin/jwt/auth' }, 'signInEndpoint'],
    [{ signInEndpoint: 'https:\\\\help.example.com/signin/jwt/auth' }, 'signInEndpoint']
  ] as const) {
    t.match(
      thrownBy(() => makeLoosely(changes)),
      { code: 'FST_HELP_CENTER_INVALID_OPTION', message: optionError(option, 'zohoDesk') }, option
    )
  }
  t.throws(() => zohoDesk(undefined as object | undefined as ZohoDeskOptions), {
    code: 'FST_HELP_CENTER_INVALID_OPTION'
  })
})

t.test('a password in a wrong address is not repeated in the message', async (t) => {
  for (const signInEndpoint of [
    'https://user:hunter2@', 'https://user:hünter2@example.com/signin/jwt/auth', 'ftp://user:hunter2@example.com/'
  ]) {
    t.notMatch(thrownBy(() => make({ signInEndpoint })).message, /h[uü]nter2/)
  }
})
