/** Every vendor, from its own sign-in link through the built package to its strict fake. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import helpCenter from 'fastify-help-center'
import { openVendor, vendorNames } from '../../examples/trial/vendors.js'
import { withVisitors } from './fixtures/contracts.mjs'

const USER = { id: '7', email: 'ada@example.com', emailVerified: true, name: 'Ada Lovelace' }

test('every vendor that sends visitors is tried', () => {
  const names = withVisitors.map(({ vendor }) => vendor)
  assert.ok(names.length > 10)
  assert.deepEqual(vendorNames.toSorted(), names.sort())
})

for (const name of vendorNames) {
  test(`${name}: its fake accepts what the preset makes, and nothing that another key signed`, async (t) => {
    const { fake, secret, createProvider } = openVendor(name)
    await fake.listen()
    t.after(() => fake.close())
    fake.remoteLoginUrl = 'http://localhost/help-center/login'
    const app = Fastify()
    t.after(() => app.close())
    const cookie = { secret: 'c'.repeat(31) + 'k', secure: false }
    await app.register(helpCenter, { provider: createProvider({ secret }), lookupUser: () => USER, cookie })

    const arrive = () => {
      const { pathname, search } = new URL(fake.remoteLogin())
      return app.inject({ url: pathname + search, headers: { accept: 'application/json' } })
    }
    const receive = (response) => {
      const handoff = response.json()
      return fake.receive(handoff.method === 'POST' ? handoff : handoff.url)
    }
    assert.ok(Object.keys(receive(await arrive()).claims).length > 0)
    assert.equal(fake.signIns, 1)

    if (name === 'freshworks') return // its key pair is the company's: there is nothing to rotate at the vendor
    fake.rotateSecret()
    const late = await arrive()
    // Discourse signs its requests with the same secret, so here it is the plugin that refuses.
    if (name === 'discourse') return assert.equal(late.json().code, 'FST_HELP_CENTER_INCOMPLETE_REQUEST')
    assert.throws(() => receive(late), { code: 'wrong-signature' })
  })
}
