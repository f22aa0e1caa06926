import t from 'tap'
import Fastify from 'fastify'
import helpCenter from '../lib/index.ts'
import type { Provider } from '../lib/providers/contract.ts'
import { buildProvider, SECRET } from './fixtures/build-app.ts'

const OTHER = 'https://other.example.com'
const other = {
  signInEndpoint: `${OTHER}/accounts/p/8-2/signin/jwt/auth`, helpCenterUrl: `${OTHER}/portal/en/home`
}
const register = async (...providers: Array<Provider | (() => Provider)>) => {
  const app = Fastify()
  for (const [i, provider] of providers.entries()) {
    const name = `brand-${i}`
    await app.register(helpCenter, {
      provider, name, prefix: `/${name}`, lookupUser: () => null, cookie: { secret: 'c'.repeat(31) + 'k' }
    })
  }
  await app.close()
}

t.test('two help centers with one secret are refused, for a token of the one is good at the other (T2)', async (t) => {
  await t.rejects(register(buildProvider(), buildProvider(other)), {
    code: 'FST_HELP_CENTER_INVALID_OPTION', message: /^Option secret: .*"brand-0".*a secret of its own/
  })
  await t.rejects(register(buildProvider(), buildProvider({ helpCenterUrl: other.helpCenterUrl })), {
    code: 'FST_HELP_CENTER_INVALID_OPTION'
  })
})

t.test('secrets of their own, two ways into one help center, and what cannot be known are taken (T2)', async (t) => {
  await t.resolves(register(buildProvider(), buildProvider({ ...other, secret: `${SECRET}-2` })))
  await t.resolves(register(buildProvider(), buildProvider()))
  await t.resolves(register(buildProvider(), buildProvider({ ...other, secret: () => SECRET })))
  await t.resolves(register(buildProvider({ secret: Buffer.from(SECRET) }), buildProvider(other)))
  await t.resolves(register(() => buildProvider(), buildProvider(other)))
  await t.resolves(register(buildProvider(), () => buildProvider(other)))
})
