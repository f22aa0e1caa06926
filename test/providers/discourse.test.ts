import t, { type Test } from 'tap'
import { createHmac } from 'node:crypto'
import { discourse, type DiscourseOptions } from '../../lib/providers/discourse.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { ADA, buildVendorApp, signIn } from '../fixtures/vendor-app.ts'

const FORUM = 'https://forum.example.com'
const ANSWER = `${FORUM}/session/sso_login`
const NONCE = 'cb68251eefb5211e58c00ff1395f0c0b'
const OPTIONS: DiscourseOptions = { discourseUrl: FORUM, secret: SECRET }
const make = (changes: Partial<DiscourseOptions> = {}) => discourse({ ...OPTIONS, ...changes })
/** Options as a host without types may write them. */
const makeLoosely = (changes: object) => discourse({ ...OPTIONS, ...changes } as DiscourseOptions)

const sign = (sso: string, secret = SECRET) => createHmac('sha256', secret).update(sso).digest('hex')

/** A request as Discourse makes it: a query string in base64, and its signature in hex. */
function ask (fields: Record<string, string> = {}, secret = SECRET): { sso: string, sig: string } {
  const query = new URLSearchParams({ nonce: NONCE, return_sso_url: ANSWER, ...fields })
  const sso = Buffer.from(query.toString()).toString('base64')
  return { sso, sig: sign(sso, secret) }
}

/** What Discourse reads from an answer; throws where Discourse would refuse it. */
function readAnswer (url: URL) {
  const { sso = '', sig, ...others } = Object.fromEntries(url.searchParams)
  if (/[^A-Za-z0-9+/=]/.test(sso) || sig !== sign(sso)) throw new Error('bad signature')
  const fields = [...new URLSearchParams(Buffer.from(sso, 'base64').toString())]
  const answer = Object.fromEntries(fields)
  if (Object.keys(answer).length !== fields.length) throw new Error('a field twice')
  return { address: url.origin + url.pathname, others, answer }
}

async function arrive (
  t: Test, changes: Partial<DiscourseOptions> = {}, query: Record<string, string> = ask(), user = ADA
) {
  const app = await buildVendorApp(t, { provider: make(changes), lookupUser: () => user })
  return readAnswer(await signIn(app, query))
}

const WHO = { nonce: NONCE, external_id: '4711', email: 'ada@example.com' }

// Written from discourse_connect_base.rb of the server, not from the preset.
const rows: Array<{
  title: string, options?: Partial<DiscourseOptions>, query?: Record<string, string>, address?: string, answer?: object
}> = [
  { title: 'the nonce, an id and an address, in the one way that Discourse knows' },
  {
    title: 'fields of the request that mean nothing here',
    query: ask({
      prompt: 'none', require_2fa: 'true', email: 'eve@evil.example', admin: 'true'
    })
  },
  { title: 'parameters beside the signed ones', query: { ...ask(), nonce: 'other', email: 'eve@evil.example' } },
  {
    title: 'an answer goes to the forum, whatever a request names',
    query: ask({
      return_sso_url: 'https://evil.example/session/sso_login'
    })
  },
  { title: 'neither to another page of it', query: ask({ return_sso_url: `${FORUM}/t/42` }) },
  {
    title: 'a forum below a path',
    options: { discourseUrl: 'https://example.com/forum/' },
    query: ask({ return_sso_url: 'https://example.com/forum/session/sso_login' }),
    address: 'https://example.com/forum/session/sso_login'
  },
  {
    title: 'fields of a profile',
    options: {
      claims:
        {
          name: true,
          username: () => 'ada',
          avatar_url: true,
          locale: true,
          bio: () => 'Née Byron & co + ü=?',
          title: () => 'Countess',
          website: () => 'https://ada.example/?a=b',
          location: () => 'London'
        }
    },
    answer:
      {
        name: 'Ada Lovelace',
        username: 'ada',
        avatar_url: 'https://cdn.example.com/ada.png',
        locale: 'en-GB',
        bio: 'Née Byron & co + ü=?',
        title: 'Countess',
        website: 'https://ada.example/?a=b',
        location: 'London'
      }
  },
  {
    title: 'booleans are words',
    options: {
      claims: {
        require_activation: () => true,
        avatar_force_update: () => false,
        locale_force_update: () => true,
        suppress_welcome_message: () => true
      }
    },
    answer: {
      require_activation: 'true',
      avatar_force_update: 'false',
      locale_force_update: 'true',
      suppress_welcome_message: 'true'
    }
  },
  {
    title: 'fields of one\'s own',
    options: { claims: { custom: true } },
    answer: {
      'custom.plan': 'gold', 'custom.seats': '3'
    }
  },
  {
    title: 'nothing for null',
    options: { claims: { custom: () => ({ plan: null, old: false }), bio: () => null } },
    answer: { 'custom.old': 'false' }
  },
  {
    title: 'rights by name',
    options: {
      privilegedClaims: {
        admin: () => false, moderator: () => true, groups: true, add_groups: () => ['staff'], remove_groups: () => []
      }
    },
    answer: { admin: 'false', moderator: 'true', groups: 'engineering,beta', add_groups: 'staff', remove_groups: '' }
  },
  {
    title: 'an id of one\'s own',
    options: { claims: { external_id: ({ id }) => `u:${id}` } },
    answer: {
      external_id: 'u:4711'
    }
  }
]

for (const { title, options, query, address = ANSWER, answer } of rows) {
  t.test(`contract: ${title}`, async (t) => {
    t.strictSame(await arrive(t, options, query), { address, others: {}, answer: { ...WHO, ...answer } })
  })
}

t.test('a request survives the sign-in page of the host, still signed', async (t) => {
  let user: typeof ADA | null = null
  const app = await buildVendorApp(t, { provider: make(), lookupUser: () => user })
  app.post('/sign-in', (request, reply) => {
    t.ok(app.helpCenter().pending(request))
    return reply.helpCenterRedirect(ADA)
  })
  const { headers, cookies } = await app.inject({ url: '/help-center/login', query: ask() })
  const next = new URL(String(headers.location), 'https://app.example.com').searchParams.get('next')
  t.strictSame(Object.fromEntries(new URL(String(next), 'https://app.example.com').searchParams), ask())
  const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
  const byCookie = await app.inject({ method: 'POST', url: '/sign-in', cookies: jar })
  t.equal(readAnswer(new URL(String(byCookie.headers.location))).answer.nonce, NONCE)
  user = ADA
  t.strictSame(readAnswer(new URL(String((await app.inject(String(next))).headers.location))).answer, WHO)
})

t.test('a request that Discourse did not sign gets no answer', async (t) => {
  const { sso, sig } = ask()
  const app = await buildVendorApp(t, { provider: make() })
  for (const query of [
    {}, { sso }, { sig }, { sso, sig: '' }, { sso: '', sig: sign('') }, { sso, sig: sig.slice(1) },
    { sso, sig: `${sig}0` }, { sso, sig: sig.toUpperCase() }, { sso, sig: '0'.repeat(64) }, { sso: `${sso}A`, sig },
    { sso: ask({ nonce: 'other' }).sso, sig },
    ask({}, 'another-secret-of-43-characters-abcdefghijk'), { nonce: NONCE, return_sso_url: ANSWER }
  ] as Array<Record<string, string>>) {
    t.match(await app.inject({ url: '/help-center/login', query }), {
      statusCode: 400, headers: { location: undefined }
    })
  }
  t.equal((await app.inject(`/help-center/login?${new URLSearchParams({ sso, sig })}&sig=${sig}`)).statusCode, 400)
})

t.test('only Discourse begins a sign-in: a button of the host leads to the forum', async (t) => {
  const app = await buildVendorApp(t, { provider: make({ helpCenterUrl: `${FORUM}/c/support` }) })
  app.get('/button', (_request, reply) => reply.helpCenterRedirect(ADA))
  t.match(await app.inject('/button'), { statusCode: 303, headers: { location: `${FORUM}/c/support` } })
  t.match(await app.inject('/help-center/logout'), { statusCode: 303, headers: { location: `${FORUM}/c/support` } })
  t.equal(app.helpCenter().signOutUrl(), null)
})

t.test('no answer without a nonce, an id or a confirmed address', async (t) => {
  const nonceless = Buffer.from('return_sso_url=x').toString('base64')
  for (const [user, query, status] of [
    [{ ...ADA, id: null }, ask(), 500],
    [{ ...ADA, emailVerified: false }, ask(), 403],
    [ADA, { sso: nonceless, sig: sign(nonceless) }, 500]
  ] as const) {
    const app = await buildVendorApp(t, { provider: make(), lookupUser: () => user })
    t.match(await app.inject({ url: '/help-center/login', query }), {
      statusCode: status, headers: { location: undefined }
    })
  }
})

t.test('nobody gets rights unless the option for rights is used, nor by a comma', async (t) => {
  const user = { ...ADA, custom: { admin: true } }
  const { answer } = await arrive(t, { claims: { name: true, custom: true } }, ask(), user)
  t.strictSame(answer, { ...WHO, name: 'Ada Lovelace', 'custom.admin': 'true' })
  for (const groups of [() => ['beta,admins'], () => [{ name: 'beta' }]]) {
    const app = await buildVendorApp(t, { provider: make({ privilegedClaims: { groups } }) })
    t.match(await app.inject({ url: '/help-center/login', query: ask() }), {
      statusCode: 500, headers: { location: undefined }
    })
  }
})

t.test('each refused option is named, with a cure, and without the secret', async (t) => {
  assertRefused(t, makeLoosely, [
    ['discourseUrl', { discourseUrl: undefined }], ['discourseUrl', { discourseUrl: 'forum.example.com' }],
    ['discourseUrl', { discourseUrl: 'http://forum.example.com' }],
    ['discourseUrl', { discourseUrl: 'http://localhost:4000' }],
    ['secret', { secret: undefined }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['helpCenterUrl', { helpCenterUrl: '/c/support' }],
    ['claims.userName', { claims: { userName: true } }], ['claims.admin', { claims: { admin: () => true } }],
    ['claims.groups', { claims: { groups: true } }],
    ['claims.require_activation', { claims: { require_activation: true } }],
    ['claims.nonce', { claims: { nonce: () => 'x' } }], ['claims.email', { claims: { email: 'name' } }],
    ['privilegedClaims.admin', { privilegedClaims: { admin: true } }],
    ['privilegedClaims.owner', { privilegedClaims: { owner: () => true } }],
    ['returnOrigins', { returnOrigins: [] }], ['allowInsecure', { allowInsecure: 1 }]
  ], 'discourse')
  // @ts-expect-error: a misspelled field
  t.throws(() => make({ claims: { user_name: () => 'ada' } }))
  // @ts-expect-error: a field that gives rights
  t.throws(() => make({ claims: { admin: () => true } }))
  // @ts-expect-error: a field that has no usual place in a profile
  t.throws(() => make({ claims: { require_activation: true } }))
})

t.test('a development setup on this machine is possible where it is asked for', async (t) => {
  const changes = { discourseUrl: 'http://localhost:4200', allowInsecure: true }
  t.equal(
    (await arrive(t, changes, ask({ return_sso_url: 'http://localhost:4200/session/sso_login' }))).address,
    'http://localhost:4200/session/sso_login'
  )
})

t.test('a list goes out as its words, and not at all with anything else or a comma in it', async (t) => {
  const lists: [list: unknown[], text: string][] = [
    [[], ''], [['a'], 'a'], [['a', 'b'], 'a,b'], [['a b', 'Zo\u00eb', 'c&d=e'], 'a b,Zo\u00eb,c&d=e'],
    [['a', 7, true], 'a,7,true']
  ]
  for (const [list, text] of lists) {
    const { answer } = await arrive(t, { privilegedClaims: { groups: () => list as string[] } })
    t.strictSame(answer, { ...WHO, groups: text })
  }
  const refused = [
    [null], ['a', null], [null, 'a'], [{}], ['a', {}], ['a', { name: 'admins' }], [['a']], ['a', ['b', 'admins']], [[]],
    ['a,b'], ['a', ','], ['a', undefined], ['a', () => 'b'], ['a', NaN], ['a', new Date(0)], ['a', Object('b')]
  ]
  for (const list of refused) {
    const app = await buildVendorApp(t, { provider: make({ privilegedClaims: { groups: () => list as string[] } }) })
    const { statusCode, headers, body } = await app.inject({ url: '/help-center/login', query: ask() })
    t.equal(statusCode, 500, JSON.stringify(list))
    t.equal(headers.location, undefined)
    t.match(body, 'FST_HELP_CENTER_INVALID_CLAIM')
  }
})

t.test('the address of the forum may end with slashes, or with none', async (t) => {
  for (const path of ['', '/', '//', '///', '/c', '/c/', '/c//', '/c///', '/c//d//']) {
    const address = `https://forum.example${path.replace(/\/*$/, '')}/session/sso_login`
    const query = ask({ return_sso_url: address })
    t.equal((await arrive(t, { discourseUrl: `https://forum.example${path}` }, query)).address, address, path)
  }
})

/** The same request, its base64 in lines. */
function wrap ({ sso }: { sso: string }, every: number, end: string): { sso: string, sig: string } {
  const lines = sso.replace(new RegExp(`.{${every}}`, 'g'), `$&${end}`) + end
  return { sso: lines, sig: sign(lines) }
}

t.test('contract: the base64 of a request may be in lines, as older servers write it', async (t) => {
  for (const [every, end] of [[60, '\n'], [76, '\r\n'], [64, '\n'], [1, '\n']] as const) {
    t.strictSame((await arrive(t, {}, wrap(ask(), every, end))).answer, WHO, `${every}`)
  }
})

t.test('a request in lines survives the sign-in page, and is void with any other character in it', async (t) => {
  let user: typeof ADA | null = null
  const app = await buildVendorApp(t, { provider: make(), lookupUser: () => user })
  app.post('/sign-in', (_request, reply) => reply.helpCenterRedirect(ADA))
  const query = wrap(ask(), 60, '\n')
  const { headers, cookies } = await app.inject({ url: '/help-center/login', query })
  const next = String(new URL(String(headers.location), 'https://app.example.com').searchParams.get('next'))
  t.notMatch(next, /\s/)
  const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
  const byCookie = await app.inject({ method: 'POST', url: '/sign-in', cookies: jar })
  t.strictSame(readAnswer(new URL(String(byCookie.headers.location))).answer, WHO)
  user = ADA
  t.strictSame(readAnswer(new URL(String((await app.inject(next)).headers.location))).answer, WHO)
  for (const stranger of ['\0', '\t', '\v', '\u2028', '\u0085', '\n\n-']) {
    const sso = ask().sso.replace(/.{60}/, `$&${stranger}`)
    const answer = await app.inject({ url: '/help-center/login', query: { sso, sig: sign(sso) } })
    t.match(answer, { statusCode: 400, headers: { location: undefined } }, encodeURIComponent(stranger))
  }
})

// BANNED_EXTERNAL_IDS and BlankExternalId of app/models/discourse_connect.rb.
t.test('contract: no answer with an id that Discourse bans, wherever it comes from', async (t) => {
  for (const id of ['none', 'nil', 'blank', 'null', 'None', 'NIL', 'bLANK', 'NULL', ' ', '   ', '\u00a0', '\u3000']) {
    const own = { claims: { external_id: () => id } }
    for (const [options, user] of [[{}, { ...ADA, id }], [own, ADA]] as const) {
      const app = await buildVendorApp(t, { provider: make(options), lookupUser: () => user })
      const answer = await app.inject({ url: '/help-center/login', query: ask() })
      t.match(answer, { statusCode: 500, headers: { location: undefined } }, JSON.stringify(id))
      t.match(answer.body, 'FST_HELP_CENTER_INVALID_CLAIM')
    }
  }
  for (const id of [0, '0', 'nobody', 'nulla', 'none-1', ' none', 'undefined']) {
    const { answer } = await arrive(t, {}, ask(), { ...ADA, id })
    t.equal(answer.external_id, String(id))
  }
  for (const id of [true, ['4711'], { id: 4711 }]) {
    const provider = makeLoosely({ claims: { external_id: () => id } })
    const app = await buildVendorApp(t, { provider })
    t.equal((await app.inject({ url: '/help-center/login', query: ask() })).statusCode, 500, JSON.stringify(id))
  }
})

t.test('contract: pictures of the card and the profile', async (t) => {
  const claims = {
    card_background_url: () => 'https://cdn.example.com/card.png?a=1&b=2',
    profile_background_url: () => 'https://cdn.example.com/profile.png'
  }
  const { answer } = await arrive(t, { claims })
  t.strictSame(answer, {
    ...WHO,
    card_background_url: 'https://cdn.example.com/card.png?a=1&b=2',
    profile_background_url: 'https://cdn.example.com/profile.png'
  })
})

t.test('a boolean that is none makes no answer, in each field that has one', async (t) => {
  const ordinary = [
    'avatar_force_update', 'locale_force_update', 'require_activation', 'suppress_welcome_message'
  ].map((name) => ['claims', name])
  const privileged = ['admin', 'moderator'].map((name) => ['privilegedClaims', name])
  for (const [option = '', name = ''] of [...ordinary, ...privileged]) {
    for (const value of ['true', 'yes', '', 1, 0, [true]]) {
      const provider = makeLoosely({ [option]: { [name]: () => value } })
      const app = await buildVendorApp(t, { provider })
      const answer = await app.inject({ url: '/help-center/login', query: ask() })
      t.match(answer, { statusCode: 500, headers: { location: undefined } }, `${name}: ${JSON.stringify(value)}`)
    }
  }
})
