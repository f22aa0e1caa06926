import t, { type Test } from 'tap'
import type { LightMyRequestResponse } from 'fastify'
import { freshworks, type Provider } from '../../lib/index.ts'
import { ada, buildApp, COOKIE_SECRET, LOGIN } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { rsa } from '../fixtures/key-pairs.ts'
import { createProvider, vendorNames } from '../fixtures/vendors.ts'

/** Browsers drop a longer cookie, name and value together. */
const MAX_COOKIE = 4096
/** What proxies let through as a header, with room to spare. */
const MAX_LOCATION = 4500
/** The same for characters that are encoded twice on their way over the sign-in page. */
const MAX_ENCODED_LOCATION = 8192

const cookie = { secret: COOKIE_SECRET }
const REDIRECT = 'https://acme.freshworks.com/sp/OIDC/1/implicit'
const provider = freshworks({
  redirectUrl: REDIRECT, secret: rsa.privateKey, helpCenterUrl: 'https://acme.freshdesk.com/'
})

type Answers = (query: Record<string, string>, user: typeof ada | null) => Promise<LightMyRequestResponse>

/** One app for all visits of a test; each with a browser of its own. */
async function open (t: Test, provider: Provider): Promise<Answers> {
  let visitor: typeof ada | null = null
  const { app } = await buildApp(t, { provider, cookie, lookupUser: () => visitor })
  return (query, user) => {
    visitor = user
    return new Browser(app).get(`${LOGIN}?${new URLSearchParams(query)}`)
  }
}

const cookiesOf = ({ headers }: LightMyRequestResponse) =>
  [headers['set-cookie'] ?? []].flat().map((header) => header.split(';')[0]!)

/** Lengths of the cookies that no browser would keep. */
const droppedBy = (answer: LightMyRequestResponse) =>
  cookiesOf(answer).map(({ length }) => length).filter((length) => length >= MAX_COOKIE)

const sizes = [1, 512, 1024, 1900, 2048]
const fills = ['a', '0', '/', '+', '"', '\\', '%', ' ']

for (const fill of fills) {
  t.test(`Freshworks: state and nonce of ${JSON.stringify(fill)} fit, or count as missing (X21)`, async (t) => {
    const arrive = await open(t, provider)
    let passed = 0
    const limit = /\w/.test(fill) ? MAX_LOCATION : MAX_ENCODED_LOCATION
    for (const [stateLength, nonceLength] of sizes.flatMap((state) => sizes.map((nonce) => [state, nonce] as const))) {
      const query = { state: `s${fill.repeat(stateLength - 1)}`, nonce: `n${fill.repeat(nonceLength - 1)}` }
      for (const user of [ada, null]) {
        const title = `state ${stateLength}, nonce ${nonceLength}, ${user === null ? 'guest' : 'signed in'}`
        const answer = await arrive(query, user)
        if (answer.statusCode === 303) {
          passed++
          const { length } = String(answer.headers.location)
          t.ok(length < limit, `${title}: an address of ${length} characters`)
          t.strictSame(droppedBy(answer), [], title)
        } else {
          t.equal(answer.statusCode, 400, title)
          t.match(answer.body, 'FST_HELP_CENTER_INCOMPLETE_REQUEST', title)
          t.notMatch(cookiesOf(answer).join(), 'pending')
        }
      }
    }
    t.ok(passed > 0)
  })
}

t.test('Freshworks: state and nonce as long as they come in practice go through (X21)', async (t) => {
  const arrive = await open(t, provider)
  for (const [stateLength, nonceLength] of [[36, 36], [256, 64], [512, 128], [512, 256]] as const) {
    const query = { state: 's'.repeat(stateLength), nonce: 'n'.repeat(nonceLength) }
    const answer = await arrive(query, ada)
    t.equal(answer.statusCode, 303, `${stateLength} ${nonceLength}`)
    const { searchParams } = new URL(String(answer.headers.location))
    t.equal(searchParams.get('state'), query.state)
    const claims = String(searchParams.get('id_token')).split('.')[1] ?? ''
    t.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).nonce, query.nonce)
    t.equal((await arrive(query, null)).statusCode, 303)
  }
})

const url = (origin: string, length: number) => `${origin}/`.padEnd(length, 'a')

/** What a vendor may send along at the most. */
function longestQuery ({ inbound, returnOrigins }: Provider): Record<string, string> {
  const { returnTo, destination, echo = [], toClaim = {}, signedRequest } = inbound
  const page = returnTo?.form === 'url' ? url(returnOrigins[0]!, 2048) : url('', 2000)
  return Object.fromEntries([
    ...(returnTo?.parameters ?? []).map((name) => [name, page]),
    ...[...echo, ...Object.keys(toClaim), ...signedRequest?.parameters ?? []].map((name) => [name, 'a'.repeat(2048)]),
    ...destination === undefined ? [] : [[destination.parameter, destination.allowed[0]]]
  ])
}

for (const name of vendorNames) {
  const provider = createProvider(name)
  const query = longestQuery(provider)
  t.test(`${name}: no browser drops the pending cookie, whatever the vendor sends along (X21)`, async (t) => {
    const arrive = await open(t, provider)
    for (const share of [1, 0.75, 0.5, 0.1]) {
      const cut = (value: string) => value.slice(0, Math.ceil(value.length * share))
      const shorter = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, cut(value)]))
      const answer = await arrive(shorter, null)
      t.ok([303, 400].includes(answer.statusCode), `${answer.statusCode}`)
      t.strictSame(droppedBy(answer), [], `${share}`)
    }
  })
}
