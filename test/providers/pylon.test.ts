import { createHmac } from 'node:crypto'
import t from 'tap'
import { pylon, type PylonOptions } from '../../lib/providers/pylon.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { readArrival, signInAt, type Visit } from '../fixtures/vendor-app.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const OPTIONS: PylonOptions = {
  orgSlug: 'acme',
  secret: SECRET,
  remoteLoginUrl: 'https://your.domain.com/callback',
  helpCenterUrl: 'https://support.acme.example/'
}
const make = (changes: Partial<PylonOptions> = {}) => pylon({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => pylon({ ...OPTIONS, ...changes } as PylonOptions)

const ENDPOINT = 'https://graph.usepylon.com/callback/jwt'
const HEADER = { alg: 'HS256', typ: 'JWT' }
const ADA = {
  email: 'ada@example.com', aud: 'https://portal.usepylon.com', iss: 'https://your.domain.com/', iat: '+0', exp: '+60'
}

// Written from Pylon's articles (6806918294, 5661240375), not from the preset.
const rows: Array<{
  title: string, options?: Partial<PylonOptions>, visit?: Visit, tokenName?: string, claims?: object
}> = [
  { title: 'e-mail, audience, issuer, iat and exp in seconds' },
  {
    title: 'the issuer is the base of the remote login URL, with its slash',
    options: { remoteLoginUrl: 'https://app.example.com:8443/brands/x/help-center/login?a=b' },
    claims: { iss: 'https://app.example.com:8443/' }
  },
  {
    title: 'the account, by Pylon\'s id',
    options: { claims: { account_id: () => 'acc-1' } },
    claims: {
      account_id: 'acc-1'
    }
  },
  {
    title: 'the account, by one\'s own id',
    options: { claims: { account_external_id: 'organization' } },
    visit: { user: { organization: 'org-123' } },
    claims: { account_external_id: 'org-123' }
  },
  { title: 'no account is known of', options: { claims: { account_id: () => undefined } } },
  { title: 'the token under its other name', options: { tokenParameter: 'access_token' }, tokenName: 'access_token' },
  { title: 'expiry as asked for', options: { lifetime: 300 }, claims: { exp: '+300' } },
  {
    title: 'nothing of the request gets through',
    visit: {
      query: { orgSlug: 'evil', jwt: 'forged', redirect: 'https://evil.example/', iss: 'x', aud: 'x' }
    }
  },
  { title: 'a sign-in that begins in the host app', visit: { button: {} } }
]

for (const { title, options, visit, tokenName = 'jwt', claims } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const arrival = readArrival(await signInAt(t, make(options), visit), tokenName, SECRET)
    t.strictSame(arrival, {
      address: ENDPOINT, parameters: { orgSlug: 'acme' }, header: HEADER, claims: { ...ADA, ...claims }
    })
  })
}

t.test('HS512, where Pylon is set to it', async (t) => {
  const { headers: { location } } = await signInAt(t, make({ algorithm: 'HS512' }))
  const [header = '', payload = '', signature] = String(new URL(String(location)).searchParams.get('jwt')).split('.')
  t.equal(signature, createHmac('sha512', SECRET).update(`${header}.${payload}`).digest('base64url'))
  t.strictSame(JSON.parse(Buffer.from(header, 'base64url').toString()), { alg: 'HS512', typ: 'JWT' })
})

t.test('no token for an e-mail that nobody confirmed: Pylon finds people by it', async (t) => {
  t.equal((await signInAt(t, make(), { user: { emailVerified: false } })).statusCode, 403)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['orgSlug', { orgSlug: undefined }], ['orgSlug', { orgSlug: '' }], ['orgSlug', { orgSlug: 'a&jwt=b' }],
    ['secret', { secret: undefined }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['remoteLoginUrl', { remoteLoginUrl: undefined }], ['remoteLoginUrl', { remoteLoginUrl: '/help-center/login' }],
    ['remoteLoginUrl', { remoteLoginUrl: 'http://app.example.com/' }],
    ['remoteLoginUrl', { remoteLoginUrl: 'http://localhost:3000/' }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['returnOrigins', { returnOrigins: 'https://a.example' }],
    ['algorithm', { algorithm: 'RS256' }], ['algorithm', { algorithm: 'HS384' }], ['algorithm', { algorithm: 'none' }],
    ['tokenParameter', { tokenParameter: 'orgSlug' }], ['claims.accountId', { claims: { accountId: 'organization' } }],
    ['claims.account_id', { claims: { account_id: true } }],
    ['claims.iss', { claims: { iss: () => 'https://evil.example/' } }],
    ['claims.aud', { claims: { aud: 'name' } }], ['lifetime', { lifetime: 36_000 }], ['lifetime', { lifetime: '60' }],
    ['signInEndpoint', { signInEndpoint: 'graph.usepylon.com' }], ['issuer', { issuer: 'https://evil.example/' }]
  ], 'pylon')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { account: 'organization' } }))
  // @ts-expect-error: a claim that has no usual place in a profile
  t.throws(() => make({ claims: { account_id: true } }))
})

t.test('a slug is 1 to 64 letters, digits, "-" and "_", and goes to Pylon as it is', async (t) => {
  for (const orgSlug of ['a', '7', 'acme-inc', 'acme_inc', 'Acme', '4cme', '-', '_a-', 'a--b__c', 'x'.repeat(64)]) {
    const { parameters } = readArrival(await signInAt(t, make({ orgSlug })), 'jwt', SECRET)
    t.strictSame(parameters, { orgSlug })
  }
  const refused = [
    '', 'x'.repeat(65), 'acme.inc', 'acme inc', 'acme/inc', 'acme&x', 'acme=', 'acm\u00e9', 'acme\n', ' acme',
    ['acme'], 7, null
  ]
  assertRefused(t, makeLoosely, refused.map((orgSlug) => ['orgSlug', { orgSlug }]))
})
