import t, { type Test } from 'tap'
import type { Provider } from '../../lib/contract/contract.ts'
import { intercom } from '../../lib/providers/intercom.ts'
import { zendeskMessaging } from '../../lib/providers/zendesk-messaging.ts'
import { zohoDeskAsap } from '../../lib/providers/zoho-desk-asap.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { ADA, buildVendorApp, isFromNow, OWN_FETCH } from '../fixtures/vendor-app.ts'

const options = { secret: SECRET, helpCenterUrl: 'https://help.example.com/' }
const PROVIDERS: Readonly<Record<string, Provider>> = {
  zohoDeskAsap: zohoDeskAsap(options),
  zendeskMessaging: zendeskMessaging({ ...options, keyId: 'app_1' }),
  intercom: intercom(options)
}
const tokenPath = '/help-center/token'

for (const [name, provider] of Object.entries(PROVIDERS)) {
  const build = (t: Test, changes: object = {}) =>
    buildVendorApp(t, { provider, tokenPath, signInPage: undefined, ...changes })

  t.test(`${name}: a signed-in page of the host's origin gets a token and its end, and nobody keeps it`, async (t) => {
    const { statusCode, headers, body } = await (await build(t)).inject({ url: tokenPath, headers: OWN_FETCH })
    t.equal(statusCode, 200)
    const { token, expiresAt, ...others } = JSON.parse(body)
    t.match(token, /^[\w-]+\.[\w-]+\.[\w-]{43}$/)
    t.ok(isFromNow(Date.parse(expiresAt), name === 'zohoDeskAsap' ? 270 : 300, 1000))
    t.strictSame(others, {})
    t.match(headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    t.equal(headers['access-control-allow-origin'], undefined)
  })

  t.test(`${name}: other sites, navigations, and clients that do not say what they are get nothing`, async (t) => {
    const app = await build(t)
    for (const changes of [
      { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': '' },
      { 'sec-fetch-dest': 'document' }, { 'sec-fetch-dest': 'script' }, { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-dest': '' }
    ]) {
      const { statusCode, body } = await app.inject({ url: tokenPath, headers: { ...OWN_FETCH, ...changes } })
      t.equal(statusCode, 403, JSON.stringify(changes))
      t.notMatch(body, /eyJ/)
    }
    t.equal((await app.inject(tokenPath)).statusCode, 403)
    t.equal((await app.inject({ method: 'HEAD', url: tokenPath, headers: OWN_FETCH })).statusCode, 404)
    t.equal((await app.inject({ method: 'POST', url: tokenPath, headers: OWN_FETCH })).statusCode, 404)
  })

  t.test(`${name}: nobody who is not signed in, or whose e-mail is not verified, gets a token`, async (t) => {
    for (const [user, status] of [
      [null, 401], [{ ...ADA, emailVerified: false }, 403], [{ ...ADA, email: 'a b' }, 403]
    ] as const) {
      const app = await build(t, { lookupUser: () => user })
      const { statusCode, body } = await app.inject({ url: tokenPath, headers: OWN_FETCH })
      t.equal(statusCode, status)
      t.notMatch(body, /eyJ/)
    }
  })

  t.test(`${name}: there is no login route, and no redirect with such a token`, async (t) => {
    const app = await build(t)
    t.equal((await app.inject('/help-center/login')).statusCode, 404)
    t.equal((await app.inject('/help-center/logout')).statusCode, 404)
    await t.rejects(app.helpCenter().createSignIn(ADA), { code: 'FST_HELP_CENTER_INVALID_CALL' })
    await t.rejects(build(t, { loginPath: '/login' }), { code: 'FST_HELP_CENTER_INVALID_OPTION', message: /loginPath/ })
  })
}
