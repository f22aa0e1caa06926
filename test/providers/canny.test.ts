import t from 'tap'
import { canny, type CannyOptions } from '../../lib/providers/canny.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { readArrival, signInAt, type Visit } from '../fixtures/vendor-app.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const OPTIONS: CannyOptions = { secret: SECRET, helpCenterUrl: 'https://acme.canny.io/' }
const COMPANY = '5f1a2b3c4d5e6f7a8b9c0d1e'
const BOARD = 'https://acme.canny.io/feature-requests/p/dark-mode?sort=new'
const make = (changes: Partial<CannyOptions> = {}) => canny({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => canny({ ...OPTIONS, ...changes } as CannyOptions)

const ENDPOINT = 'https://canny.io/api/redirects/sso'
const HEADER = { alg: 'HS256', typ: 'JWT' }
const ADA = { id: 'u-1', email: 'ada@example.com', name: 'Ada Lovelace' }
const ASKED = { redirect: BOARD, companyID: COMPANY }

// Written from Canny's two articles (1961021 and install/widget/sso), not from the preset.
const rows: Array<{
  title: string, options?: Partial<CannyOptions>, visit?: Visit, parameters: Record<string, string>, claims?: object
}> = [
  { title: 'redirect and companyID go back as they came', visit: { query: ASKED }, parameters: ASKED },
  {
    title: 'of a picture only the one of the profile',
    options: { claims: { avatarURL: true } },
    visit: { query: ASKED, user: { picture: 'https://img.example.com/ada.png' } },
    parameters: ASKED,
    claims: { avatarURL: 'https://img.example.com/ada.png' }
  },
  {
    title: 'fields of Canny\'s identify call',
    options: {
      claims: {
        created: () => '2024-02-29T12:00:00.000Z',
        companies: ({ organization }) => [{ id: 'c-1', name: organization ?? null, monthlySpend: 12.5 }],
        customFields: () => ({ plan: 'pro', seats: 3 })
      }
    },
    visit: { query: ASKED, user: { organization: 'Analytical Engines' } },
    parameters: ASKED,
    claims: {
      created: '2024-02-29T12:00:00.000Z',
      companies: [{ id: 'c-1', name: 'Analytical Engines', monthlySpend: 12.5 }],
      customFields: { plan: 'pro', seats: 3 }
    }
  },
  {
    title: 'an id that is a number is text',
    visit: { query: ASKED, user: { id: 42 } },
    parameters: ASKED,
    claims: {
      id: '42'
    }
  },
  {
    title: 'a name in one piece',
    visit: { query: ASKED, user: { name: 'Countess' } },
    parameters: ASKED,
    claims: {
      name: 'Countess'
    }
  },
  {
    title: 'expiry as asked for',
    options: { lifetime: 600 },
    visit: { query: ASKED },
    parameters: ASKED,
    claims: {
      exp: '+600'
    }
  },
  {
    title: 'nowhere in particular: the home page',
    visit: { query: { companyID: COMPANY } },
    parameters: {
      redirect: 'https://acme.canny.io/', companyID: COMPANY
    }
  },
  {
    title: 'a redirect to anybody else is dropped',
    visit: { query: { ...ASKED, redirect: 'https://evil.canny.io/' } },
    parameters: { redirect: 'https://acme.canny.io/', companyID: COMPANY }
  },
  {
    title: 'a redirect is absolute',
    visit: { query: { ...ASKED, redirect: '/feature-requests' } },
    parameters: {
      redirect: 'https://acme.canny.io/', companyID: COMPANY
    }
  },
  {
    title: 'boards on a domain of one\'s own',
    options: { returnOrigins: ['https://ideas.acme.example'] },
    visit: { query: { ...ASKED, redirect: 'https://ideas.acme.example/p/1' } },
    parameters: { redirect: 'https://ideas.acme.example/p/1', companyID: COMPANY }
  },
  {
    title: 'a configured company needs no companyID',
    options: { companyID: COMPANY },
    visit: { button: { returnTo: BOARD } },
    parameters: ASKED
  },
  {
    title: 'a configured company gives way to nobody',
    options: { companyID: COMPANY },
    visit: { query: { ...ASKED, companyID: 'other' } },
    parameters: ASKED
  },
  {
    title: 'other parameters are dropped',
    visit: { query: { ...ASKED, state: 'x', ssoToken: 'forged' } },
    parameters: ASKED
  }
]

for (const { title, options, visit, parameters, claims } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const arrival = readArrival(await signInAt(t, make(options), visit), 'ssoToken', SECRET)
    t.strictSame(arrival, { address: ENDPOINT, parameters, header: HEADER, claims: { ...ADA, exp: '+300', ...claims } })
  })
}

t.test('only Canny begins a sign-in where no company is configured', async (t) => {
  t.equal((await signInAt(t, make(), { query: { redirect: BOARD } })).statusCode, 400)
  t.equal((await signInAt(t, make(), { query: { ...ASKED, companyID: 'a\nb' } })).statusCode, 400)
  t.match(await signInAt(t, make(), { button: {} }), {
    statusCode: 303, headers: { location: 'https://acme.canny.io/' }
  })
})

t.test('no token without what Canny requires', async (t) => {
  for (const user of [{ id: null }, { firstName: null, lastName: null }, { firstName: '', lastName: '' }]) {
    const { statusCode, headers } = await signInAt(t, make(), { query: ASKED, user })
    t.equal(statusCode, 500)
    t.equal(headers.location, undefined)
  }
  t.equal((await signInAt(t, make(), { query: ASKED, user: { emailVerified: false } })).statusCode, 403)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['secret', { secret: undefined }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'acme.canny.io' }],
    ['returnOrigins[0]', { returnOrigins: ['https://*.canny.io'] }], ['companyID', { companyID: '' }],
    ['companyID', { companyID: 7 }], ['companyID', { companyID: 'a b' }],
    ['claims.avatarUrl', { claims: { avatarUrl: true } }], ['claims.companies', { claims: { companies: true } }],
    ['claims.avatarURL', { claims: { avatarURL: 'photo' } }], ['claims.email', { claims: { email: 'name' } }],
    ['claims.exp', { claims: { exp: 'id' } }], ['claims', { claims: 'avatarURL' }], ['lifetime', { lifetime: 601 }],
    ['lifetime', { lifetime: 0 }],
    ['signInEndpoint', { signInEndpoint: 'canny.io' }],
    ['signInEndpoint', { signInEndpoint: 'http://localhost:1/', companyID: COMPANY }],
    ['companyId', { companyId: COMPANY }], ['algorithm', { algorithm: 'none' }]
  ], 'canny')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { avatarUrl: true } }))
  // @ts-expect-error: a claim that has no usual place in a profile
  t.throws(() => make({ claims: { companies: true } }))
})

t.test('a short key and an endpoint of one\'s own have to be asked for', async (t) => {
  const options = {
    secret: 'k7Q-short-key',
    allowShortSecret: true,
    allowInsecure: true,
    signInEndpoint: 'http://localhost:4000/sso?companyID='
  }
  const arrival = readArrival(await signInAt(t, make(options), { query: ASKED }), 'ssoToken', options.secret)
  t.match(arrival, { address: 'http://localhost:4000/sso', parameters: ASKED })
})

t.test('a company is 1 to 64 letters, digits, "-" and "_", and goes to Canny as it is', async (t) => {
  for (const companyID of ['a', '7', 'acme-inc', 'acme_inc', 'Acme', COMPANY, '-_', 'x'.repeat(64)]) {
    const { parameters } = readArrival(await signInAt(t, make({ companyID })), 'ssoToken', SECRET)
    t.equal(parameters.companyID, companyID)
  }
  const refused = ['', 'x'.repeat(65), 'a.b', 'a b', 'a/b', 'a&b', '\u00e9', 'a\n', ['a'], 7, null]
  assertRefused(t, makeLoosely, refused.map((companyID) => ['companyID', { companyID }]))
})
