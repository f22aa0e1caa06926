import t from 'tap'
import { HOST, ORIGIN, setUp } from '../fixtures/fake-visitor.ts'
import { HandoffRefused } from '../../lib/fakes/refusals.ts'
import { Requests } from '../../lib/fakes/requests.ts'

t.test('a visitor goes out to the host app and comes back signed in on the page where the visit began', async (t) => {
  const { helpCenter, visitor } = setUp({ remoteLoginUrl: `${HOST}/login?brand=1` })
  const ada = visitor()
  const page = '/portal/en/kb/articles/reset-your-router?a=1'
  const guest = await ada.get(page)
  t.match(guest.body, '<h1>Reset your router</h1>')
  const link = /href="(\/portal\/en\/signin[^"]*)"/.exec(guest.body)?.[1] ?? ''
  const out = await ada.get(link.replaceAll('&amp;', '&'))
  t.equal(out.statusCode, 303)
  const remoteLogin = new URL(String(out.headers.location))
  t.equal(remoteLogin.origin + remoteLogin.pathname, `${HOST}/login`)
  t.equal(remoteLogin.searchParams.get('brand'), '1')
  t.equal(remoteLogin.searchParams.get('return_to'), ORIGIN + page)

  const back = await ada.signIn({ first_name: 'Ada', last_name: 'Lovelace' }, ORIGIN + page)
  t.match(back, { statusCode: 303, headers: { location: ORIGIN + page } })
  t.match((await ada.get(page)).body, 'Signed in as <strong>Ada Lovelace</strong>')
  t.equal(helpCenter.signIns, 1)

  const again = await ada.get('/portal/en/signin?return_to=/portal/en/community')
  t.equal(again.headers.location, `${ORIGIN}/portal/en/community`, 'already signed in: no way round')
})

t.test('a visitor signs out here, and then at the host app', async (t) => {
  const { helpCenter, visitor } = setUp()
  const ada = visitor()
  await ada.signIn()
  const copy = ada.cookie
  t.match(await ada.get('/portal/en/signout'), { statusCode: 303, headers: { location: `${HOST}/logout` } })
  t.equal(ada.cookie, undefined)
  ada.cookie = copy
  t.notMatch((await ada.get('/portal/en/home')).body, 'Signed in as', 'the old cookie is dead, too')
  helpCenter.remoteLogoutUrl = ''
  t.equal((await ada.get('/portal/en/signout')).headers.location, `${ORIGIN}/portal/en/home`)
})

t.test('a page for signed-in visitors leads a guest through sign-in and back', async (t) => {
  const { visitor } = setUp()
  const response = await visitor().get('/portal/en/myarea?x=1')
  t.equal(response.statusCode, 303)
  t.equal(response.headers.location, '/portal/en/signin?return_to=%2Fportal%2Fen%2Fmyarea%3Fx%3D1')
})

t.test('the sign-in link never carries a foreign or broken return URL on', async (t) => {
  const { visitor } = setUp()
  for (const hostile of [
    'https://evil.example/', '//evil.example', '/\\evil.example', 'https://a@help.example.com/',
    'https://:b@help.example.com/', 'https://[', 'javascript:alert(1)', ''
  ]) {
    const { headers } = await visitor().get(`/portal/en/signin?return_to=${encodeURIComponent(hostile)}`)
    t.equal(new URL(String(headers.location)).searchParams.get('return_to'), `${ORIGIN}/portal/en/home`, hostile)
  }
})

t.test('a refused visitor sees why, is not signed in, and can try again without the token', async (t) => {
  const { helpCenter, visitor } = setUp()
  const ada = visitor()
  const response = await ada.signIn({ exp: 1_700_000_000 }, `${ORIGIN}/portal/en/community`)
  t.equal(response.statusCode, 403)
  t.match(response.body, 'The token has expired')
  t.match(response.body, 'This is a test help center')
  t.match(response.body, '/portal/en/signin?return_to=https%3A%2F%2Fhelp.example.com%2Fportal%2Fen%2Fcommunity')
  t.notMatch(response.body, 'jwt=')
  t.equal(ada.cookie, undefined)
  t.match(helpCenter.refusals, [{ code: 'expired' }])
  t.equal((await ada.get('/accounts/p/8-30039159786/signin/jwt/auth')).statusCode, 403)
  t.equal(helpCenter.refusals[0]?.code, 'parameter-missing')
})

t.test('without a Remote Login URL the help center says so', async (t) => {
  const { visitor } = setUp({ remoteLoginUrl: '' })
  t.match(await visitor().get('/portal/en/signin'), { statusCode: 503, body: 'its Remote Login URL is empty' })
})

t.test('the session cookie is fresh, closed and as secure as the origin allows', async (t) => {
  const { visitor } = setUp()
  const ada = visitor()
  const first = await ada.signIn()
  t.match(
    first.headers['set-cookie'],
    /^__Host-fake-help-center=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure$/
  )
  const old = ada.cookie
  await ada.signIn()
  t.not(ada.cookie, old, 'a new id at each sign-in')
  const thief = visitor()
  thief.cookie = old
  t.equal((await thief.get('/portal/en/myarea')).statusCode, 303, 'and the one before is dead')
  thief.cookie = `${ada.cookie}; ${old}`
  t.equal((await thief.get('/portal/en/myarea')).statusCode, 303, 'two cookies of one name are none')

  const plain = await setUp({ origin: 'http://127.0.0.1:8080' }).visitor().signIn()
  t.match(plain.headers['set-cookie'], /^fake-help-center=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/)
})

t.test('sessions are apart from each other and end after an hour', async (t) => {
  const { clock, visitor } = setUp()
  const [ada, grace] = [visitor(), visitor()]
  await ada.signIn({ email: 'ada@example.com', name: 'x'.repeat(500) })
  await grace.signIn({ email: 'grace@example.com' })
  const home = await ada.get('/portal/en/home')
  t.match(home.body, `<strong>${'x'.repeat(100)}</strong>`)
  t.match((await grace.get('/portal/en/home')).body, '<strong>grace@example.com</strong>')
  await ada.get('/portal/en/signout')
  t.equal((await grace.get('/portal/en/myarea')).statusCode, 200)
  clock.now += 60 * 60 * 1000
  t.equal((await grace.get('/portal/en/myarea')).statusCode, 303)
})

t.test('HEAD signs nobody in or out', async (t) => {
  const { helpCenter } = setUp()
  for (const url of ['/portal/en/signout', '/accounts/p/8-30039159786/signin/jwt/auth']) {
    t.notOk((await helpCenter.app.inject({ method: 'HEAD', url })).headers['set-cookie'], url)
  }
})

t.test('a mistake of our own is not shown as a refusal', async (t) => {
  const { helpCenter, visitor } = setUp({ now: () => { throw new Error('the clock is broken') } })
  const response = await visitor().signIn()
  t.match(response, { statusCode: 500, body: 'The help center made a mistake.' })
  t.notMatch(response.body, 'clock')
  t.strictSame(helpCenter.refusals, [])
})

const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000

t.test('what was asked for is forgotten when its time is over', async (t) => {
  const requests = new Requests<string>()
  requests.add('first', 'a', NOW)
  t.equal(requests.find('first', NOW, 'nonce'), 'a')
  requests.add('second', 'b', NOW + HOUR)
  t.throws(() => requests.find('first', NOW + HOUR, 'nonce'), HandoffRefused)
  t.equal(requests.find('second', NOW + HOUR, 'nonce'), 'b')
})

t.test('however many visitors begin, the memory for them is bounded', async (t) => {
  const requests = new Requests<number>()
  for (let i = 0; i < 20_001; i++) requests.add(`id ${i}`, i, NOW)
  t.throws(() => requests.find('id 0', NOW, 'nonce'), HandoffRefused)
  t.equal(requests.find('id 20000', NOW, 'nonce'), 20_000)
})
