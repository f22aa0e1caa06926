import t from 'tap'
import type { Provider, ProviderContract } from '../../lib/contract/contract.ts'
import { defineProvider, isProvider } from '../../lib/contract/define-provider.ts'
import { acmeDesk, CONTRACT, endpointOf, TIME } from '../fixtures/acme-desk.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { discourse } from '../../lib/providers/discourse.ts'
import { assertRefused, optionError } from '../fixtures/refused-options.ts'

/** A contract as a host without types may write it. */
const defineLoosely = (changes: object) => defineProvider({ ...CONTRACT, ...changes } as ProviderContract)

const credentialOf = (changes: object) => ({ token: { ...CONTRACT.token, ...changes } })

/** Every object that a contract or provider consists of. */
const partsOf = (contract: Omit<ProviderContract, 'secret'> | Provider) => {
  const { claims, time, handoff, inbound, token, returnOrigins } = contract
  const { fixedClaims, requiredClaims, logoutError } = contract
  const { returnTo, destination, echo, toClaim, required, signedRequest } = inbound
  return {
    contract,
    claims,
    time,
    'time.claims': time.claims,
    handoff,
    inbound,
    returnTo,
    'returnTo.parameters': returnTo?.parameters,
    destination,
    'destination.allowed': destination?.allowed,
    echo,
    toClaim,
    required,
    signedRequest,
    'signedRequest.parameters': signedRequest?.parameters,
    token,
    returnOrigins,
    fixedClaims,
    requiredClaims,
    logoutError
  }
}

t.test('a contract becomes a provider, with every rule in place', async (t) => {
  const { secret, ...provider } = acmeDesk()
  t.equal(secret(), SECRET)
  t.match(provider, {
    id: 'acme-desk',
    displayName: 'Acme Desk',
    token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256', jti: true },
    hasFixedSecret: true,
    helpCenterUrl: 'https://help.example.com/portal/en/home',
    returnOrigins: ['https://help.example.com'],
    inbound: { returnTo: { parameters: ['return_to', 'serviceurl'], form: 'url' } },
    claims: { email: 'email' },
    time: TIME,
    handoff: CONTRACT.handoff
  })
})

t.test('a provider is known as such, and nothing else is', async (t) => {
  t.equal(isProvider(acmeDesk()), true)
  for (const value of [
    undefined, null, CONTRACT, {}, [], 'acme-desk', 7, () => acmeDesk(), { ...CONTRACT, provider: true }
  ]) t.equal(isProvider(value), false)
})

t.test('a provider is frozen all the way down, and the caller\'s contract is left alone', async (t) => {
  const verify = () => null
  const contract = {
    ...CONTRACT,
    claims: { ...CONTRACT.claims },
    time: { ...TIME, claims: { ...TIME.claims } },
    handoff: { ...CONTRACT.handoff },
    token: { ...CONTRACT.token },
    returnOrigins: ['https://desk.example.net'],
    fixedClaims: { aud: 'acme' },
    requiredClaims: ['email'],
    logoutError: { parameter: 'kind', value: 'error', message: 'message' },
    inbound: {
      returnTo: { parameters: ['return_to'], form: 'url' as const },
      destination: { parameter: 'redirect_uri', allowed: ['https://help.example.com/implicit'] },
      echo: ['state'],
      toClaim: { nonce: 'nonce' },
      required: ['sso'],
      signedRequest: { parameters: ['sso', 'sig'], verify }
    }
  }
  const { inbound: { signedRequest: _, ...inbound }, ...rest } = contract
  const before = structuredClone({ ...rest, inbound })
  const provider = defineProvider(contract)
  t.strictSame(contract, {
    ...before, inbound: { ...before.inbound, signedRequest: { parameters: ['sso', 'sig'], verify } }
  })
  for (const [name, part] of Object.entries(partsOf(provider))) t.equal(Object.isFrozen(part), true, name)
  for (const [name, part] of Object.entries(partsOf(contract))) t.equal(Object.isFrozen(part), false, name)
  Object.assign(contract.claims, { role: 'name' })
  Object.assign(contract.handoff, { endpoint: 'https://evil.test' })
  t.strictSame({ ...provider.claims }, { email: 'email' })
  t.equal(provider.handoff.endpoint, 'https://help.example.com/signin/jwt/auth')
})

t.test('the home page\'s origin is always allowed, and further ones are added once', async (t) => {
  t.strictSame(acmeDesk({ returnOrigins: undefined }).returnOrigins, ['https://help.example.com'])
  t.strictSame(acmeDesk({ returnOrigins: [] }).returnOrigins, ['https://help.example.com'])
  t.strictSame(acmeDesk({
    returnOrigins: ['https://desk.example.net', 'https://help.example.com', 'https://desk.example.net']
  }).returnOrigins, ['https://help.example.com', 'https://desk.example.net'])
})

t.test('each refused part of a contract is named, with a cure', async (t) => {
  const cases: Array<[string, object]> = [
    ['id', { id: undefined }], ['id', { id: '' }], ['id', { id: 7 }], ['displayName', { displayName: undefined }],
    ['displayName', { displayName: '' }], ['displayName', { displayName: ['a'] }],
    ['token.algorithm', credentialOf({ algorithm: 'none' })], ['token.algorithm', credentialOf({ algorithm: 'RS512' })],
    ['token.algorithm', credentialOf({ algorithm: 'hs256' })],
    ['token.algorithm', credentialOf({ algorithm: undefined })],
    ['token.algorithm', credentialOf({ algorithm: ['HS256'] })], ['secret', credentialOf({ algorithm: 'RS256' })],
    ['secret', credentialOf({ algorithm: 'EdDSA' })],
    ['token', { token: undefined }], ['token', { token: 'jwt' }], ['token.kind', { token: { kind: 'hash' } }],
    ['token.kind', { token: {} }], ['token.header', credentialOf({ header: {} })],
    ['token.algorithm', { token: { kind: 'signed', encode: () => ({}), algorithm: 'HS256' } }],
    ['secret', { secret: undefined }], ['secret', { secret: 'short' }], ['secret', { secret: 7 }],
    ['allowShortSecret', { allowShortSecret: 'yes' }], ['allowShortSecret', { allowShortSecret: 1 }],
    ['allowInsecure', { allowInsecure: 'true' }], ['allowInsecure', { allowInsecure: null }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: '/portal' }],
    ['helpCenterUrl', { helpCenterUrl: 'http://help.example.com' }],
    ['helpCenterUrl', { helpCenterUrl: 'http://localhost' }],
    ['returnOrigins', { returnOrigins: 'https://help.example.com' }], ['returnOrigins', { returnOrigins: null }],
    ['returnOrigins', { returnOrigins: new Set(['https://help.example.com']) }],
    ['returnOrigins[1]', { returnOrigins: ['https://a.example.com', 'https://b.example.com/'] }],
    ['returnOrigins[0]', { returnOrigins: ['*'] }], ['returnOrigins[0]', { returnOrigins: [/help/] }],
    ['inbound', { inbound: undefined }], ['inbound', { inbound: null }], ['inbound', { inbound: [] }],
    ['inbound.returnTO', { inbound: { returnTO: {} } }],
    ...[
      'return_to', [''], ['a b'], ['a&b'], ['x'.repeat(65)], ['a\n'], [7], null, [['a']]
    ].flatMap((names): Array<[string, object]> => [
      ['inbound.returnTo.parameters',
        { inbound: { returnTo: { parameters: names === null ? 7 : names, form: 'url' } } }],
      ['inbound.echo', { inbound: { echo: names } }], ['inbound.required', { inbound: { required: names } }],
      ['inbound.signedRequest.parameters',
        { inbound: { signedRequest: { parameters: names === null ? 7 : names, verify: () => null } } }]
    ]),
    ['inbound.returnTo.form', { inbound: { returnTo: { parameters: ['a'], form: 'opaque' } } }],
    ['inbound.returnTo.form', { inbound: { returnTo: { parameters: ['a'], form: ['url'] } } }],
    ['inbound.destination.parameter', { inbound: { destination: { parameter: '', allowed: [] } } }],
    ['inbound.destination.parameter', { inbound: { destination: { allowed: [] } } }],
    ['inbound.toClaim', { inbound: { toClaim: { 'a b': 'nonce' } } }],
    ['inbound.toClaim', { inbound: { toClaim: { nonce: 7 } } }],
    ['inbound.toClaim', { inbound: { toClaim: { nonce: '' } } }],
    ['claims', { claims: undefined }], ['claims', { claims: null }], ['claims', { claims: 'email' }],
    ['claims.name', { claims: { name: 7 } }], ['claims.name', { claims: { name: true } }],
    ['claims.name', { claims: { name: null } }],
    ['time.unit', { time: { ...TIME, unit: 'second' } }], ['time.unit', { time: { ...TIME, unit: 'toString' } }],
    ['time.type', { time: { ...TIME, type: 'bigint' } }],
    ['handoff.kind', { handoff: { ...CONTRACT.handoff, kind: 'post' } }],
    ['handoff.kind', { handoff: { ...CONTRACT.handoff, kind: undefined } }],
    ['handoff.returnParameter', { handoff: { ...CONTRACT.handoff, returnParameter: 'a=b' } }],
    ['handoff.endpoint', { handoff: endpointOf('/signin') }],
    ['handoff.endpoint', { handoff: endpointOf('http://help.example.com/') }],
    ['signOutUrl', { signOutUrl: 'https://help.example.com/logout' }], ['signOutUrl', { signOutUrl: null }],
    ['algorithm', { algorithm: 'HS256' }], ['returnParameters', { returnParameters: ['return_to'] }],
    ['header', { header: { alg: 'none' } }], ['expiresIn', { expiresIn: 60 }], ['Secret', { Secret: 'a' }]
  ]
  for (const [option, changes] of cases) {
    const { code, message, name, statusCode } = thrownBy(() => defineLoosely(changes))
    t.match(
      { code, name, statusCode }, { code: 'FST_HELP_CENTER_INVALID_OPTION', statusCode: 500 }, `${option}: ${message}`
    )
    t.match(message, optionError(option, 'defineProvider'))
    t.notMatch(message, SECRET)
  }
})

t.test('a contract that is no object is refused', async (t) => {
  for (const contract of [undefined, null, 'acme', 7, () => CONTRACT] as unknown[]) {
    t.throws(() => defineProvider(contract as ProviderContract), {
      code: 'FST_HELP_CENTER_INVALID_OPTION', message: /^defineProvider: options: got /
    })
  }
})

t.test('claims that are the package\'s own, or keys of the language, are refused (J2, 1.6)', async (t) => {
  const names = ['jti', 'iat', 'nbf', 'exp', 'iss', 'aud', 'nonce', 'toJSON', '__proto__', 'constructor', 'prototype']
  for (const name of names) {
    for (const source of ['name', () => 'a'] as const) {
      const claims =
        Object.defineProperty({
          email: 'email'
        }, name, { value: source, enumerable: true }) as ProviderContract['claims']
      t.throws(
        () => acmeDesk({ claims }), { code: 'FST_HELP_CENTER_INVALID_OPTION', message: optionError(`claims.${name}`) },
        name
      )
    }
  }
  t.doesNotThrow(() => acmeDesk({ claims: { sub: 'id', role: () => 'user', toString: () => 'a' } }))
})

t.test('lifetime and back-dating together stay under the ceiling, which is ten minutes at most (J3)', async (t) => {
  const time = (lifetime: unknown, backdate: unknown, maxLifetime: unknown = 600) =>
    defineLoosely({ time: { ...TIME, lifetime, backdate, maxLifetime } }).time
  const taken = [[600, 0], [570, 30], [1, 599], [1, 0], [1, 0, 1], [180, 0, 180], [90, 90, 180]]
  for (const [lifetime, backdate, max] of taken) {
    t.match(time(lifetime, backdate, max), { lifetime, backdate })
  }
  const refused: Array<[string, readonly unknown[]]> = [
    ['lifetime', [601, 0]], ['lifetime', [571, 30]], ['lifetime', [2, 599]], ['lifetime', [0, 0]],
    ['lifetime', [-1, 0]], ['lifetime', [1.5, 0]], ['lifetime', ['300', 0]], ['lifetime', [NaN, 0]],
    ['lifetime', [Infinity, 0]],
    ['lifetime', [181, 0, 180]], ['lifetime', [91, 90, 180]], ['backdate', [1, -1]], ['backdate', [1, 600]],
    ['backdate', [1, 0.5]], ['backdate', [1, '30']], ['backdate', [1, 180, 180]],
    ['maxLifetime', [1, 0, 601]], ['maxLifetime', [1, 0, 0]], ['maxLifetime', [1, 0, Infinity]],
    ['maxLifetime', [1, 0, null]], ['maxLifetime', [300_000, 0, 600_000]]
  ]
  for (const [option, [lifetime, backdate, maxLifetime]] of refused) {
    t.throws(() => time(lifetime, backdate, maxLifetime), {
      code: 'FST_HELP_CENTER_INVALID_OPTION', message: optionError(`time.${option}`)
    })
  }
})

t.test('plain http on this machine is for development, endpoint and home page alike (L6)', async (t) => {
  const local = {
    helpCenterUrl: 'http://localhost:3000/',
    handoff: endpointOf('http://localhost:3000/signin'),
    returnOrigins: ['http://127.0.0.1:3000']
  }
  t.strictSame(acmeDesk({ ...local, allowInsecure: true }).returnOrigins, [
    'http://localhost:3000', 'http://127.0.0.1:3000'
  ])
  for (const [option, changes] of [
    ['helpCenterUrl', local], ['returnOrigins[0]', { returnOrigins: local.returnOrigins }],
    ['handoff.endpoint', { handoff: local.handoff }]
  ] as const) {
    t.match(thrownBy(() => acmeDesk(changes)).message, `defineProvider: option ${option}: got "http://`)
  }
})

t.test('parts of a contract that are missing, misspelt or at odds are refused by name', async (t) => {
  const cases: Array<[object, string]> = [
    [{ time: undefined }, 'time'], [{ time: { ...CONTRACT.time, claims: ['foo'] } }, 'time.claims'],
    [{ time: { ...CONTRACT.time, claims: { iat: 'later' } } }, 'time.claims'],
    [{ time: { ...CONTRACT.time, claims: null } }, 'time.claims'],
    [{ time: { ...CONTRACT.time, claims: 'exp' } }, 'time.claims'],
    [{ time: { ...CONTRACT.time, sessionLifetime: 0 } }, 'time.sessionLifetime'],
    [{ time: { ...CONTRACT.time, sessionLifetime: 31 * 86_400 } }, 'time.sessionLifetime'],
    [{ time: { ...CONTRACT.time, sessionLifetime: '60' } }, 'time.sessionLifetime'],
    [{ time: { ...CONTRACT.time, claims: undefined } }, 'time.claims'],
    [{ time: { ...CONTRACT.time, lifetimes: 1 } }, 'time.lifetimes'], [{ handoff: undefined }, 'handoff'],
    [{ handoff: { ...CONTRACT.handoff, method: 'GET' } }, 'handoff.method'],
    [{ handoff: { ...CONTRACT.handoff, tokenParameter: 'jwt' } }, 'handoff.tokenParameter'],
    [{ claims: { x: 'emial' } }, 'claims.x'], [{ claims: [] }, 'claims']
  ]
  for (const [changes, option] of cases) {
    t.throws(
      () => defineProvider({ ...CONTRACT, ...changes }),
      { code: 'FST_HELP_CENTER_INVALID_OPTION', message: optionError(option) }, option
    )
  }
})

t.test('what would break every token is refused at registration', async (t) => {
  const cases: Array<[string, object]> = [
    ['a time claim in the place of jti', { time: { ...TIME, claims: { jti: 'now' } } }],
    ['no name for the token', credentialOf({ parameter: '' })],
    ['a name for the token that is none', credentialOf({ parameter: 'a=b' })],
    ['one name for token and return URL', { handoff: { ...CONTRACT.handoff, returnParameter: 'jwt' } }],
    ['a key id that is no text', credentialOf({ keyId: 7 })],
    ['jti that is neither true nor false', credentialOf({ jti: 'yes' })],
    ['no function that signs', { token: { kind: 'signed' } }],
    ['no function that verifies', { inbound: { signedRequest: { parameters: ['sso'] } } }],
    ['no allow list', { inbound: { destination: { parameter: 'redirect_uri' } } }],
    ['an allow list of one text, in which any part of it would be found',
      { inbound: { destination: { parameter: 'redirect_uri', allowed: 'https://help.example.com/implicit' } } }],
    ['the token echoed over', { inbound: { echo: ['jwt'] } }],
    ['a parameter in the place of the e-mail', { inbound: { toClaim: { nonce: 'email' } } }],
    ['a parameter in the place of jti', { inbound: { toClaim: { nonce: 'jti' } } }],
    ['a fixed claim in the place of exp', { fixedClaims: { exp: 9_999_999_999 } }],
    ['a fixed claim that is no claim value', { fixedClaims: { aud: () => 'a' } }],
    ['required claims that are no list', { requiredClaims: 'email' }],
    ['an incomplete logoutError', { logoutError: { parameter: 'kind' } }]
  ]
  for (const [name, changes] of cases) {
    t.throws(() => defineLoosely(changes), { code: 'FST_HELP_CENTER_INVALID_OPTION' }, name)
  }
})

t.test('every kind of handoff is taken, and an endpoint is asked for only where one is used', async (t) => {
  for (const kind of ['query', 'form', 'fragment'] as const) {
    t.match(acmeDesk({ handoff: { kind, endpoint: 'https://help.example.com/in' } }).handoff, {
      kind, endpoint: 'https://help.example.com/in'
    })
    t.match(acmeDesk({ handoff: { kind, toPage: true } }).handoff, { kind, toPage: true })
    t.match(
      thrownBy(() => acmeDesk({ handoff: { kind } })).message,
      'defineProvider: option handoff.endpoint: got nothing. Paste it'
    )
  }
  t.strictSame({ ...acmeDesk({ handoff: { kind: 'token' } }).handoff }, { kind: 'token' })
})

t.test('a format of the vendor\'s own signs with a shared secret, which is checked as such', async (t) => {
  const token = { kind: 'signed', encode: () => ({ sso: 'a' }) } as const
  t.strictSame({ ...acmeDesk({ token }).token }, token)
  t.match(thrownBy(() => acmeDesk({ token, secret: 'short' })).message, 'got a secret of 5 bytes')
})

t.test('a session may last thirty days while the token lives for minutes', async (t) => {
  t.match(
    acmeDesk({ time: { ...TIME, claims: { exp: 'end', expiresAt: 'sessionEnd' }, sessionLifetime: 30 * 86_400 } }).time,
    { lifetime: 300, sessionLifetime: 2_592_000 }
  )
})

const { hasFixedSecret, ...checked } = discourse({ discourseUrl: 'https://forum.example.com', secret: SECRET })
const OPTION = 'inbound.destination.allowed'
const define = (allowed: unknown, changes: object = {}) => defineProvider({
  ...checked,
  inbound: { ...checked.inbound, destination: { parameter: 'return_sso_url', allowed: allowed as string[] } },
  ...changes
})

t.test('an address that a vendor may choose is as safe as one that is configured', async (t) => {
  assertRefused(t, define, [
    [OPTION, null as never], [OPTION, 'https://a.example/' as never], [OPTION, { 0: 'https://a.example/' }],
    [`${OPTION}[0]`, ['http://a.example/']], [`${OPTION}[0]`, ['http://localhost/']],
    [`${OPTION}[1]`, ['https://a.example/', 'a.example']], [`${OPTION}[0]`, ['https://user@a.example/']],
    [`${OPTION}[0]`, ['https://*.example/']]
  ])
  t.strictSame(define(['https://a.example/x']).inbound.destination?.allowed, ['https://a.example/x'])
  t.ok(define(['http://localhost:4000/x'], { allowInsecure: true }))
  t.ok(define([]))
})

t.test('a parameter name is 1 to 64 letters, digits, ".", "_" and "-", in every place that has one', async (t) => {
  const { endpoint } = CONTRACT.handoff
  const places: [option: string, changes: (name: string) => object][] = [
    ['inbound.returnTo.parameters', (name) => ({ inbound: { returnTo: { parameters: ['a', name], form: 'url' } } })],
    ['inbound.destination.parameter', (name) => ({ inbound: { destination: { parameter: name, allowed: [] } } })],
    ['inbound.echo', (name) => ({ inbound: { echo: ['a', name] } })],
    ['inbound.toClaim', (name) => ({ inbound: { toClaim: { [name]: 'nonce' } } })],
    ['inbound.toClaim', (name) => ({ inbound: { toClaim: { nonce: name } } })],
    ['inbound.echo', (name) => ({ inbound: { echo: [name], required: [name] } })],
    ['inbound.signedRequest.parameters',
      (name) => ({ inbound: { signedRequest: { parameters: [name], verify: () => null } } })],
    ['token.parameter', (parameter) => ({ ...credentialOf({ parameter }), handoff: { kind: 'query', endpoint } })],
    ['handoff.returnParameter', (name) => ({ handoff: { ...CONTRACT.handoff, returnParameter: name } })],
    ['logoutError', (name) => ({ logoutError: { parameter: name, value: 'error', message: 'message' } })],
    ['logoutError', (name) => ({ logoutError: { parameter: 'kind', value: 'error', message: name } })]
  ]
  const taken = ['a', '7', 'return_to', 'return-to', 'return.to', 'ReturnTo2', '_', '-', '.', '_-.', 'x'.repeat(64)]
  const refused = [
    '', 'a b', ' a', 'a\n', 'a&b', 'a=b', 'a;b', 'a+b', 'a%20', 'a[]', 'a/b', 'a:b', '\u00e9', 'x'.repeat(65)
  ]
  for (const [option, changes] of places) {
    for (const name of taken) t.ok(isProvider(defineLoosely(changes(name))), `${option} ${name}`)
    for (const name of refused) {
      const { code, message } = thrownBy(() => defineLoosely(changes(name)))
      t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', `${option} ${name}`)
      t.match(message, optionError(option))
    }
  }
})

t.test('a parameter that anybody may send fills no claim that has its value from elsewhere (J2)', async (t) => {
  const contract = {
    claims: { email: 'email', sub: 'id', plan: () => 'gold' },
    fixedClaims: { aud: 'acme', iss: 'https://app.example.com', version: 2, none: null },
    time: { ...TIME, claims: { iat: 'now', exp: 'end', valid_until: 'end' } }
  }
  const fill = (claim: string) => defineLoosely({ ...contract, inbound: { toClaim: { anything: claim } } })
  const free = ['nonce', 'state', 'nbf2', 'audience', 'AUD', 'aud2', 'subject']
  for (const claim of free) t.ok(isProvider(fill(claim)), claim)
  const taken = [
    'email', 'sub', 'plan', 'aud', 'iss', 'version', 'none', 'iat', 'exp', 'valid_until', 'jti', 'nbf',
    'toJSON', '__proto__', 'constructor', 'prototype'
  ]
  for (const claim of taken) {
    const { code, message } = thrownBy(() => fill(claim))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', claim)
    t.match(message, optionError('inbound.toClaim'))
  }
})

t.test('a contract that could never sign anybody in is refused, in its own field names', async (t) => {
  const { returnTo } = CONTRACT.inbound
  const signedRequest = { parameters: ['sso', 'sig'], verify: () => null }
  assertRefused(t, defineLoosely, [
    ['requiredClaims', { requiredClaims: ['emial'] }],
    ['requiredClaims', { requiredClaims: ['email', 7] }],
    ['requiredClaims', { requiredClaims: ['jti'], token: { ...CONTRACT.token, jti: false } }],
    ['requiredClaims', { requiredClaims: ['jti'], token: { kind: 'signed', encode: () => ({ sso: 'a' }) } }],
    ['inbound.required', { inbound: { returnTo, required: ['state'] } }],
    ['inbound.required', { inbound: { signedRequest, toClaim: { nonce: 'nonce' }, required: ['nonce'] } }],
    ['inbound.returnTo.parameters', { inbound: { returnTo: {} } }],
    ['inbound.returnTo.parameters', { inbound: { returnTo: { parameters: [], form: 'url' } } }],
    ['inbound.returnTo.form', { inbound: { returnTo: { parameters: ['return_to'] } } }],
    ['inbound.returnTo.from', { inbound: { returnTo: { ...returnTo, from: 'url' } } }],
    ['inbound.returnTo', { inbound: { returnTo: 'return_to' } }],
    ['inbound.destination.allow', { inbound: { destination: { parameter: 'to', allow: [] } } }],
    ['inbound.signedRequest.parameters', { inbound: { signedRequest: { ...signedRequest, parameters: [] } } }],
    ['claims.custom', { claims: { custom: 'custom' } }],
    ['fixedClaims', { fixedClaims: null }],
    ['time.sessionLifetime', { time: { claims: { exp: 'sessionEnd' } } }],
    ['time.unit', { time: { ...TIME, unit: 'minutes' } }],
    ['time.maxLifetime', { time: { ...TIME, maxLifetime: 601 } }],
    ['handoff.endpoint', { handoff: { kind: 'form' } }],
    ['handoff.toPage', { handoff: { kind: 'query', toPage: 'yes' } }],
    ['handoff.parametersIn', { handoff: { ...CONTRACT.handoff, kind: 'form', parametersIn: 'body' } }],
    ['handoff.parametersIn', { handoff: { ...CONTRACT.handoff, parametersIn: 'fields' } }]
  ], 'defineProvider')
})

t.test('a required claim may come from anywhere in the contract', async (t) => {
  const provider = acmeDesk({
    inbound: { toClaim: { n: 'nonce' } },
    fixedClaims: { aud: 'acme' },
    requiredClaims: ['email', 'aud', 'nonce', 'exp', 'jti']
  })
  t.strictSame([...provider.requiredClaims ?? []], ['email', 'aud', 'nonce', 'exp', 'jti'])
})

t.test('time claims are seconds, numbers and not back-dated where nothing else is said', async (t) => {
  const time = (rules: object) => ({ ...acmeDesk({ time: { claims: {}, ...rules } }).time, claims: undefined })
  const defaults = {
    claims: undefined,
    unit: 'seconds',
    type: 'number',
    lifetime: 300,
    backdate: 0,
    maxLifetime: 600,
    sessionLifetime: undefined
  }
  t.strictSame(time({}), defaults)
  t.strictSame(time({ unit: undefined, type: undefined, lifetime: undefined, backdate: undefined }), defaults)
  t.strictSame(time({ maxLifetime: 60, backdate: 20 }), { ...defaults, lifetime: 40, backdate: 20, maxLifetime: 60 })
  t.strictSame(time({ backdate: 400 }), { ...defaults, lifetime: 200, backdate: 400 })
})

t.test('jti is optional', async (t) => {
  const { token } = acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256' } })
  t.strictSame({ ...token }, { kind: 'jwt', parameter: 'jwt', algorithm: 'HS256' })
})

t.test('what a getter of the contract throws is left as it is', async (t) => {
  const contract = { ...CONTRACT }
  Object.defineProperty(contract, 'id', { enumerable: true, get () { throw new RangeError('of the host') } })
  t.throws(() => defineProvider(contract), { name: 'RangeError', message: 'of the host' })
})

t.test('a path beside URLs, and lines of base64, are asked for by true and where they mean something', async (t) => {
  const inboundOf = (returnTo: object) => ({ inbound: { returnTo: { parameters: ['a'], ...returnTo } } })
  const verify = () => null
  assertRefused(t, (changes) => defineProvider({ ...CONTRACT, ...changes }), [
    ['inbound.returnTo.orPath', inboundOf({ form: 'url', orPath: 1 })],
    ['inbound.returnTo.orPath', inboundOf({ form: 'path', orPath: true })],
    ['inbound.returnTo.orPath', inboundOf({ form: 'bare-path', orPath: true })],
    ['inbound.signedRequest.lineBreaks',
      { inbound: { signedRequest: { parameters: ['a'], verify, lineBreaks: 'yes' } } }],
    ['inbound.signedRequest.lineBreak', { inbound: { signedRequest: { parameters: ['a'], verify, lineBreak: true } } }]
  ], 'defineProvider')
  for (const orPath of [true, false, undefined]) {
    t.equal(defineProvider({ ...CONTRACT, inbound: { returnTo: { parameters: ['a'], form: 'url', orPath } } })
      .inbound.returnTo?.orPath, orPath)
  }
  t.ok(defineProvider({ ...CONTRACT, inbound: { returnTo: { parameters: ['a'], form: 'path', orPath: false } } }))
})
