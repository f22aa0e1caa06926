import t from 'tap'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import * as testing from '../../lib/testing/index.ts'
import {
  HandoffRefused, isEmail, type FakeHelpCenter, type Handoff, type RefusalCode
} from '../../lib/testing/index.ts'
import { signClaims } from '../fixtures/sign-claims.ts'

// Each vendor's documents, one field at a time: what its text or code refuses, and what it takes.

const NOW = Date.UTC(2026, 10, 23, 12)
const SECOND = NOW / 1000
const SECRET = 'test-secret-of-43-characters-abcdefghijklmn'
const ORIGIN = 'https://help.example.com'
const PAGE = '/portal/en/kb/articles/reset-your-router?a=1'
const ED = generateKeyPairSync('ed25519').privateKey
const PEM = ED.export({ type: 'pkcs8', format: 'pem' }).toString()
const OPTIONS = { origin: ORIGIN, secret: SECRET, remoteLoginUrl: 'https://app.example.com/login', now: () => NOW }

type Claims = Record<string, unknown>
type Header = Record<string, unknown>
type Case = [code: RefusalCode | 'taken', changes: Claims, header?: Header]

type Vendor = 'zendesk' | 'zohoDesk' | 'mintlify' | 'gitBook' | 'featurebase' | 'userVoice'

interface Subject {
  open: () => FakeHelpCenter<object>
  claims: Claims
  send: (claims: Claims, header?: Header) => string | Handoff
}

const post = (token: string, returnTo = ''): Handoff => ({
  method: 'POST', url: `${ORIGIN}/access/jwt?return_to=${encodeURIComponent(returnTo)}`, fields: { jwt: token }
})
const hmac = (claims: Claims, header?: Header) => signClaims(claims, 'HS256', SECRET, header)

const SUBJECTS: Record<Vendor, Subject> = {
  zendesk: {
    open: () => testing.fakeZendesk(OPTIONS),
    claims: { iat: SECOND, jti: 'j-1', email: 'ada@example.com', name: 'Ada' },
    send: (claims, header) => post(hmac(claims, header))
  },
  zohoDesk: {
    open: () => testing.fakeZohoDesk(OPTIONS),
    claims: { iat: SECOND, nbf: SECOND - 30, exp: SECOND + 300, jti: 'j-1', email: 'ada@example.com' },
    send: (claims, header) =>
      `${ORIGIN}/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=${hmac(claims, header)}`
  },
  mintlify: {
    open: () => testing.fakeMintlify({ ...OPTIONS, secret: PEM }),
    claims: { exp: SECOND + 10, expiresAt: SECOND + 3600, host: 'help.example.com' },
    send: (claims, header) => `${ORIGIN}/login/jwt-callback?redirect=%2F#${signClaims(claims, 'EdDSA', ED, header)}`
  },
  gitBook: {
    open: () => testing.fakeGitBook(OPTIONS),
    claims: { iat: SECOND, exp: SECOND + 3600 },
    send: (claims, header) => `${ORIGIN}/a?jwt_token=${hmac(claims, header)}`
  },
  featurebase: {
    open: () => testing.fakeFeaturebase(OPTIONS),
    claims: { email: 'ada@example.com', userId: 'u-1', name: 'Ada' },
    send: (claims, header) => `${ORIGIN}/api/v1/auth/access/jwt?return_to=&jwt=${hmac(claims, header)}`
  },
  userVoice: {
    open: () => testing.fakeUserVoice(OPTIONS),
    claims: { guid: 'u-1', email: 'ada@example.com' },
    send: (claims, header) => `${ORIGIN}/a?sso=${hmac(claims, header)}`
  }
}

function verdict (run: () => unknown): RefusalCode | 'taken' {
  try {
    run()
    return 'taken'
  } catch (error) {
    if (!(error instanceof HandoffRefused)) throw error
    return error.code
  }
}

const CASES: Record<Vendor, Case[]> = {
  zendesk: [
    ['taken', {}], ['taken', { role: 'end_user' }], ['taken', { role: 'user' }], ['taken', { role: 'admin' }],
    ['taken', { role: 'agent', custom_role_id: 7 }], ['wrong-value', { role: 'owner' }], ['wrong-value', { role: '' }],
    ['wrong-value', { role: 'Admin' }], ['wrong-type', { role: ['admin'] }], ['wrong-value', { custom_role_id: 7 }],
    ['wrong-value', { role: 'admin', custom_role_id: 7 }], ['wrong-type', { role: 'agent', custom_role_id: '7' }],
    ['taken', { tags: [] }], ['taken', { tags: ['a', 'b'] }], ['wrong-type', { tags: [7] }],
    ['wrong-type', { tags: [{ name: 'a' }] }], ['wrong-type', { tags: [null] }],
    ['taken', { locale: 1176, locale_id: 8, organization_id: 360001, organization_ids: '1,2', organizations: 'A,B' }],
    ['wrong-type', { locale: 'de' }], ['wrong-type', { locale_id: '8' }], ['wrong-type', { locale_id: 1.5 }],
    ['wrong-type', { organization_id: '360001' }], ['wrong-type', { organization_id: 0 }],
    ['wrong-type', { organization_ids: [1, 2] }], ['wrong-type', { organizations: ['A'] }],
    ['taken', { iat: SECOND - 180 }], ['taken', { iat: SECOND + 180 }],
    ['wrong-header', {}, { typ: 'JWT', kid: 'k' }], ['wrong-header', {}, { typ: 'JWT', jku: 'https://evil.example/' }],
    ['wrong-header', {}, {}]
  ],
  zohoDesk: [
    ['taken', {}], ['too-old', { iat: SECOND - 365 * 24 * 3600 }], ['too-old', { iat: SECOND - 301 }],
    ['taken', { iat: SECOND - 300 }],
    ['wrong-header', {}, { typ: 'JWT', kid: 'k' }]
  ],
  mintlify: [
    ['taken', {}], ['taken', {}, {}], ['taken', { expiresAt: undefined }], ['claim-missing', { host: undefined }],
    ['wrong-value', { host: 'docs.example.com' }], ['wrong-value', { host: 'HELP.example.com' }],
    ['wrong-value', { host: 'https://help.example.com' }], ['wrong-value', { host: 'help.example.com:443' }],
    ['wrong-type', { host: ['help.example.com'] }], ['wrong-type', { groups: [7] }], ['taken', { groups: [] }],
    ['taken', { apiPlaygroundInputs: { server: {}, header: {}, query: {}, path: { v: '2' }, cookie: {} } }],
    ['wrong-type', { apiPlaygroundInputs: { path: 'v2' } }], ['wrong-type', { apiPlaygroundInputs: { header: [] } }],
    ['wrong-type', { apiPlaygroundInputs: [] }], ['wrong-header', {}, { typ: 7 }]
  ],
  gitBook: [
    ['taken', {}], ['taken', {}, {}], ['taken', { exp: undefined }], ['claim-missing', { iat: undefined }],
    ['wrong-header', {}, { typ: 'at+jwt' }]
  ],
  featurebase: [
    ['taken', { companies: [{ id: 'c-1', name: 'Acme' }, { companyId: 'c-2', name: 'Beta', monthlySpend: 7 }] }],
    ['taken', { companies: [] }], ['wrong-type', { companies: [{ id: 'c-1' }] }],
    ['wrong-type', { companies: [{ name: 'Acme' }] }], ['wrong-type', { companies: [{ id: 7, name: 'Acme' }] }],
    ['wrong-type', { companies: ['c-1'] }], ['wrong-type', { companies: [null] }], ['wrong-type', { tags: 'a' }],
    ['wrong-type', { locale: 7 }], ['wrong-type', { role: ['admin'] }]
  ],
  userVoice: [
    ['taken', {}], ['wrong-value', { guid: 'ada@example.com' }], ['wrong-value', { guid: 'Ada@Example.COM' }]
  ]
}

for (const [name, cases] of Object.entries(CASES)) {
  const { open, claims, send } = SUBJECTS[name as Vendor]
  t.test(`${name}: one field is wrong and refused, or unusual and taken`, async (t) => {
    for (const [expected, changes, header] of cases) {
      const title = `${expected}: ${JSON.stringify(changes)} ${JSON.stringify(header ?? '')}`
      t.equal(verdict(() => open().receive(send({ ...claims, ...changes }, header))), expected, title)
    }
  })
}

t.test('an address that says that it is not verified signs nobody in, at any vendor', async (t) => {
  for (const { open, claims, send } of Object.values(SUBJECTS)) {
    for (const value of [false, 'true', 1, null]) {
      t.equal(verdict(() => open().receive(send({ ...claims, email_verified: value }))), 'wrong-value')
    }
    t.equal(verdict(() => open().receive(send({ ...claims, email_verified: true }))), 'taken')
  }
})

t.test('an address that mail systems read in more than one way is none', async (t) => {
  for (const address of [
    'a,b@example.com', '"a"@example.com', '<ada@example.com', 'a;b@example.com', 'a\\b@example.com', '.ada@example.com',
    'a..b@example.com', 'ada.@example.com', 'Ada@example.com', 'ada@Example.com', 'ada@1.2.3.4', 'a@b@example.com',
    'ada@example.com.', 'ada@-example.com', `${'a'.repeat(65)}@example.com`, 'ada@localhost', '@example.com', 7
  ]) t.notOk(isEmail(address), String(address))
  for (const address of ['ada@example.com', 'ada.b+c@mail.example.co.uk', "o'brien@example.com", 'a@1-2.example']) {
    t.ok(isEmail(address), address)
  }
})

t.test('a time that is written in another way than in digits is refused', async (t) => {
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  const sign = (payload: string) => {
    const input = `${encode('{"alg":"HS256","typ":"JWT"}')}.${encode(payload)}`
    return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`
  }
  const right = { ...SUBJECTS.zohoDesk.claims, custom: { exp: 1 }, list: [1, { iat: 2 }] }
  const send = (payload: string) => verdict(() => testing.fakeZohoDesk(OPTIONS).receive(
    `${ORIGIN}/accounts/p/8-30039159786/signin/jwt/auth?jwt=${sign(payload)}`))
  const payload = JSON.stringify(right)
  t.equal(send(payload), 'taken')
  t.equal(send(payload.replace('"custom":{"exp":1}', '"custom":{"exp":1.0,"s":"\\"exp\\":1e9"}')), 'taken')
  const exp = String(SECOND + 300)
  for (const spelling of [`${exp}.0`, `${exp}e0`, `${Number(exp) / 1e9}e9`, `${Number(exp) / 1e9}E+9`, `${exp}0e-1`]) {
    t.equal(send(payload.replace(exp, spelling)), 'wrong-type', spelling)
    t.equal(send(payload.replace(`"exp":${exp}`, `"\\u0065xp" :\n${spelling}`)), 'wrong-type', `escaped: ${spelling}`)
  }
})

t.test('another spelling of a parameter beside it is refused: somebody may read that one', async (t) => {
  const token = hmac(SUBJECTS.zohoDesk.claims)
  const url = `${ORIGIN}/accounts/p/8-30039159786/signin/jwt/auth?jwt=${token}`
  for (const other of ['JWT=x', 'jwt[]=x', 'Jwt%5B0%5D=x', 'RETURN_TO=x', 'return_to[]=x']) {
    t.equal(verdict(() => testing.fakeZohoDesk(OPTIONS).receive(`${url}&${other}`)), 'parameter-repeated', other)
  }
  t.equal(verdict(() => testing.fakeZohoDesk(OPTIONS).receive(`${url}&jwts=x&x_jwt=y`)), 'taken')
})

t.test('a clock that was ahead for a while makes no spent token good again', async (t) => {
  for (const [open, send] of [
    [testing.fakeZohoDesk, (jti: string, at: number) => SUBJECTS.zohoDesk.send({
      ...SUBJECTS.zohoDesk.claims, iat: at, nbf: at, exp: at + 300, jti
    })],
    [testing.fakeZendesk, (jti: string, at: number) => SUBJECTS.zendesk.send({
      ...SUBJECTS.zendesk.claims, iat: at, jti
    })]
  ] as const) {
    let now = NOW
    const helpCenter: FakeHelpCenter<object> = open({ ...OPTIONS, now: () => now })
    helpCenter.receive(send('spent', SECOND))
    now += 3_600_000
    helpCenter.receive(send('later', SECOND + 3600))
    now -= 3_600_000
    t.equal(verdict(() => helpCenter.receive(send('spent', SECOND))), 'jti-reused')
  }
})

t.test('Zoho Desk: clocks that may differ leave no token without a moment in which it is good', async (t) => {
  const helpCenter = testing.fakeZohoDesk({ ...OPTIONS, clockTolerance: 60 })
  const { claims, send } = SUBJECTS.zohoDesk
  for (const changes of [
    { nbf: SECOND + 30, exp: SECOND - 30 }, { nbf: SECOND, exp: SECOND }, { iat: SECOND + 20, exp: SECOND + 20 },
    { iat: SECOND + 21, exp: SECOND + 20 }
  ]) t.equal(verdict(() => helpCenter.receive(send({ ...claims, ...changes }))), 'wrong-value', JSON.stringify(changes))
})

t.test('Zendesk: a page to return to is a path or a URL of the help center, and goes out as a path', async (t) => {
  const open = () => testing.fakeZendesk(OPTIONS)
  t.equal(new URL(open().remoteLogin(ORIGIN + PAGE)).searchParams.get('return_to'), PAGE)
  const { claims } = SUBJECTS.zendesk
  for (const returnTo of [PAGE, ORIGIN + PAGE]) {
    t.equal(open().receive(post(hmac(claims), returnTo)).returnTo, ORIGIN + PAGE)
  }
  for (const returnTo of ['//evil.example', '/\\evil.example', 'https://evil.example/', 'hc/a']) {
    t.match(verdict(() => open().receive(post(hmac(claims), returnTo))), /-return-url$/, returnTo)
  }
})

t.test('Discourse: ids that its server bans are refused, and base64 in lines is taken', async (t) => {
  const send = (fields: Record<string, string>, every = 0) => {
    const forum = testing.fakeDiscourse(OPTIONS)
    const request = Buffer.from(String(new URL(forum.remoteLogin()).searchParams.get('sso')), 'base64').toString()
    const nonce = String(new URLSearchParams(request).get('nonce'))
    const answer = new URLSearchParams({ nonce, external_id: '7', email: 'ada@example.com', ...fields })
    const plain = Buffer.from(answer.toString()).toString('base64')
    const sso = every === 0 ? plain : plain.replace(new RegExp(`.{${every}}`, 'g'), '$&\r\n')
    const sig = createHmac('sha256', SECRET).update(sso).digest('hex')
    return verdict(() => forum.receive(`${forum.signInEndpoint}?${new URLSearchParams({ sso, sig })}`))
  }
  for (const id of ['none', 'nil', 'blank', 'null', 'None', 'NULL', ' ', '\u3000']) {
    t.equal(send({ external_id: id }), 'wrong-value', encodeURIComponent(id))
  }
  for (const id of ['0', 'nobody', 'undefined']) t.equal(send({ external_id: id }), 'taken', id)
  t.equal(send({}, 60), 'taken')
})
