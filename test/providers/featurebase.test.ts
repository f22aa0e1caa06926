import t from 'tap'
import { featurebase, type FeaturebaseOptions } from '../../lib/providers/featurebase.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { readArrival, signInAt, type Visit } from '../fixtures/vendor-app.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const OPTIONS: FeaturebaseOptions = { organization: 'acme', secret: SECRET }
const ROADMAP = 'https://acme.featurebase.app/roadmap?view=board'
const HOME = 'https://acme.featurebase.app/'
const make = (changes: Partial<FeaturebaseOptions> = {}) => featurebase({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => featurebase({ ...OPTIONS, ...changes } as FeaturebaseOptions)

const ENDPOINT = 'https://acme.featurebase.app/api/v1/auth/access/jwt'
const HEADER = { alg: 'HS256', typ: 'JWT' }
const ADA = { email: 'ada@example.com', userId: 'u-1', name: 'Ada Lovelace' }
const ASKED = { return_to: ROADMAP }

// Written from Featurebase's articles (0874531, 5257986, 6151321), not from the preset.
const rows: Array<{
  title: string, options?: Partial<FeaturebaseOptions>, visit?: Visit, returnTo?: string, claims?: object
}> = [
  { title: 'return_to goes back as it came', returnTo: ROADMAP },
  {
    title: 'a visitor without id and name has an e-mail',
    visit: { query: ASKED, user: { id: null, firstName: null, lastName: null } },
    claims: { userId: undefined, name: undefined }
  },
  {
    title: 'picture, language and tags of the profile',
    options: { claims: { profilePicture: true, locale: true, tags: true } },
    visit: { query: ASKED, user: { picture: 'https://img.example.com/ada.png', locale: 'de', tags: ['beta'] } },
    claims: { profilePicture: 'https://img.example.com/ada.png', locale: 'de', tags: ['beta'] }
  },
  {
    title: 'companies, and custom attributes at either place',
    options: {
      claims: {
        companies: () =>
          [{ companyId: 'c-1', id: 'c-1', name: 'Engines', monthlySpend: 500, createdAt: '2023-05-19T15:35:49.915Z' }],
        customFields: () => ({ title: 'Countess' })
      },
      customAttributes: { plan: () => 'pro', department: 'organization' }
    },
    visit: { query: ASKED, user: { organization: 'Mathematics' } },
    claims: {
      companies: [
        { companyId: 'c-1', id: 'c-1', name: 'Engines', monthlySpend: 500, createdAt: '2023-05-19T15:35:49.915Z' }
      ],
      customFields: { title: 'Countess' },
      plan: 'pro',
      department: 'Mathematics'
    }
  },
  {
    title: 'a role only where it was asked for by name',
    options: { privilegedClaims: { role: () => 'reviewer' } },
    claims: { role: 'reviewer' }
  },
  { title: 'expiry as asked for', options: { lifetime: 60 }, claims: { exp: '+60' } },
  { title: 'nowhere in particular: the home page', visit: {}, returnTo: HOME },
  {
    title: 'a return_to at another organization is dropped',
    visit: { query: { return_to: 'https://evil.featurebase.app/' } },
    returnTo: HOME
  },
  {
    title: 'a portal on a domain of one\'s own',
    options: { helpCenterUrl: 'https://ideas.acme.example/en' },
    visit: {},
    returnTo: 'https://ideas.acme.example/en'
  },
  {
    title: 'such a portal keeps its address at Featurebase',
    options: { helpCenterUrl: 'https://ideas.acme.example/en' },
    returnTo: ROADMAP
  },
  { title: 'a page that the host names', visit: { button: { returnTo: ROADMAP } }, returnTo: ROADMAP },
  { title: 'other parameters are dropped', visit: { query: { ...ASKED, jwt: 'forged', state: 'x' } } }
]

for (const { title, options, visit = { query: ASKED }, returnTo = ROADMAP, claims } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const arrival = readArrival(await signInAt(t, make(options), visit), 'jwt', SECRET)
    // What is undefined is absent in a token.
    const expected = JSON.parse(JSON.stringify({ ...ADA, exp: '+300', ...claims }))
    t.strictSame(arrival, { address: ENDPOINT, parameters: { return_to: returnTo }, header: HEADER, claims: expected })
  })
}

t.test('no token for an e-mail that nobody confirmed: Featurebase joins accounts by it', async (t) => {
  t.equal((await signInAt(t, make(), { user: { emailVerified: false } })).statusCode, 403)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['organization', { organization: undefined }], ['organization', { organization: '' }],
    ['organization', { organization: 'acme.featurebase.app' }], ['organization', { organization: 'evil.example/' }],
    ['secret', { secret: undefined }], ['secret', { secret: `${SECRET}\n` }],
    ['helpCenterUrl', { helpCenterUrl: 'http://ideas.acme.example' }],
    ['returnOrigins', { returnOrigins: 'https://ideas.acme.example' }],
    ['returnOrigins[1]', { returnOrigins: ['https://ideas.acme.example/'] }],
    ['claims.avatar', { claims: { avatar: 'picture' } }], ['claims.role', { claims: { role: () => 'admin' } }],
    ['claims.companies', { claims: { companies: true } }], ['claims.email', { claims: { email: 'name' } }],
    ['customAttributes.role', { customAttributes: { role: () => 'admin' } }],
    ['customAttributes.email', { customAttributes: { email: () => 'eve@evil.test' } }],
    ['customAttributes.userId', { customAttributes: { userId: 'phone' } }],
    ['customAttributes.exp', { customAttributes: { exp: () => 1 } }],
    ['customAttributes.plan', { customAttributes: { plan: true } }], ['customAttributes', { customAttributes: null }],
    ['customAttributes.plan', { customAttributes: { plan: 'emial' } }],
    ['customAttributes', { customAttributes: 'plan' }],
    ['privilegedClaims.admin', { privilegedClaims: { admin: () => true } }],
    ['privilegedClaims.role', { privilegedClaims: { role: true } }], ['lifetime', { lifetime: 601 }],
    ['signInEndpoint', { signInEndpoint: 'http://localhost/' }], ['orgSlug', { orgSlug: 'acme' }]
  ], 'featurebase')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { profilePictures: true } }))
  // @ts-expect-error: a claim that changes rights is no claim like others
  t.throws(() => make({ claims: { role: () => 'admin' } }))
})

t.test('an organization is one label of a domain, and names endpoint and home page', async (t) => {
  const taken = [
    'a', '7', 'acme-inc', '4cme', 'acme2', 'a-b-c', 'a--b', 'xn--bcher-kva', 'a1-2b', 'x'.repeat(63),
    `a${'-'.repeat(61)}z`
  ]
  for (const organization of taken) {
    const own = `https://${organization}.featurebase.app/`
    const { address, parameters } = readArrival(await signInAt(t, make({ organization })), 'jwt', SECRET)
    t.strictSame({ address, parameters }, { address: `${own}api/v1/auth/access/jwt`, parameters: { return_to: own } })
  }
  const refused = [
    '', '-', '-acme', 'acme-', 'Acme', 'acme_inc', 'acme.inc', 'acme inc', 'acme/', 'acme:443', 'acme@x',
    'acme#', 'acme?', 'acme\n', 'acm\u00e9', 'x'.repeat(64), ['acme'], 7, null
  ]
  assertRefused(t, makeLoosely, refused.map((organization) => ['organization', { organization }]))
})
