import t from 'tap'
import * as requests from '../../lib/sign-in/request.ts'
import * as roles from '../../lib/sign-in/roles.ts'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { plain } from '../fixtures/plain.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { InboundContract, ProviderContract } from '../../lib/contract/contract.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const { isFromVendor, isIncomplete, isWholeRequest } = requests
const NO_REQUEST = plain(roles.NO_REQUEST)
type Args<Name extends 'readSignInRequest' | 'withReturnTo'> = Parameters<typeof requests[Name]>
const readSignInRequest = (...args: Args<'readSignInRequest'>) => plain(requests.readSignInRequest(...args))
const withReturnTo = (...args: Args<'withReturnTo'>) => plain(requests.withReturnTo(...args))

const A = 'https://help.example.com/a'
const B = 'https://help.example.com/b'
const EVIL = 'https://evil.test/'
const read = (parameters: unknown, inbound?: InboundContract, changes: Partial<ProviderContract> = {}) =>
  readSignInRequest(parameters, acmeDesk({ ...inbound && { inbound }, ...changes }))
const found = (returnTo: string, name = 'return_to') => ({ ...NO_REQUEST, returnTo, parameters: { [name]: returnTo } })
const nothing = (refusal: string | null = null) => ({ request: NO_REQUEST, refusal })

t.test('the return URL comes from the preferred parameter, else from the next', async (t) => {
  t.strictSame(read({ return_to: A }), { request: found(A), refusal: null })
  t.strictSame(read({ serviceurl: A }), { request: found(A, 'serviceurl'), refusal: null })
  t.strictSame(read({ serviceurl: B, return_to: A }).request, found(A))
  t.strictSame(read({ return_to: EVIL, serviceurl: B }), {
    request: found(B, 'serviceurl'), refusal: null
  })
})

t.test('what goes on is the parser\'s text, and parameters that the contract does not name are dropped', async (t) => {
  t.strictSame(read({ return_to: 'https://help.example.com?q="', jwt: 'a', email: 'eve@evil.test', next: EVIL }), {
    request: found('https://help.example.com/?q=%22'), refusal: null
  })
})

t.test('a refused return URL is dropped with the first reason, never with the value', async (t) => {
  t.strictSame(read({ return_to: EVIL }), nothing('foreign-origin'))
  t.strictSame(read({ return_to: '', serviceurl: EVIL }), nothing('empty'))
  t.strictSame(read({ return_to: EVIL, serviceurl: '' }), nothing('foreign-origin'))
})

t.test('a repeated parameter counts as absent, and so do its other shapes (R6)', async (t) => {
  for (const value of [[A, B], [A], { href: A }, { 0: A }, null, true, 7]) {
    t.strictSame(read({ return_to: value }), nothing('not-a-string'))
  }
  for (const key of ['return_to[]', 'return_to[0]', 'RETURN_TO', ' return_to', 'return_to\u0000']) {
    t.strictSame(read({ [key]: A }), nothing())
  }
  for (const value of ['%E0%A4%A', 'https://help.example.com/%FF']) {
    t.strictSame(read({ return_to: value }), nothing('malformed-escape'))
  }
  t.strictSame(read({ return_to: undefined }), nothing())
})

t.test('whatever holds the parameters may be of any type', async (t) => {
  for (const parameters of [
    undefined, null, true, 7, 'return_to', [A], [], {}, () => A, Symbol('a'), Object.create(null)
  ]) t.strictSame(read(parameters), nothing())
})

t.test('only own properties count: not those of a prototype, polluted or not (1.6)', async (t) => {
  t.strictSame(read(Object.create({ return_to: A })), nothing())
  t.strictSame(read(JSON.parse(`{"__proto__":{"return_to":"${A}"}}`)), nothing())
  t.strictSame(await whilePolluted({ return_to: A }, () => read({})), nothing())
  t.strictSame(read(Object.assign(Object.create(null), { return_to: A })).request.returnTo, A)
})

const HELP = 'https://help.example.com'
const IMPLICIT = 'https://acme.example.net/sp/OIDC/7/implicit'
const KEY = Buffer.from(SECRET)
const withInbound = (inbound: InboundContract, changes: Partial<ProviderContract> = {}) =>
  acmeDesk({ inbound, ...changes })
const ROOT = { helpCenterUrl: `${HELP}/` }

t.test('a path is resolved on the one origin, and carried on as a path', async (t) => {
  const inbound = { returnTo: { parameters: ['to'], form: 'path' } } as const
  for (const [path, carried = path] of [
    ['/'], ['/kb/a?b=c#d'], ['/a b'.replace(' ', '%20')], ['/a/../b', '/b'], ['/?u=https://evil.test']
  ] as const) {
    const request = { ...NO_REQUEST, returnTo: HELP + carried, parameters: { to: carried } }
    t.strictSame(read({ to: path }, inbound), { request, refusal: null })
  }
  for (const [path, refusal] of [
    ['', 'empty'], ['kb/a', 'foreign-origin'], ['//evil.test', 'second-order-path'],
    ['/\\evil.test', 'unsafe-character'], ['/%2fevil.test', 'second-order-path'], [`${HELP}/kb`, 'foreign-origin'],
    ['.evil.test/', 'foreign-origin'], ['@evil.test/', 'foreign-origin'], [':8443/', 'foreign-origin'],
    ['/\nevil', 'unsafe-character'], [['/a'], 'not-a-string'], [7, 'not-a-string'], [null, 'not-a-string']
  ] as const) t.strictSame(read({ to: path }, inbound), { request: NO_REQUEST, refusal }, String(path))
  t.equal(read({ to: '/a' }, inbound, { returnOrigins: ['https://desk.example.net'] }).request.returnTo, `${HELP}/a`)
})

t.test('a path may lack its first slash where the vendor sends such, and leaves no origin by that', async (t) => {
  const inbound = { returnTo: { parameters: ['location'], form: 'bare-path' } } as const
  for (const path of ['kb/a', '/kb/a']) {
    t.equal(read({ location: path }, inbound, ROOT).request.returnTo, `${HELP}/kb/a`)
  }
  for (const path of ['', '//evil.test', '/%2fevil.test', '\\evil.test', '%2f/evil.test', ['a'], 7, null]) {
    t.equal(read({ location: path }, inbound, ROOT).request.returnTo, null, String(path))
  }
  for (const path of ['.evil.test', '@evil.test', 'evil.test/a', 'a/https:b']) {
    t.equal(read({ location: path }, inbound, ROOT).request.returnTo, `${HELP}/${path}`)
  }
  for (const path of ['https://evil.test/', 'https:evil', 'javascript:alert(1)', 'a:b/c', ':8443/']) {
    t.strictSame(read({ location: path }, inbound, ROOT), { request: NO_REQUEST, refusal: 'foreign-origin' }, path)
  }
})

t.test('below a home page with a path a bare path stays there', async (t) => {
  const inbound = { returnTo: { parameters: ['location'], form: 'bare-path' } } as const
  const home = { helpCenterUrl: `${HELP}/docs/` }
  t.equal(read({ location: 'guide?a=b#c' }, inbound, home).request.returnTo, `${HELP}/docs/guide?a=b#c`)
  for (const path of ['../other', '/../other', '//evil.test', '/a/../../other', '%2e%2e/other']) {
    t.strictSame(read({ location: path }, inbound, home).request, NO_REQUEST, path)
  }
  t.strictSame(withReturnTo(NO_REQUEST, `${HELP}/other`, withInbound(inbound, home)), {
    request: NO_REQUEST, refusal: 'outside-home'
  })
  t.equal(withReturnTo(NO_REQUEST, `${HELP}/docs/a`, withInbound(inbound, home)).request.returnTo, `${HELP}/docs/a`)
})

t.test('a bare path that is repeated is no text, which an array of one path would become (R6, X25)', async (t) => {
  const inbound = { returnTo: { parameters: ['location'], form: 'bare-path' } } as const
  for (const helpCenterUrl of [`${HELP}/`, `${HELP}/docs`]) {
    for (const location of [['/a', '/a'], ['/a'], ['a'], [['/a']], { toString: () => '/a' }]) {
      t.strictSame(read({ location }, inbound, { helpCenterUrl }), nothing('not-a-string'))
    }
    t.not(read({ location: '/a' }, inbound, { helpCenterUrl }).request.returnTo, null)
  }
})

t.test('a page for which the other values leave no room in the cookie is dropped, and they stay (X21)', async (t) => {
  const inbound = { returnTo: { parameters: ['return_to'], form: 'url' }, echo: ['state'] } as const
  const page = `${A}/`.padEnd(1800, 'a')
  const fits = { return_to: page, state: 's'.repeat(2800 - 1800 - 'state='.length) }
  t.match(read(fits, inbound), { request: { returnTo: page, parameters: fits }, refusal: null })
  const state = `${fits.state}s`
  const { request, refusal } = read({ ...fits, state }, inbound)
  t.strictSame([request.returnTo, request.parameters, refusal], [null, { state }, 'too-long'])
})

t.test('on a route of the host a request is whole with a page, or with what the vendor requires (X25)', async (t) => {
  const page = { parameters: ['return_to'], form: 'url' } as const
  const rows: Array<[title: string, inbound: InboundContract, whole: object[], others: object[]]> = [
    ['a page, and echoed values', { returnTo: page, echo: ['timestamp'] },
      [{ return_to: A }, { return_to: A, timestamp: '1' }],
      [{}, { timestamp: '1' }, { return_to: EVIL }, { return_to: EVIL, timestamp: '1' }, { return_to: [A] }, { x: A }]],
    ['a page, and a value that is required', { returnTo: page, echo: ['state'], required: ['state'] },
      [{ state: 's' }, { state: 's', return_to: A }],
      [{}, { return_to: A }, { state: '' }, { state: ['s', 's'] }, { state: 's', return_to: EVIL }]],
    ['values alone', { echo: ['state'], toClaim: { nonce: 'nonce' }, required: ['state', 'nonce'] },
      [{ state: 's', nonce: 'n' }, { state: 's', nonce: 'n', return_to: EVIL }],
      [{}, { state: 's' }, { nonce: 'n' }, { return_to: A }]],
    ['an echoed value and nothing else', { echo: ['company'] }, [{ company: 'c' }], [{}, { other: 'c' }]]
  ]
  for (const [title, inbound, whole, others] of rows) {
    const provider = withInbound(inbound)
    for (const query of whole) t.equal(isWholeRequest(query, provider), true, `${title}: ${JSON.stringify(query)}`)
    for (const query of others) t.equal(isWholeRequest(query, provider), false, `${title}: ${JSON.stringify(query)}`)
  }
})

t.test('a bare path may end with its first segment, or go on with a path, a query or a fragment', async (t) => {
  const inbound = { returnTo: { parameters: ['location'], form: 'bare-path' } } as const
  for (const helpCenterUrl of [`${HELP}/`, `${HELP}/docs/`, `${HELP}/docs`]) {
    for (const path of [
      'guide', 'guide/', 'guide/part', 'guide?a=b', 'guide?a=b#c', 'guide#part', 'guide#a/b?c:d', 'guide/#part'
    ]) {
      const page = helpCenterUrl.replace(/\/?$/, '/') + path
      for (const location of [path, `/${path}`]) {
        t.equal(read({ location }, inbound, { helpCenterUrl }).request.returnTo, page, location)
      }
    }
  }
})

t.test('another site on the origin is refused, also where its path contains that of ours (R11, X13)', async (t) => {
  const assertNone = ({ request: { returnTo, parameters }, refusal }: ReturnType<typeof withReturnTo>, title: string) =>
    t.strictSame([returnTo, Object.keys(parameters), refusal], [null, [], 'outside-home'], title)
  const toPage = { handoff: { kind: 'query', toPage: true } } as const
  for (const helpCenterUrl of [`${HELP}/docs/`, `${HELP}/docs`, `${HELP}/a/docs`]) {
    const providerOf = (form: 'bare-path' | 'path' | 'url', changes: Partial<ProviderContract> = {}) =>
      withInbound({ returnTo: { parameters: ['to'], form } }, { helpCenterUrl, ...changes })
    const [bare, paths, urls] = [providerOf('bare-path'), providerOf('path', toPage), providerOf('url', toPage)]
    const base = new URL(helpCenterUrl).pathname.replace(/\/$/, '')
    for (const path of [
      `/other${base}`, `/other${base}/`, `/other${base}/x`, `/other${base}/x?a=b#c`, `${base}-b${base}/x`,
      `${base}x${base}/`, `/x${base}/`, `/other?x=${base}/`, `/other#${base}/`, `/other/%2e${base}/x`,
      `${base}/../other${base}/x`, base.toUpperCase()
    ]) {
      for (const up of ['../../..', '/../../..', 'x/../../../..', '%2e%2e/%2E%2e/..']) {
        assertNone(readSignInRequest({ to: up + path }, bare), up + path)
      }
      assertNone(readSignInRequest({ to: path }, paths), path)
      assertNone(readSignInRequest({ to: HELP + path }, urls), path)
      for (const provider of [bare, paths, urls]) assertNone(withReturnTo(NO_REQUEST, HELP + path, provider), path)
    }
    for (const path of [
      base, `${base}/`, `${base}/x`, `${base}?a=b`, `${base}#c`, `${base}/other${base}/x`, `/other/..${base}/x`
    ]) {
      const { href } = new URL(HELP + path)
      t.equal(readSignInRequest({ to: path }, paths).request.returnTo, href, path)
      t.equal(readSignInRequest({ to: HELP + path }, urls).request.returnTo, href, path)
      for (const provider of [bare, paths, urls]) {
        t.equal(withReturnTo(NO_REQUEST, HELP + path, provider).request.returnTo, href, path)
      }
    }
  }
})

t.test('a destination is one of the list to the letter, or none (R11)', async (t) => {
  const inbound = { destination: { parameter: 'redirect_uri', allowed: [IMPLICIT] } }
  const request = { ...NO_REQUEST, destination: IMPLICIT, parameters: { redirect_uri: IMPLICIT } }
  t.strictSame(read({ redirect_uri: IMPLICIT }, inbound), { request, refusal: null })
  for (const url of [
    `${IMPLICIT}/`, `${IMPLICIT}?`, `${IMPLICIT}#`, `${IMPLICIT}?a=b`, IMPLICIT.toUpperCase(), IMPLICIT.slice(0, -1),
    `${IMPLICIT} `, IMPLICIT.replace('https', 'http'), IMPLICIT.replace('.net', '.net:443'),
    IMPLICIT.replace('acme', 'evil'), IMPLICIT.replace('sp/', 'sp/./'), IMPLICIT.replace('implicit', '%69mplicit'),
    'https://evil.test/', '/sp/OIDC/7/implicit', 'javascript:alert(1)', 'a'
  ]) t.strictSame(read({ redirect_uri: url }, inbound), { request: NO_REQUEST, refusal: 'foreign-destination' }, url)
  for (const value of [undefined, '', [IMPLICIT], { 0: IMPLICIT }, 7, `${IMPLICIT}\n`, `${IMPLICIT}\u00e9`]) {
    t.strictSame(read({ redirect_uri: value }, inbound), { request: NO_REQUEST, refusal: null })
  }
})

t.test('what is echoed or becomes a claim is a line of printable text, and what has no role is dropped', async (t) => {
  const inbound = { echo: ['state', 'companyID'], toClaim: { nonce: 'nonce', n2: 'other' } }
  t.strictSame(read(
    {
      state: 's&=#%2f ~', companyID: 'c', nonce: 'n', n2: 'm', jwt: 'x', email: 'eve@evil.test', return_to: `${HELP}/`
    },
    inbound
  ), {
    request: {
      ...NO_REQUEST,
      echo: { state: 's&=#%2f ~', companyID: 'c' },
      claims: { nonce: 'n', other: 'm' },
      parameters: { state: 's&=#%2f ~', companyID: 'c', nonce: 'n', n2: 'm' }
    },
    refusal: null
  })
  for (const value of [
    '', 'a\n', '\u0000', 'a\tb', '\u00e9', '\u200b', 'x'.repeat(2049), ['a'], ['a', 'b'], { a: 'b' }, 7, true, null
  ]) t.strictSame(read({ state: value, nonce: value }, inbound).request, NO_REQUEST)
  t.equal(read({ state: 'x'.repeat(2048) }, inbound).request.echo['state']?.length, 2048)
  t.strictSame(read(Object.create({ state: 's', nonce: 'n' }), inbound).request, NO_REQUEST)
})

t.test('the refusal of the return URL is told before that of the destination', async (t) => {
  const inbound: InboundContract = {
    returnTo: { parameters: ['to'], form: 'url' }, destination: { parameter: 'd', allowed: [] }
  }
  t.equal(read({ to: 'https://evil.test', d: 'https://evil.test' }, inbound).refusal, 'foreign-origin')
})

const sign = (sso: string, key: Buffer = KEY) => createHmac('sha256', key).update(sso).digest('hex')

function signRequest (fields: Record<string, string>): { sso: string, sig: string } {
  const sso = Buffer.from(String(new URLSearchParams(fields))).toString('base64')
  return { sso, sig: sign(sso) }
}

const SEALED: InboundContract = {
  destination: { parameter: 'return_sso_url', allowed: [`${HELP}/session/sso_login`] },
  toClaim: { nonce: 'nonce' },
  required: ['sso', 'sig'],
  signedRequest: {
    parameters: ['sso', 'sig'],
    verify: ({ sso = '', sig = '' }, key) => {
      const expected = sign(sso, key)
      return sig.length === expected.length && timingSafeEqual(Buffer.from(sig), Buffer.from(expected))
        ? Object.fromEntries(new URLSearchParams(Buffer.from(sso, 'base64').toString()))
        : null
    }
  }
}

t.test('a signed request is verified first, and carried on as it was signed', async (t) => {
  const provider = withInbound(SEALED)
  const signed = signRequest({ nonce: 'n-1', return_sso_url: `${HELP}/session/sso_login`, email: 'eve@evil.test' })
  const { request, refusal } =
    readSignInRequest({ ...signed, nonce: 'attacker', return_sso_url: 'https://evil.test' }, provider, KEY)
  t.strictSame({ request, refusal }, {
    request: { ...NO_REQUEST, destination: `${HELP}/session/sso_login`, claims: { nonce: 'n-1' }, parameters: signed },
    refusal: null
  })
  t.strictSame(readSignInRequest(request.parameters, provider, KEY).request, request, 'what was carried is read again')
})

t.test('a forged request is none, and one that is incomplete or has no key is not even looked at', async (t) => {
  const provider = withInbound(SEALED)
  const signed = signRequest({ nonce: 'n-1' })
  const forged = [
    { ...signed, sig: sign(signed.sso, Buffer.from('other')) }, { ...signed, sso: `${signed.sso}x` },
    { ...signed, sig: 'a' }, { sso: 'a', sig: signed.sig }
  ]
  for (const parameters of forged) {
    t.strictSame(readSignInRequest(parameters, provider, KEY), { request: NO_REQUEST, refusal: 'wrong-signature' })
  }
  for (const parameters of [
    {}, null, undefined, { sso: signed.sso }, { sig: signed.sig }, { ...signed, sig: [signed.sig] },
    { ...signed, sso: '' }, { nonce: 'n-1' }
  ]) {
    t.strictSame(readSignInRequest(parameters, provider, KEY), { request: NO_REQUEST, refusal: null })
  }
  t.strictSame(readSignInRequest(signed, provider), { request: NO_REQUEST, refusal: null })
  const inside = readSignInRequest(signRequest({ nonce: 'n', return_sso_url: 'https://evil.test' }), provider, KEY)
  t.match(inside, { refusal: 'foreign-destination', request: { destination: null } })
})

t.test('the host may name another page, which passes the same gate and keeps the rest', async (t) => {
  const before = {
    ...NO_REQUEST,
    returnTo: `${HELP}/old`,
    echo: { state: 's' },
    claims: { nonce: 'n' },
    destination: IMPLICIT,
    parameters: { to: '/old', state: 's' }
  }
  const ask = (form: 'url' | 'path' | undefined, url: string) =>
    withReturnTo(before, url, withInbound(form === undefined ? {} : { returnTo: { parameters: ['to', 'old'], form } }))
  t.strictSame(ask('url', `${HELP}/new?q="`), {
    request: { ...before, returnTo: `${HELP}/new?q=%22`, parameters: { to: `${HELP}/new?q=%22`, state: 's' } },
    refusal: null
  })
  t.strictSame(ask('path', `${HELP}/new?a=b#c`).request, {
    ...before, returnTo: `${HELP}/new?a=b#c`, parameters: { to: '/new?a=b#c', state: 's' }
  })
  t.strictSame(ask(undefined, `${HELP}/new`).request, { ...before, returnTo: `${HELP}/new` })
  t.strictSame(ask('url', 'https://evil.test'), { request: { ...before, returnTo: null }, refusal: 'foreign-origin' })
  for (const form of ['url', 'path'] as const) {
    const { request } = ask(form, `${HELP}/new`)
    t.equal(
      readSignInRequest(request.parameters, withInbound({ returnTo: { parameters: ['to'], form } })).request.returnTo,
      `${HELP}/new`
    )
  }
})

t.test('a query is the vendor\'s if it has a parameter of any role, a signed one only with a signature', async (t) => {
  const roles: InboundContract = {
    returnTo: { parameters: ['to', 'old'], form: 'url' },
    destination: { parameter: 'd', allowed: [] },
    echo: ['state'],
    toClaim: { nonce: 'n' }
  }
  for (const name of ['to', 'old', 'd', 'state', 'nonce']) {
    t.equal(isFromVendor({ [name]: '' }, withInbound(roles)), true, name)
  }
  for (const query of [{}, null, undefined, { n: 'a' }, { next: '/' }, Object.create({ to: 'a' })]) {
    t.equal(isFromVendor(query, withInbound(roles)), false)
  }
  t.equal(isFromVendor({ to: 'a' }, withInbound({})), false)
  t.equal(isFromVendor({ sig: 'a' }, withInbound(SEALED)), true)
  t.equal(isFromVendor({ nonce: 'a', return_sso_url: 'b' }, withInbound(SEALED)), false)
})

t.test('a request is incomplete without a parameter that only the vendor can give', async (t) => {
  const provider = withInbound({ echo: ['state'], toClaim: { nonce: 'nonce' }, required: ['nonce', 'state'] })
  t.equal(isIncomplete(NO_REQUEST, acmeDesk()), false)
  t.equal(isIncomplete(NO_REQUEST, provider), true)
  t.equal(isIncomplete(readSignInRequest({ nonce: 'n' }, provider).request, provider), true)
  t.equal(isIncomplete(readSignInRequest({ nonce: '', state: 's' }, provider).request, provider), true)
  t.equal(isIncomplete(readSignInRequest({ nonce: 'n', state: 's' }, provider).request, provider), false)
  t.equal(
    isIncomplete(readSignInRequest(signRequest({ nonce: 'n' }), withInbound(SEALED), KEY).request, withInbound(SEALED)),
    false
  )
  t.equal(
    isIncomplete(readSignInRequest({ sso: 'a', sig: 'b' }, withInbound(SEALED), KEY).request, withInbound(SEALED)), true
  )
})

const BOTH = { returnTo: { parameters: ['to', 'or'], form: 'url', orPath: true }, echo: ['state'] } as const
const WITH_BACK = {
  handoff: { kind: 'query', endpoint: 'https://help.example.com/sso', returnParameter: 'back' }
} as const

t.test('where both forms are taken, a path passes the same gate and is carried and sent back as a path', async (t) => {
  for (const [path, back = path] of [['/kb/a?b=c#d'], ['/'], ['/a/../b', '/b'], ['/?u=https://evil.test']] as const) {
    t.strictSame(read({ to: path, state: 's' }, BOTH, WITH_BACK), {
      request: {
        ...NO_REQUEST, returnTo: HELP + back, parameters: { to: back, state: 's' }, echo: { state: 's', back }
      },
      refusal: null
    })
  }
  t.strictSame(read({ to: A }, BOTH, WITH_BACK), { request: found(A, 'to'), refusal: null })
  t.strictSame(read({ to: EVIL, or: '/b' }, BOTH, WITH_BACK).request.parameters, { or: '/b' })
  for (const [untrusted, refusal] of [
    ['', 'empty'], ['kb/a', 'foreign-origin'], ['//evil.test', 'second-order-path'],
    ['/\\evil.test', 'unsafe-character'], ['/%2fevil.test', 'second-order-path'], ['/%', 'malformed-escape'],
    [`/${'a'.repeat(2048)}`, 'too-long'],
    ['@evil.test/', 'foreign-origin'], ['.evil.test/', 'foreign-origin'], [':8443/', 'foreign-origin'],
    [EVIL, 'foreign-origin'], [['/a'], 'not-a-string'], [{ 0: '/' }, 'not-a-string'], [null, 'not-a-string']
  ] as const) {
    t.strictSame(read({ to: untrusted }, BOTH, WITH_BACK), nothing(refusal), String(untrusted))
  }
})

t.test('where only URLs are taken, a path is none', async (t) => {
  const { orPath, ...returnTo } = BOTH.returnTo
  for (const form of [returnTo, { ...returnTo, orPath: false }]) {
    t.strictSame(read({ to: '/kb/a' }, { returnTo: form }, WITH_BACK), nothing('foreign-origin'))
  }
})

t.test('a path gives way to a page that the host names, and to none if that page is foreign', async (t) => {
  const provider = acmeDesk({ inbound: BOTH, ...WITH_BACK })
  const { request } = requests.readSignInRequest({ to: '/kb/a', state: 's' }, provider)
  t.strictSame(withReturnTo(request, B, provider), {
    request: { ...NO_REQUEST, returnTo: B, parameters: { to: B, state: 's' }, echo: { state: 's' } }, refusal: null
  })
  t.match(withReturnTo(request, EVIL, provider), {
    request: { returnTo: null, echo: { state: 's', back: undefined } }, refusal: 'foreign-origin'
  })
})

t.test('base64 in lines is taken from a vendor that sends it, and from no other', async (t) => {
  const seen: unknown[] = []
  const inboundOf = (lineBreaks?: boolean): InboundContract => ({
    signedRequest: {
      parameters: ['sso', 'sig'],
      lineBreaks,
      verify: (untrusted) => {
        seen.push(untrusted.sso)
        return {}
      }
    }
  })
  for (const sso of ['YQ==\n', 'YWFh\r\nYWFh\r\n', '\n']) {
    for (const lineBreaks of [undefined, false, true]) {
      seen.length = 0
      const provider = acmeDesk({ inbound: inboundOf(lineBreaks) })
      const { request } = readSignInRequest({ sso, sig: 'f' }, provider, KEY)
      t.strictSame(seen, lineBreaks === true ? [sso] : [])
      t.strictSame(request.parameters, lineBreaks === true ? { sso, sig: 'f' } : {})
    }
  }
  const provider = acmeDesk({ inbound: inboundOf(true) })
  for (const sso of ['a\tb', 'a\u2028b', 'a\0', 'a-b\n', 'a b\n', `${'a'.repeat(2048)}\n`, ['YQ==\n'], '']) {
    t.strictSame(requests.readSigned({ sso, sig: 'f' }, provider), null, encodeURIComponent(String(sso)).slice(0, 20))
  }
})
