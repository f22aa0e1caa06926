import t, { type Test } from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import { zendesk, type ZendeskOptions } from '../../lib/providers/zendesk.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { readToken } from '../fixtures/read-token.ts'
import { ADA, buildVendorApp, isFromNow, signIn } from '../fixtures/vendor-app.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const HOME = 'https://acme.zendesk.com/hc/en-us'
const ARTICLE = 'https://acme.zendesk.com/hc/en-us/articles/360001?page=2&x=a%26b'
const OPTIONS: ZendeskOptions = { zendeskUrl: 'https://acme.zendesk.com', secret: SECRET, helpCenterUrl: HOME }
const make = (changes: Partial<ZendeskOptions> = {}) => zendesk({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => zendesk({ ...OPTIONS, ...changes } as ZendeskOptions)

const unescape = (text = '') => text.replace(/&(#\d+|amp|quot|lt|gt);/g, (_, name: string) =>
  ({ amp: '&', quot: '"', lt: '<', gt: '>' })[name] ?? String.fromCodePoint(Number(name.slice(1))))

/** What the browser would post: where, and which fields. */
function readForm (body: string) {
  const [, method, action] = /<form method="(\w+)" action="([^"]*)"/.exec(body) ?? []
  const fields = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  return {
    method,
    url: new URL(unescape(action)),
    fields: Object.fromEntries(fields.map(([, name, value]) => [String(name), unescape(value)]))
  }
}

/** The claims of the token that Ada gets, and all around it. */
async function arrive (t: Test, changes: Partial<ZendeskOptions> = {}, query: Record<string, string> = {}, user = ADA) {
  const app = await buildVendorApp(t, { provider: make(changes), lookupUser: () => user })
  const response = await app.inject({ url: '/help-center/login', query })
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}`)
  const form = readForm(response.body)
  return { form, response, ...readToken(String(form.fields.jwt), SECRET) }
}

// Written from Zendesk's articles 4408845838874 and 203663816 and its example repository, not from the preset.
t.test('contract: the browser posts the field jwt, and return_to stands in the address', async (t) => {
  const { form, response, header, claims } =
    await arrive(t, {}, { return_to: ARTICLE, brand_id: '1', locale_id: '2', timestamp: '3' })
  t.equal(form.method, 'post')
  t.equal(form.url.origin + form.url.pathname, 'https://acme.zendesk.com/access/jwt')
  t.strictSame(Object.fromEntries(form.url.searchParams), {
    return_to: ARTICLE, brand_id: '1', locale_id: '2', timestamp: '3'
  })
  t.strictSame(Object.keys(form.fields), ['jwt'])
  t.strictSame(header, { alg: 'HS256', typ: 'JWT' })
  const { iat, jti, ...rest } = claims
  t.ok(isFromNow(iat, 0))
  t.match(jti, /^[\w-]{36}$/)
  t.strictSame(rest, { email: 'ada@example.com', name: 'Ada Lovelace' })
  t.match(response.headers['content-security-policy'], /form-action https:\/\/acme\.zendesk\.com 'self'$/)
  t.match(response.headers, { 'cache-control': 'no-store', location: undefined })
})

t.test('contract: claims with their types', async (t) => {
  const all = {
    external_id: true,
    locale: () => 1176,
    locale_id: () => 8,
    organization: true,
    organizations: () => 'Analytical Engines,Royal Society',
    organization_id: () => 360001,
    organization_ids: () => '360001,360002',
    phone: true,
    tags: true,
    remote_photo_url: true,
    user_fields: () => ({ plan: 'gold', since: '2026-11-21', nickname: null, seats: 3 })
  } as const
  const { claims } = await arrive(t, { claims: all })
  t.match(claims, {
    external_id: '4711',
    locale: 1176,
    locale_id: 8,
    organization: 'Analytical Engines',
    organizations: 'Analytical Engines,Royal Society',
    organization_id: 360001,
    organization_ids: '360001,360002',
    phone: '+44 20 7946 0000',
    remote_photo_url: 'https://cdn.example.com/ada.png',
    email: 'ada@example.com',
    name: 'Ada Lovelace'
  })
  t.strictSame(claims.tags, ['vip'])
  t.strictSame(claims.user_fields, { plan: 'gold', since: '2026-11-21', nickname: null, seats: 3 })
  t.notOk('exp' in claims)
})

t.test('contract: the name is one piece, whatever the profile has', async (t) => {
  const { name, ...nameless } = ADA
  t.equal((await arrive(t, {}, {}, nameless)).claims.name, 'Ada Lovelace')
  t.equal(
    (await arrive(t, { claims: { name: ({ lastName }) => `Countess ${lastName}` } })).claims.name, 'Countess Lovelace'
  )
  const app =
    await buildVendorApp(t, { provider: make(), lookupUser: () => ({ email: 'ada@example.com', emailVerified: true }) })
  t.equal((await app.inject('/help-center/login')).statusCode, 500)
  const unverified = await buildVendorApp(t, { provider: make(), lookupUser: () => ({ ...ADA, emailVerified: false }) })
  t.equal((await unverified.inject('/help-center/login')).statusCode, 403)
})

t.test('contract: each token has a jti of its own', async (t) => {
  t.not((await arrive(t)).claims.jti, (await arrive(t)).claims.jti)
})

t.test('contract: without a page to return to, the home page', async (t) => {
  for (const query of [
    {}, { return_to: '' }, { return_to: 'https://evil.example/' },
    { return_to: 'https://acme.zendesk.com.evil.example/' }, { return_to: 'hc' }, { return_to: '//evil.example' }
  ]) {
    t.equal((await arrive(t, {}, query)).form.url.searchParams.get('return_to'), HOME)
  }
})

t.test('contract: brands, host-mapped or not, and the account itself may be returned to', async (t) => {
  const changes = {
    helpCenterUrl: 'https://help.acme.example/hc',
    returnOrigins: [
      'https://support.acme.example', 'https://acme-two.zendesk.com'
    ]
  }
  for (const page of [
    'https://help.acme.example/hc/a', 'https://support.acme.example/x', 'https://acme-two.zendesk.com/hc',
    'https://acme.zendesk.com/agent'
  ]) {
    const { form } = await arrive(t, changes, { return_to: page })
    t.equal(form.url.searchParams.get('return_to'), page)
    t.equal(form.url.host, 'acme.zendesk.com')
  }
})

t.test('contract: the older redirect, for those who ask for it', async (t) => {
  const app = await buildVendorApp(t, { provider: make({ delivery: 'query' }) })
  const url = await signIn(app, { return_to: ARTICLE })
  t.equal(url.origin + url.pathname, 'https://acme.zendesk.com/access/jwt')
  t.equal(url.searchParams.get('return_to'), ARTICLE)
  t.match(readToken(String(url.searchParams.get('jwt')), SECRET).claims, { email: 'ada@example.com' })
})

t.test('contract: an error at the logout URL is told and ends no session; a sign-out does', async (t) => {
  let ended = 0
  const app = await buildVendorApp(t, { provider: make(), onLogout: () => { ended++ } })
  const refused = await app.inject({
    url: '/help-center/logout',
    query: {
      kind: 'error', message: 'ada@example.com <b>is blocked</b>', email: 'ada@example.com', brand_id: '1'
    }
  })
  t.equal(refused.statusCode, 403)
  t.notMatch(refused.body, /is blocked|ada@example/)
  t.equal(ended, 0)
  for (const query of [
    {}, { email: 'bob@example.com', external_id: '7', brand_id: '1' }, { kind: 'info', message: 'bye' }
  ]) {
    t.match(await app.inject({ url: '/help-center/logout', query }), { statusCode: 303, headers: { location: HOME } })
  }
  t.equal(ended, 3)
})

t.test('contract: the host\'s own sign-out has an address, and the audit the end of two minutes', async (t) => {
  let expiresAt = new Date(0)
  const app = await buildVendorApp(t, { provider: make(), onSignIn: (event) => { expiresAt = event.expiresAt } })
  t.equal(app.helpCenter().signOutUrl(ARTICLE), 'https://acme.zendesk.com/access/logout')
  await app.inject('/help-center/login')
  t.ok(Math.abs(expiresAt.getTime() - Date.now() - 120_000) < 3000)
})

t.test('nobody gets rights unless the option for rights is used', async (t) => {
  const user = { ...ADA, custom: { role: 'admin' } }
  t.notOk('role' in (await arrive(t, { claims: { tags: true } }, {}, user)).claims)
  const roleOf = (role: string | undefined) => ({ privilegedClaims: { role: () => role, custom_role_id: () => 77 } })
  t.match((await arrive(t, roleOf('agent'))).claims, { role: 'agent', custom_role_id: 77 })
  t.notOk('custom_role_id' in (await arrive(t, roleOf('admin'))).claims)
  const { claims } = await arrive(t, roleOf(undefined))
  t.notOk('role' in claims || 'custom_role_id' in claims)
  t.match((await arrive(t, { privilegedClaims: { role: 'locale' } }, {}, { ...ADA, locale: 'user' })).claims, {
    role: 'user'
  })
  for (const role of ['Admin', '', 'owner']) {
    const app = await buildVendorApp(t, { provider: make(roleOf(role)) })
    t.equal((await app.inject('/help-center/login')).statusCode, 500)
  }
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['zendeskUrl', { zendeskUrl: undefined }], ['zendeskUrl', { zendeskUrl: 'acme' }],
    ['zendeskUrl', { zendeskUrl: 'https://acme.zendesk.com/' }],
    ['zendeskUrl', { zendeskUrl: 'https://help.acme.example' }],
    ['zendeskUrl', { zendeskUrl: 'https://evilzendesk.com' }],
    ['zendeskUrl', { zendeskUrl: 'http://acme.zendesk.com' }], ['zendeskUrl', { zendeskUrl: 'http://localhost:4000' }],
    ['secret', { secret: undefined }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['secret', { secret: `${SECRET}\n` }],
    ['helpCenterUrl', { helpCenterUrl: undefined }], ['returnOrigins', { returnOrigins: 'https://a.example' }],
    ['returnOrigins[1]', { returnOrigins: ['https://a.example/'] }],
    ['delivery', { delivery: 'GET' }], ['delivery', { delivery: 'fragment' }], ['claims', { claims: null }],
    ['claims.externalId', { claims: { externalId: true } }], ['claims.role', { claims: { role: () => 'admin' } }],
    ['claims.custom_role_id', { claims: { custom_role_id: () => 1 } }],
    ['claims.user_fields', { claims: { user_fields: true } }], ['claims.locale_id', { claims: { locale_id: true } }],
    ['claims.email', { claims: { email: 'name' } }], ['claims.jti', { claims: { jti: () => '1' } }],
    ['privilegedClaims.role', { privilegedClaims: { role: true } }],
    ['privilegedClaims.role', { privilegedClaims: { custom_role_id: () => 1 } }],
    ['privilegedClaims.admin', { privilegedClaims: { admin: true } }],
    ['lifetime', { lifetime: 600 }], ['allowInsecure', { allowInsecure: 1 }]
  ], 'zendesk')
  // @ts-expect-error: a misspelled claim
  t.throws(() => make({ claims: { externalid: true } }))
  // @ts-expect-error: a claim that has no usual place in a profile
  t.throws(() => make({ claims: { user_fields: true } }))
  // @ts-expect-error: a claim that gives rights
  t.throws(() => make({ claims: { role: () => 'admin' } }))
})

t.test('a development setup on this machine is possible where it is asked for', async (t) => {
  const changes = {
    zendeskUrl: 'http://localhost:4000', helpCenterUrl: 'http://localhost:4000/hc', allowInsecure: true
  }
  t.equal(
    (await arrive(t, changes)).form.url.href,
    'http://localhost:4000/access/jwt?return_to=http%3A%2F%2Flocalhost%3A4000%2Fhc'
  )
})

/** The answer to Ada where the sources of her role are these, as a host without types may write them. */
async function answerWithRole (t: Test, role: () => unknown, customRole: () => unknown = () => 77) {
  const privilegedClaims = { role, custom_role_id: customRole } as NonNullable<ZendeskOptions['privilegedClaims']>
  const app = await buildVendorApp(t, { provider: make({ privilegedClaims }) })
  return app.inject('/help-center/login')
}
const NO_TOKEN = { statusCode: 500, headers: { location: undefined }, body: /^(?!.*eyJ)/s }

t.test('a role is one of three words or nothing, and only an agent has a custom role', async (t) => {
  for (const role of ['user', 'agent', 'admin', undefined, null]) {
    const { statusCode, body } = await answerWithRole(t, () => role)
    t.equal(statusCode, 200, String(role))
    const { claims } = readToken(String(readForm(body).fields.jwt), SECRET)
    t.strictSame([claims.role, claims.custom_role_id], [role ?? undefined, role === 'agent' ? 77 : undefined])
  }
  for (const role of ['owner', 'Agent', 'agent ', 'admin,agent', '', 0, 1, true, false]) {
    t.match(await answerWithRole(t, () => role), NO_TOKEN, JSON.stringify(role))
  }
})

t.test('a role that comes as a list or an object is none (X20)', async (t) => {
  const asText = { toString: () => 'admin' }
  for (const role of [['admin'], [], ['agent', 'admin'], { a: 'admin' }, {}, Object('admin'), asText]) {
    t.match(await answerWithRole(t, () => role), NO_TOKEN, JSON.stringify(role))
  }
})

t.test('a role that comes later, or fails, makes no token and ends no process (X11)', async (t) => {
  const incidents = watchProcess(t)
  const fail = () => { throw new Error('no role') }
  const reject = async () => fail()
  const late = () => new Promise((_resolve, reject) => setImmediate(reject, new Error('no role')))
  const thenable = () => ({ then: (_: unknown, reject: (reason: Error) => void) => reject(new Error('no role')) })
  for (const source of [reject, late, thenable, fail, async () => 'admin', async () => 77]) {
    t.match(await answerWithRole(t, source), NO_TOKEN)
    t.match(await answerWithRole(t, () => 'agent', source), NO_TOKEN)
    t.equal((await answerWithRole(t, () => 'admin', source)).statusCode, 200, 'nobody asks for the custom role')
  }
  await wait(5)
  t.strictSame(incidents, [])
})

// Article 4408845838874: "an absolute URL for the agent interface, and a relative URL for Help Center".
t.test('contract: a path to return to goes back as a path, a URL as a URL', async (t) => {
  for (const [sent, back] of [
    ['/hc/en-us/articles/360001?page=2#top'], ['/hc/requests'], ['/hc/../hc/x', '/hc/x'], ['/hc/ü', '/hc/%C3%BC'],
    ['/'], [ARTICLE], ['https://acme.zendesk.com/agent/tickets/1']
  ] as const) {
    const { form } = await arrive(t, {}, { return_to: sent })
    t.equal(form.url.searchParams.get('return_to'), back ?? sent)
    t.equal(form.url.searchParams.getAll('return_to').length, 1)
  }
  const app = await buildVendorApp(t, { provider: make({ delivery: 'query' }) })
  t.equal((await signIn(app, { return_to: '/hc/requests' })).searchParams.get('return_to'), '/hc/requests')
})

t.test('contract: a path that leads elsewhere is dropped, whatever it looks like (R1)', async (t) => {
  for (const path of [
    '//evil.example', '/\\evil.example', '/%2fevil.example', '/%5Cevil.example', '/\tevil.example', '/hc\n', '/hc/%',
    '/\u200b/evil.example', `/${'a'.repeat(2048)}`, '@evil.example', '.evil.example', '/hc//..//..//evil.example'
  ]) {
    const { form } = await arrive(t, {}, { return_to: path })
    const back = new URL(String(form.url.searchParams.get('return_to')), HOME)
    t.equal(back.origin, 'https://acme.zendesk.com', path)
    t.notMatch(form.url.searchParams.get('return_to'), /^[/\\]{2}/, path)
  }
})

t.test('a path survives the sign-in page, and gives way to a page that the host names', async (t) => {
  let user: typeof ADA | null = null
  const app = await buildVendorApp(t, { provider: make(), lookupUser: () => user })
  app.post('/sign-in', (_request, reply) => reply.helpCenterRedirect(ADA))
  app.post('/named', (_request, reply) => reply.helpCenterRedirect(ADA, { returnTo: ARTICLE }))
  app.post('/foreign', (_request, reply) => reply.helpCenterRedirect(ADA, { returnTo: 'https://evil.example/' }))
  const query = { return_to: '/hc/requests', brand_id: '7' }
  const { headers, cookies } = await app.inject({ url: '/help-center/login', query })
  const next = String(new URL(String(headers.location), 'https://app.example.com').searchParams.get('next'))
  t.strictSame(Object.fromEntries(new URL(next, 'https://app.example.com').searchParams), query)
  const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
  for (const [url, back] of [['/sign-in', '/hc/requests'], ['/named', ARTICLE], ['/foreign', HOME]] as const) {
    const { body } = await app.inject({ method: 'POST', url, cookies: jar })
    t.strictSame(Object.fromEntries(readForm(body).url.searchParams), { return_to: back, brand_id: '7' }, url)
  }
  user = ADA
  t.equal(readForm((await app.inject(next)).body).url.searchParams.get('return_to'), '/hc/requests')
  t.equal(app.helpCenter().loginUrl(ARTICLE), `/help-center/login?return_to=${encodeURIComponent(ARTICLE)}`)
})

t.test('the audit hook gets the whole address, also where Zendesk sent a path', async (t) => {
  let returnTo
  const app = await buildVendorApp(t, { provider: make(), onSignIn: (event) => { returnTo = event.returnTo } })
  await app.inject({ url: '/help-center/login', query: { return_to: '/hc/requests' } })
  t.equal(returnTo, 'https://acme.zendesk.com/hc/requests')
})

t.test('an end user has a new word and an old one, and each goes out as the host writes it', async (t) => {
  for (const role of ['end_user', 'user'] as const) {
    t.equal((await arrive(t, { privilegedClaims: { role: () => role } })).claims.role, role)
  }
  t.notOk('custom_role_id' in
    (await arrive(t, { privilegedClaims: { role: () => 'end_user', custom_role_id: () => 77 } })).claims)
})

t.test('a role that is written where its source belongs is refused, and the cure names the roles', async (t) => {
  for (const role of ['end_user', 'agent', 'superadmin', '']) {
    t.throws(() => makeLoosely({ privilegedClaims: { role } }), {
      code: 'FST_HELP_CENTER_INVALID_OPTION',
      message: /^zendesk: option privilegedClaims\.role: got .+\. Expected .+"end_user", "user", "agent", "admin"$/
    })
  }
})

t.test('a claim of another type than the table has makes no token, and the log names it', async (t) => {
  const wrongTypes: Array<[claim: string, values: unknown[]]> = [
    ['locale', ['de', '8', 0, -1, 1.5, true, [8]]], ['locale_id', ['8', 1.5]], ['organizations', [['a'], 7, true]],
    ['organization_id', [0, 1.5, true, [7]]], ['organization_ids', [7, [7], true]],
    ['tags', ['vip', [7], [{ name: 'vip' }], {}]]
  ]
  for (const [claim, values] of wrongTypes) {
    for (const value of values) {
      const app = await buildVendorApp(t, { provider: makeLoosely({ claims: { [claim]: () => value } }) })
      const answer = await app.inject('/help-center/login')
      t.match(answer, { statusCode: 500, body: 'FST_HELP_CENTER_INVALID_CLAIM' }, `${claim}: ${JSON.stringify(value)}`)
      t.notMatch(answer.body, 'eyJ')
    }
  }
  t.equal((await arrive(t, { claims: { organization_id: () => 'ae-1' } })).claims.organization_id, 'ae-1',
    'older copies of the table have the external id')
  for (const claim of ['locale', 'locale_id']) {
    t.throws(() => makeLoosely({ claims: { [claim]: 'locale' } }), {
      message: `zendesk: option claims.${claim}: got "locale". ` +
        'Expected a function that returns a number of Zendesk\'s list'
    })
  }
})
