import t from 'tap'
import { bettermode, type BettermodeOptions } from '../../lib/providers/bettermode.ts'
import { fakeBettermode, HandoffRefused } from '../../lib/testing/index.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { signClaims } from '../fixtures/sign-claims.ts'
import { readArrival, signInAt, type Visit } from '../fixtures/vendor-app.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const OPTIONS: BettermodeOptions = { secret: SECRET, helpCenterUrl: 'https://acme.bettermode.io/home' }
const make = (changes: Partial<BettermodeOptions> = {}) => bettermode({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => bettermode({ ...OPTIONS, ...changes } as BettermodeOptions)

const ENDPOINT = 'https://acme.bettermode.io/api/auth/sso'
const HEADER = { alg: 'HS256', typ: 'JWT' }
const ADA = { sub: 'u-1', email: 'ada@example.com', name: 'Ada Lovelace', iat: '+0', exp: '+60' }
const ASKED = { redirect_uri: '/spaces?layout=basic' }

// Written from Bettermode's guide and Tribe's older one, not from the preset.
const rows: Array<{
  title: string, options?: Partial<BettermodeOptions>, visit?: Visit, address?: string, page?: string, claims?: object
}> = [
  { title: 'redirect_uri goes back as it came' },
  { title: 'an id that is a number is text', visit: { query: ASKED, user: { id: 42 } }, claims: { sub: '42' } },
  {
    title: 'tagline, picture and language',
    options: { claims: { tagline: ({ custom }) => custom?.['title'], picture: true, locale: true } },
    visit: {
      query: ASKED, user: { custom: { title: 'Countess' }, picture: 'https://img.example.com/ada.png', locale: 'en' }
    },
    claims: { tagline: 'Countess', picture: 'https://img.example.com/ada.png', locale: 'en' }
  },
  { title: 'expiry as asked for', options: { lifetime: 300 }, claims: { exp: '+300' } },
  {
    title: 'a community on a domain of one\'s own',
    options: { helpCenterUrl: 'https://community.acme.example/' },
    address: 'https://community.acme.example/api/auth/sso'
  },
  { title: 'nowhere in particular: the home page', visit: {}, page: '/home' },
  ...['https://evil.example/', '//evil.example', '/\\evil.example', '/%5cevil.example', 'spaces'].map((page) => ({
    title: `the redirect_uri ${page} is dropped`, visit: { query: { redirect_uri: page } }, page: '/home'
  })),
  {
    title: 'a page that the host names goes out as a path',
    visit: { button: { returnTo: 'https://acme.bettermode.io/a?b=c' } },
    page: '/a?b=c'
  },
  { title: 'other parameters are dropped', visit: { query: { ...ASKED, jwt: 'forged', role: 'admin' } } }
]

for (const { title, options, visit = { query: ASKED }, address = ENDPOINT, page, claims } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const arrival = readArrival(await signInAt(t, make(options), visit), 'jwt', SECRET)
    const parameters = { redirect_uri: page ?? ASKED.redirect_uri }
    t.strictSame(arrival, { address, parameters, header: HEADER, claims: { ...ADA, ...claims } })
  })
}

t.test('no token without what Bettermode requires', async (t) => {
  for (const user of [{ id: null }, { firstName: null, lastName: null }]) {
    const { statusCode, headers } = await signInAt(t, make(), { query: ASKED, user })
    t.equal(statusCode, 500)
    t.equal(headers.location, undefined)
  }
  t.equal((await signInAt(t, make(), { query: ASKED, user: { emailVerified: false } })).statusCode, 403)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['secret', { secret: SECRET.slice(0, 31) }], ['secret', { secret: `${SECRET}\n` }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'acme.bettermode.io' }],
    ['helpCenterUrl', { helpCenterUrl: 'http://acme.bettermode.io' }], ['claims.bio', { claims: { bio: () => '' } }],
    ['claims.tagline', { claims: { tagline: true } }], ['claims.sub', { claims: { sub: 'email' } }],
    ['claims.role', { claims: { role: () => 'admin' } }], ['claims.picture', { claims: { picture: 'avatar' } }],
    ['privilegedClaims', { privilegedClaims: { role: () => 'admin' } }],
    ['lifetime', { lifetime: 601 }], ['lifetime', { lifetime: 0 }], ['signInEndpoint', { signInEndpoint: ENDPOINT }]
  ], 'bettermode')
  // @ts-expect-error: a claim that gives rights
  t.throws(() => make({ claims: { role: () => 'admin' } }))
  // @ts-expect-error: a claim that has no usual place in a profile
  t.throws(() => make({ claims: { tagline: true } }))
  // @ts-expect-error: a misspelled option
  t.throws(() => make({ lifeTime: 60 }))
})

t.test('a short key and a community on this machine have to be asked for', async (t) => {
  const options = {
    secret: 'k7Q-short', allowShortSecret: true, helpCenterUrl: 'http://127.0.0.1:4000/', allowInsecure: true
  }
  const arrival = readArrival(await signInAt(t, make(options), { query: ASKED }), 'jwt', options.secret)
  t.match(arrival, { address: 'http://127.0.0.1:4000/api/auth/sso', parameters: ASKED })
})

const SECOND = Date.UTC(2026, 10, 23, 12) / 1000
const FAKE = { secret: SECRET, remoteLoginUrl: 'https://app.example.com/login', now: () => SECOND * 1000 }

/** What the fake makes of an answer that is right but for these claims, parameters and members of the header. */
function judge (claims: object, parameters: Record<string, string> = {}, header: object = { typ: 'JWT' }) {
  const fake = fakeBettermode(FAKE)
  const url = new URL(fake.signInEndpoint)
  const jwt = signClaims({ ...RIGHT, ...claims }, 'HS256', SECRET, header)
  url.search = String(new URLSearchParams({ jwt, ...parameters }))
  try {
    return fake.receive(url.href).returnTo
  } catch (error) {
    if (error instanceof HandoffRefused) return error.code
    throw error
  }
}
const HOME = 'https://help.example.com/portal/en/home'
const RIGHT = { sub: 'u-1', email: 'ada@example.com', name: 'Ada' }

t.test('the fake refuses what has one wrong field, and takes what is only unusual', async (t) => {
  const cases: Array<[verdict: string, ...Parameters<typeof judge>]> = [
    [HOME, {}], ['https://help.example.com/a?b=c', {}, { redirect_uri: '/a?b=c' }],
    ['claim-missing', { sub: undefined }], ['wrong-type', { sub: 7 }], ['claim-missing', { email: undefined }],
    ['bad-email', { email: 'ada@localhost' }], ['claim-missing', { name: undefined }], ['wrong-type', { name: '' }],
    ['wrong-type', { tagline: 7 }], ['wrong-type', { picture: null }], ['wrong-type', { locale: ['en'] }],
    [HOME, { exp: SECOND + 1 }], ['expired', { exp: SECOND }], ['wrong-unit', { exp: SECOND * 1000 }],
    ['wrong-type', { exp: String(SECOND + 60) }], [HOME, { iat: SECOND }], ['issued-in-future', { iat: SECOND + 1 }],
    ['issued-in-future', { iat: SECOND + 1, exp: SECOND + 60 }], ['wrong-type', { iat: 'now' }],
    ['wrong-value', { email_verified: 'true' }], ['wrong-header', {}, {}, {}],
    ['malformed-return-url', {}, { redirect_uri: 'https://help.example.com/a' }],
    ['malformed-return-url', {}, { redirect_uri: '//evil.example' }],
    ['parameter-missing', {}, { jwt: '' }], ['parameter-repeated', {}, { 'jwt[]': 'x' }]
  ]
  for (const [verdict, ...changes] of cases) t.equal(judge(...changes), verdict, JSON.stringify(changes))
})
