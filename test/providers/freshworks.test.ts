import t from 'tap'
import { generateKeyPairSync } from 'node:crypto'
import { freshworks, type FreshworksOptions } from '../../lib/providers/freshworks.ts'
import { ed25519, pemOf, readTokenOf, rsa } from '../fixtures/key-pairs.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { ADA, buildVendorApp, isFromNow, signIn } from '../fixtures/vendor-app.ts'

const REDIRECT = 'https://acme.freshworks.com/sp/OIDC/283746192837/implicit'
const CONTACTS = 'https://acme.freshworks.com/sp/OIDC/283746192838/implicit'
const HOME = 'https://acme.freshdesk.com/support/home'
const PEM = pemOf(rsa.privateKey)
const OPTIONS: FreshworksOptions = { redirectUrl: REDIRECT, secret: PEM, helpCenterUrl: HOME }
const make = (changes: Partial<FreshworksOptions> = {}) => freshworks({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => freshworks({ ...OPTIONS, ...changes } as FreshworksOptions)
const COOKIE = { secret: 'cookies-7Hs2Kd9Qw4Zx6Bn8Vm3Lp5Jt' }

/** What Freshworks sends along, as its article shows it. */
const ASKED = {
  response_type: 'id_token',
  client_id: 'acme',
  scope: 'openid email profile',
  state: 'st-4%2F+ =?&x',
  nonce: 'no-5e6f',
  redirect_uri: REDIRECT
}
const without = (name: keyof typeof ASKED) => Object.fromEntries(Object.entries(ASKED).filter(([key]) => key !== name))

// Written from Freshworks' article 50000000670, not from the preset.
const rows: Array<{
  title: string, options?: Partial<FreshworksOptions>, query?: Record<string, string>, address?: string, claims?: object
}> = [
  { title: 'state goes back and nonce into the token' },
  {
    title: 'the older request without redirect_uri',
    query: {
      client_id: 'acme', grant_type: 'implicit', scope: 'openid', state: ASKED.state, nonce: ASKED.nonce
    }
  },
  {
    title: 'another address of the list',
    options: { otherRedirectUrls: [CONTACTS] },
    query: { ...ASKED, redirect_uri: CONTACTS },
    address: CONTACTS
  },
  ...[
    'https://evil.example/implicit', CONTACTS, `${REDIRECT}/`, `${REDIRECT}?x=1`, `${REDIRECT}#x`,
    REDIRECT.toUpperCase(), REDIRECT.replace('https', 'http'), REDIRECT.replace('://', '://evil@'),
    `${REDIRECT}/../../x`, `${REDIRECT}.evil.example`
  ].map((foreign) =>
    ({ title: `an address off the list has no effect: ${foreign}`, query: { ...ASKED, redirect_uri: foreign } })),
  {
    title: 'optional claims',
    options: { claims: { given_name: true, family_name: true, phone_number: true } },
    claims: { given_name: 'Ada', family_name: 'Lovelace', phone_number: '+44 20 7946 0000' }
  },
  {
    title: 'a sub of one\'s own', options: { claims: { sub: ({ id }) => `user|${id}` } }, claims: { sub: 'user|4711' }
  },
  { title: 'a key on one line', options: { secret: PEM.replaceAll('\n', '\\n') } },
  { title: 'a KeyObject from a function', options: { secret: async () => rsa.privateKey } }
]

for (const { title, options, query = ASKED, address = REDIRECT, claims: wanted } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const app = await buildVendorApp(t, { provider: make(options), cookie: COOKIE })
    const url = await signIn(app, query)
    const { id_token: token = '', ...parameters } = Object.fromEntries(url.searchParams)
    t.equal(url.origin + url.pathname + url.hash, address)
    t.strictSame(parameters, { state: ASKED.state })
    const { header, payload: { iat, ...claims } } = readTokenOf('RS256', token, rsa.publicKey)
    t.strictSame(header, { alg: 'RS256', typ: 'JWT' })
    t.ok(isFromNow(iat, 0))
    t.strictSame(claims, { sub: '4711', email: 'ada@example.com', nonce: ASKED.nonce, ...wanted })
  })
}

t.test('a request survives the sign-in page of the host', async (t) => {
  let isSignedIn = false
  const app = await buildVendorApp(t, { provider: make(), cookie: COOKIE, lookupUser: () => isSignedIn ? ADA : null })
  const { headers } = await app.inject({ url: '/help-center/login', query: ASKED })
  const next = new URL(String(headers.location), 'https://app.example.com').searchParams.get('next')
  isSignedIn = true
  const url = new URL(String((await app.inject(String(next))).headers.location))
  t.equal(url.searchParams.get('state'), ASKED.state)
  t.equal(readTokenOf('RS256', String(url.searchParams.get('id_token')), rsa.publicKey).payload.nonce, ASKED.nonce)
})

t.test('only Freshworks begins a sign-in', async (t) => {
  const app = await buildVendorApp(t, { provider: make(), cookie: COOKIE })
  app.get('/button', (_request, reply) => reply.helpCenterRedirect(ADA))
  for (const query of [{}, without('state'), without('nonce'), { ...ASKED, nonce: 'a\nb' }]) {
    t.match(await app.inject({ url: '/help-center/login', query }), {
      statusCode: 400, headers: { location: undefined }
    })
  }
  const { statusCode } = await app.inject(`/help-center/login?${new URLSearchParams(ASKED)}&nonce=other`)
  t.equal(statusCode, 400)
  t.match(await app.inject('/button'), { statusCode: 303, headers: { location: HOME } })
  t.equal(app.helpCenter().signOutUrl(), null)
})

t.test('no token without a stable id or a confirmed address', async (t) => {
  for (const [user, status] of [[{ ...ADA, id: null }, 500], [{ ...ADA, emailVerified: false }, 403]] as const) {
    const app = await buildVendorApp(t, { provider: make(), cookie: COOKIE, lookupUser: () => user })
    t.match(await app.inject({ url: '/help-center/login', query: ASKED }), {
      statusCode: status, headers: { location: undefined }
    })
  }
})

t.test('each refused option is named, with a cure', async (t) => {
  assertRefused(t, makeLoosely, [
    ['redirectUrl', { redirectUrl: undefined }], ['redirectUrl', { redirectUrl: 'acme.freshworks.com' }],
    ['redirectUrl', { redirectUrl: REDIRECT.replace('https', 'http') }],
    ['redirectUrl', { redirectUrl: `${REDIRECT}#x` }],
    ['redirectUrl', { redirectUrl: 'https://*.freshworks.com/implicit' }],
    ['otherRedirectUrls', { otherRedirectUrls: CONTACTS }],
    ['otherRedirectUrls[1]', { otherRedirectUrls: [CONTACTS, 'x'] }],
    ['secret', { secret: undefined }], ['secret', { secret: 'a-shared-secret-of-43-characters-abcdefghij' }],
    ['secret', { secret: pemOf(rsa.publicKey) }], ['secret', { secret: rsa.publicKey }],
    ['secret', { secret: ed25519.privateKey }],
    ['secret', { secret: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['claims.givenName', { claims: { givenName: true } }],
    ['claims.nonce', { claims: { nonce: () => 'x' } }], ['claims.phone_number', { claims: { phone_number: 'mobile' } }],
    ['privateKey', { privateKey: PEM }],
    ['algorithm', { algorithm: 'HS256' }], ['allowInsecure', { allowInsecure: 'yes' }]
  ], 'freshworks')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { given_nam: true } }))
})
