import t from 'tap'
import { spawnSync } from 'node:child_process'
import { compactVerify, jwtVerify } from 'jose'
import type { TimeFormat } from '../../lib/index.ts'
import { ada, buildApp, buildProvider, LOGIN, SECRET } from '../fixtures/build-app.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const PYTHON = '/usr/bin/python3'
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

// Reads tokens and the checks to leave out from standard input; writes the claims, or the name of the refusal.
const SCRIPT = `
import json, sys, jwt
def read(token, key, without):
    try:
        options = {'verify_' + name: False for name in without}
        claims = jwt.decode(token, key, algorithms=['HS256'], options=options)
        return {'claims': claims, 'header': jwt.get_unverified_header(token)}
    except (jwt.PyJWTError, TypeError) as error:
        return {'refusal': type(error).__name__}
json.dump([read(**asked) for asked in json.load(sys.stdin)], sys.stdout)
`

interface Verdict {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  refusal?: string
}

function askPyJwt (asked: { token: string, key: string, without: string[] }[]): Verdict[] {
  const input = JSON.stringify(asked)
  const { stdout, stderr, status } = spawnSync(PYTHON, ['-c', SCRIPT], { input, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

t.test('PyJWT, the library of the vendor\'s own sample, accepts the tokens (K7)', async (t) => {
  if (spawnSync(PYTHON, ['-c', 'import jwt']).status !== 0) {
    t.comment('PyJWT is not installed here (Debian: python3-jwt): nothing was checked')
    t.not(process.env.CI, 'true', 'in CI PyJWT must be there')
    return
  }
  const tokens = await Promise.all(formats.map((format) => makeToken(t, format)))
  const verdicts = (...without: string[]) => askPyJwt(tokens.map((token) => ({ token, key: SECRET, without })))

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
  t.match(askPyJwt([{ token: String(tokens[0]), key: `${SECRET}x`, without: [] }]), [
    { refusal: 'InvalidSignatureError' }
  ])
})
