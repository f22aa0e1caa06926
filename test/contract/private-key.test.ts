import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import t from 'tap'
import { findSecretFault, toKeyBytes } from '../../lib/contract/secret.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { ed25519, pemOf, rsa } from '../fixtures/key-pairs.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const rsaPem = pemOf(rsa.privateKey)
const edPem = pemOf(ed25519.privateKey)
const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const onOneLine = (pem: string) => pem.replaceAll('\n', '\\n')

t.test('a private key is taken as PEM with line breaks real or written, as bytes and as KeyObject', async (t) => {
  for (const [algorithm, pem, key] of [
    ['RS256', rsaPem, rsa.privateKey], ['RS256', pkcs1, rsa.privateKey], ['EdDSA', edPem, ed25519.privateKey]
  ] as const) {
    for (const form of [
      pem, onOneLine(pem), pem.replaceAll('\n', '\r\n'), pem.trim(), Buffer.from(pem), Buffer.from(onOneLine(pem)), key
    ]) {
      t.equal(findSecretFault(form, { algorithm }), null)
      const bytes = toKeyBytes(form, algorithm)
      t.match(bytes.toString(), /^-----BEGIN PRIVATE KEY-----\n/)
      t.ok(createPrivateKey(bytes).equals(key))
      const provider = acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm, jti: true }, secret: form })
      t.equal(provider.hasFixedSecret, true)
    }
  }
})

t.test('a longer RSA key is as good', async (t) => {
  t.equal(findSecretFault(generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey, { algorithm: 'RS256' }), null)
})

t.test('a key of the wrong type, a short one and none are refused with a cure, and not shown', async (t) => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
  const ed448 = generateKeyPairSync('ed448')
  const encrypted = rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  const cases: Array<['RS256' | 'EdDSA', string, unknown]> = [
    ['RS256', 'an RSA key of 1024 bits', short.privateKey],
    ['RS256', 'an RSA key of 1024 bits', pemOf(short.privateKey)],
    ['RS256', 'an RSA key of 1024 bits', onOneLine(pemOf(short.privateKey))],
    ['RS256', 'a private key of type ed25519', edPem], ['RS256', 'a private key of type ec', ec.privateKey],
    ['RS256', 'a private key of type rsa-pss', pss.privateKey],
    ['EdDSA', 'a private key of type rsa', rsaPem], ['EdDSA', 'a private key of type ed448', ed448.privateKey],
    ['EdDSA', 'a private key of type ec', pemOf(ec.privateKey)],
    ['RS256', 'no private key', pemOf(rsa.publicKey)], ['RS256', 'no private key', rsa.publicKey],
    ['EdDSA', 'no private key', ed25519.publicKey], ['EdDSA', 'no private key', pemOf(ed25519.publicKey)],
    ['RS256', 'no private key', SECRET], ['EdDSA', 'no private key', Buffer.from(SECRET)],
    ['RS256', 'no private key', String(encrypted)], ['RS256', 'no private key', rsaPem.slice(0, 800)],
    ['RS256', 'no private key', Buffer.alloc(0)],
    ['RS256', 'no private key', rsaPem.replaceAll('\n', ' ').slice(0, 300)],
    ['RS256', 'nothing', ''], ['EdDSA', 'nothing', undefined], ['RS256', 'a value of type object', { key: rsaPem }],
    ['EdDSA', 'a value of type object', ed25519.privateKey.export({ format: 'jwk' })]
  ]
  const secrets = [rsaPem, edPem, pkcs1, pemOf(short.privateKey)].flatMap((pem) =>
    pem.split('\n').filter((line) => line.length > 40))
  for (const [algorithm, got, secret] of cases) {
    t.match(findSecretFault(secret, { algorithm }), { got }, `${algorithm}: ${got}`)
    const error = thrownBy(() =>
      acmeDesk({ token: { kind: 'jwt', parameter: 'jwt', algorithm, jti: true }, secret: secret as string }))
    t.match(error, { code: 'FST_HELP_CENTER_INVALID_OPTION' })
    t.ok(error.message.startsWith(`defineProvider: option secret: got ${got}. Expected `), error.message)
    const told = inspect(error, { depth: 9 })
    t.notOk(secrets.some((line) => told.includes(line)))
  }
  t.match(findSecretFault(short.privateKey, { algorithm: 'RS256' }), {
    cure: 'Expected an RSA private key of 2048 bits or more, as PEM or KeyObject'
  })
  t.match(findSecretFault(rsaPem, { algorithm: 'EdDSA' }), {
    cure: 'Expected an Ed25519 private key, as PEM or KeyObject'
  })
})

t.test('the algorithm is the provider\'s, never inferred from the key (K6)', async (t) => {
  for (const algorithm of ['HS256', 'HS512'] as const) {
    for (const pem of [rsaPem, pemOf(rsa.publicKey), edPem]) {
      t.match(findSecretFault(pem, { algorithm }), { got: 'a PEM or JSON document' })
    }
    t.match(findSecretFault(rsa.privateKey, { algorithm }), { got: 'a private key' })
    t.match(findSecretFault(rsa.publicKey, { algorithm }), { got: 'a public key' })
  }
})
