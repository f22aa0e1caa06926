import t, { type Test } from 'tap'
import { createHmac } from 'node:crypto'
import { discourse, zohoDesk, zohoDeskAsap, type Provider } from '../../lib/index.ts'
import { ada, buildApp, COOKIE_SECRET, ENDPOINT, HOME, LOGIN, type Options } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { ed25519, pemOf, readTokenOf, rsa } from '../fixtures/key-pairs.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { OWN_FETCH } from '../fixtures/vendor-app.ts'
import { createProvider, vendorNames } from '../fixtures/vendors.ts'

type Make = (secret: Buffer) => Provider

const PAIRS = { RS256: rsa, EdDSA: ed25519 }

const JWT = /[\w-]{10,}\.[\w-]{2,}\.[\w-]{20,}/
const cookie = { secret: COOKIE_SECRET }
// What those vendors send along that take nobody without.
const query = '?state=s&nonce=n&companyID=c'

/** A host that wipes its own copy of the secret, once the provider is made or once the plugin is registered. */
async function buildWiped (t: Test, make: Make, text: string, when: string, options: Options = {}) {
  const secret = Buffer.from(text)
  const provider = make(secret)
  if (when === 'made') secret.fill(0)
  const { app } = await buildApp(t, { provider, lookupUser: () => ada, cookie, ...options })
  secret.fill(0)
  return app
}

for (const name of vendorNames) {
  const { token: format } = createProvider(name)
  if (format.kind !== 'jwt') continue
  const pair = format.algorithm === 'RS256' || format.algorithm === 'EdDSA' ? PAIRS[format.algorithm] : undefined
  const text = pair === undefined ? SECRET : pemOf(pair.privateKey)
  for (const when of ['made', 'registered']) {
    t.test(`${name}: wiping the host's bytes once it is ${when} changes no signature (X21)`, async (t) => {
      const app = await buildWiped(t, (secret) => createProvider(name, { secret }), text, when)
      for (let i = 0; i < 2; i++) {
        const { headers: { location }, body } = await new Browser(app).get(LOGIN + query)
        const token = JWT.exec(String(location ?? body))?.[0] ?? ''
        t.ok(readTokenOf(format.algorithm, token, pair?.publicKey ?? SECRET).payload)
      }
    })
  }
}

t.test('Discourse: wiping the host\'s bytes changes neither what is opened nor what is signed (X21)', async (t) => {
  const sign = (sso: string, secret = SECRET) => createHmac('sha256', secret).update(sso).digest('hex')
  const sso = Buffer.from('nonce=n-1').toString('base64')
  const make: Make = (secret) => discourse({ discourseUrl: 'https://forum.example.com', secret })
  for (const when of ['made', 'registered']) {
    const app = await buildWiped(t, make, SECRET, when)
    const ask = (sig: string) => new Browser(app).get(`${LOGIN}?${new URLSearchParams({ sso, sig })}`)
    const { searchParams } = new URL(String((await ask(sign(sso))).headers.location))
    t.equal(searchParams.get('sig'), sign(String(searchParams.get('sso'))))
    // Whoever knows that the bytes were wiped knows the key that they are now.
    const forged = await ask(sign(sso, '\0'.repeat(SECRET.length)))
    t.equal(forged.statusCode, 400)
    t.notOk(forged.headers.location)
  }
})

t.test('widgets: wiping the host\'s bytes changes no signature (X21)', async (t) => {
  const helpCenterUrl = HOME
  for (const when of ['made', 'registered']) {
    const widget = await buildWiped(t, (secret) => zohoDeskAsap({ secret, helpCenterUrl }), SECRET, when, {
      tokenPath: '/token', signInPage: undefined
    })
    const { token } = (await widget.inject({ url: '/token', headers: OWN_FETCH })).json()
    t.ok(readTokenOf('HS256', token, SECRET).payload)
  }
})

t.test('wiping the bytes of cookie.secret leaves every cookie readable, and none forgeable (X21)', async (t) => {
  const asText = async (secret: string) => (await buildApp(t, { cookie: { secret } })).app
  for (const shape of ['bytes', 'a list'] as const) {
    const bytes = Buffer.from(COOKIE_SECRET)
    const { app: wiped } = await buildApp(t, { cookie: { secret: shape === 'bytes' ? bytes : [bytes] } })
    bytes.fill(0)
    const browser = new Browser(wiped)
    await browser.get(LOGIN)
    const isRead = async (secret: string) => {
      const later = new Browser(await asText(secret))
      for (const [name, value] of Object.entries(browser.cookies)) later.setCookie(name, value)
      return (await later.post('/sign-in', { user: 'ada' })).headers.location !== '/'
    }
    t.equal(await isRead(COOKIE_SECRET), true, shape)
    t.equal(await isRead('another-secret-of-cookies-6Kp1Wz8Qv3Rt'), false, shape)
    t.not((await browser.post('/sign-in', { user: 'ada' })).headers.location, '/', shape)
  }
})

t.test('cookies that are derived from the provider\'s bytes outlive the wiping (X21)', async (t) => {
  const make = (secret: Buffer) => zohoDesk({ signInEndpoint: ENDPOINT, helpCenterUrl: HOME, secret })
  for (const when of ['made', 'registered']) {
    const app = await buildWiped(t, make, SECRET, when, { cookie: undefined, lookupUser: () => null })
    const browser = new Browser(app)
    await browser.get(LOGIN)
    const { app: whole } = await buildApp(t, { provider: make(Buffer.from(SECRET)) })
    const later = new Browser(whole)
    for (const [name, value] of Object.entries(browser.cookies)) later.setCookie(name, value)
    t.not((await later.post('/sign-in', { user: 'ada' })).headers.location, '/', when)
  }
})

t.test('a list of cookie secrets that the host changes later stays what it was (X21)', async (t) => {
  const list = [COOKIE_SECRET]
  const { app } = await buildApp(t, { cookie: { secret: list } })
  list[0] = 'another-secret-of-cookies-6Kp1Wz8Qv3Rt'
  const browser = new Browser(app)
  await browser.get(LOGIN)
  t.not((await browser.post('/sign-in', { user: 'ada' })).headers.location, '/')
})
