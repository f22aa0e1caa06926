import { createHmac } from 'node:crypto'
import Fastify, { type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { fastifyHelpCenter, type Provider } from '../../lib/index.ts'
import { COOKIE_SECRET, HELP_CENTER, HOME, LOGIN, LOGOUT, SECRET } from '../fixtures/build-app.ts'
import { encodeQuery, ESCAPED_UNITS, findCostly, MAX_HEAD, UNITS, type Field } from '../fixtures/cost.ts'
import { ADA, OWN_FETCH } from '../fixtures/vendor-app.ts'
import { createProvider, vendorNames, widgetNames } from '../fixtures/vendors.ts'

const PRESETS = [...vendorNames, ...widgetNames]
const [zohoDesk, zohoDeskAsap, discourse] =
  [createProvider('zohoDesk'), createProvider('zohoDeskAsap'), createProvider('discourse', { secret: SECRET })] as const

const TOKEN = '/help-center/token'
const BUTTON = '/help'
const SIGN_IN = '/sign-in'
/** Ada is signed in with this header, nobody without it. */
const AS_ADA = { 'x-user': 'ada' }

interface Sent { headers?: Record<string, string>, body?: string }

/** A host that logs, as in production, and whose router takes parameters of any length. */
async function openHost (t: Test, provider: Provider) {
  const app = Fastify({
    logger: { level: 'info', stream: { write () {} } },
    routerOptions: { maxParamLength: MAX_HEAD },
    bodyLimit: 2 ** 20 + 100,
    // The URL as a socket brings it: `inject` would parse it first, and drop what comes after a "#".
    rewriteUrl: ({ headers }) => String(headers['x-url'])
  })
  t.teardown(() => app.close())
  const places = provider.handoff.kind === 'token' ? { tokenPath: TOKEN } : { signInPage: SIGN_IN }
  const common = { provider, lookupUser: findUser, cookie: { secret: COOKIE_SECRET }, ...places }
  await app.register(fastifyHelpCenter, common)
  await app.register(fastifyHelpCenter, { ...common, name: 'brand', prefix: '/:brand' })
  app.get(BUTTON, (request, reply) => reply.helpCenterRedirect(findUser(request)))
  app.post(SIGN_IN, (request, reply) => reply.send({ pending: app.helpCenter().pending(request) }))
  return async (url: string, { headers = {}, body = '' }: Sent = {}) =>
    app.inject({ method: body === '' ? 'GET' : 'POST', url: '/', headers: { ...headers, 'x-url': url }, payload: body })
}

function findUser ({ headers }: FastifyRequest) {
  return headers['x-user'] === 'ada' ? ADA : null
}

type Visit = Awaited<ReturnType<typeof openHost>>

async function expectQuick (t: Test, fields: Field[]): Promise<void> {
  for (const field of fields) t.equal(await findCostly(field), null, field.title)
}

// A busy machine takes longer, which is no failure: what is measured is CPU time.
t.setTimeout(120_000)

type Around = Field['around']
const BARE: Around = [['', ''], ['x', ' !']]
const ALL_UNITS = [...UNITS, ...ESCAPED_UNITS]
/** Where our own code stops looking at a return URL, or at a value that goes back as it came. */
const MAX_VALUE = 2048

t.test('cookies cost no more than their length (X7)', async (t) => {
  const visit = await openHost(t, zohoDesk)
  const name = '__Host-help-center.default.pending'
  const { headers } = await visit(LOGIN)
  const ours = [headers['set-cookie']].flat().map((cookie) => String(cookie).split(';', 1)[0]).join('; ')
  t.ok(ours.includes(`${name}=`))
  for (const url of [LOGIN, LOGOUT, BUTTON]) {
    const field: Field = {
      title: `${url}, one long cookie`,
      units: [...UNITS, `${name}; `, `${name}=x; `],
      normal: 'theme=dark; ',
      around: [
        ...BARE, ['x', 'y=z'], [`${name}=`, '.x'], [name, '=x'], ['', name], [`${ours}; `, ''], [`${name}=; x`, ' !=']
      ],
      sizes: [MAX_HEAD],
      send: (cookie) => visit(url, { headers: { cookie } })
    }
    const many = { units: ['####; ', '####=; ', '####=" '], around: BARE, finish: number }
    await expectQuick(t, [field, { ...field, title: `${url}, many cookies`, ...many }])
  }
})

t.test('headers cost no more than their length (X7)', async (t) => {
  const names = [
    'accept', 'sec-purpose', 'purpose', 'x-purpose', 'x-moz', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site'
  ]
  const others = ['origin', 'referer', 'user-agent', 'x-forwarded-host', 'x-other']
  const [visit, widget] = [await openHost(t, zohoDesk), await openHost(t, zohoDeskAsap)]
  const field: Omit<Field, 'title' | 'send'> = { units: UNITS, normal: 'en-GB, en; ', around: BARE, sizes: [MAX_HEAD] }
  for (const name of names) {
    const send = (value: string) => visit(LOGIN, { headers: { [name]: value } })
    const known = { accept: 'application/json', 'sec-fetch-site': 'same-origin' }[name] ?? 'prefetch'
    const around: Around = [['', ''], [known, ' !'], ['x', known]]
    await expectQuick(t, [{ ...field, title: `${LOGIN}, ${name}`, around, send }])
  }
  // All at once: what is quick together is quick alone.
  for (const [url, ask] of [[LOGOUT, visit], [BUTTON, visit], [TOKEN, widget]] as const) {
    const headersOf = (value: string) => Object.fromEntries([...names, ...others].map((name) => [name, value]))
    await expectQuick(t, [
      { ...field, title: `${url}, all headers`, send: (value) => ask(url, { headers: headersOf(value) }) },
      { ...field, title: `${url}, accept`, send: (accept) => ask(url, { headers: { ...OWN_FETCH, accept } }) }
    ])
  }
})

t.test('a query costs no more than its length, whatever it is made of (X7)', async (t) => {
  const visit = await openHost(t, zohoDesk)
  for (const url of [LOGIN, LOGOUT, BUTTON]) {
    const field: Field = {
      title: `${url}, one long query`,
      units: [...UNITS, 'return_to=a&', 'next=a&', 'a&', '&='],
      normal: 'utm_source=mail&',
      around: [['', ''], ['return_to=', ' !'], ['x', '&return_to=x']],
      sizes: [MAX_HEAD],
      encode: (text) => text.replace(/[\s\u007F-\u{10FFFF}]/gu, encodeURIComponent),
      send: (query) => visit(`${url}?${query}`)
    }
    const many = { units: ['p####=1&', '####&', 'return_to=####&'], around: BARE, finish: number }
    await expectQuick(t, [field, { ...field, title: `${url}, many parameters`, ...many }])
  }
})

t.test('a path costs no more than its length (X7)', async (t) => {
  const visit = await openHost(t, zohoDesk)
  const field: Field = {
    title: 'a long route parameter',
    units: ALL_UNITS,
    normal: 'acme-',
    around: BARE,
    sizes: [MAX_HEAD],
    encode: encodeURIComponent,
    send: (brand) => visit(`/${brand}${LOGIN}`)
  }
  t.equal((await visit(`/${'acme-'.repeat(3000)}${LOGIN}`)).statusCode, 303)
  await expectQuick(t, [field, { ...field, title: 'a long path', units: UNITS, encode: encodeURI }])
})

t.test('`next` costs no more than its length, in a query or in a body of 1 MiB (X7)', async (t) => {
  const visit = await openHost(t, zohoDesk)
  const field: Field = {
    title: 'in a query',
    units: [...ALL_UNITS, 'return_to=a&'],
    normal: 'kb/articles/',
    around: [
      ...BARE, ['/', LOGIN], [LOGIN, ''], [`${LOGIN}?`, ''], [`${LOGIN}?return_to=`, ' !'],
      [`${LOGIN}?return_to=${HELP_CENTER}/`, '']
    ],
    sizes: [MAX_HEAD],
    encode: encodeQuery,
    send: (next) => visit(`${BUTTON}?next=${next}`)
  }
  const inBody: Field = {
    ...field,
    title: 'in a body, as long as it is looked at',
    sizes: [16_384],
    encode: (text) => JSON.stringify(text).slice(1, -1),
    finish: (next) => `{"next":"${next}"}`,
    room: 2 ** 20,
    send: (body) => visit(SIGN_IN, { headers: { 'content-type': 'application/json' }, body })
  }
  t.match((await inBody.send(JSON.stringify({ next: `${LOGIN}?return_to=${HOME}` }))), { statusCode: 200, body: HOME })
  const long = { around: [['', ''], [LOGIN, ' !']], sizes: [2 ** 20] } as const
  await expectQuick(t, [field, inBody, { ...inBody, title: 'in a long body', ...long }])
})

for (const name of PRESETS) {
  const provider = createProvider(name)
  t.test(`${name}: a parameter costs no more than its length (X7)`, async (t) => {
    const visit = await openHost(t, provider)
    const fields = provider.handoff.kind === 'token' ? tokenFields(visit) : routeFields(provider, visit)
    await expectQuick(t, fields)
  })
}

const PARAMETER: Omit<Field, 'title' | 'send'> = {
  units: ALL_UNITS, normal: 'kb/articles/', around: BARE, sizes: [MAX_HEAD], encode: encodeQuery
}

function tokenFields (visit: Visit): Field[] {
  const headers = { ...OWN_FETCH, ...AS_ADA }
  return [{ ...PARAMETER, title: TOKEN, send: (value) => visit(`${TOKEN}?unknown=${value}`, { headers }) }]
}

function routeFields (provider: Provider, visit: Visit): Field[] {
  const { inbound, logoutError, returnOrigins } = provider
  const { returnTo, destination, echo = [], toClaim = {}, signedRequest } = inbound
  const page = [destination?.allowed[0] ?? (returnTo?.form === 'url' ? `${returnOrigins[0]}/` : '/'), ''] as const
  const pages = returnTo?.parameters ?? []
  const names = [
    pages, destination?.parameter ?? [], echo, Object.keys(toClaim), signedRequest?.parameters ?? [], 'unknown'
  ].flat()
  const ask = (url: string, names: string[], headers: Record<string, string> = {}) => ({
    ...PARAMETER,
    title: `${url}, ${names}${headers === AS_ADA ? ', by Ada' : ''}`,
    // One as long as Node.js lets it in, or all as long as they are looked at.
    ...names.length === 1 ? { sizes: [MAX_HEAD] } : { sizes: [MAX_VALUE], around: [...BARE, page] },
    send: (value: string) => visit(`${url}?${names.map((name) => `${name}=${value}`).join('&')}`, { headers })
  })
  const fields = [
    ...names.map((name) => ask(LOGIN, [name])), ...pages.map((name) => ask(LOGOUT, [name])),
    ask(LOGIN, names), ask(LOGOUT, names), ask(LOGIN, names, AS_ADA)
  ]
  if (logoutError === undefined) return fields
  const { parameter, value, message } = logoutError
  const send = (reason: string) => visit(`${LOGOUT}?${parameter}=${value}&${message}=${reason}`)
  const title = 'the reason of a refusal'
  return [...fields, { ...PARAMETER, title, normal: 'Try again. ', sizes: [MAX_HEAD, MAX_VALUE], send }]
}

t.test('discourse: a value that the forum has signed costs no more than its length (X7)', async (t) => {
  const visit = await openHost(t, discourse)
  const sign = (nonce: string) => {
    const sso = Buffer.from(`nonce=${nonce}`).toString('base64')
    return new URLSearchParams({ sso, sig: createHmac('sha256', SECRET).update(sso).digest('hex') }).toString()
  }
  const send = (query: string) => visit(`${LOGIN}?${query}`, { headers: AS_ADA })
  t.equal((await send(sign('nonce'))).statusCode, 303)
  const normal = 'a1b2c3d4-'
  const field = { title: 'nonce', units: ALL_UNITS, normal, around: BARE, sizes: [MAX_VALUE], room: 1500, send }
  await expectQuick(t, [{ ...field, encode: encodeQuery, finish: sign }])
})

/** Makes names that repeat distinct, and keeps their length. */
function number (text: string): string {
  let i = 1000
  return text.replaceAll('####', () => String(i++))
}
