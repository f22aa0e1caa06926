import t from 'tap'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fakeZohoDesk } from '../../lib/testing/index.ts'

t.test('the server reads a form of any size and answers it', async (t) => {
  const helpCenter = fakeZohoDesk()
  t.teardown(() => helpCenter.close())
  const origin = await helpCenter.listen()
  const send = (subject: string) => fetch(`${origin}/portal/en/newticket`, {
    method: 'POST',
    headers: { origin },
    redirect: 'manual',
    body: new URLSearchParams({ name: 'Ada', email: 'ada@example.com', subject, message: 'Help' })
  })
  const sent = await send('No internet')
  t.equal(sent.status, 303)
  t.equal(sent.headers.get('location'), '/portal/en/newticket?sent')
  const large = await send('x'.repeat(300_000))
  t.equal(large.status, 413)
  t.match(await large.text(), 'The form is too large.')
})

t.test('a GET may name a type, and an address that is none gets a page', async (t) => {
  const { app } = fakeZohoDesk()
  t.equal((await app.inject({ url: '/portal/en/home', headers: { 'content-type': 'text/plain' } })).statusCode, 200)
  for (const url of ['*', '', 'http://evil.example/portal/en/home', '/portal/en/kb/articles/%zz', '/admin/']) {
    t.equal((await app.inject(url)).statusCode, 404, url)
  }
})

t.test('a port that is taken is an error, and a connection without a request holds up no end', async (t) => {
  const [first, second] = [fakeZohoDesk(), fakeZohoDesk()]
  const { port } = new URL(await first.listen())
  await t.rejects(second.listen({ port: Number(port) }), { code: 'EADDRINUSE' })
  await second.close()
  const idle = connect(Number(port), '127.0.0.1')
  await once(idle, 'connect')
  const closed = once(idle, 'close')
  await first.close()
  await closed
})

t.test('a body without a type is no form', async (t) => {
  const { app, origin } = fakeZohoDesk()
  const sent = { method: 'POST', url: '/portal/en/newticket', headers: { origin }, payload: 'subject=x' }
  t.equal((await app.inject(sent)).statusCode, 415)
})

t.test('on this machine it answers to its own name alone', async (t) => {
  const { app, origin } = fakeZohoDesk({ origin: 'http://127.0.0.1:4000' })
  const ask = (host: string) => app.inject({ url: '/admin', headers: { host } })
  t.equal((await ask('127.0.0.1:4000')).statusCode, 200)
  const { statusCode, body } = await ask('evil.example:4000')
  t.equal(statusCode, 421)
  t.match(body, `This help center is at ${origin}.`)
  t.notMatch(body, 'JWT Secret Key')
  const proxied = await fakeZohoDesk().app.inject({ url: '/admin', headers: { host: 'inside:8080' } })
  t.equal(proxied.statusCode, 200, 'behind a proxy, names are its affair')
})
