import t from 'tap'
import { fakeZohoDesk } from '../../lib/testing/index.ts'
import { Settings } from '../../lib/fakes/settings.ts'
import { makeClaims, signJws } from '../fixtures/sign-jws.ts'

t.test('everything has a default', async (t) => {
  const helpCenter = fakeZohoDesk()
  t.equal(helpCenter.origin, 'https://help.example.com')
  t.equal(helpCenter.helpCenterUrl, 'https://help.example.com/portal/en/home')
  t.equal(
    helpCenter.signInEndpoint, 'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt='
  )
  t.match(helpCenter.secret, /^[\w-]{43}$/)
  t.not(helpCenter.secret, fakeZohoDesk().secret)
  const token = signJws(makeClaims(Date.now()), { secret: helpCenter.secret })
  t.equal(helpCenter.receive(helpCenter.signInEndpoint + token).email, 'ada@example.com')
})

t.test('origin and portal are part of the endpoint', async (t) => {
  const { signInEndpoint } = fakeZohoDesk({ origin: 'https://Desk.example.com:443/', portal: '60012345678' })
  t.equal(signInEndpoint, 'https://desk.example.com/accounts/p/60012345678/signin/jwt/auth?return_to=&jwt=')
})

t.test('wrong options throw and name themselves', async (t) => {
  t.throws(() => fakeZohoDesk({ origin: 'help.example.com' }), {
    message: 'origin must be an absolute http or https URL'
  })
  t.throws(() => fakeZohoDesk({ origin: 'https://[' }), TypeError)
  t.throws(() => fakeZohoDesk({ remoteLoginUrl: '/login' }), {
    message: 'Remote Login URL must be an absolute http or https URL'
  })
  t.throws(() => fakeZohoDesk({ remoteLogoutUrl: '/logout' }), {
    message: 'Remote Logout URL must be an absolute http or https URL'
  })
  t.throws(() => fakeZohoDesk({ secret: '' }), { message: 'secret must not be empty' })
  t.throws(() => fakeZohoDesk({ portal: 'a/b' }), { message: 'portal must consist of letters, digits, - and _' })
})

t.test('the way to the host app carries the return URL', async (t) => {
  const helpCenter = fakeZohoDesk()
  t.throws(() => helpCenter.remoteLogin(), { message: 'remoteLoginUrl is not set' })
  helpCenter.remoteLoginUrl = 'https://app.example.com/login?return_to=old#x'
  t.equal(helpCenter.remoteLoginUrl, 'https://app.example.com/login?return_to=old#x')
  t.equal(
    helpCenter.remoteLogin(),
    'https://app.example.com/login?return_to=https%3A%2F%2Fhelp.example.com%2Fportal%2Fen%2Fhome#x'
  )
  t.equal(
    new URL(helpCenter.remoteLogin('https://evil.example/?a&b')).searchParams.get('return_to'),
    'https://evil.example/?a&b'
  )
  helpCenter.remoteLogoutUrl = 'https://app.example.com/logout'
  t.equal(helpCenter.remoteLogoutUrl, 'https://app.example.com/logout')
})

t.test('a help center that only judges has nothing to close', async (t) => {
  const helpCenter = fakeZohoDesk({ remoteLoginUrl: 'https://app.example.com/login' })
  const token = signJws(makeClaims(Date.now()), { secret: helpCenter.secret })
  helpCenter.receive(helpCenter.signInEndpoint + token)
  t.ok(helpCenter.remoteLogin())
  await helpCenter.close()
  const { app } = helpCenter
  t.equal(helpCenter.app, app)
  t.equal(app.server.listening, false)
  await helpCenter.close()
})

t.test('a listening help center knows its address', async (t) => {
  const helpCenter = fakeZohoDesk()
  t.teardown(() => helpCenter.close())
  const origin = await helpCenter.listen()
  t.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal(helpCenter.origin, origin)
  t.equal(helpCenter.helpCenterUrl, `${origin}/portal/en/home`)
  t.match(helpCenter.signInEndpoint, `${origin}/accounts/`)
  const response = await fetch(helpCenter.helpCenterUrl)
  t.equal(response.status, 200)
  await response.text()
})

t.test('an origin that was given stays, and a name is not turned into an address', async (t) => {
  const fixed = fakeZohoDesk({ origin: 'https://help.example.com' })
  const named = fakeZohoDesk()
  t.teardown(() => Promise.all([fixed.close(), named.close()]))
  t.equal(await fixed.listen({ port: 0 }), 'https://help.example.com')
  t.match(await named.listen({ host: 'localhost' }), /^http:\/\/localhost:\d+$/)
})

t.test('an IPv6 address is a URL\'s host in brackets', async (t) => {
  const settings = new Settings({}, { origin: 'https://help.example.com', createSecret: () => 'secret' })
  settings.serveFrom('::1', 8080)
  t.equal(settings.home, 'http://[::1]:8080/portal/en/home')
})
