import { test } from 'tap'
import { returnOf } from '../../../lib/cli/check/judge-return.ts'
import { maskAddress } from '../../../lib/cli/redact.ts'

test('A page that takes the token itself is where the visitor lands, on the known help center', async (t) => {
  const handoff = { way: 'query', tokenName: 'jwt_token', address: new URL('https://docs.test/a?x=1&jwt_token=t#b') }
  const target = (helpCenter?: URL) => ({ contract: { way: 'page' }, helpCenter })
  const landing = (helpCenter?: URL) => returnOf(handoff as never, target(helpCenter) as never)
  t.equal(landing(), 'https://docs.test/a?x=1#b')
  t.equal(landing(new URL('https://help.test/home')), 'https://help.test/a?x=1#b')
})

test('An address is shown without what its query and fragment hold', async (t) => {
  for (const [address, shown] of [
    ['https://a.test/x', 'https://a.test/x'],
    ['https://a.test/x#secret', 'https://a.test/x#…'],
    ['https://a.test/x?a=1&b=2&a=3#c', 'https://a.test/x?a=…&b=…#…'],
    ['javascript:alert(1)', 'javascript:…'],
    ['/path?a=1', '/path']
  ]) t.equal(maskAddress(address!), shown)
})
