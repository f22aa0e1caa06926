import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { compactVerify, jwtVerify } from 'jose'
import t from 'tap'
import type { Algorithm, Key, Provider } from '../../lib/contract/contract.ts'
import type { TimeRules } from '../../lib/contract/time-contract.ts'
import { makeClaims, type Claims } from '../../lib/sign-in/claims.ts'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { NO_REQUEST } from '../../lib/sign-in/roles.ts'
import { plain } from '../fixtures/plain.ts'
import { askForKey } from '../fixtures/ask-for-key.ts'
import { signToken } from '../../lib/sign-in/token.ts'
import type { ClaimValue } from '../../lib/types.ts'
import { acmeDesk, TIME } from '../fixtures/acme-desk.ts'
import { ed25519, pemOf, readTokenOf, rsa } from '../fixtures/key-pairs.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { readToken } from '../fixtures/read-token.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const user = { email: 'ada@example.com', emailVerified: true }
const profile = toCheckedProfile(user, { strict: true, assumeEmailVerified: false })
const claimsOf = (provider: Provider) => makeClaims(profile, provider, NO_REQUEST, NOW)
const sign = (provider: Provider) => signClaims(claimsOf(provider), provider)

async function signClaims (claims: Claims, provider: Provider): Promise<string> {
  const { jwt = '' } = signToken(claims, provider, await askForKey(provider, 1000))
  return jwt
}

/** Finished claims of any shape, as `makeClaims` would make them. */
function claimsWith (payload: Record<string, ClaimValue>): Claims {
  const time = { iat: NOW / 1000, nbf: NOW / 1000 - 30, exp: NOW / 1000 + 300 }
  return { payload: Object.assign(Object.create(null), payload, time), jti: 'a', expiresAt: new Date(NOW) }
}

t.test('the header is exactly this, and nothing of the provider gets in (K5)', async (t) => {
  const provider = { ...acmeDesk(), header: { alg: 'none', kid: '1' }, kid: '1', expiresIn: 60, mutatePayload: true }
  const token = await sign(provider)
  t.equal(token.slice(0, token.indexOf('.')), Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url'))
  t.strictSame(readToken(token, SECRET).header, { alg: 'HS256', typ: 'JWT' })
})

t.test('the payload is exactly the finished claims, for every unit and type', async (t) => {
  for (const unit of ['seconds', 'milliseconds', 'nanoseconds'] as const) {
    for (const type of ['number', 'string'] as const) {
      const provider = acmeDesk({ time: { ...TIME, unit, type } })
      const claims = claimsOf(provider)
      const { claimsText } = readToken(await signClaims(claims, provider), SECRET)
      t.equal(claimsText, JSON.stringify(claims.payload))
      const zeros = { seconds: '', milliseconds: '000', nanoseconds: '000000000' }[unit]
      const quote = type === 'string' ? '"' : ''
      t.match(claimsText, `"nbf":${quote}1795262370${zeros}${quote},"exp":${quote}1795262700${zeros}${quote}}`)
    }
  }
})

t.test('a payload without iat gets none, and an odd one is not touched', async (t) => {
  const time: TimeRules = { ...TIME, claims: { exp: 'end' } }
  const claims = { email: 'email', sub: () => 7, list: () => [1, ['a']] } as const
  const { claimsText } = readToken(await sign(acmeDesk({ time, claims })), SECRET)
  t.match(claimsText, /^\{"email":"[^"]+","sub":7,"list":\[1,\["a"\]\],"jti":"[^"]{36}","exp":1795262700\}$/)
  const odd = readToken(await signClaims(claimsWith({ aud: [], iss: 7, '': true, toString: 'a' }), acmeDesk()), SECRET)
  t.equal(
    odd.claimsText, '{"aud":[],"iss":7,"":true,"toString":"a","iat":1795262400,"nbf":1795262370,"exp":1795262700}'
  )
})

t.test('a second implementation accepts every token (K7)', async (t) => {
  const key = Buffer.from(SECRET)
  const { payload, protectedHeader } = await jwtVerify(await sign(acmeDesk()), key, {
    algorithms: ['HS256'], typ: 'JWT', currentDate: new Date(NOW), maxTokenAge: 600
  })
  t.strictSame(protectedHeader, { alg: 'HS256', typ: 'JWT' })
  t.match(payload, { email: 'ada@example.com', iat: NOW / 1000, nbf: NOW / 1000 - 30, exp: NOW / 1000 + 300 })
  for (const [time, reason] of [
    [NOW + 301_000, 'ERR_JWT_EXPIRED'], [NOW - 31_000, 'ERR_JWT_CLAIM_VALIDATION_FAILED']
  ] as const) {
    await t.rejects(jwtVerify(await sign(acmeDesk()), key, { currentDate: new Date(time) }), { code: reason })
  }
  await t.rejects(jwtVerify(await sign(acmeDesk()), Buffer.from(`${SECRET}x`)), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'
  })
  for (const type of ['number', 'string'] as const) {
    const token = await sign(acmeDesk({ time: { ...TIME, unit: 'nanoseconds', type } }))
    const verified = await compactVerify(token, key, { algorithms: ['HS256'] })
    t.equal(Buffer.from(verified.payload).toString(), readToken(token, SECRET).claimsText)
  }
})

t.test('the text of a secret is the key, and is never decoded (K2)', async (t) => {
  const secrets = [Buffer.from(SECRET).toString('base64'), Buffer.from(SECRET).toString('hex'), '\u00e9'.repeat(15) +
    'ab', `${'a b'.repeat(11)}c`, `"${SECRET}"`]
  for (const secret of secrets) {
    const token = await sign(acmeDesk({ secret }))
    const [header, payload, signature] = token.split('.')
    t.equal(
      createHmac('sha256', Buffer.from(secret, 'utf8')).update(`${header}.${payload}`).digest('base64url'), signature
    )
  }
  const bytes = Buffer.from(Array.from({ length: 64 }, (_, i) => 255 - 3 * i))
  t.ok(readToken(await sign(acmeDesk({ secret: bytes })), bytes))
  t.throws(() => readToken('a.b.c', bytes))
})

t.test('a token that does not fit into a URL is refused, and its error holds nothing of it (1.14)', async (t) => {
  const base = JSON.stringify(claimsWith({ pad: '' }).payload).length
  const longest = await signClaims(claimsWith({ pad: 'x'.repeat(3011 - base) }), acmeDesk())
  t.equal(longest.length, 4096)
  const error = await rejectionOf(signClaims(claimsWith({ pad: 'x'.repeat(3012 - base) }), acmeDesk()))
  t.match(error, { code: 'FST_HELP_CENTER_TOKEN_TOO_LONG', statusCode: 500, message: /4097/ })
  t.notMatch(`${error.message}${error.stack}`, /xxx|eyJ/)
})

t.test('a polluted Object.prototype changes neither payload nor signature (1.6)', async (t) => {
  const properties = [{ exp: 1, nbf: 1, iat: 1, jti: 'fixed', email: 'eve@evil.test' },
    { sub: 'eve', iss: 'eve', nonce: 'eve' }, { expiresIn: 60, notBefore: 60, noTimestamp: false },
    { kid: 'eve', header: { cty: 'eve' } }]
  for (const each of properties) {
    const provider = acmeDesk()
    const { claims, token } = await whilePolluted(each, async () => {
      const claims = claimsOf(provider)
      return { claims, token: await signClaims(claims, provider) }
    })
    const { claimsText, header } = readToken(token, SECRET)
    t.equal(claimsText, JSON.stringify(claims.payload), Object.keys(each).join())
    t.match(claimsText, /^\{"email":"ada@example\.com","jti":"[0-9a-f-]{36}","iat":1795262400,"nbf":1795262370,"exp":/)
    t.strictSame(header, { alg: 'HS256', typ: 'JWT' })
  }
})

t.test('a polluted toJSON does not change the payload (1.6)', async (t) => {
  const provider = acmeDesk()
  const token = await whilePolluted({ toJSON: () => ({ email: 'eve@evil.test' }) }, () => sign(provider))
  t.match(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    /^\{"email":"ada@example\.com","jti":"[0-9a-f-]{36}","iat":1795262400,/
  )
})

t.test('node:crypto and jose accept a token of every algorithm, with the key id where there is one (K7)', async (t) => {
  const shared = createSecretKey(Buffer.from(SECRET))
  const cases: Array<[Algorithm, Key, KeyObject]> = [
    ['HS256', SECRET, shared], ['HS256', shared, shared], ['HS512', SECRET, shared],
    ['HS512', Buffer.from(SECRET), shared],
    ['RS256', rsa.privateKey, rsa.publicKey], ['RS256', pemOf(rsa.privateKey), rsa.publicKey],
    ['RS256', pemOf(rsa.privateKey).replaceAll('\n', '\\n'), rsa.publicKey],
    ['EdDSA', ed25519.privateKey, ed25519.publicKey],
    ['EdDSA', Buffer.from(pemOf(ed25519.privateKey)), ed25519.publicKey]
  ]
  for (const [algorithm, secret, key] of cases) {
    for (const keyId of [undefined, 'key-1']) {
      for (const given of [secret, async () => secret]) {
        const provider =
          acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm, keyId, jti: true }, secret: given })
        const claims = claimsOf(provider)
        const token = await signClaims(claims, provider)
        const header = { alg: algorithm, typ: 'JWT', ...keyId !== undefined && { kid: keyId } }
        const read = readTokenOf(algorithm, token, key)
        t.strictSame(read.header, header)
        t.strictSame(read.payload, { ...claims.payload })
        const { payload, protectedHeader } = await jwtVerify(token, key, {
          algorithms: [algorithm], currentDate: new Date(NOW)
        })
        t.strictSame(protectedHeader, header)
        t.strictSame(payload, { ...claims.payload })
      }
    }
    const other = acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm, jti: true }, secret })
    const [header, payload, signature = ''] = (await sign(other)).split('.')
    t.throws(() => readTokenOf(algorithm, `${header}.${payload}x.${signature}`, key), { message: 'wrong signature' })
  }
})

t.test('a key of the wrong kind from a function makes no token, and nothing of it is told (K8)', async (t) => {
  for (const [algorithm, secret] of [
    ['RS256', pemOf(ed25519.privateKey)], ['RS256', SECRET], ['EdDSA', rsa.privateKey], ['HS256', pemOf(rsa.publicKey)],
    ['HS512', rsa.privateKey]
  ] as const) {
    const provider = acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm, jti: true }, secret: () => secret })
    const error = await rejectionOf(sign(provider))
    t.match(error, { code: 'FST_HELP_CENTER_SECRET_UNAVAILABLE', statusCode: 503 })
    t.notMatch(`${error.message}${JSON.stringify(error)}`, /BEGIN|test-secret/)
  }
})

t.test('a signed token is what its function makes of claims and key', async (t) => {
  const provider = acmeDesk({
    token: {
      kind: 'signed',
      encode: ({ email, exp }, key) => ({
        sso: `${String(email)} ${String(exp)}`, sig: createHmac('sha256', key).update('a').digest('hex')
      })
    }
  })
  const expected = { sso: 'ada@example.com 1795262700', sig: createHmac('sha256', SECRET).update('a').digest('hex') }
  t.strictSame(plain(signToken(claimsOf(provider), provider, await askForKey(provider, 1000))), expected)
})

t.test('the body of a form has more room than a URL, and an end too (1.14)', async (t) => {
  const handoff = { kind: 'form', endpoint: 'https://help.example.com/in' } as const
  const length =
    (size: number) => ({ token: { kind: 'signed', encode: () => ({ sig: 'a', sso: 'x'.repeat(size) }) } }) as const
  const encode = (provider: Provider) => signToken(claimsOf(provider), provider, Buffer.from(SECRET))
  t.match(encode(acmeDesk({ ...length(16_384), handoff })), { sig: 'a' })
  t.throws(() => encode(acmeDesk({ ...length(16_385), handoff })), {
    code: 'FST_HELP_CENTER_TOKEN_TOO_LONG', message: /16385 characters, but at most 16384 fit/
  })
  t.match(encode(acmeDesk(length(4096))), { sig: 'a' })
  t.throws(() => encode(acmeDesk(length(4097))), { code: 'FST_HELP_CENTER_TOKEN_TOO_LONG' })
})
