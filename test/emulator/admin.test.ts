import t from 'tap'
import { setUp, HOST, ORIGIN } from '../fixtures/fake-visitor.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

t.test('the admin page shows the four fields by the vendor\'s names, and the last refusals', async (t) => {
  const { visitor } = setUp()
  const admin = visitor()
  t.match((await admin.get('/admin')).body, 'No sign-in has been refused.')
  await admin.signIn({ email: 'none' })
  const { body } = await admin.get('/admin')
  for (const text of [
    'Zoho Desk', 'Setup &gt; Help Center &gt; User Authentication &gt; JWT',
    '>Remote Login URL</label>', '>Remote Logout URL</label>', '>JWT Secret Key</label>',
    '>Signin End Point URL</label>',
    `value="${HOST}/login"`, `value="${HOST}/logout"`, `value="${SECRET}"`,
    `value="${ORIGIN}/accounts/p/8-30039159786/signin/jwt/auth?return_to=&amp;jwt="`,
    '<code>bad-email</code>', 'datetime="2026-11-21T12:00:00.000Z"'
  ]) t.match(body, text)
})

t.test('an admin changes the two URLs, both or none', async (t) => {
  const { helpCenter, visitor } = setUp()
  const admin = visitor()
  const saved = await admin.post('/admin/urls', { remoteLoginUrl: 'http://localhost:1/in', remoteLogoutUrl: '' })
  t.match(saved, { statusCode: 303, headers: { location: '/admin?done=saved' } })
  t.match((await admin.get('/admin?done=saved')).body, 'The two URLs are saved.')
  t.strictSame([helpCenter.remoteLoginUrl, helpCenter.remoteLogoutUrl], ['http://localhost:1/in', ''])

  const wrong = await admin.post('/admin/urls', {
    remoteLoginUrl: 'http://localhost:1/other', remoteLogoutUrl: 'javascript:alert(1)'
  })
  t.match(wrong, { statusCode: 422, body: 'Remote Logout URL must be an absolute http or https URL' })
  t.match(wrong.body, 'value="javascript:alert(1)"', 'what was typed is still there')
  t.strictSame([helpCenter.remoteLoginUrl, helpCenter.remoteLogoutUrl], ['http://localhost:1/in', ''])

  await admin.post('/admin/urls')
  t.equal(helpCenter.remoteLoginUrl, '')
})

t.test('a new secret voids the old one at once', async (t) => {
  const { helpCenter, visitor } = setUp()
  const ada = visitor()
  await ada.signIn()
  t.equal((await ada.post('/admin/secret')).headers.location, '/admin?done=renewed')
  t.not(helpCenter.secret, SECRET)
  t.match(helpCenter.secret, /^[\w-]{43}$/)
  t.equal((await ada.get('/portal/en/myarea')).statusCode, 200, 'who is signed in stays so')
  const before = helpCenter.secret
  t.equal(helpCenter.rotateSecret(), helpCenter.secret)
  t.not(helpCenter.secret, before)
  t.equal((await visitor().signIn()).statusCode, 303, 'the new one works')
})

t.test('without JWT authentication every handoff is refused and visitors sign up', async (t) => {
  const { helpCenter, visitor } = setUp()
  const ada = visitor()
  t.equal((await ada.post('/admin/delete')).headers.location, '/admin?done=deleted')
  t.equal(helpCenter.secret, '')
  const deleted = await ada.get('/admin?done=deleted')
  t.match(deleted.body, 'JWT authentication is not configured.')
  t.notMatch(deleted.body, 'JWT Secret Key')
  t.match(await ada.get('/accounts/p/8-30039159786/signin/jwt/auth?jwt=x'), {
    statusCode: 403, body: 'jwt-not-configured'
  })
  t.throws(() => helpCenter.receive(`${helpCenter.signInEndpoint}x`), { code: 'jwt-not-configured' })

  const out = await ada.get('/portal/en/signin?return_to=/portal/en/community')
  t.match(String(out.headers.location), /^\/portal\/en\/signup\?return_to=/)
  const form = await ada.get(String(out.headers.location))
  t.match(form.body, `name="return_to" value="${ORIGIN}/portal/en/community"`)
  t.match(
    form.body, 'href="/portal/en/signin?return_to=%2Fportal%2Fen%2Fhome"', 'a sign-up page is no page to come back to'
  )
  t.equal((await ada.post('/portal/en/signup', { name: 'Ada', email: 'ada' })).statusCode, 422)
  const done = await ada.post('/portal/en/signup', {
    name: 'Ada', email: 'ada@example.com', return_to: '//evil.example'
  })
  t.match(done, { statusCode: 303, headers: { location: `${ORIGIN}/portal/en/home` } })
  t.match((await ada.get('/portal/en/home')).body, 'Signed in as <strong>Ada</strong>')
  t.equal(
    (await ada.get('/portal/en/signout')).headers.location, `${ORIGIN}/portal/en/home`, 'the host app has no part in it'
  )
})

t.test('nobody signs up beside JWT authentication', async (t) => {
  const { helpCenter, visitor } = setUp()
  const ada = visitor()
  t.match(String((await ada.get('/portal/en/signup')).headers.location), /^\/portal\/en\/signin\?/)
  t.equal((await ada.post('/portal/en/signup', { name: 'Ada', email: 'ada@example.com' })).statusCode, 403)
  t.equal(ada.cookie, undefined)
  await ada.post('/admin/delete')
  t.equal((await ada.post('/admin/configure')).headers.location, '/admin?done=configured')
  t.match(helpCenter.secret, /^[\w-]{43}$/)
  t.equal((await ada.signIn()).statusCode, 303)
})

t.test('another site changes nothing', async (t) => {
  const { helpCenter, visitor } = setUp()
  const victim = visitor()
  await victim.signIn()
  for (const headers of [
    { origin: 'https://evil.example' }, { origin: 'null' }, { origin: '' }, { origin: 'http://help.example.com' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }
  ]) {
    for (const path of [
      '/admin/secret', '/admin/delete', '/admin/urls', '/portal/en/newticket', '/portal/en/community',
      '/portal/en/signup'
    ]) {
      t.equal(
        (await victim.post(path, { title: 'x', text: 'x' }, headers)).statusCode, 403,
        `${path} ${JSON.stringify(headers)}`
      )
    }
  }
  t.equal(helpCenter.secret, SECRET)
  const { app } = helpCenter
  t.equal((await app.inject({ method: 'POST', url: '/admin/delete' })).statusCode, 403)
  const withoutFetchMetadata = await app.inject({ method: 'POST', url: '/admin/secret', headers: { origin: ORIGIN } })
  t.equal(withoutFetchMetadata.statusCode, 303, 'an older browser sends the origin alone')
})

t.test('only forms of a sane size are read', async (t) => {
  const { helpCenter, visitor } = setUp()
  const guest = visitor()
  for (const type of ['application/json', 'text/plain', 'multipart/form-data']) {
    t.equal((await guest.post('/portal/en/newticket', {}, { 'content-type': type })).statusCode, 415, type)
  }
  t.equal((await guest.post('/portal/en/newticket', { message: 'x'.repeat(20_000) })).statusCode, 413)
  t.equal((await guest.post('/portal/en/newticket')).statusCode, 422)
  const { app } = helpCenter
  const bodiless = await app.inject({ method: 'POST', url: '/portal/en/newticket', headers: { origin: ORIGIN } })
  t.equal(bodiless.statusCode, 422)
})

t.test('every answer has the headers of a careful site', async (t) => {
  const { visitor } = setUp()
  const guest = visitor()
  for (const path of [
    '/portal/en/home', '/admin', '/portal/en/signin', '/portal/en/signout', '/none',
    '/accounts/p/8-30039159786/signin/jwt/auth?jwt=x'
  ]) {
    t.match((await guest.get(path)).headers, {
      'cache-control': 'no-store',
      'content-security-policy': /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff'
    }, path)
  }
  t.match((await guest.get('/assets/style.css')).headers, {
    'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=60'
  })
  t.match((await guest.get('/assets/icon.svg')).headers, { 'content-type': 'image/svg+xml' })
})
