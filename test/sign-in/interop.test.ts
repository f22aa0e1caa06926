import t from 'tap'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { compactVerify, importSPKI, jwtVerify } from 'jose'
import type { Algorithm, Provider, TimeFormat } from '../../lib/index.ts'
import { ada, buildApp, buildProvider, COOKIE_SECRET, LOGIN, SECRET } from '../fixtures/build-app.ts'
import { ed25519, pemOf, rsa } from '../fixtures/key-pairs.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import { signClaims } from '../fixtures/sign-claims.ts'
import { buildVendorApp, OWN_FETCH } from '../fixtures/vendor-app.ts'
import { createProvider, vendorNames, widgetNames, type PresetName } from '../fixtures/vendors.ts'

const PYTHON = '/usr/bin/python3'
const RUBY = '/usr/bin/ruby'

/** Why a judge is left out here. In CI it is never left out: there its absence is a failure. */
function absent (command: string, args: string[], title: string): string | false {
  const isThere = process.env['CI'] === 'true' || spawnSync(command, args).status === 0
  return isThere ? false : `${title} is not installed here: nothing was checked`
}

const withoutPython =
  absent(PYTHON, ['-c', 'import jwt, cryptography'], 'Debian\'s python3-jwt or python3-cryptography')
const withoutRuby = absent(RUBY, ['-rjwt', '-e', '1'], 'Debian\'s ruby-jwt')
const key = new TextEncoder().encode(SECRET)
const formats = (['seconds', 'milliseconds', 'nanoseconds'] as const).flatMap((unit) =>
  (['number', 'string'] as const).map((type): TimeFormat => ({ unit, type })))

async function makeToken (t: Parameters<typeof buildApp>[0], timeClaims: TimeFormat): Promise<string> {
  const { app } = await buildApp(t, {
    provider: buildProvider({ timeClaims, claims: { name: true } }), lookupUser: () => ({ ...ada, name: 'Ada Ω' })
  })
  return readHandoff((await app.inject(LOGIN)).headers.location).token
}

t.test('jose verifies signature, algorithm and times of a token with the default time claims (K7)', async (t) => {
  const token = await makeToken(t, { unit: 'seconds', type: 'number' })
  const { payload, protectedHeader } =
    await jwtVerify(token, key, { algorithms: ['HS256'], typ: 'JWT', maxTokenAge: 60 })
  t.match(payload, { email: ada.email, name: 'Ada Ω', jti: String })
  t.strictSame({ ...protectedHeader }, { alg: 'HS256', typ: 'JWT' })
  await t.rejects(jwtVerify(token, new TextEncoder().encode(`${SECRET}x`)), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'
  })
})

for (const { unit, type } of formats) {
  t.test(`jose verifies the signature of a token with time claims in ${unit} as ${type} (K7)`, async (t) => {
    const { payload } = await compactVerify(await makeToken(t, { unit, type }), key, { algorithms: ['HS256'] })
    t.match(JSON.parse(new TextDecoder().decode(payload)), { email: ada.email, name: 'Ada Ω' })
  })
}

interface Asked {
  token: string
  /** Text, or the public half of a pair as PEM. */
  key: string
  algorithm: Algorithm
  /** Checks of times that PyJWT leaves out. */
  without?: string[]
}

interface Verdict {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  /** Name of the error. */
  refusal?: string
}

// Each script reads what is asked from standard input, and writes the verdicts.
const PYTHON_SCRIPT = `
import json, sys, jwt
def read(token, key, algorithm, without=[]):
    try:
        options = {'verify_' + name: False for name in without + ['aud']}
        claims = jwt.decode(token, key, algorithms=[algorithm], options=options)
        return {'claims': claims, 'header': jwt.get_unverified_header(token)}
    except (jwt.PyJWTError, TypeError) as error:
        return {'refusal': type(error).__name__}
json.dump([read(**asked) for asked in json.load(sys.stdin)], sys.stdout)
`
// ruby-jwt leaves Ed25519 to a second library, which Debian's package does not bring along. OpenSSL takes its place.
const RUBY_SCRIPT = `
require 'json'
require 'jwt'
def read_ed25519(token, key)
  claims, header = JWT.decode(token, nil, false)
  input, _, signature = token.rpartition('.')
  bytes = (signature.tr('-_', '+/') + '=' * (-signature.size % 4)).unpack1('m0')
  is_right = header['alg'] == 'EdDSA' && OpenSSL::PKey.read(key).verify(nil, bytes, input)
  raise JWT::VerificationError unless is_right
  [claims, header]
end
def read(asked)
  token, key, algorithm = asked.values_at('token', 'key', 'algorithm')
  key = OpenSSL::PKey.read(key) if algorithm == 'RS256'
  options = { algorithm: algorithm }
  claims, header = algorithm == 'EdDSA' ? read_ed25519(token, key) : JWT.decode(token, key, true, options)
  { claims: claims, header: header }
rescue JWT::DecodeError, ArgumentError, OpenSSL::PKey::PKeyError => error
  { refusal: error.class.name }
end
puts JSON.generate(JSON.parse($stdin.read).map { |asked| read(asked) })
`

function ask (command: string, args: string[], asked: Asked[]): Verdict[] {
  const { stdout, stderr, status } = spawnSync(command, args, { input: JSON.stringify(asked), encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

async function askJose ({ token, key, algorithm }: Asked): Promise<Verdict> {
  try {
    const isShared = algorithm.startsWith('HS')
    const imported = isShared ? new TextEncoder().encode(key) : await importSPKI(key, algorithm)
    const { payload, protectedHeader } = await jwtVerify(token, imported, { algorithms: [algorithm] })
    return { claims: payload, header: { ...protectedHeader } }
  } catch (error) {
    return { refusal: (error as Error).name }
  }
}

interface Judge {
  title: string
  skip: string | false
  judge: (asked: Asked[]) => Verdict[] | Promise<Verdict[]>
}

const JUDGES: Judge[] = [
  { title: 'jose', skip: false, judge: (asked) => Promise.all(asked.map(askJose)) },
  { title: 'PyJWT', skip: withoutPython, judge: (asked) => ask(PYTHON, ['-c', PYTHON_SCRIPT], asked) },
  { title: 'ruby-jwt', skip: withoutRuby, judge: (asked) => ask(RUBY, ['-e', RUBY_SCRIPT], asked) }
]

/** Discourse has a format of its own, which is no JWT. */
const PRESETS = [...vendorNames, ...widgetNames].filter((name) => name !== 'discourse')

const KEYS: Partial<Record<Algorithm, { secret: string, key: string }>> = {
  RS256: { secret: pemOf(rsa.privateKey), key: pemOf(rsa.publicKey) },
  EdDSA: { secret: pemOf(ed25519.privateKey), key: pemOf(ed25519.publicKey) }
}

/** Keys of somebody else. */
const STRANGERS: Partial<Record<Algorithm, KeyObject>> = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  EdDSA: generateKeyPairSync('ed25519').privateKey
}

interface Made { name: PresetName, token: string, key: string, secret: string, algorithm: Algorithm }

/** A token of this preset, from an app in which Ada is signed in. */
async function makeTokenOf (t: Parameters<typeof buildApp>[0], name: PresetName): Promise<Made> {
  const usual = createProvider(name)
  const algorithm = usual.token.kind === 'jwt' ? usual.token.algorithm : 'HS256'
  const { secret, key } = KEYS[algorithm] ?? { secret: SECRET, key: SECRET }
  const provider = createProvider(name, { secret })
  const isWidget = provider.handoff.kind === 'token'
  const app = await buildVendorApp(t, {
    provider, cookie: { secret: COOKIE_SECRET }, ...isWidget && { tokenPath: '/token', signInPage: undefined }
  })
  const response = isWidget
    ? await app.inject({ url: '/token', headers: OWN_FETCH })
    : await app.inject({ url: LOGIN, query: requestOf(provider), headers: { accept: 'application/json' } })
  const [token, ...others] = response.body.match(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{40,}/g) ?? []
  if (token === undefined || others.length > 0) throw new Error(`${name}: ${response.body}`)
  return { name, token, key, secret, algorithm }
}

/** What the vendor has to send along. */
function requestOf ({ inbound: { echo = [], toClaim = {}, destination } }: Provider): Record<string, string> {
  const values = [...echo, ...Object.keys(toClaim)].map((parameter) => [parameter, 'x'])
  return { ...Object.fromEntries(values), ...destination && { [destination.parameter]: destination.allowed[0] } }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** What nobody may take for the token, by what is wrong with it. */
function tamper ({ token, key, secret, algorithm }: Made): Record<string, string> {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = decode(payload)
  const isPair = KEYS[algorithm] !== undefined
  return {
    'another claim': `${header}.${encode({ ...claims, email: 'eve@evil.example' })}.${signature}`,
    'another header': `${encode({ ...decode(header), kid: 'x' })}.${payload}.${signature}`,
    'another signature': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'no signature': `${header}.${payload}.`,
    'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'another algorithm': isPair
      // The public key as if it were a shared secret.
      ? signClaims(claims, 'HS256', key)
      : signClaims(claims, algorithm === 'HS256' ? 'HS512' : 'HS256', secret),
    'another key': signClaims(claims, algorithm, STRANGERS[algorithm] ?? `${secret}x`)
  }
}

for (const { title, skip, judge } of JUDGES) {
  t.test(`${title} verifies the token of every preset, pairs by the public key alone (K7)`, { skip }, async (t) => {
    const made = await Promise.all(PRESETS.map((name) => makeTokenOf(t, name)))
    t.strictSame([...new Set(made.map(({ algorithm }) => algorithm))].sort(), ['EdDSA', 'HS256', 'HS512', 'RS256'])
    const verdicts = await judge(made.map(({ token, key, algorithm }) => ({ token, key, algorithm })))
    for (const [i, { claims, header, refusal }] of verdicts.entries()) {
      const { name, token, algorithm } = made[i]!
      t.equal(refusal, undefined, name)
      t.strictSame(claims, decode(token.split('.')[1]!), `${name}: claims`)
      t.equal(header?.['alg'], algorithm, `${name}: algorithm`)
    }
  })

  t.test(`${title} refuses each of them after one change (K7)`, { skip }, async (t) => {
    const made = await Promise.all(PRESETS.map((name) => makeTokenOf(t, name)))
    const changed = made.flatMap(({ name, key, algorithm, ...more }) =>
      Object.entries(tamper({ name, key, algorithm, ...more })).map(([change, token]) =>
        ({ title: `${name}: ${change}`, asked: { token, key, algorithm } })))
    const verdicts = await judge(changed.map(({ asked }) => asked))
    t.equal(verdicts.length, changed.length)
    for (const [i, { refusal }] of verdicts.entries()) {
      t.type(refusal, 'string', `${changed[i]?.title}: ${refusal}`)
    }
  })
}

t.test('PyJWT, the library of Zoho\'s own sample, accepts the tokens (K7)', { skip: withoutPython }, async (t) => {
  const toAsk = (token: string, key: string, without: string[]): Asked =>
    ({ token, key, algorithm: 'HS256', without })
  const tokens = await Promise.all(formats.map((format) => makeToken(t, format)))
  const verdicts = (...without: string[]) =>
    ask(PYTHON, ['-c', PYTHON_SCRIPT], tokens.map((token) => toAsk(token, SECRET, without)))

  for (const [i, { claims, header, refusal }] of verdicts('exp', 'nbf', 'iat').entries()) {
    const { unit, type } = formats[i] ?? {}
    t.equal(refusal, undefined, `signature with ${unit} as ${type}`)
    t.match(claims, { email: ada.email, name: 'Ada Ω', jti: String })
    t.strictSame(header, { alg: 'HS256', typ: 'JWT' })
    t.equal(typeof claims?.exp, type)
  }
  // It takes every time claim for seconds, as text too, and finds the other units in the far future.
  for (const [i, { refusal = 'accepted' }] of verdicts('iat').entries()) {
    const { unit, type } = formats[i] ?? {}
    t.equal(refusal, unit === 'seconds' ? 'accepted' : 'ImmatureSignatureError', `exp and nbf in ${unit} as ${type}`)
  }
  // With iat it depends on the version: 2.6 cannot compare text with a number.
  for (const [i, { refusal = 'accepted' }] of verdicts().entries()) {
    const { unit, type } = formats[i] ?? {}
    t.comment(`PyJWT with every check: ${unit} as ${type}: ${refusal}`)
    if (type === 'number') t.equal(refusal, unit === 'seconds' ? 'accepted' : 'ImmatureSignatureError')
  }
  const [verdict] = ask(PYTHON, ['-c', PYTHON_SCRIPT], [toAsk(String(tokens[0]), `${SECRET}x`, [])])
  t.match(verdict, { refusal: 'InvalidSignatureError' })
})
