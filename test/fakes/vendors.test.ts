import t from 'tap'
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as testing from '../../lib/testing/index.ts'
import {
  HandoffRefused, type FakeHelpCenter, type FakeHelpCenterOptions, type Handoff, type RefusalCode
} from '../../lib/testing/index.ts'
import { signClaims } from '../fixtures/sign-claims.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const SECOND = NOW / 1000
const SECRET = 'test-secret-of-43-characters-abcdefghijklmn'
const ORIGIN = 'https://help.example.com'
const HOME = `${ORIGIN}/portal/en/home`
const ARTICLE = `${ORIGIN}/portal/en/kb/articles/reset-your-router?a=1`
const PATH = '/portal/en/kb/articles/reset-your-router?a=1'
const ED = generateKeyPairSync('ed25519')
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 })
const RSA_PUBLIC = toPem(RSA.publicKey)

type Claims = Record<string, unknown>
type Changes = Record<string, string | undefined>

interface Subject {
  fake: (options: FakeHelpCenterOptions) => FakeHelpCenter<object>
  algorithm: string
  /** Right claims, for a visitor who left with this address. */
  claims: (remoteLogin: URL) => Claims
  /** The handoff of this token; `changes` are made to its parameters. */
  handoff: (token: string, remoteLogin: URL, changes: Changes) => string | Handoff
  outbound: Record<string, string | RegExp>
  email: string
  returnTo: string
  /** Claims that are wrong, one at a time. */
  wrongClaims: Array<[RefusalCode, Claims]>
  /** Parameters of the handoff that are wrong, one at a time. */
  wrongParameters: Array<[RefusalCode, Changes]>
}

const timed = (required: string): Array<[RefusalCode, Claims]> => [
  ['claim-missing', { [required]: undefined }], ['wrong-type', { [required]: String(SECOND) }],
  ['wrong-type', { [required]: SECOND + 0.5 }], ['wrong-unit', { [required]: NOW }]
]
const aged = (maxAge: number, tolerance = 0): Array<[RefusalCode, Claims]> => [
  ...timed('iat'), ['issued-in-future', { iat: SECOND + tolerance + 1 }], ['too-old', { iat: SECOND - maxAge - 1 }]
]
const person: Array<[RefusalCode, Claims]> = [
  ['claim-missing', { email: undefined }], ['bad-email', { email: 'ada@localhost' }], ['bad-email', { email: 7 }]
]
const badUrls = (name: string): Array<[RefusalCode, Changes]> => [
  ['malformed-return-url', { [name]: PATH }], ['malformed-return-url', { [name]: 'https://[' }],
  ['foreign-return-url', { [name]: 'https://evil.example/' }],
  ['foreign-return-url', { [name]: 'https://a@help.example.com/' }],
  ['foreign-return-url', { [name]: 'https://:b@help.example.com/' }]
]
const badPaths = (name: string): Array<[RefusalCode, Changes]> => [
  ['malformed-return-url', { [name]: ARTICLE }], ['malformed-return-url', { [name]: '//evil.example' }],
  ['malformed-return-url', { [name]: '/\\evil.example' }]
]

/** Sets each parameter, or removes it; "*" stands before the name of one that comes twice. */
function address (base: string, parameters: Changes, changes: Changes, fragment = '') {
  const url = new URL(base)
  for (const [name, value] of Object.entries({ ...parameters, ...changes })) {
    if (value === undefined) url.searchParams.delete(name)
    else if (name.startsWith('*')) url.searchParams.append(name.slice(1), value)
    else url.searchParams.set(name, value)
  }
  url.hash = fragment
  return url.href
}

const SUBJECTS: Record<string, Subject> = {
  zendesk: {
    fake: testing.fakeZendesk,
    algorithm: 'HS256',
    claims: () => ({ iat: SECOND, jti: 'j-1', email: 'ada@example.com', name: 'Ada', tags: ['a'], user_fields: {} }),
    handoff: (token, _out, { jwt = token, ...changes }) => ({
      method: 'POST', url: address(`${ORIGIN}/access/jwt`, { return_to: ARTICLE }, changes), fields: { jwt }
    }),
    outbound: { return_to: PATH, brand_id: /^\d+$/, locale_id: '1', timestamp: String(SECOND) },
    email: 'ada@example.com',
    returnTo: ARTICLE,
    wrongClaims: [
      ...aged(180, 180), ...person, ['claim-missing', { jti: undefined }],
      ['bad-jti', { jti: 7 }], ['bad-jti', { jti: '' }],
      ['claim-missing', { name: undefined }], ['wrong-type', { name: ' ' }], ['wrong-type', { tags: 'a,b' }],
      ['wrong-type', { external_id: 7 }],
      ['wrong-type', { user_fields: null }]
    ],
    wrongParameters: [
      ...badUrls('return_to').slice(1), ...badPaths('return_to').slice(1),
      ['parameter-repeated', { '*return_to': HOME }], ['wrong-parameter', { '*jwt': 'x' }],
      ['parameter-missing', { jwt: '' }]
    ]
  },
  mintlify: {
    fake: testing.fakeMintlify,
    algorithm: 'EdDSA',
    claims: () => ({ exp: SECOND + 10, expiresAt: SECOND + 3600, groups: ['a'], host: 'help.example.com' }),
    handoff: (token, _out, { fragment = token, ...changes }) =>
      address(`${ORIGIN}/login/jwt-callback`, { redirect: PATH }, changes, fragment),
    outbound: { redirect: PATH },
    email: '',
    returnTo: ARTICLE,
    wrongClaims: [
      ...timed('exp'), ...timed('expiresAt').slice(1), ['expired', { exp: SECOND }],
      ['lifetime-too-long', { exp: SECOND + 11 }],
      ['expired', { expiresAt: SECOND }], ['wrong-type', { groups: 'a' }], ['wrong-type', { content: [] }]
    ],
    wrongParameters: [
      ...badPaths('redirect'), ['jwt-missing', { fragment: '' }], ['malformed-token', { fragment: 'token=a.b.c' }]
    ]
  },
  freshworks: {
    fake: ({ secret, ...options }) => testing.fakeFreshworks({ publicKey: RSA_PUBLIC, ...options }),
    algorithm: 'RS256',
    claims: (out) => ({
      sub: 'u-1', email: 'ada@example.com', iat: SECOND, nonce: out.searchParams.get('nonce'), given_name: 'Ada'
    }),
    handoff: (token, { searchParams: out }, changes) =>
      address(`${out.get('redirect_uri')}`, { id_token: token, state: `${out.get('state')}` }, changes),
    outbound: {
      response_type: 'id_token',
      client_id: /./,
      scope: 'openid email profile',
      state: /./,
      nonce: /./,
      redirect_uri: /^https:/
    },
    email: 'ada@example.com',
    returnTo: ARTICLE,
    wrongClaims: [
      ...aged(180), ...person, ['claim-missing', { sub: undefined }], ['wrong-type', { sub: 7 }],
      ['claim-missing', { nonce: undefined }],
      ['wrong-value', { nonce: 'another' }], ['wrong-type', { given_name: 7 }]
    ],
    wrongParameters: [
      ['parameter-missing', { id_token: undefined }], ['parameter-missing', { state: undefined }],
      ['unknown-request', { state: 'another' }],
      ['parameter-repeated', { '*state': 'another' }]
    ]
  },
  helpScoutDocs: {
    fake: testing.fakeHelpScoutDocs,
    algorithm: 'HS512',
    claims: () => ({ sub: 'ada@example.com', exp: SECOND + 3600 }),
    handoff: (token, _out, changes) => address(`${ORIGIN}/authcallback`, { token, returnTo: PATH }, changes),
    outbound: { returnTo: PATH },
    email: 'ada@example.com',
    returnTo: ARTICLE,
    wrongClaims: [
      ...timed('exp'), ['expired', { exp: SECOND }], ['claim-missing', { sub: undefined }], ['wrong-type', { sub: 7 }],
      ['issued-in-future', { iat: SECOND + 1 }]
    ],
    wrongParameters: [
      ...badPaths('returnTo'), ['parameter-missing', { token: undefined }], ['parameter-repeated', { '*token': 'x' }]
    ]
  },
  gitBook: {
    fake: testing.fakeGitBook,
    algorithm: 'HS256',
    claims: () => ({ iat: SECOND, exp: SECOND + 3600, sub: 'Ada' }),
    handoff: (token, _out, changes) => address(ARTICLE, { jwt_token: token }, changes),
    outbound: { location: PATH },
    email: '',
    returnTo: ARTICLE,
    wrongClaims: [
      ...timed('exp').slice(1), ...timed('iat'), ['expired', { exp: SECOND }], ['issued-in-future', { iat: SECOND + 1 }]
    ],
    wrongParameters: [['parameter-missing', { jwt_token: undefined }], ['parameter-repeated', { '*jwt_token': 'x' }]]
  },
  canny: {
    fake: testing.fakeCanny,
    algorithm: 'HS256',
    claims: () => ({ id: 'u-1', email: 'ada@example.com', name: 'Ada', exp: SECOND + 60 }),
    handoff: (token, { searchParams: out }, changes) => address(`${ORIGIN}/api/redirects/sso`, {
      ssoToken: token, companyID: `${out.get('companyID')}`, redirect: `${out.get('redirect')}`
    }, changes),
    outbound: { companyID: /^[\da-f]{24}$/, redirect: ARTICLE },
    email: 'ada@example.com',
    returnTo: ARTICLE,
    wrongClaims: [
      ...person, ['claim-missing', { id: undefined }], ['wrong-type', { id: 7 }],
      ['claim-missing', { name: undefined }], ['expired', { exp: SECOND }], ['wrong-unit', { exp: NOW }]
    ],
    wrongParameters: [
      ...badUrls('redirect'), ['parameter-missing', { ssoToken: undefined }],
      ['parameter-missing', { companyID: undefined }], ['wrong-parameter', { companyID: '1' }],
      ['parameter-missing', { redirect: undefined }]
    ]
  },
  featurebase: {
    fake: testing.fakeFeaturebase,
    algorithm: 'HS256',
    claims: () => ({ email: 'ada@example.com', name: 'Ada', exp: SECOND + 60 }),
    handoff: (token, _out, changes) => address(
      `${ORIGIN}/api/v1/auth/access/jwt`, { jwt: token, return_to: ARTICLE }, changes
    ),
    outbound: { return_to: ARTICLE },
    email: 'ada@example.com',
    returnTo: ARTICLE,
    wrongClaims: [
      ['claim-missing', { email: undefined }], ['bad-email', { email: 'ada' }], ['wrong-type', { userId: 7 }],
      ['wrong-type', { companies: {} }], ['expired', { exp: SECOND }]
    ],
    wrongParameters: [...badUrls('return_to'), ['parameter-missing', { jwt: undefined }]]
  },
  userVoice: {
    fake: testing.fakeUserVoice,
    algorithm: 'HS256',
    claims: () => ({ guid: 'u-1', email: 'ada@example.com', exp: SECOND + 60, trusted: true, admin: 'deny' }),
    handoff: (token, _out, changes) => address(ARTICLE, { sso: token }, changes),
    outbound: {},
    email: 'ada@example.com',
    returnTo: ARTICLE,
    wrongClaims: [
      ...person, ['claim-missing', { guid: undefined }], ['wrong-type', { guid: 7 }],
      ['wrong-value', { guid: 'ada@example.com' }], ['expired', { exp: SECOND }],
      ['wrong-value', { admin: true }], ['wrong-value', { owner: 'yes' }], ['wrong-type', { trusted: 'true' }]
    ],
    wrongParameters: [['parameter-missing', { sso: '' }]]
  },
  pylon: {
    fake: testing.fakePylon,
    algorithm: 'HS256',
    claims: () => ({
      iat: SECOND,
      exp: SECOND + 60,
      email: 'ada@example.com',
      aud: 'https://portal.usepylon.com',
      iss: 'https://app.example.com/'
    }),
    handoff: (token, _out, changes) => address(`${ORIGIN}/callback/jwt?orgSlug=fernway`, { jwt: token }, changes),
    outbound: {},
    email: 'ada@example.com',
    returnTo: HOME,
    wrongClaims: [
      ...aged(60), ...timed('exp'), ...person, ['expired', { exp: SECOND }], ['claim-missing', { aud: undefined }],
      ['wrong-value', { aud: 'https://portal.usepylon.com/' }],
      ['wrong-type', { aud: ['https://portal.usepylon.com'] }], ['wrong-value', { iss: 'https://app.example.com' }],
      ['wrong-type', { account_id: 7 }]
    ],
    wrongParameters: [
      ['parameter-missing', { jwt: undefined }], ['parameter-missing', { orgSlug: undefined }],
      ['wrong-parameter', { orgSlug: 'other' }]
    ]
  }
}

function setUp ({ fake, algorithm }: Subject, options: FakeHelpCenterOptions = {}) {
  const secret = algorithm === 'EdDSA' ? toPem(ED.privateKey) : SECRET
  return fake({
    origin: ORIGIN, secret, remoteLoginUrl: 'https://app.example.com/login?brand=1', now: () => NOW, ...options
  })
}

function keyFor (algorithm: string) {
  if (algorithm === 'RS256') return RSA.privateKey
  return algorithm === 'EdDSA' ? ED.privateKey : SECRET
}

function toPem (key: KeyObject) {
  return key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()
}

function codeOf (run: () => unknown): RefusalCode | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (!(error instanceof HandoffRefused)) throw error
    return error.code
  }
}

for (const [name, subject] of Object.entries(SUBJECTS)) {
  const { algorithm, claims, handoff } = subject
  const key = keyFor(algorithm)

  t.test(`${name}: a right handoff is accepted, and the way out carries the vendor's parameters`, async (t) => {
    const helpCenter = setUp(subject)
    const out = new URL(helpCenter.remoteLogin(ARTICLE))
    t.equal(out.origin + out.pathname, 'https://app.example.com/login')
    t.match(Object.fromEntries(out.searchParams), { brand: '1', ...subject.outbound })
    const accepted = helpCenter.receive(handoff(signClaims(claims(out), algorithm, key), out, {}))
    t.match(accepted, { email: subject.email, returnTo: subject.returnTo, claims: claims(out) })
    t.equal(helpCenter.signIns, 1)
    t.strictSame(helpCenter.refusals, [])
  })

  t.test(`${name}: each thing that is wrong is refused with its own code`, async (t) => {
    const helpCenter = setUp(subject)
    const out = new URL(helpCenter.remoteLogin(ARTICLE))
    for (const [code, changes] of subject.wrongClaims) {
      const token = signClaims({ ...claims(out), ...changes }, algorithm, key)
      t.equal(codeOf(() => helpCenter.receive(handoff(token, out, {}))), code, JSON.stringify(changes))
    }
    const right = signClaims(claims(out), algorithm, key)
    for (const [code, changes] of subject.wrongParameters) {
      t.equal(codeOf(() => helpCenter.receive(handoff(right, out, changes))), code, JSON.stringify(changes))
    }
    const stranger = {
      RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      EdDSA: generateKeyPairSync('ed25519').privateKey
    }
    const wrongKey = (stranger as Record<string, typeof RSA.privateKey>)[algorithm] ?? `${SECRET} `
    for (const [code, token] of [
      ['wrong-signature', signClaims(claims(out), algorithm, wrongKey)],
      ['wrong-header', signClaims(claims(out), algorithm, key, { typ: 'jwt' })],
      ['wrong-header', signClaims(claims(out), algorithm === 'HS256' ? 'HS512' : 'HS256', SECRET)],
      ['malformed-claims', signClaims([], algorithm, key)],
      ['malformed-token', `${right}=`]
    ] as const) t.equal(codeOf(() => helpCenter.receive(handoff(token, out, {}))), code, code)
    t.equal(helpCenter.signIns, 0)
    t.equal(codeOf(() => helpCenter.receive('https://evil.example/')), 'wrong-endpoint')
    const sent = handoff(right, out, {})
    const otherMethod: Handoff = typeof sent === 'string'
      ? { method: 'POST', url: sent, fields: {} }
      : { method: 'GET', url: sent.url }
    t.equal(codeOf(() => helpCenter.receive(otherMethod)), 'wrong-method')
    t.equal(codeOf(() => helpCenter.receive(sent)), undefined, 'a refused handoff is not spent')
  })

  t.test(`${name}: makes its own key, and shows its admin page`, async (t) => {
    const helpCenter = subject.fake({ origin: ORIGIN })
    t.match(helpCenter.signInEndpoint, ORIGIN)
    const { body, statusCode } = await helpCenter.app.inject('/admin')
    t.equal(statusCode, 200)
    t.match(body, 'What a token must look like')
  })
}

t.test('zendesk: each jti is good once', async (t) => {
  const subject = SUBJECTS.zendesk!
  const helpCenter = setUp(subject)
  const out = new URL(helpCenter.remoteLogin())
  const sent = subject.handoff(signClaims(subject.claims(out), 'HS256', SECRET), out, {})
  helpCenter.receive(sent)
  t.equal(codeOf(() => helpCenter.receive(sent)), 'jti-reused')
})

t.test('freshworks: each state is good once, and for ten minutes; the older request has no redirect_uri', async (t) => {
  const subject = SUBJECTS.freshworks!
  let now = NOW
  const helpCenter = testing.fakeFreshworks({
    publicKey: RSA_PUBLIC,
    sendRedirectUri: false,
    now: () => now,
    remoteLoginUrl: 'https://app.example.com/login'
  })
  const send = (out: URL) => {
    out.searchParams.set('redirect_uri', helpCenter.signInEndpoint)
    const claims = { ...subject.claims(out), iat: now / 1000 }
    return codeOf(() => helpCenter.receive(subject.handoff(signClaims(claims, 'RS256', RSA.privateKey), out, {})))
  }
  const out = new URL(helpCenter.remoteLogin())
  t.match(Object.fromEntries(out.searchParams), { grant_type: 'implicit', redirect_uri: undefined })
  t.equal(send(out), undefined)
  t.equal(send(out), 'unknown-request')
  const late = new URL(helpCenter.remoteLogin())
  now += 600_000
  t.equal(send(late), 'unknown-request')
  t.equal(send(new URL(helpCenter.remoteLogin())), undefined)
})

t.test('freshworks: an admin pastes an RSA public key of 2048 bits or more, and nothing else', async (t) => {
  const helpCenter = testing.fakeFreshworks({ remoteLoginUrl: 'https://app.example.com/login' })
  t.equal(codeOf(() => helpCenter.receive(helpCenter.signInEndpoint)), 'jwt-not-configured')
  const short = toPem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)
  const headers = { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }
  const post = (key: string) => helpCenter.app.inject({
    method: 'POST', url: '/admin/key', headers, payload: new URLSearchParams({ key }).toString()
  })
  for (const wrong of [
    '', 'key', short, toPem(ED.publicKey), toPem(RSA.privateKey),
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'
  ]) {
    t.throws(() => helpCenter.pastePublicKey(wrong), { message: 'The key must be an RSA public key' })
    t.match(await post(wrong), { statusCode: 422, body: 'The key must be an RSA public key' })
  }
  t.match(await post(RSA_PUBLIC), { statusCode: 303, headers: { location: '/admin?done=pasted' } })
  t.equal(helpCenter.secret, RSA_PUBLIC)
  t.throws(() => testing.fakeZendesk().pastePublicKey(RSA_PUBLIC), { message: 'Zendesk takes no public key' })
})

t.test('mintlify: the key that is issued is an Ed25519 private key', async (t) => {
  const helpCenter = testing.fakeMintlify()
  t.equal(createPrivateKey(helpCenter.secret).asymmetricKeyType, 'ed25519')
  t.not(helpCenter.rotateSecret(), testing.fakeMintlify().secret)
})

t.test('vendors that send a path send any other address as it is, and no return URL means the home page', async (t) => {
  const { helpScoutDocs, mintlify, featurebase } = SUBJECTS
  const out = new URL(setUp(helpScoutDocs!).remoteLogin('https://evil.example/'))
  t.equal(out.searchParams.get('returnTo'), 'https://evil.example/')
  const without = [
    [helpScoutDocs, { returnTo: undefined }], [mintlify, { redirect: undefined }],
    [featurebase, { return_to: undefined }]
  ] as const
  for (const [subject, changes] of without) {
    const { claims, algorithm, handoff } = subject!
    const token = signClaims(claims(out), algorithm, keyFor(algorithm))
    t.equal(setUp(subject!).receive(handoff(token, out, changes)).returnTo, HOME)
  }
})

t.test('a visitor is called by the name that the claims give, or by what comes closest', async (t) => {
  const names: Array<[keyof typeof SUBJECTS, Claims, object]> = [
    ['helpScoutDocs', { sub: 'u-1' }, { email: '', name: 'u-1' }],
    ['featurebase', { email: undefined, name: undefined, userId: 'u-1' }, { email: '', name: 'u-1' }],
    ['userVoice', { display_name: 'Ada' }, { name: 'Ada' }],
    ['userVoice', {}, { name: 'anonymous' }],
    ['gitBook', { sub: undefined }, { name: 'Reader' }],
    ['mintlify', {}, { name: 'Reader' }],
    ['mintlify', { name: 'Ada' }, { name: 'Ada' }],
    ['canny', { exp: undefined }, { name: 'Ada' }]
  ]
  for (const [vendor, changes, expected] of names) {
    const subject = SUBJECTS[vendor]!
    const { claims, algorithm, handoff } = subject
    const helpCenter = setUp(subject)
    const out = new URL(helpCenter.remoteLogin())
    const token = signClaims({ ...claims(out), ...changes }, algorithm, keyFor(algorithm))
    t.match(helpCenter.receive(handoff(token, out, {})), expected, `${vendor} ${JSON.stringify(changes)}`)
  }
})

t.test('pylon: iss needs a Remote Login URL', async (t) => {
  const subject = SUBJECTS.pylon!
  const out = new URL('https://app.example.com/')
  const token = signClaims(subject.claims(out), 'HS256', SECRET)
  t.equal(codeOf(() => setUp(subject, { remoteLoginUrl: '' }).receive(subject.handoff(token, out, {}))), 'wrong-value')
})

t.test('discourse: a signed request goes out, and a signed answer comes back once', async (t) => {
  let now = NOW
  const remoteLoginUrl = 'https://app.example.com/sso'
  const helpCenter = testing.fakeDiscourse({ secret: SECRET, remoteLoginUrl, now: () => now })
  t.match(testing.fakeDiscourse().secret, /^[\da-f]{48}$/)
  const hmac = (sso: string, secret = SECRET) => createHmac('sha256', secret).update(sso).digest('hex')
  const begin = () => {
    const out = new URL(helpCenter.remoteLogin(ARTICLE)).searchParams
    const sso = `${out.get('sso')}`
    t.equal(out.get('sig'), hmac(sso))
    const request = new URLSearchParams(Buffer.from(sso, 'base64').toString())
    t.equal(request.get('return_sso_url'), helpCenter.signInEndpoint)
    return { nonce: `${request.get('nonce')}`, external_id: 'u-1', email: 'ada@example.com', username: 'ada' }
  }
  const encode = (answer: Changes) =>
    Buffer.from(new URLSearchParams(JSON.parse(JSON.stringify(answer))).toString()).toString('base64')
  const send = (sso: string, sig = hmac(sso)) =>
    helpCenter.receive(address(helpCenter.signInEndpoint, { sso, sig }, {}))
  const answer = begin()
  const wrong: Array<[RefusalCode, Changes]> = [
    ['claim-missing', { nonce: undefined }], ['claim-missing', { external_id: undefined }],
    ['claim-missing', { email: undefined }], ['bad-email', { email: 'ada' }],
    ['unknown-request', { nonce: 'another' }], ['wrong-type', { admin: '1' }]
  ]
  for (const [code, changes] of wrong) {
    t.equal(codeOf(() => send(encode({ ...answer, ...changes }))), code, JSON.stringify(changes))
  }
  const sso = encode(answer)
  t.equal(codeOf(() => send(sso, hmac(sso, 'another'))), 'wrong-signature')
  t.equal(codeOf(() => send(sso, hmac(sso).toUpperCase())), 'malformed-token')
  t.equal(codeOf(() => send(`${sso}-`)), 'malformed-token')
  t.equal(codeOf(() => send('')), 'parameter-missing')
  t.match(send(sso), { email: 'ada@example.com', name: 'ada', returnTo: ARTICLE, claims: answer })
  t.equal(codeOf(() => send(sso)), 'unknown-request')
  const late = encode({ ...begin(), name: 'Ada', moderator: 'false' })
  t.match(send(late), { name: 'Ada' })
  const { username, ...nameless } = begin()
  t.match(send(encode(nameless)), { name: '' })
  const tooLate = encode(begin())
  now += 600_000
  t.equal(codeOf(() => send(tooLate)), 'unknown-request')
})
