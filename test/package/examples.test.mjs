/** Each example, from its sign-in page to the help center, against the fake one. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fakeZohoDesk } from 'fastify-help-center/testing'
import { build as buildCommonjs } from '../../examples/commonjs.cjs'
import { build as buildJsonApi } from '../../examples/json-api.js'
import { build as buildOwnCookies } from '../../examples/own-cookies.js'
import { build as buildSession } from '../../examples/session.js'
import { build as buildSeveral } from '../../examples/several-help-centers.js'

const fake = fakeZohoDesk()
const { signInEndpoint, helpCenterUrl, secret } = fake
const zoho = { signInEndpoint, helpCenterUrl, secret }
const ARTICLE = new URL('/portal/en/kb/articles/reset-your-router', helpCenterUrl).href
const USER = { email: 'demo@example.com', emailVerified: true }
const asked = `?${new URLSearchParams({ return_to: ARTICLE })}`

const apps = []
const keep = async (building) => {
  const app = await building
  apps.push(app)
  return app
}
after(() => Promise.all(apps.map((app) => app.close())))

const cookiesOf = ({ cookies }) =>
  Object.fromEntries(cookies.filter(({ maxAge }) => maxAge !== 0).map(({ name, value }) => [name, value]))

for (const [name, build] of Object.entries({
  'own-cookies.js': () => buildOwnCookies(zoho, 'c'.repeat(31) + 'k'),
  'session.js': () => buildSession(zoho)
})) {
  test(`${name} takes a guest through its sign-in page back to the article, and out again`, async () => {
    const app = await keep(build())
    const login = await app.inject(`/help-center/login${asked}`)
    assert.match(login.headers.location, /^\/sign-in\?next=/)
    const payload = new URLSearchParams({ email: 'demo@example.com', password: 'demo' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const signIn = await app.inject({ method: 'POST', url: '/sign-in', payload, headers, cookies: cookiesOf(login) })
    const { email, returnTo } = fake.receive(signIn.headers.location)
    assert.deepEqual({ email, returnTo }, { email: 'demo@example.com', returnTo: ARTICLE })

    const again = await app.inject({ url: '/help-center/login', cookies: cookiesOf(signIn) })
    assert.equal(fake.receive(again.headers.location).returnTo, helpCenterUrl)
    const logout = await app.inject({ url: '/help-center/logout', cookies: cookiesOf(signIn) })
    assert.equal(logout.headers.location, helpCenterUrl)
    assert.ok(logout.cookies.some(({ name, value }) => ['user', 'session'].includes(name) && value === ''))
  })
}

test('several-help-centers.js keeps its help centers apart', async () => {
  const brands = { red: zoho, blue: { ...zoho, secret: 'b'.repeat(31) + 'k' } }
  const app = await keep(buildSeveral({ staff: zoho, brands, lookupUser: () => USER }))
  for (const path of ['/staff/help-center/login', '/brands/red/help-center/login', '/staff/help', '/brands/red/help']) {
    assert.equal(fake.receive((await app.inject(path)).headers.location).email, USER.email, path)
  }
  const blue = await app.inject('/brands/blue/help-center/login')
  assert.throws(() => fake.receive(blue.headers.location), { code: 'wrong-signature' })
  assert.equal((await app.inject('/brands/green/help-center/login')).statusCode, 404)
})

test('json-api.js gives a sign-in as data to the bearer of a token alone', async () => {
  const app = await keep(buildJsonApi(zoho, async (token) => token === 'right' ? '1' : null))
  const ask = (authorization) => app.inject({
    method: 'POST', url: '/api/help-center/sign-in', headers: { authorization }, payload: { returnTo: ARTICLE }
  })
  const { url } = (await ask('Bearer right')).json()
  assert.equal(fake.receive(url).returnTo, ARTICLE)
  assert.equal((await ask('Bearer wrong')).statusCode, 401)
})

test('commonjs.cjs works by require()', async () => {
  const app = await keep(buildCommonjs({ ...zoho, lookupUser: () => USER }))
  assert.equal(fake.receive((await app.inject(`/help-center/login${asked}`)).headers.location).returnTo, ARTICLE)
})
