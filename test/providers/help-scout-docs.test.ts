import t, { type Test } from 'tap'
import { helpScoutDocs, type HelpScoutDocsOptions } from '../../lib/providers/help-scout-docs.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { readToken } from '../fixtures/read-token.ts'
import { ADA, buildVendorApp, isFromNow, signIn } from '../fixtures/vendor-app.ts'
import { optionError } from '../fixtures/refused-options.ts'

const SITE = 'https://docs.example.com'
const OPTIONS: HelpScoutDocsOptions = { helpCenterUrl: `${SITE}/`, secret: SECRET }
const build = (t: Test, changes: Partial<HelpScoutDocsOptions> = {}) =>
  buildVendorApp(t, { provider: helpScoutDocs({ ...OPTIONS, ...changes }) })

t.test('the contract of Restricted Docs, row by row', async (t) => {
  const url = await signIn(await build(t), { returnTo: '/article/1-a?x=1&y=2' })
  const { header, claims } = readToken(url.searchParams.get('token') ?? '', SECRET, 'HS512')
  const table: Array<[row: string, actual: unknown, documented: unknown]> = [
    ['endpoint: /authcallback of the Docs site', url.origin + url.pathname, `${SITE}/authcallback`],
    ['delivery: query of a redirect, nothing else in it', [...url.searchParams.keys()].sort(), ['returnTo', 'token']],
    ['delivery: no fragment', url.hash, ''],
    ['returnTo comes back as the relative path that it was', url.searchParams.get('returnTo'), '/article/1-a?x=1&y=2'],
    ['returnTo is encoded', url.search.includes('returnTo=%2Farticle%2F1-a%3Fx%3D1%26y%3D2'), true],
    ['header', header, { alg: 'HS512', typ: 'JWT' }],
    ['claims', Object.keys(claims).sort(), ['exp', 'sub']],
    ['sub: text, the e-mail', claims['sub'], 'ada@example.com'],
    ['exp: a number of seconds', isFromNow(claims['exp'], 3600), true]
  ]
  for (const [row, actual, documented] of table) t.strictSame(actual, documented, row)
})

t.test('exp is the session of the visitor', async (t) => {
  for (const sessionLifetime of [1, 60, 86_400, 2_592_000]) {
    const url = await signIn(await build(t, { sessionLifetime }))
    const { claims } = readToken(url.searchParams.get('token') ?? '', SECRET, 'HS512')
    t.ok(isFromNow(claims['exp'], sessionLifetime), String(sessionLifetime))
  }
})

t.test('the audit hook is told when the token ends, which is when the session does', async (t) => {
  const ends: number[] = []
  const app = await buildVendorApp(t, {
    provider: helpScoutDocs({ ...OPTIONS, sessionLifetime: 7200 }),
    onSignIn: ({ expiresAt }) => { ends.push(expiresAt.getTime()) }
  })
  await signIn(app)
  t.ok(isFromNow(ends[0], 7200, 1000))
})

t.test('a visitor who came from no page, or with a hostile one, lands on the home page', async (t) => {
  const app = await build(t)
  for (const returnTo of [
    undefined, '', 'article/1', '//evil.example', 'https://evil.example/', '/\\evil.example', '/%2fevil.example'
  ]) {
    const url = await signIn(app, returnTo === undefined ? {} : { returnTo })
    t.equal(url.searchParams.get('returnTo'), '/', String(returnTo))
    t.equal(url.origin, SITE)
  }
})

t.test('what else comes along is dropped', async (t) => {
  const url = await signIn(await build(t), { returnTo: '/a', token: 'x', exp: '1', sub: 'eve@evil.example' })
  t.equal(readToken(url.searchParams.get('token') ?? '', SECRET, 'HS512').claims['sub'], 'ada@example.com')
  t.strictSame([...url.searchParams.keys()].sort(), ['returnTo', 'token'])
})

t.test('the page survives the sign-in page of the app', async (t) => {
  const app = await buildVendorApp(t, { provider: helpScoutDocs(OPTIONS), lookupUser: () => null })
  const { headers } = await app.inject({ url: '/help-center/login', query: { returnTo: '/article/1?a=b' } })
  const { pathname, searchParams } = new URL(String(headers.location), 'https://app.example.com')
  t.equal(pathname, '/sign-in')
  t.equal(searchParams.get('next'), '/help-center/login?returnTo=%2Farticle%2F1%3Fa%3Db')
})

t.test('sub may be another key of the profile, and nobody is signed in without it', async (t) => {
  const url = await signIn(await build(t, { claims: { sub: 'id' } }))
  t.equal(readToken(url.searchParams.get('token') ?? '', SECRET, 'HS512').claims['sub'], '4711')
  const app = await buildVendorApp(t, {
    provider: helpScoutDocs({ ...OPTIONS, claims: { sub: 'id' } }), lookupUser: () => ({ ...ADA, id: null })
  })
  t.equal((await app.inject('/help-center/login')).statusCode, 500)
})

t.test('each refused option is named', async (t) => {
  const cases: Array<[string, object]> = [
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'http://docs.example.com' }],
    ['helpCenterUrl', { helpCenterUrl: '/docs' }],
    ['secret', { secret: undefined }], ['secret', { secret: 'short' }], ['secret', { secret: `${SECRET}\n` }],
    ['sessionLifetime', { sessionLifetime: 0 }], ['sessionLifetime', { sessionLifetime: 2_592_001 }],
    ['sessionLifetime', { sessionLifetime: '60' }],
    ['claims.email', { claims: { email: 'email' } }], ['claims.sub', { claims: { sub: 'emial' } }],
    ['claims', { claims: 'sub' }],
    ['lifetime', { lifetime: 60 }], ['docsUrl', { docsUrl: SITE }], ['allowInsecure', { allowInsecure: 1 }]
  ]
  for (const [option, changes] of cases) {
    const { code, message } = thrownBy(() => helpScoutDocs({ ...OPTIONS, ...changes }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'helpScoutDocs'))
  }
})

t.test('a misspelled claim does not compile', async (t) => {
  // @ts-expect-error: the claim is called sub
  t.throws(() => helpScoutDocs({ ...OPTIONS, claims: { subject: 'email' } }))
})

t.test('on this machine plain http will do, where it is asked for', async (t) => {
  const url = await signIn(await build(t, { helpCenterUrl: 'http://127.0.0.1:4000/', allowInsecure: true }))
  t.equal(url.origin + url.pathname, 'http://127.0.0.1:4000/authcallback')
})
