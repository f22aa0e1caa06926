import t, { type Test } from 'tap'
import type { LightMyRequestResponse } from 'fastify'
import { defineProvider, gitBook, userVoice, type Provider, type ProviderContract } from '../../lib/index.ts'
import { CONTRACT } from '../fixtures/acme-desk.ts'
import { ada, buildApp, buildProvider, LOGIN } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const ORIGIN = 'https://example.com'
const BASE = '/docs'
const HOME = ORIGIN + BASE
const TOKEN = /[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}/

type Form = 'url' | 'path' | 'bare-path'
type Kind = 'query' | 'form' | 'fragment'

function ofOnesOwn (form: Form, kind: Kind, changes: Partial<ProviderContract> = {}): Provider {
  const inbound = { returnTo: { parameters: ['page'], form } }
  return defineProvider({ ...CONTRACT, helpCenterUrl: HOME, inbound, handoff: { kind, toPage: true }, ...changes })
}

/** Every way in which a token travels on a page of the help center. */
const providers: Array<[title: string, form: Form, parameter: string, provider: Provider]> = [
  ['GitBook', 'bare-path', 'location', gitBook({ helpCenterUrl: HOME, secret: SECRET })],
  ['UserVoice', 'url', 'return_to', userVoice({ helpCenterUrl: HOME, secret: SECRET })],
  ['a form at a URL', 'url', 'page', ofOnesOwn('url', 'form')],
  ['a fragment at a URL', 'url', 'page', ofOnesOwn('url', 'fragment')],
  ['a query at a path', 'path', 'page', ofOnesOwn('path', 'query')],
  ['a fragment at a bare path', 'bare-path', 'page', ofOnesOwn('bare-path', 'fragment')]
]

/** A page as the vendor writes it; none where it cannot be written in this form. */
function write (path: string, form: Form): string[] {
  if (form === 'url') return [ORIGIN + path]
  if (form === 'path') return [path]
  return path.startsWith(`${BASE}/`) ? [path.slice(BASE.length)] : []
}

/** Slashes and backslashes as servers decode them, and what others cut off a segment before they resolve it. */
const SLASHES = ['%2f', '%2F', '%5c', '%5C']
const ENDS = [';/', ';x=y/', '%3b/', '%3Bx/']
const DOTS = ['..', '%2e%2e', '%2E%2E', '.%2e', '%2E.']
const climbs = DOTS.flatMap((dots) => [...SLASHES, ...ENDS].map((end) => dots + end))
const outside = [
  ...climbs.map((climb) => `${BASE}/${climb}admin`),
  ...climbs.map((climb) => `${BASE}/guides/${climb}${climb}admin`),
  ...[
    '..%2f', '..%2f..', '..;', 'a%2f..%2f..%2fadmin', 'a%5c%2e%2e%5c%2e%2e%5cadmin', 'a%2f..%2f..', './..%2fadmin',
    '%2e/..%2fadmin', '.%2f..%2fadmin', '%2f..%2f..%2fadmin', '..%2fadmin?a=b#c',
    // What the URL parser resolves by itself.
    '../admin', '%2e%2e/admin', '.%2E/admin', 'a/../../admin', '../docs-b/', '..'
  ].map((path) => `${BASE}/${path}`),
  // Neighbours.
  '/', '/admin', '/docs-b/x', '/docsadmin', '/docs%2fadmin', '/DOCS/guides', '/doc', '/admin/docs/x', '/docs.html',
  '/docs;x/y'
]

/** Decoded once, the path ends here: at a NUL for a server in C, at "?" and "#" behind a proxy that passes it on. */
const cutOff = DOTS.flatMap((dots) => ['%00', '%00/', '%23/', '%3f', '%3F/'].map((end) => `${BASE}/${dots}${end}admin`))

/** A proxy that decodes and passes on, and a server behind it that does the same. */
const encodedTwice = [
  '..%252f', '%252e%252e%252f', '%252E%252E%252F', '..%255c', '%252e%252e/', '..%253b/', 'a%252f..%252f../',
  'a%255C..%255C../'
].map((climb) => `${BASE}/${climb}admin`)

/** Any number of proxies, each of which decodes once; the digits of an escape may be escaped too. */
const encodeAgain = (text: string) => text.replaceAll('%', '%25')
const encodeAll = (text: string) => Array.from(text, (unit) => `%${unit.charCodeAt(0).toString(16)}`).join('')
const stages = ['%2e%2e%2f', '..%2f', '%2e%2e/', '..%5c', encodeAll('../')].flatMap((climb) => {
  const found = [climb]
  for (let stage = 0; stage < 12; stage++) found.push(encodeAgain(found.at(-1)!))
  return found
})
const encodedOften = [
  ...stages, '%25%32%65%25%32%65%25%32%66', '%25%32%65%25%32%65/', '..%25%32%66', '%25%32%45.%25%35%43',
  '%%32e%%32e%%32f', '%2%65%2%65%2%66', encodeAll(encodeAll('../')), encodeAll(encodeAll(encodeAll('..'))) + '/'
].map((climb) => `${BASE}/${climb}admin`)

/** What some server trims. The gate refuses it bare, so that it arrives encoded. */
const BLANKS = [
  '\u00A0', '\u1680', '\u2000', '\u2003', '\u200A', '\u2028', '\u2029', '\u202F', '\u205F', '\u3000', '\uFEFF',
  '\u0085'
]
const blankEnds = BLANKS.map(encodeURIComponent).flatMap((blank) => [blank, encodeAgain(blank)])
const trimmed = [...blankEnds, '%20', '%2520', '%09', '%25A0', '%20%C2%A0']
  .map((blank) => `${BASE}/..${blank}/admin`)

const inside = [
  ...[
    '', 'guides/start', 'a?next=%2F..%2Fadmin&b=..%2F', 'a#..%2f', 'v1..2/x', '...', '..hidden', 'a..', '.well-known/x',
    'a%20b', 'caf%C3%A9', 'a;v=1/b', '100%25', 'a/../b', 'a/%2e%2e/b', 'docs/docs', 'a%2fb',
    '%25E9', 'a%25', '%25%25', '%2525', '...%2fx', '%2e%2e%2e', '..hidden/x', '..%68idden', 'v1..2', 'v1.%2e2',
    'a..%20b', 'a%C2%A0..b', '%252525252e'
  ].map((path) => `${BASE}/${path}`),
  BASE
]

const arrive = (parameter: string, page: string) => `${LOGIN}?${new URLSearchParams({ [parameter]: page })}`

/** Where the token goes: the page of a redirect, or of a form. Throws if there is no token at all. */
function tokenPage ({ statusCode, headers: { location }, body }: LightMyRequestResponse): string {
  if (!TOKEN.test(String(location ?? body))) throw new Error(`no token: ${statusCode} ${location ?? body}`)
  const action = /<form method="post" action="([^"]*)">/.exec(body)?.[1]?.replaceAll('&amp;', '&')
  const url = new URL(String(location ?? action))
  for (const name of ['jwt', 'jwt_token', 'sso']) url.searchParams.delete(name)
  if (TOKEN.test(url.hash)) url.hash = ''
  return url.href
}

/** The pages that lead a token anywhere but to the home page, and where. */
async function findEscapes (
  pages: readonly string[], go: (page: string) => Promise<LightMyRequestResponse>
): Promise<Array<[page: string, landing: string]>> {
  const escapes: Array<[string, string]> = []
  for (const page of pages) {
    const landing = tokenPage(await go(page))
    if (landing !== HOME) escapes.push([page, landing])
  }
  return escapes
}

/** An app in which Ada is signed in, with a button that leads to a page of the host's choice. */
async function signedInApp (t: Test, provider: Provider) {
  const { app } = await buildApp(t, { provider, lookupUser: () => ada }, {
    after: (app) => app.get<{ Querystring: { to: string } }>('/help', ({ query: { to: returnTo } }, reply) =>
      reply.helpCenterRedirect(ada, { returnTo }))
  })
  return app
}

for (const [title, form, parameter, provider] of providers) {
  const written = (paths: readonly string[]) => paths.flatMap((path) => write(path, form))

  t.test(`${title}: the token stays below the home page, however a server may decode its path (X13)`, async (t) => {
    const app = await signedInApp(t, provider)
    t.ok(written(outside).length > 80)
    t.strictSame(await findEscapes(written(outside), (page) => new Browser(app).get(arrive(parameter, page))), [])
  })

  t.test(`${title}: a spelling that is encoded twice leads nowhere either (X13)`, async (t) => {
    const app = await signedInApp(t, provider)
    t.strictSame(await findEscapes(written(encodedTwice), (page) => new Browser(app).get(arrive(parameter, page))), [])
  })

  t.test(`${title}: nor one that is encoded in any number of stages (X25)`, async (t) => {
    const app = await signedInApp(t, provider)
    t.strictSame(await findEscapes(written(encodedOften), (page) => new Browser(app).get(arrive(parameter, page))), [])
  })

  t.test(`${title}: nor one that ends in a blank of any script, which a server trims (X25)`, async (t) => {
    const app = await signedInApp(t, provider)
    t.strictSame(await findEscapes(written(trimmed), (page) => new Browser(app).get(arrive(parameter, page))), [])
  })

  t.test(`${title}: nor does one that a server cuts off behind the dots (X13)`, async (t) => {
    const app = await signedInApp(t, provider)
    t.strictSame(await findEscapes(written(cutOff), (page) => new Browser(app).get(arrive(parameter, page))), [])
  })

  t.test(`${title}: every page below the home page gets its token (X13)`, async (t) => {
    const app = await signedInApp(t, provider)
    for (const page of written(inside)) {
      const expected = new URL(form === 'bare-path' ? HOME + page : page, ORIGIN)
      // The token takes the fragment's place.
      if (provider.handoff.kind === 'fragment') expected.hash = ''
      t.equal(tokenPage(await new Browser(app).get(arrive(parameter, page))), expected.href, page)
    }
  })

  t.test(`${title}: a page that the host or next names is held to the same path (X13)`, async (t) => {
    const { app } = await buildApp(t, { provider })
    const signedIn = await signedInApp(t, provider)
    const urls = outside.map((path) => ORIGIN + path)
    t.strictSame(await findEscapes(urls, (to) => new Browser(signedIn).get(`/help?${new URLSearchParams({ to })}`)), [])
    t.strictSame(await findEscapes(written(outside), (page) =>
      new Browser(app).post('/sign-in', { user: 'ada', next: arrive(parameter, page) })), [])
    for (const page of urls) {
      const { handoff, returnTo } = await app.helpCenter().createSignIn(ada, { returnTo: page })
      t.strictSame([new URL(handoff.url).pathname, returnTo], [BASE, HOME], page)
      t.equal(app.helpCenter().loginUrl(page), LOGIN)
    }
  })

  t.test(`${title}: no page outside goes over the sign-in page, in next or in the cookie (X13)`, async (t) => {
    const { app } = await buildApp(t, { provider })
    t.strictSame(await findEscapes(written(outside), async (page) => {
      const browser = new Browser(app)
      const guest = await browser.get(arrive(parameter, page))
      t.equal(guest.headers.location, `/sign-in?${new URLSearchParams({ next: LOGIN })}`, page)
      return browser.post('/sign-in', { user: 'ada' })
    }), [])
  })
}

t.test('a pending cookie from before the token travelled on the page is held to its path (X13)', async (t) => {
  // The same help center, while it still had an endpoint: there a page is a parameter, and any of the origin is good.
  const before = ofOnesOwn('url', 'query', { handoff: { ...CONTRACT.handoff, returnParameter: 'page' } })
  const { app: old } = await buildApp(t, { provider: before })
  const { app } = await buildApp(t, { provider: ofOnesOwn('url', 'query') })
  t.strictSame(await findEscapes(outside.map((path) => ORIGIN + path), async (page) => {
    const [browser, later] = [new Browser(old), new Browser(app)]
    await browser.get(arrive('page', page))
    for (const [name, value] of Object.entries(browser.cookies)) later.setCookie(name, value)
    return later.post('/sign-in', { user: 'ada' })
  }), [])
})

t.test('no encoded dot segment at a further origin of the help center (X13)', async (t) => {
  const ideas = 'https://ideas.example.com'
  const app = await signedInApp(t, userVoice({ helpCenterUrl: HOME, returnOrigins: [ideas], secret: SECRET }))
  const pages = [`${ideas}/..%2fadmin`, `${ideas}${BASE}/..%2f..%2fadmin`, `${ideas}${BASE}/..;/admin`]
  t.strictSame(await findEscapes(pages, (page) => new Browser(app).get(arrive('return_to', page))), [])
  t.equal(tokenPage(await new Browser(app).get(arrive('return_to', `${ideas}${BASE}/a`))), `${ideas}${BASE}/a`)
})

t.test('a help center at the root of its origin has all of it (X13)', async (t) => {
  const app = await signedInApp(t, userVoice({ helpCenterUrl: `${ORIGIN}/`, secret: SECRET }))
  for (const path of ['/', '/forums/77-general', '/a/../b', '/a%20b?c=d']) {
    const page = new URL(path, ORIGIN).href
    t.equal(tokenPage(await new Browser(app).get(arrive('return_to', page))), page)
  }
})

t.test('a slash at the end of the home page changes nothing about its path (X13)', async (t) => {
  const app = await signedInApp(t, userVoice({ helpCenterUrl: `${HOME}/`, secret: SECRET }))
  for (const [path, landing] of [
    ['/docs/a', '/docs/a'], ['/docs', '/docs'], ['/docs-b', '/docs/'], ['/docs/..%2fadmin', '/docs/']
  ] as const) {
    t.equal(tokenPage(await new Browser(app).get(arrive('return_to', ORIGIN + path))), ORIGIN + landing, path)
  }
})

t.test('where the token goes to an endpoint, any page of the help center may be returned to (X13)', async (t) => {
  const { app } = await buildApp(t, { provider: buildProvider(), lookupUser: () => ada })
  for (const path of ['/portal/en/kb/articles/a', '/', '/portal/en/community/topic/9?x=..%2f']) {
    const page = `https://help.example.com${path}`
    const { headers } = await new Browser(app).get(arrive('return_to', page))
    t.equal(new URL(String(headers.location)).searchParams.get('return_to'), page)
  }
})

t.test('of a page outside the log has a reason, and not the page (X13)', async (t) => {
  const provider = userVoice({ helpCenterUrl: HOME, secret: SECRET })
  const { app, log } = await buildApp(t, { provider, lookupUser: () => ada })
  await new Browser(app).get(arrive('return_to', `${HOME}/..%2fcanary-page`))
  const dropped = log.filter(({ msg }) => msg === 'return URL dropped')
  t.equal(dropped.length, 1)
  t.match(dropped[0], { level: 20, reason: /^[a-z-]+$/ })
  t.notMatch(JSON.stringify(log), 'canary-page')
})
