import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { checkHost, seenOf } from '../fixtures/check-host.ts'
import {
  EMAIL, HELP_CENTER, jwt, now, page, post, redirect, returnTo, toSignIn, type Host, type Visit
} from '../reports/host.ts'
import { discourse, FEATUREBASE, featurebase, freshworks, FORUM, gitBook, zendesk, ZENDESK, zoho, ZOHO } from
  '../reports/vendors.ts'

const token = (change: object = {}): string =>
  jwt({ jti: randomUUID(), iat: now(), nbf: now() - 30, exp: now() + 300, email: EMAIL, ...change })
const parts = (payload: string, header = '{"alg":"HS256"}'): string =>
  [header, payload, 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.')

function signedIn (answer: (visit: Visit) => unknown): Host {
  return { login: (visit) => visit.isSignedIn ? answer(visit) : toSignIn(visit) }
}

const to = (address: (visit: Visit) => string): Host => signedIn((visit) => {
  redirect(visit.response, address(visit))
})
const inPage = (html: (visit: Visit) => string): Host => signedIn((visit) => { page(visit.response, html(visit)) })
const zohoTo = ({ query }: Visit, jwt = token()): string =>
  `${ZOHO}?${new URLSearchParams({ return_to: returnTo(query), jwt })}`

const TEMPLATE = `${ZOHO}?return_to=&jwt=`
const MINTLIFY = `${HELP_CENTER}/login/jwt-callback`

test('A token is found wherever an app puts it', async (t) => {
  const query = { 'wrong-method': /^ok: The handoff is a redirect/ }
  const cases: ReadonlyArray<readonly [what: string, host: Host, found: Record<string, RegExp>]> = [
    ['a form that goes by GET', inPage((visit) => `<form action="${ZOHO}"><textarea name="return_to">` +
      `${returnTo(visit.query)}</textarea><input name="jwt" value="${token()}">`), query],
    ['a link', inPage((visit) => `<a href="${zohoTo(visit).replaceAll('&', '&amp;')}">Go on</a>`),
      { 'wrong-method': /^ok: The handoff is a link or a script/ }],
    ['a script with a fragment', inPage(() => `<script>location.replace("${ZOHO}#jwt=${token()}")</script>`),
      { 'wrong-method': /^problem: .*behind the "#"/ }],
    ['what is no token, at the vendor', to((visit) => zohoTo(visit, 'abc')), { 'malformed-token': /^problem/ }],
    ['what is no token, at the endpoint', to((visit) => zohoTo(visit, parts('{}', '[]'))),
      { 'malformed-token': /^problem/ }],
    ['claims that are no object', to((visit) => zohoTo(visit, parts('[]'))), { 'malformed-claims': /^problem/ }],
    ['an address that is none', to(() => 'http://['), { 'server-error': /^problem: .*302 without a location/ }]
  ]
  for (const [what, host, found] of cases) {
    const report = await checkHost(t, host, { endpoint: TEMPLATE })
    for (const [code, seen] of Object.entries(found)) t.match(seenOf(report, code), seen, what)
  }
})

test('Only the vendor\'s own parameter will do, also behind the "#"', async (t) => {
  const bare = await checkHost(t, to(() => `${MINTLIFY}#${token()}`), { provider: 'mintlify' })
  t.match(seenOf(bare, 'wrong-method'), /^ok/)
  t.equal(seenOf(bare, 'wrong-parameter'), '')
  const named = await checkHost(t, to(() => `${MINTLIFY}#jwt=${token()}`), { provider: 'mintlify' })
  t.match(seenOf(named, 'wrong-parameter'), /The token is in jwt; Mintlify reads the bare fragment\./)
  const other = await checkHost(t, to(() => `${HELP_CENTER}/authcallback#${token()}`), { provider: 'help-scout-docs' })
  t.match(seenOf(other, 'wrong-method'), /^problem/)
})

test('A signed answer without its signature is found, and is no answer', async (t) => {
  const unsigned = signedIn((visit) => {
    const answer = new Proxy(visit.response, {
      get: (response, name) => name !== 'writeHead'
        ? Reflect.get(response, name)
        : (status: number, { location }: { location: string }) =>
            response.writeHead(status, { location: location.replace(/&sig=\w+/, '') })
    })
    return discourse()({ ...visit, response: answer })
  })
  const report = await checkHost(t, unsigned, { provider: 'discourse', endpoint: FORUM })
  t.match(seenOf(report, 'wrong-signature'), /^problem/)
})

test('Where the token goes is compared with all that is known of the endpoint', async (t) => {
  const brand = 'https://acme.zendesk.com/access/jwt?brand=7'
  const cases: ReadonlyArray<readonly [options: Parameters<typeof checkHost>[2], host: Host, seen: RegExp | '']> = [
    [{ provider: 'git-book' }, to(() => `https://other.example.com/?jwt_token=${token()}`), /no page of https:/],
    [{}, to(({ request }) => `http://${request.headers.host}/done?jwt=${token()}`), /app's own origin, [^;]*\.$/],
    [{ endpoint: TEMPLATE }, to(() => '/accounts/p/8-4711/signin/jwt/auth?jwt=abc'), /app's own origin, .*; the help/],
    [{ provider: 'zendesk', endpoint: brand }, signedIn(({ response }) => {
      post(response, brand.replace('7', '8'), { jwt: token() })
    }), /has brand in its query; in the handoff that is gone or changed/],
    [{}, to(() => `${HELP_CENTER}/elsewhere?jwt=${token()}`), /elsewhere; documented is /],
    [{}, { login: zoho() }, /^not-checked: .*pass --endpoint/]
  ]
  for (const [options, host, seen] of cases) {
    t.match(seenOf(await checkHost(t, host, options), 'wrong-endpoint'), seen)
  }
})

test('What the vendor sent along has to come back, unless it is the customer\'s own', async (t) => {
  const ours = 'https://canny.io/api/redirects/sso?companyID=4711'
  const canny = (rest: string): Host => to(() => 'https://canny.io/api/redirects/sso?' +
    `ssoToken=${jwt({ id: 'u-1', email: EMAIL, name: 'Ada' })}&redirect=${encodeURIComponent(HELP_CENTER)}${rest}`)
  const echo = async (host: Host, provider: string, endpoint?: string): Promise<string> =>
    seenOf(await checkHost(t, host, { provider, ...endpoint && { endpoint } }), 'wrong-parameter')
  t.match(await echo(canny(''), 'canny'), /^problem: companyID came with the request and is missing/)
  t.match(await echo(canny('&companyID=1'), 'canny'), /^problem: companyID has 1 characters .*; they differ\.$/)
  t.equal(await echo(canny('&companyID=4711'), 'canny', ours), '')
  const branded = signedIn(({ response }) => { post(response, `${ZENDESK}?brand_id=1`, { jwt: token() }) })
  t.match(await echo(branded, 'zendesk', ZENDESK), /^(?:info|warning): brand_id has 1 characters/m)
  t.match(await echo({ login: zendesk() }, 'zendesk', ZENDESK), /^info: brand_id came with the request/m)
})

test('A long address is told by how long it is', async (t) => {
  const long = (length: number): Host => to((visit) => zohoTo(visit, token({ name: 'x'.repeat(length) })))
  t.match(seenOf(await checkHost(t, long(1600), { endpoint: TEMPLATE }), 'address-too-long'), /^info: .*2,048/)
  t.match(seenOf(await checkHost(t, long(3500), { endpoint: TEMPLATE }), 'address-too-long'), /^warning: .*4,096/)
})

test('An answer that a cache kept, and a clock that is not told, are seen in its headers', async (t) => {
  const withHeaders = (headers: Record<string, string>): Host => signedIn((visit) => {
    for (const [name, value] of Object.entries(headers)) visit.response.setHeader(name, value)
    zoho()(visit)
  })
  for (const [headers, seen] of [
    [{ 'x-cache': 'HIT from edge' }, /x-cache says that a cache answered/],
    [{ age: '12' }, /it was 12 s old on arrival/],
    [{ 'cache-control': 'private' }, /cache-control is "private", without no-store/]
  ] as const) {
    t.match(seenOf(await checkHost(t, withHeaders(headers), { endpoint: TEMPLATE }), 'cacheable'), seen)
  }
  const silent = signedIn((visit) => {
    visit.response.sendDate = false
    zoho()(visit)
  })
  const report = await checkHost(t, silent, { endpoint: TEMPLATE })
  t.match(seenOf(report, 'clock-agrees'), /on this machine\.$/)
  t.notMatch(seenOf(report, 'clock-agrees'), /Date header/)
})

test('The help center\'s address is taken from the handoff, where that gives it away', async (t) => {
  const learnt = await checkHost(t, { login: zoho() }, { helpCenter: '' })
  t.match(seenOf(learnt, 'return-url-dropped'), /^ok/)
  const shared = await checkHost(t, { login: featurebase() }, { provider: 'featurebase', helpCenter: '' })
  t.match(seenOf(shared, 'return-url-dropped'), /^not-checked: .*pass --help-center/)
  t.match(seenOf(shared, 'return-url-changed'), /^not-checked: .*pass --help-center/)
  const guessed = await checkHost(t, { login: featurebase() },
    { provider: 'featurebase', helpCenter: '', endpoint: FEATUREBASE })
  t.match(seenOf(guessed, 'return-url-dropped'), /^not-checked: .*the app names another/)
  t.match(seenOf(guessed, 'return-url-changed'), /^not-checked/)
})

test('A page of the app itself is no page of the help center', async (t) => {
  const own = to(({ request }) => `${FEATUREBASE}?jwt=${token()}&return_to=http://${request.headers.host}/home`)
  const seen = async (helpCenter?: string): Promise<string> =>
    seenOf(await checkHost(t, own, { provider: 'featurebase', ...helpCenter !== undefined && { helpCenter } }),
      'foreign-return-url')
  t.match(await seen(''), /^warning: .*a page of the app; the help center is elsewhere\.$/m)
  t.match(await seen(), /^warning: .*a page of the app; the help center is https:\/\/help/m)
  t.equal(seenOf(await checkHost(t, { login: gitBook() }, { provider: 'git-book' }), 'foreign-return-url').slice(0, 2),
    'ok')
  t.equal(seenOf(await checkHost(t, { login: freshworks(jwt) }, { provider: 'freshworks' }), 'return-url-dropped'), '')
})
