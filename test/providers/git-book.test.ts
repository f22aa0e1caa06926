import t, { type Test } from 'tap'
import { gitBook, type GitBookOptions } from '../../lib/providers/git-book.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { readToken } from '../fixtures/read-token.ts'
import { buildVendorApp, isFromNow, signIn } from '../fixtures/vendor-app.ts'
import { optionError } from '../fixtures/refused-options.ts'

const SITE = 'https://acme.gitbook.io/handbook'
const OPTIONS: GitBookOptions = { helpCenterUrl: SITE, secret: SECRET }
const build = (t: Test, changes: Partial<GitBookOptions> = {}) =>
  buildVendorApp(t, { provider: gitBook({ ...OPTIONS, ...changes }) })
const pageOf = (url: URL) => {
  const page = new URL(url)
  page.searchParams.delete('jwt_token')
  return page.href
}

t.test('the contract of authenticated access, row by row', async (t) => {
  const url = await signIn(await build(t), { location: 'guides/start' })
  const { header, claims } = readToken(url.searchParams.get('jwt_token') ?? '', SECRET)
  const table: Array<[row: string, actual: unknown, documented: unknown]> = [
    ['endpoint: the page itself, site address and location', url.origin + url.pathname, `${SITE}/guides/start`],
    ['delivery: jwt_token in the query, nothing else', [...url.searchParams.keys()], ['jwt_token']],
    ['header', header, { alg: 'HS256', typ: 'JWT' }],
    ['claims: no identity is needed, so none is sent', Object.keys(claims).sort(), ['exp', 'iat']],
    ['iat: a number of seconds', isFromNow(claims['iat'], 0), true],
    ['exp: a number of seconds', isFromNow(claims['exp'], 3600), true]
  ]
  for (const [row, actual, documented] of table) t.strictSame(actual, documented, row)
})

t.test('location is read with a first slash and without', async (t) => {
  for (const [location, page] of [
    ['guides/start', `${SITE}/guides/start`], ['/guides/start', `${SITE}/guides/start`],
    ['a?b=c&d=e', `${SITE}/a?b=c&d=e`],
    ['/a#step-2', `${SITE}/a#step-2`], ['/', `${SITE}/`], ['', SITE], ['a/../b', `${SITE}/b`]
  ] as const) {
    t.equal(pageOf(await signIn(await build(t), { location })), page, location)
  }
  t.equal(pageOf(await signIn(await build(t))), SITE)
})

t.test('a site at the root of its domain has its pages there', async (t) => {
  for (const location of ['guides/start', '/guides/start']) {
    const url = await signIn(await build(t, { helpCenterUrl: 'https://docs.example.com/' }), { location })
    t.equal(pageOf(url), 'https://docs.example.com/guides/start')
  }
})

t.test('a location that leads out of the site is dropped', async (t) => {
  for (const location of [
    'https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/%2fevil.example', '../other',
    '/../other',
    '/..', '%2e%2e/other', '../handbook-b/x', '?a=b', '#x'
  ]) {
    t.equal(pageOf(await signIn(await build(t), { location })), SITE, location)
  }
})

t.test('another site on the origin gets no token, also where its path contains that of ours (R11)', async (t) => {
  for (const helpCenterUrl of [SITE, `${SITE}/`]) {
    const app = await build(t, { helpCenterUrl })
    for (const path of [
      'other/handbook', 'other/handbook/', 'other/handbook/x', 'handbook-b/handbook/x', 'xhandbook/',
      'other?x=/handbook/', 'other#/handbook/'
    ]) {
      for (const location of [`../${path}`, `/../${path}`, `x/../../${path}`, `%2e%2e/${path}`]) {
        t.equal(pageOf(await signIn(app, { location })), helpCenterUrl, location)
      }
      t.equal(app.helpCenter().loginUrl(`https://acme.gitbook.io/${path}`), '/help-center/login', path)
    }
  }
})

t.test('a jwt_token in the location gives way', async (t) => {
  const url = await signIn(await build(t), { location: '/a?jwt_token=old&jwt_token=older' })
  t.equal(url.searchParams.getAll('jwt_token').length, 1)
  t.ok(readToken(url.searchParams.get('jwt_token') ?? '', SECRET))
})

t.test('location goes over the sign-in page as a page below the site, and comes back as the same', async (t) => {
  const app = await buildVendorApp(t, { provider: gitBook(OPTIONS), lookupUser: () => null })
  const { headers } = await app.inject({ url: '/help-center/login', query: { location: 'guides/start?a=b' } })
  const next = new URL(String(headers.location), 'https://app.example.com').searchParams.get('next')
  t.equal(next, '/help-center/login?location=%2Fguides%2Fstart%3Fa%3Db')
  const { headers: { location } } = await (await build(t)).inject(String(next))
  t.equal(pageOf(new URL(String(location))), `${SITE}/guides/start?a=b`)
})

t.test('the host may name a page of the site, and no other site on its origin', async (t) => {
  const app = await build(t)
  t.equal(app.helpCenter().loginUrl(`${SITE}/a`), '/help-center/login?location=%2Fa')
  for (const page of [
    'https://acme.gitbook.io/other', 'https://acme.gitbook.io/handbook-b', 'https://evil.example/handbook'
  ]) {
    t.equal(app.helpCenter().loginUrl(page), '/help-center/login', page)
  }
})

t.test('claims for adaptive content are sent under their names', async (t) => {
  const provider = gitBook<'plan' | 'language' | 'teams'>({
    ...OPTIONS,
    claims: { plan: ({ custom }) => custom?.['plan'], language: 'locale', teams: undefined },
    sessionLifetime: 7200
  })
  const url = await signIn(await buildVendorApp(t, { provider }))
  const { claims: { iat, exp, ...others } } = readToken(url.searchParams.get('jwt_token') ?? '', SECRET)
  t.strictSame(others, { plan: 'gold', language: 'en-GB' })
  t.ok(isFromNow(exp, 7200))
  t.equal(Number(exp) - Number(iat), 7200)
})

t.test('a misspelled claim does not compile where the claims are listed', async (t) => {
  // @ts-expect-error: the claim is called plan
  t.ok(gitBook<'plan'>({ ...OPTIONS, claims: { plam: 'organization' } }))
})

t.test('each refused option is named', async (t) => {
  const cases: Array<[string, object]> = [
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['helpCenterUrl', { helpCenterUrl: 'http://docs.example.com' }],
    ['secret', { secret: undefined }], ['secret', { secret: 'short' }],
    ['claims', { claims: 'plan' }], ['claims.0', { claims: ['plan'] }], ['claims.plan', { claims: { plan: true } }],
    ['claims.plan', { claims: { plan: 'paln' } }],
    ['claims.exp', { claims: { exp: 'id' } }], ['claims.iat', { claims: { iat: () => 1 } }],
    ['sessionLifetime', { sessionLifetime: 0 }], ['sessionLifetime', { sessionLifetime: 2_592_001 }],
    ['signInEndpoint', { signInEndpoint: SITE }], ['allowInsecure', { allowInsecure: 'yes' }]
  ]
  for (const [option, changes] of cases) {
    const { code, message } = thrownBy(() => gitBook({ ...OPTIONS, ...changes }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'gitBook'))
  }
})

t.test('the sign-out address is below the site, and only the site', async (t) => {
  for (const [helpCenterUrl, address] of [
    [SITE, `${SITE}/~gitbook/auth/logout`], [`${SITE}/`, `${SITE}/~gitbook/auth/logout`],
    ['https://docs.example.com', 'https://docs.example.com/~gitbook/auth/logout'],
    ['https://docs.example.com/?a=b', 'https://docs.example.com/~gitbook/auth/logout']
  ] as const) {
    const app = await build(t, { helpCenterUrl })
    t.equal(app.helpCenter().signOutUrl(), address)
    t.equal(app.helpCenter().signOutUrl(`${helpCenterUrl}a`), address, 'GitBook takes no page to return to')
  }
})

t.test('an address that signs in or out is no home page, and the cure says so', async (t) => {
  for (const path of ['/~gitbook/auth/login', '/~gitbook/auth/logout', '/~gitbook', '/~gitbook/']) {
    const { code, message } = thrownBy(() => gitBook({ ...OPTIONS, helpCenterUrl: `${SITE}${path}` }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION')
    t.equal(message, `gitBook: option helpCenterUrl: got "${SITE}${path}". ` +
      'Expected the site\'s own address: leave out "/~gitbook/…"')
  }
  t.ok(gitBook({ ...OPTIONS, helpCenterUrl: 'https://docs.example.com/~gitbooks' }))
})
