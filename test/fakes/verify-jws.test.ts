import t from 'tap'
import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync, sign } from 'node:crypto'
import { verifyJws } from '../../lib/testing/index.ts'
import { SECRET, signJws } from '../fixtures/sign-jws.ts'

const options = { key: SECRET, algorithm: 'HS256' } as const

t.test('a good token gives its header and the signed bytes', async (t) => {
  const { header, payload } = verifyJws(signJws({ a: 1 }), options)
  t.strictSame(header, { alg: 'HS256', typ: 'JWT' })
  t.equal(payload.toString(), '{"a":1}')
})

t.test('a text key stands for its bytes', async (t) => {
  t.ok(verifyJws(signJws({}), { key: Buffer.from(SECRET), algorithm: 'HS256' }))
  t.throws(
    () => verifyJws(signJws({}), { key: Buffer.from(SECRET, 'base64url'), algorithm: 'HS256' }),
    { code: 'wrong-signature' }
  )
})

t.test('more members in the header, white space in it and a payload that is no JSON are fine', async (t) => {
  t.strictSame(
    verifyJws(signJws('no JSON', { header: { kid: 'a', alg: 'HS256' } }), options).header, { kid: 'a', alg: 'HS256' }
  )
  t.ok(verifyJws(signJws({}, { header: '{"typ":"JWT",\r\n "alg":"HS256"}' }), options))
  t.ok(verifyJws(signJws({}, { header: { alg: 'HS256', x: [{ alg: 'none' }, null, '"alg":'] } }), options))
})

t.test('a token that is not exactly three canonical parts is malformed', async (t) => {
  const token = signJws({ a: 1 })
  const [header = '', payload = '', signature = ''] = token.split('.')
  const last = signature.at(-1) ?? ''
  // The last character of a 32-byte signature carries two unused bits: its neighbour decodes to the same bytes.
  const twin = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const stray = signature.slice(0, -1) + twin[twin.indexOf(last) + 1]
  t.same(Buffer.from(stray, 'base64url'), Buffer.from(signature, 'base64url'))
  for (const compact of [
    '', '.', '..', header, `${header}.${payload}`, `${header}.${payload}.`, `.${payload}.${signature}`,
    `${header}..${signature}`, `${token}.`, `${token}.${signature}`, `${token}=`, `${token}\n`, ` ${token}`,
    `${header}.${payload}.${stray}`, `${header}=.${payload}.${signature}`, `${header}.${payload} .${signature}`,
    `${header}.${payload}.${signature.slice(0, 10)}+/`
  ]) {
    t.throws(() => verifyJws(compact, options), { name: 'JwsError', code: 'malformed-token' }, JSON.stringify(compact))
  }
})

t.test('a header that is not one JSON object is malformed', async (t) => {
  for (const header of [
    'null', '[]', '"HS256"', '1', '{', '\ufeff{"alg":"HS256"}', '{"alg":"none","alg":"HS256"}',
    '{"alg":"HS256","x":{"y":1,"y" :2}}'
  ]) {
    t.throws(() => verifyJws(signJws({}, { header }), options), { code: 'malformed-token' }, header)
  }
  const input = `${Buffer.from('7b22616c67223a224853323536222c2278223a22ff227d', 'hex').toString('base64url')}.e30`
  const token = `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`
  t.throws(() => verifyJws(token, options), { message: 'The header is not JSON.' })
})

t.test('another algorithm, an extension and a typ that is no text are refused', async (t) => {
  for (const header of [
    {}, { alg: 'none' }, { alg: 'HS512' }, { alg: 'hs256' }, { alg: ['HS256'] }, { alg: 'HS256', typ: 1 },
    { alg: 'HS256', typ: null },
    { alg: 'HS256', crit: ['exp'] }, { alg: 'HS256', crit: [] }, { alg: 'HS256', b64: true }
  ]) {
    t.throws(() => verifyJws(signJws({}, { header }), options), { code: 'wrong-header' }, JSON.stringify(header))
  }
})

t.test('a wrong or short signature is refused', async (t) => {
  t.throws(() => verifyJws(signJws({}, { secret: `${SECRET}\n` }), options), { code: 'wrong-signature' })
  t.throws(() => verifyJws(signJws({}).replace(/\.[^.]+$/, '.AAAA'), options), { code: 'wrong-signature' })
})

t.test('an empty key and an unknown algorithm are the caller\'s mistakes', async (t) => {
  t.throws(() => verifyJws(signJws({}, { secret: '' }), { key: '', algorithm: 'HS256' }), TypeError)
  const { algorithm } = JSON.parse('{"algorithm":"toString"}')
  t.throws(() => verifyJws(signJws({}, { header: { alg: algorithm } }), { key: SECRET, algorithm }), TypeError)
})

t.test('HS512 is checked with SHA-512', async (t) => {
  const input = [{ alg: 'HS512' }, { a: 1 }].map(encode).join('.')
  const token = `${input}.${createHmac('sha512', SECRET).update(input).digest('base64url')}`
  t.equal(verifyJws(token, { key: SECRET, algorithm: 'HS512' }).payload.toString(), '{"a":1}')
  t.ok(verifyJws(token, { key: createSecretKey(Buffer.from(SECRET)), algorithm: 'HS512' }))
  t.throws(() => verifyJws(token, options), { code: 'wrong-header' })
  const short = `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`
  t.throws(() => verifyJws(short, { key: SECRET, algorithm: 'HS512' }), { code: 'wrong-signature' })
})

t.test('the Ed25519 example of RFC 8037, A.4 is right', async (t) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const token = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.' +
    'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
  t.equal(verifyJws(token, { key, algorithm: 'EdDSA' }).payload.toString(), 'Example of Ed25519 signing')
  const pem = key.export({ type: 'spki', format: 'pem' })
  t.ok(verifyJws(token, { key: pem, algorithm: 'EdDSA' }))
  t.ok(verifyJws(token, { key: Buffer.from(pem), algorithm: 'EdDSA' }))
  t.throws(() => verifyJws(token.replace('RXhh', 'RXhi'), { key, algorithm: 'EdDSA' }), { code: 'wrong-signature' })
})

t.test('RS256 and EdDSA want the public key of their own kind', async (t) => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const ed = generateKeyPairSync('ed25519')
  const input = [{ alg: 'RS256' }, {}].map(encode).join('.')
  const token = `${input}.${sign('sha256', Buffer.from(input), rsa.privateKey).toString('base64url')}`
  t.ok(verifyJws(token, { key: rsa.publicKey, algorithm: 'RS256' }))
  const other = `${input}.${sign('sha512', Buffer.from(input), rsa.privateKey).toString('base64url')}`
  t.throws(() => verifyJws(other, { key: rsa.publicKey, algorithm: 'RS256' }), { code: 'wrong-signature' })
  for (const key of [
    rsa.privateKey, rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }), SECRET, Buffer.from(SECRET),
    createSecretKey(Buffer.from(SECRET)), short.publicKey, ed.publicKey
  ]) {
    t.throws(() => verifyJws(token, { key, algorithm: 'RS256' }), TypeError)
  }
  t.throws(() => verifyJws(signJws({}), { key: rsa.publicKey, algorithm: 'HS256' }), TypeError)
})

function encode (value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

t.test('the beginning of a signature, or more than all of it, is no signature', async (t) => {
  const [header, payload, signature = ''] = signJws({ a: 1 }).split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const verify = (other: Buffer) =>
    verifyJws(`${header}.${payload}.${other.toString('base64url')}`, { key: SECRET, algorithm: 'HS256' })
  for (const length of [1, 2, 16, 31]) {
    t.throws(() => verify(bytes.subarray(0, length)), { code: 'wrong-signature' }, `${length} bytes`)
  }
  t.throws(() => verify(Buffer.concat([bytes, Buffer.alloc(1)])), { code: 'wrong-signature' })
  t.throws(() => verify(Buffer.concat([bytes, bytes])), { code: 'wrong-signature' })
  t.ok(verify(bytes))
})
