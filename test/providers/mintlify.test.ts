import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import t, { type Test } from 'tap'
import { mintlify, type MintlifyOptions } from '../../lib/providers/mintlify.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { readToken } from '../fixtures/read-token.ts'
import { buildVendorApp, isFromNow, signIn } from '../fixtures/vendor-app.ts'
import { optionError } from '../fixtures/refused-options.ts'

const DOCS = 'https://docs.example.com'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const OPTIONS: MintlifyOptions = { helpCenterUrl: `${DOCS}/`, secret: PEM }
const build = (t: Test, changes: Partial<MintlifyOptions> = {}) =>
  buildVendorApp(t, { provider: mintlify({ ...OPTIONS, ...changes }), cookie: { secret: SECRET } })
const read = ({ hash }: URL) => readToken(hash.slice(1), publicKey, 'EdDSA')

t.test('the contract of the JWT handshake, row by row', async (t) => {
  const url = await signIn(await build(t), { redirect: '/quickstart?a=b' })
  const { header, claims } = read(url)
  const table: Array<[row: string, actual: unknown, documented: unknown]> = [
    ['endpoint: /login/jwt-callback of the docs', url.origin + url.pathname, `${DOCS}/login/jwt-callback`],
    ['delivery: the fragment is the bare token', /^#[\w-]+\.[\w-]+\.[\w-]{86}$/.test(url.hash), true],
    ['redirect stands in the query, before the fragment, encoded', url.search, '?redirect=%2Fquickstart%3Fa%3Db'],
    ['header', header, { alg: 'EdDSA', typ: 'JWT' }],
    ['claims: no identity is needed, so none is sent', Object.keys(claims).sort(), ['exp', 'expiresAt', 'host']],
    ['host: the host name of the docs', claims['host'], 'docs.example.com'],
    ['exp: a number of seconds, ten at most',
      isFromNow(claims['exp'], 10) && Number(claims['exp']) <= Date.now() / 1000 + 10, true],
    ['expiresAt: a number of seconds', isFromNow(claims['expiresAt'], 3600), true]
  ]
  for (const [row, actual, documented] of table) t.strictSame(actual, documented, row)
})

t.test('token and session have lives of their own', async (t) => {
  const { claims } = read(await signIn(await build(t, { lifetime: 5, sessionLifetime: 1_209_600 })))
  t.ok(isFromNow(claims['exp'], 5))
  t.ok(isFromNow(claims['expiresAt'], 1_209_600))
})

t.test('groups, content and apiPlaygroundInputs are sent when asked for, with their types', async (t) => {
  const { claims: { exp, expiresAt, ...others } } = read(await signIn(await build(t, {
    claims: {
      groups: true,
      content: ({ firstName, organization }) => ({ firstName: firstName ?? null, company: organization ?? null }),
      apiPlaygroundInputs: ({ custom }) => ({
        server: { plan: String(custom?.['plan']) }, query: { limit: 10 }, path: { version: 'v2' }
      })
    }
  })))
  t.strictSame(others, {
    groups: ['engineering', 'beta'],
    content: { firstName: 'Ada', company: 'Analytical Engines' },
    apiPlaygroundInputs: { server: { plan: 'gold' }, query: { limit: 10 }, path: { version: 'v2' } },
    host: 'docs.example.com'
  })
})

t.test('the key is taken in every form in which it is kept', async (t) => {
  for (const secret of [
    PEM, PEM.replaceAll('\n', '\\n'), Buffer.from(PEM), privateKey, () => PEM, async () => privateKey
  ]) {
    t.ok(read(await signIn(await build(t, { secret }))))
  }
})

t.test('with a key that is text, the cookies need no secret of their own', async (t) => {
  const app = await buildVendorApp(t, { provider: mintlify(OPTIONS) })
  t.ok(read(await signIn(app, { redirect: '/a' })))
  const keyed = buildVendorApp(t, { provider: mintlify({ ...OPTIONS, secret: privateKey }) })
  await t.rejects(keyed, { code: 'FST_HELP_CENTER_INVALID_OPTION', message: /cookie\.secret/ })
})

t.test('a visitor who came from no page, or with a hostile one, lands on the home page', async (t) => {
  const app = await build(t)
  for (const redirect of [
    undefined, '', 'quickstart', '//evil.example', 'https://evil.example/', '/\\evil.example', '/%5cevil.example'
  ]) {
    const url = await signIn(app, redirect === undefined ? {} : { redirect })
    t.equal(url.search, '?redirect=%2F', String(redirect))
    t.equal(url.origin, DOCS)
  }
})

t.test('the callback may be at another origin, and host is that of the docs or the one that is named', async (t) => {
  const signInEndpoint = 'https://stand-in.example.com/login/jwt-callback'
  const url = await signIn(await build(t, { signInEndpoint }))
  t.equal(url.origin + url.pathname, signInEndpoint)
  t.equal(read(url).claims['host'], 'docs.example.com')
  for (const [changes, host] of [
    [{ helpCenterUrl: 'https://Docs.Example.com:8443/start' }, 'docs.example.com'],
    [{ host: 'acme.mintlify.site' }, 'acme.mintlify.site'],
    [{ host: 'xn--bcher-kva.example' }, 'xn--bcher-kva.example'],
    [{ helpCenterUrl: 'http://localhost:4000/', allowInsecure: true }, 'localhost']
  ] as const) {
    t.equal(read(await signIn(await build(t, changes))).claims['host'], host)
  }
})

t.test('docs below a path of another site cannot have this sign-in, so their callback is refused', async (t) => {
  for (const path of ['/docs/login/jwt-callback', '/login/jwt-callback/', '/login', '/']) {
    const { code, message } = thrownBy(() => mintlify({ ...OPTIONS, signInEndpoint: `https://example.com${path}` }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION')
    t.equal(message, `mintlify: option signInEndpoint: got "https://example.com${path}". Leave it out, for ` +
      '/login/jwt-callback of the docs: docs below a path have no authentication at Mintlify')
  }
})

t.test('each refused option is named, and nothing of the key is told', async (t) => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const cases: Array<[string, object]> = [
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'http://docs.example.com' }],
    ['secret', { secret: undefined }], ['secret', { secret: SECRET }], ['secret', { secret: rsa }],
    ['secret', { secret: publicKey }], ['secret', { secret: PEM.slice(0, 60) }],
    ['secret', { secret: createPublicKey(PEM).export({ type: 'spki', format: 'pem' }) }],
    ['lifetime', { lifetime: 11 }], ['lifetime', { lifetime: 0 }], ['sessionLifetime', { sessionLifetime: 2_592_001 }],
    ['sessionLifetime', { sessionLifetime: 0.5 }],
    ['claims.group', { claims: { group: true } }], ['claims.content', { claims: { content: true } }],
    ['claims.exp', { claims: { exp: 'id' } }], ['claims.expiresAt', { claims: { expiresAt: 'id' } }],
    ['host', { host: '' }], ['host', { host: 'https://docs.example.com' }], ['host', { host: 'docs.example.com:443' }],
    ['host', { host: 'Docs.Example.com' }], ['host', { host: 'docs.example.com/' }], ['host', { host: 'a..b' }],
    ['host', { host: ['docs.example.com'] }], ['host', { host: null }], ['host', { host: 'a.'.repeat(127) + 'b' }],
    ['claims.host', { claims: { host: () => 'docs.example.com' } }],
    ['signInEndpoint', { signInEndpoint: '/login' }], ['algorithm', { algorithm: 'ES256' }]
  ]
  for (const [option, changes] of cases) {
    const { code, message } = thrownBy(() => mintlify({ ...OPTIONS, ...changes }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'mintlify'))
    t.notOk(message.includes(PEM.slice(30, 60)))
  }
})

t.test('a misspelled claim does not compile, nor does true where nothing is usual', async (t) => {
  // @ts-expect-error: the claim is called groups
  t.throws(() => mintlify({ ...OPTIONS, claims: { group: 'groups' } }))
  // @ts-expect-error: no key of the profile is the usual place
  t.throws(() => mintlify({ ...OPTIONS, claims: { content: true } }))
})
