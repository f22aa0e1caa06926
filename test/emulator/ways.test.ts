import t from 'tap'
import { fakeGitBook, fakeMintlify, fakeZendesk, fakeZohoDesk, type FakeHelpCenter } from '../../lib/testing/index.ts'
import { signClaims } from '../fixtures/sign-claims.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const SECOND = NOW / 1000
const HOST = 'https://app.example.com'
const ORIGIN = 'https://help.example.com'
const ARTICLE = '/portal/en/kb/articles/reset-your-router'
const OPTIONS = {
  origin: ORIGIN, remoteLoginUrl: `${HOST}/login`, remoteLogoutUrl: `${HOST}/logout?app=1`, now: () => NOW
}
const CLAIMS = {
  iat: SECOND,
  exp: SECOND + 10,
  expiresAt: SECOND + 60,
  host: 'help.example.com',
  email: 'ada@example.com',
  name: 'Ada'
}

function post (helpCenter: FakeHelpCenter<object>, url: string, fields: Record<string, string>, origin = 'null') {
  return helpCenter.app.inject({
    method: 'POST',
    url,
    headers: {
      origin,
      'sec-fetch-site': origin === ORIGIN ? 'same-origin' : 'cross-site',
      'content-type': 'application/x-www-form-urlencoded'
    },
    payload: new URLSearchParams(fields).toString()
  })
}

t.test('a form may come from anywhere, even from an origin that is "null"', async (t) => {
  const helpCenter = fakeZendesk(OPTIONS)
  const url = `/access/jwt?return_to=${encodeURIComponent(ORIGIN + ARTICLE)}`
  for (const origin of ['null', HOST]) {
    const jwt = signClaims({ ...CLAIMS, jti: origin }, 'HS256', helpCenter.secret)
    const response = await post(helpCenter, url, { jwt }, origin)
    t.match(response, {
      statusCode: 303, headers: { location: ORIGIN + ARTICLE, 'set-cookie': /^__Host-fake-help-center=[\w-]{43};/ }
    })
  }
  t.equal((await post(helpCenter, '/admin/delete', {})).statusCode, 403, 'all other forms come from here')
  t.equal((await post(fakeZohoDesk(OPTIONS), '/accounts/p/8-30039159786/signin/jwt/auth', {})).statusCode, 403)
})

t.test('Zendesk reports a refusal to the Remote Logout URL, and shows it where there is none', async (t) => {
  const helpCenter = fakeZendesk(OPTIONS)
  const jwt = signClaims({ ...CLAIMS, jti: 'a' }, 'HS256', 'another')
  const reported = new URL(String((await post(helpCenter, '/access/jwt', { jwt })).headers.location))
  t.equal(reported.origin + reported.pathname, `${HOST}/logout`)
  t.match(Object.fromEntries(reported.searchParams), {
    app: '1', kind: 'error', message: /^The signature does not match\./
  })
  t.notMatch(reported.href, jwt)
  const get = await helpCenter.app.inject(`/access/jwt?jwt=${jwt}`)
  t.equal(new URL(String(get.headers.location)).searchParams.get('kind'), 'error')
  t.match(helpCenter.refusals, [{ code: 'wrong-method' }, { code: 'wrong-signature' }])
  helpCenter.remoteLogoutUrl = ''
  t.match(await post(helpCenter, '/access/jwt', { jwt }), { statusCode: 403, body: 'You could not be signed in' })
})

t.test('Zendesk tells the Remote Logout URL who signs out, if anybody does', async (t) => {
  const helpCenter = fakeZendesk(OPTIONS)
  const signedIn = await post(helpCenter, '/access/jwt', {
    jwt: signClaims({ ...CLAIMS, jti: 'a' }, 'HS256', helpCenter.secret)
  })
  const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';')
  for (const [headers, email] of [[{ cookie }, 'ada@example.com'], [{}, '']] as const) {
    const { headers: { location } } = await helpCenter.app.inject({ url: '/portal/en/signout', headers })
    t.match(Object.fromEntries(new URL(String(location)).searchParams), {
      app: '1', email, return_to: `${ORIGIN}/portal/en/home`, brand_id: /./
    })
  }
})

t.test('a fragment is passed on by a page with one script, which no other policy would allow', async (t) => {
  const helpCenter = fakeMintlify(OPTIONS)
  const url = `/login/jwt-callback?redirect=${encodeURIComponent(ARTICLE)}`
  const page = await helpCenter.app.inject(url)
  t.match(page.headers['content-security-policy'], /; script-src 'sha256-[\w+/]{43}='$/)
  t.equal(page.body.match(/<script/g)?.length, 1)
  t.equal(page.headers['set-cookie'], undefined)
  const fragment = signClaims(CLAIMS, 'EdDSA', helpCenter.secret)
  const right = await post(helpCenter, url, { fragment }, ORIGIN)
  t.match(right, { statusCode: 303, headers: { location: ORIGIN + ARTICLE } })
  t.equal((await post(helpCenter, url, { fragment }, HOST)).statusCode, 403, 'only this page posts there')
  t.match(await post(helpCenter, url, {}, ORIGIN), { statusCode: 403, body: 'jwt-missing' })
  t.match((await helpCenter.app.inject('/admin')).body, 'BEGIN PRIVATE KEY')
})

t.test('a token on a page is taken from any address, and stripped by a redirect', async (t) => {
  const helpCenter = fakeGitBook(OPTIONS)
  const token = signClaims(CLAIMS, 'HS256', helpCenter.secret)
  const good = await helpCenter.app.inject(`${ARTICLE}?a=1&jwt_token=${token}`)
  t.match(good, { statusCode: 303, headers: { location: `${ORIGIN}${ARTICLE}?a=1`, 'set-cookie': /./ } })
  t.match(
    (await helpCenter.app.inject(`//evil.example/?jwt_token=${token}`)).headers.location, `${ORIGIN}//evil.example/`
  )
  t.equal((await helpCenter.app.inject(ARTICLE)).statusCode, 200)
  t.equal(
    (await helpCenter.app.inject({ method: 'HEAD', url: `${ARTICLE}?jwt_token=${token}` })).headers['set-cookie'],
    undefined
  )
  const bad = await helpCenter.app.inject(`${ARTICLE}?jwt_token=${token}x`)
  t.equal(bad.statusCode, 403)
  t.notMatch(bad.body, token, 'the page that says so does not carry the token on')
  const body = await helpCenter.app.inject('/admin')
  t.match(body.body, 'Regenerate secret key')
  t.notMatch(body.body, 'for="remoteLogoutUrl"')
})
