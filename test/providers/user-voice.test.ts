import t from 'tap'
import { userVoice, type UserVoiceOptions } from '../../lib/providers/user-voice.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { readArrival, signInAt, type Visit } from '../fixtures/vendor-app.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const OPTIONS: UserVoiceOptions = { secret: SECRET, helpCenterUrl: 'https://acme.uservoice.com/' }
const FORUM = 'https://acme.uservoice.com/forums/77-general'
const make = (changes: Partial<UserVoiceOptions> = {}) => userVoice({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => userVoice({ ...OPTIONS, ...changes } as UserVoiceOptions)

const HEADER = { alg: 'HS256', typ: 'JWT' }
const ADA = { guid: 'u-1', email: 'ada@example.com' }

// Written from UserVoice's articles (360062340693, 360035554813), not from the preset.
const rows: Array<{
  title: string
  options?: Partial<UserVoiceOptions>
  visit?: Visit
  address?: string
  parameters?: Record<string, string>
  claims?: object
}> = [
  { title: 'the home page takes the token' },
  {
    title: 'any page takes the token, beside its own query',
    visit: { query: { return_to: `${FORUM}?filter=top&page=2` } },
    address: FORUM,
    parameters: { filter: 'top', page: '2' }
  },
  {
    title: 'a token that is in the address already gives way',
    visit: { query: { return_to: `${FORUM}?sso=forged` } },
    address: FORUM
  },
  { title: 'a page that the host names', visit: { button: { returnTo: FORUM } }, address: FORUM },
  { title: 'a page of anybody else gets no token', visit: { query: { return_to: 'https://evil.uservoice.com/' } } },
  {
    title: 'a portal on a domain of one\'s own',
    options: { returnOrigins: ['https://ideas.acme.example'] },
    visit: { query: { return_to: 'https://ideas.acme.example/forums' } },
    address: 'https://ideas.acme.example/forums'
  },
  {
    title: 'the name of the return parameter is an option',
    options: { returnParameter: 'return' },
    visit: { query: { return: FORUM, return_to: 'https://acme.uservoice.com/other' } },
    address: FORUM
  },
  { title: 'guid is text', visit: { user: { id: 42 } }, claims: { guid: '42' } },
  {
    title: 'name, language and picture of the profile',
    options: { claims: { display_name: true, locale: true, avatar_url: true } },
    visit: { user: { locale: 'fr-CA', picture: 'https://img.example.com/ada.png' } },
    claims: { display_name: 'Ada Lovelace', locale: 'fr-CA', avatar_url: 'https://img.example.com/ada.png' }
  },
  {
    title: 'forums and e-mails',
    options: {
      claims: {
        url: () => 'https://app.example.com/people/u-1',
        updates: () => false,
        comment_updates: () => true,
        allow_forums: () => [77, 78],
        deny_forums: () => [79]
      }
    },
    claims:
      {
        url: 'https://app.example.com/people/u-1',
        updates: false,
        comment_updates: true,
        allow_forums: [77, 78],
        deny_forums: [79]
      }
  },
  {
    title: 'rights only where they were asked for by name',
    options: { privilegedClaims: { admin: () => 'deny', owner: () => undefined, trusted: () => true } },
    claims: { admin: 'deny', trusted: true }
  },
  { title: 'expiry as asked for, in seconds', options: { lifetime: 120 }, claims: { exp: '+120' } }
]

for (const { title, options, visit, address = 'https://acme.uservoice.com/', parameters = {}, claims } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    const arrival = readArrival(await signInAt(t, make(options), visit), 'sso', SECRET)
    t.strictSame(arrival, { address, parameters, header: HEADER, claims: { ...ADA, exp: '+300', ...claims } })
  })
}

t.test('no token without what UserVoice requires', async (t) => {
  t.equal((await signInAt(t, make(), { user: { id: null } })).statusCode, 500)
  t.equal((await signInAt(t, make(), { user: { id: 'Ada@example.com' } })).statusCode, 500, 'guid is not the e-mail')
  t.equal((await signInAt(t, make(), { user: { emailVerified: false } })).statusCode, 403)
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['secret', { secret: undefined }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'http://acme.uservoice.com/' }],
    ['returnOrigins[0]', { returnOrigins: ['https://*.uservoice.com'] }],
    ['returnParameter', { returnParameter: 'a b' }], ['returnParameter', { returnParameter: '' }],
    ['claims.admin', { claims: { admin: () => 'accept' } }], ['claims.owner', { claims: { owner: () => 'accept' } }],
    ['claims.trusted', { claims: { trusted: () => true } }],
    ['claims.displayName', { claims: { displayName: true } }], ['claims.guid', { claims: { guid: 'email' } }],
    ['claims.expires', { claims: { expires: () => 'never' } }], ['claims.exp', { claims: { exp: () => 1 } }],
    ['claims.updates', { claims: { updates: true } }],
    ['privilegedClaims.admin', { privilegedClaims: { admin: true } }],
    ['privilegedClaims.trusted', { privilegedClaims: { trusted: true } }],
    ['privilegedClaims.role', { privilegedClaims: { role: () => 'admin' } }],
    ['lifetime', { lifetime: 86_400 }], ['signInEndpoint', { signInEndpoint: 'https://acme.uservoice.com/' }],
    ['algorithm', { algorithm: 'HS512' }]
  ], 'userVoice')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { displayName: true } }))
  // @ts-expect-error: a claim that changes rights is no claim like others
  t.throws(() => make({ claims: { admin: () => 'accept' } }))
  // @ts-expect-error: UserVoice knows two words
  t.ok(make({ privilegedClaims: { admin: () => 'yes' } }))
})
