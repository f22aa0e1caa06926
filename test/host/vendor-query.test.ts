import t, { type Test } from 'tap'
import { freshworks, zendesk, type Provider } from '../../lib/index.ts'
import { ada, buildApp, COOKIE_SECRET, LOGIN, SECRET } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { rsa } from '../fixtures/key-pairs.ts'

const HELP = 'https://help.example.com'

/** Where a visitor lands whom the login route got with one query, and a route of the host with another. */
async function enter (t: Test, provider: Provider, asked: Record<string, string>, query: Record<string, string>) {
  const { app } = await buildApp(t, { provider, cookie: { secret: COOKIE_SECRET } }, {
    after: (app) => app.get('/enter', (_, reply) => reply.helpCenterRedirect(ada))
  })
  const browser = new Browser(app)
  await browser.get(`${LOGIN}?${new URLSearchParams(asked)}`)
  const { statusCode, headers: { location } } = await browser.get(`/enter?${new URLSearchParams(query)}`)
  t.equal(statusCode, 303)
  return Object.fromEntries(new URL(String(location)).searchParams)
}

t.test('zendesk: an echoed parameter alone may be the host\'s own, and the cookie has the word (X25)', async (t) => {
  const provider = zendesk({
    zendeskUrl: 'https://acme.zendesk.com', helpCenterUrl: `${HELP}/`, secret: SECRET, delivery: 'query'
  })
  const landing = async (query: Record<string, string>) => {
    const { return_to: page, timestamp } = await enter(t, provider, { return_to: `${HELP}/a`, timestamp: '7' }, query)
    return [page, timestamp]
  }
  const remembered = [`${HELP}/a`, '7']
  for (const query of [{ timestamp: '1' }, { brand_id: '1', locale_id: '2' }, { timestamp: '1', return_to: 'x' }, {}]) {
    t.strictSame(await landing(query), remembered, JSON.stringify(query))
  }
  t.strictSame(await landing({ timestamp: '1', return_to: `${HELP}/b` }), [`${HELP}/b`, '1'])
  t.strictSame(await landing({ return_to: `${HELP}/b` }), [`${HELP}/b`, undefined])
})

t.test('freshworks: the cookie gives way to state and nonce, and not to one of them (X25)', async (t) => {
  const provider = freshworks({
    redirectUrl: 'https://acme.freshworks.com/sp/OIDC/1/implicit',
    secret: rsa.privateKey,
    helpCenterUrl: 'https://acme.freshdesk.com/home'
  })
  const asked = { state: 'remembered', nonce: 'n1' }
  const stateOf = async (query: Record<string, string>) => (await enter(t, provider, asked, query))['state']
  t.equal(await stateOf({ state: 'arriving', nonce: 'n2' }), 'arriving')
  for (const query of [{ state: 'arriving' }, { nonce: 'n2' }, { redirect_uri: 'https://evil.example/' }, {}]) {
    t.equal(await stateOf(query), 'remembered', JSON.stringify(query))
  }
})
