import t from 'tap'
import { aha, type AhaOptions } from '../../lib/providers/aha.ts'
import { fakeAha, HandoffRefused } from '../../lib/testing/index.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { signClaims } from '../fixtures/sign-claims.ts'
import { readArrival, signInAt, type Visit } from '../fixtures/vendor-app.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const ENDPOINT = 'https://acme.ideas.aha.io/auth/jwt/callback'
const OPTIONS: AhaOptions = {
  signInEndpoint: ENDPOINT, secret: SECRET, helpCenterUrl: 'https://acme.ideas.aha.io/portal'
}
const make = (changes: Partial<AhaOptions> = {}) => aha({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => aha({ ...OPTIONS, ...changes } as AhaOptions)

const HEADER = { alg: 'HS256', typ: 'JWT' }
const ADA = {
  email: 'ada@example.com', name: 'Ada Lovelace', first_name: 'Ada', last_name: 'Lovelace', iat: '+0', exp: '+300'
}
const ASKED = { return_to: '/ideas/ACME-I-1?sort=new', state: 'portal-7' }

// Written from the article of Aha! (203636345), its receiver and one customer's code, not from the preset.
const rows: Array<{
  title: string, options?: Partial<AhaOptions>, visit?: Visit, address?: string, parameters?: object, claims?: object
}> = [
  { title: 'return_to and state go back as they came' },
  {
    title: 'a callback at the identity provider',
    options: { signInEndpoint: 'https://acme.identity.aha.io/idea_portal_provider/jwt_callback/7644603561049421993' },
    address: 'https://acme.identity.aha.io/idea_portal_provider/jwt_callback/7644603561049421993'
  },
  {
    title: 'one name is sent alone',
    visit: { query: ASKED, user: { name: 'Madonna', firstName: null, lastName: null } },
    claims: { name: 'Madonna', first_name: undefined, last_name: undefined }
  },
  {
    title: 'names from other places',
    options: { claims: { name: true, first_name: ({ custom }) => custom?.['given'], last_name: 'organization' } },
    visit: { query: ASKED, user: { custom: { given: 'Augusta' }, organization: 'King' } },
    claims: { first_name: 'Augusta', last_name: 'King' }
  },
  { title: 'expiry as asked for', options: { lifetime: 60 }, claims: { exp: '+60' } },
  { title: 'nowhere in particular: the home page', visit: {}, parameters: { return_to: '/portal' } },
  {
    title: 'a state without a page',
    visit: { query: { state: 'x' } },
    parameters: { return_to: '/portal', state: 'x' }
  },
  ...['https://evil.example/', '//evil.example', '/\\evil.example', '/%2fevil.example', 'ideas'].map((returnTo) => ({
    title: `the return_to ${returnTo} is dropped`,
    visit: { query: { return_to: returnTo } },
    parameters: { return_to: '/portal' }
  })),
  {
    title: 'a page that the host names goes out as a path',
    visit: { button: { returnTo: 'https://acme.ideas.aha.io/ideas/7' } },
    parameters: { return_to: '/ideas/7' }
  },
  { title: 'other parameters are dropped', visit: { query: { ...ASKED, jwt: 'forged', email: 'eve@evil.example' } } }
]

for (const { title, options, visit = { query: ASKED }, address = ENDPOINT, parameters = ASKED, claims } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const { claims: { jti, ...sent }, ...arrival } =
      readArrival(await signInAt(t, make(options), visit), 'jwt', SECRET)
    t.strictSame(arrival, { address, parameters, header: HEADER })
    t.strictSame(sent, JSON.parse(JSON.stringify({ ...ADA, ...claims })))
    t.match(jti, /^[\w-]{20,}$/)
  })
}

t.test('no token without what Aha! requires', async (t) => {
  const nameless = { name: null, firstName: null, lastName: null }
  const { statusCode, headers } = await signInAt(t, make(), { query: ASKED, user: nameless })
  t.equal(statusCode, 500)
  t.equal(headers.location, undefined)
  t.equal((await signInAt(t, make(), { query: ASKED, user: { emailVerified: false } })).statusCode, 403)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['signInEndpoint', { signInEndpoint: undefined }], ['signInEndpoint', { signInEndpoint: 'acme.ideas.aha.io' }],
    ['signInEndpoint', { signInEndpoint: 'http://localhost:1/' }],
    ['secret', { secret: SECRET.slice(0, 31) }], ['secret', { secret: `${SECRET}\n` }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'http://acme.ideas.aha.io' }],
    ['claims.firstName', { claims: { firstName: true } }], ['claims.email', { claims: { email: 'id' } }],
    ['claims.name', { claims: { name: 'displayName' } }], ['claims.jti', { claims: { jti: 'id' } }],
    ['claims.role', { claims: { role: () => 'admin' } }],
    ['lifetime', { lifetime: 301 }], ['lifetime', { lifetime: 0 }],
    ['returnOrigins', { returnOrigins: ['https://ideas.acme.example'] }], ['algorithm', { algorithm: 'none' }]
  ], 'aha')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { firstName: true } }))
  // @ts-expect-error: no key of the profile
  t.throws(() => make({ claims: { name: 'displayName' } }))
  // @ts-expect-error: a misspelled option
  t.throws(() => make({ callbackUrl: ENDPOINT }))
})

t.test('a short secret and a callback on this machine have to be asked for', async (t) => {
  const options = {
    secret: 'k7Q-short', allowShortSecret: true, signInEndpoint: 'http://127.0.0.1:4000/cb?jwt=', allowInsecure: true
  }
  const arrival = readArrival(await signInAt(t, make(options), { query: ASKED }), 'jwt', options.secret)
  t.match(arrival, { address: 'http://127.0.0.1:4000/cb', parameters: ASKED })
})

const SECOND = Date.UTC(2026, 10, 23, 12) / 1000
const FAKE = { secret: SECRET, remoteLoginUrl: 'https://app.example.com/login', now: () => SECOND * 1000 }

/** What the fake makes of an answer that is right but for these claims, parameters and members of the header. */
function judge (claims: object, parameters: Record<string, string> = {}, header: object = { typ: 'JWT' }) {
  const fake = fakeAha(FAKE)
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
const RIGHT = { iat: SECOND, jti: 'j-1', email: 'ada@example.com', name: 'Ada' }
const STATE = String(new URL(fakeAha(FAKE).remoteLogin()).searchParams.get('state'))

t.test('the fake refuses what has one wrong field, and takes what is only unusual', async (t) => {
  const cases: Array<[verdict: string, ...Parameters<typeof judge>]> = [
    [HOME, {}], [HOME, {}, {}, {}], ['https://help.example.com/a?b=c', {}, { return_to: '/a?b=c', state: STATE }],
    [HOME, { iat: SECOND - 300 }], ['too-old', { iat: SECOND - 301 }], [HOME, { iat: SECOND + 300 }],
    ['issued-in-future', { iat: SECOND + 301 }], ['wrong-unit', { iat: SECOND * 1000 }],
    ['wrong-type', { iat: String(SECOND) }], ['claim-missing', { iat: undefined }],
    ['claim-missing', { jti: undefined }],
    ['bad-jti', { jti: 7 }], ['claim-missing', { email: undefined }], ['bad-email', { email: 'ada@localhost' }],
    ['claim-missing', { name: undefined }], ['wrong-type', { name: ' ' }],
    ['wrong-type', { first_name: ['Ada'] }], ['wrong-type', { last_name: null }],
    // A fast clock of ours may give an iat ahead of theirs beside an exp that is right.
    [HOME, { iat: SECOND + 10, exp: SECOND + 20 }], ['expired', { exp: SECOND }],
    ['wrong-unit', { exp: SECOND * 1000 }],
    ['wrong-value', { email_verified: false }], ['wrong-header', {}, {}, { typ: 'at+jwt' }],
    ['malformed-return-url', {}, { return_to: 'https://help.example.com/a' }],
    ['malformed-return-url', {}, { return_to: '//evil.example' }], ['wrong-parameter', {}, { state: 'another' }],
    ['parameter-missing', {}, { jwt: '' }], ['parameter-repeated', {}, { JWT: 'x' }]
  ]
  for (const [verdict, ...changes] of cases) t.equal(judge(...changes), verdict, JSON.stringify(changes))
})

t.test('the fake takes a jti once, also after its clock was ahead for a while', async (t) => {
  let now = SECOND * 1000
  const fake = fakeAha({ ...FAKE, now: () => now })
  const send = (claims: object) =>
    fake.receive(`${fake.signInEndpoint}?jwt=${signClaims({ ...RIGHT, ...claims }, 'HS256', SECRET)}`)
  send({})
  t.throws(() => send({}), { code: 'jti-reused' })
  now += 3_600_000
  send({ iat: SECOND + 3600, jti: 'j-2' })
  now -= 3_600_000
  t.throws(() => send({}), { code: 'jti-reused' })
})
