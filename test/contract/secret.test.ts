import { createSecretKey, generateKeyPairSync, KeyObject } from 'node:crypto'
import { inspect } from 'node:util'
import t from 'tap'
import { assertSecret, findSecretFault, toKeyBytes } from '../../lib/contract/secret.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

const CANARY = 'canary-7f3a-canary-7f3a-canary-7f3a'
const ab = (length: number) => 'ab'.repeat(length).slice(0, length)

t.test('a secret has 32 bytes or more, as text or as bytes (K1)', async (t) => {
  for (const length of [32, 33, 64, 1024]) {
    t.equal(findSecretFault(ab(length)), null)
    t.equal(findSecretFault(Buffer.from(ab(length))), null)
  }
  for (const length of [1, 16, 31]) {
    for (const secret of [ab(length), Buffer.from(ab(length))]) {
      t.match(findSecretFault(secret), { got: `a secret of ${length} bytes`, cure: /32 bytes/ })
    }
  }
})

t.test('bytes are counted, not characters (K1)', async (t) => {
  t.equal(findSecretFault('\u00e9\u00e8'.repeat(8)), null)
  t.match(findSecretFault(`${'\u00e9'.repeat(15)}x`), { got: 'a secret of 31 bytes' })
  t.equal(findSecretFault('\u{1f511}\u{1f512}'.repeat(4)), null)
})

t.test('texts that only look odd are secrets (K2)', async (t) => {
  const secrets = [
    'test-secret-of-43-characters-abcdefghijklmn', `${ab(20)} ${ab(20)}`, `"${CANARY}"`,
    Buffer.from(CANARY).toString('base64'), Buffer.from(CANARY).toString('hex'),
    `${CANARY}-----BEGIN -`, `a{${CANARY}}`, `{${CANARY}`, `[${CANARY}`, `${CANARY}\u0000x`, `${'a'.repeat(40)}b`
  ]
  for (const secret of secrets) t.equal(findSecretFault(secret), null, secret.slice(0, 20))
  const upFrom = (first: number) => Buffer.from(Array.from({ length: 32 }, (_, i) => first + i))
  for (const first of [0, 0x0a, 0x20, 0x5b, 0x7b]) t.equal(findSecretFault(upFrom(first + 8)), null)
  t.equal(findSecretFault(Buffer.from([0x7b, ...Array.from({ length: 32 }, (_, i) => 0x80 + i), 0x0a])), null)
})

t.test('each unusable secret is refused with a cure, and the message does not hold it (K3, K4)', async (t) => {
  const cases: Array<[RegExp, unknown]> = [
    [/nothing/, undefined], [/nothing/, null], [/nothing/, ''], [/0 bytes/, Buffer.alloc(0)],
    [/white space/, `${CANARY}\n`], [/white space/, `${CANARY}\r\n`], [/white space/, ` ${CANARY}`],
    [/white space/, `${CANARY}\t`], [/white space/, `\ufeff${CANARY}`], [/white space/, `${CANARY}\u00a0`],
    [/white space/, ' '.repeat(40)],
    [/PEM or JSON/, `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`],
    [/PEM or JSON/, `\n -----BEGIN RSA PUBLIC KEY-----\n${CANARY}`], [/PEM or JSON/, `{"kty":"oct","k":"${CANARY}"}`],
    [/PEM or JSON/, ` { "keys": [{ "k": "${CANARY}" }] }`], [/PEM or JSON/, `[{"k":"${CANARY}"}]`],
    [/PEM or JSON/, Buffer.from(`-----BEGIN EC PRIVATE KEY-----\n${CANARY}`)],
    [/one character/, 'a'.repeat(32)], [/one character/, '0'.repeat(64)], [/one character/, '\u{1f511}'.repeat(8)],
    [/one character/, Buffer.alloc(32)], [/one character/, '\u0000'.repeat(32)],
    [/white space/, Buffer.from(`${CANARY}\n`)], [/PEM or JSON/, Buffer.from(`{"k":"${CANARY}"}`)],
    [/one character/, Buffer.alloc(32, 0xff)],
    [/placeholder/, 'changeme'.repeat(5)], [/placeholder/, `your-secret-${'0123456789'.repeat(3)}`],
    [/type number/, 7], [/type boolean/, true], [/type object/, { kty: 'oct', k: CANARY }],
    [/type object/, new Uint8Array(Buffer.from(CANARY))], [/type object/, [CANARY]], [/type object/, Object(CANARY)],
    [/type object/, { toString: () => CANARY }], [/type symbol/, Symbol(CANARY)], [/type bigint/, 10n ** 40n]
  ]
  for (const [got, secret] of cases) {
    const { code, message, stack } = thrownBy(() => assertSecret(secret, 'secret'))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION')
    t.match(message, /: option secret: got .+\. \w.+/)
    t.match(message, got)
    t.notMatch(`${message}${stack}`, /canary|7f3a/)
  }
})

t.test('a short secret is taken where the vendor issues such, and all other rules stay (K1)', async (t) => {
  for (const secret of ['ab', ab(31), Buffer.from('ab')]) {
    t.doesNotThrow(() => assertSecret(secret, 'secret', { allowShort: true }))
  }
  for (const secret of ['', undefined, Buffer.alloc(0), ' ab', 'ab\n', '{"k":"a"}', 'aaaa', 7]) {
    t.throws(() => assertSecret(secret, 'secret', { allowShort: true }), { code: 'FST_HELP_CENTER_INVALID_OPTION' })
  }
  t.throws(() => acmeDesk({ secret: ab(31) }), {
    message: /^defineProvider: option secret: got a secret of 31 bytes\. Expected /
  })
  t.throws(() => acmeDesk({ secret: ab(31), allowShortSecret: false }), { code: 'FST_HELP_CENTER_INVALID_OPTION' })
  t.equal(acmeDesk({ secret: ab(31), allowShortSecret: true }).secret(), ab(31))
})

t.test('a function is not called at registration', async (t) => {
  let called = 0
  const secret = () => { called++; return '' }
  const provider = acmeDesk({ secret })
  t.equal(provider.secret, secret)
  t.equal(provider.hasFixedSecret, false)
  t.equal(called, 0)
})

t.test('the error names the option that it is about', async (t) => {
  t.throws(() => assertSecret('', 'cookie.secret'), {
    message: /^fastify-help-center: option cookie\.secret: got nothing\. /
  })
})

t.test('no inspection of a provider shows its secret (K3)', async (t) => {
  for (const secret of [CANARY, Buffer.from(CANARY), createSecretKey(Buffer.from(CANARY)), () => CANARY]) {
    const provider = acmeDesk({ secret })
    t.notMatch(inspect(provider, { depth: 12, showHidden: true }) + JSON.stringify(provider), /canary|7f3a|99, 97, 110/)
    t.equal(provider.hasFixedSecret, typeof secret !== 'function')
    if (!(secret instanceof KeyObject)) t.equal(Buffer.from(await provider.secret() as string).toString(), CANARY)
  }
})

t.test('a shared secret may be a KeyObject, under the same rules', async (t) => {
  t.equal(findSecretFault(createSecretKey(Buffer.from(CANARY))), null)
  t.strictSame(toKeyBytes(createSecretKey(Buffer.from(CANARY))), Buffer.from(CANARY))
  t.match(findSecretFault(createSecretKey(Buffer.from(CANARY.slice(0, 31)))), { got: 'a secret of 31 bytes' })
  t.match(findSecretFault(createSecretKey(Buffer.alloc(32, 7))), { got: 'one character repeated' })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  t.match(findSecretFault(publicKey), { got: 'a public key', cure: 'Expected the shared secret' })
  t.match(findSecretFault(privateKey), { got: 'a private key', cure: 'Expected the shared secret' })
})
