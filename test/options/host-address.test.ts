import t from 'tap'
import { isHostAddress, isHostPath } from '../../lib/options/host-address.ts'
import { buildApp, buildProvider, COOKIE_SECRET, LOGIN, LOGOUT, wrong } from '../fixtures/build-app.ts'

t.test('a path of the host whose dots give way to two slashes is none (1.1)', async (t) => {
  for (const path of [
    '/..//evil.example', '/.//evil.example', '/a/..//evil.example', '/%2e%2e//evil.example', '/a/%2E./..//evil.example'
  ]) {
    t.equal(isHostPath(path), false, path)
    t.equal(isHostAddress(path), false, path)
    await t.rejects(buildApp(t, { afterLogout: path }), { code: 'FST_HELP_CENTER_INVALID_OPTION' }, path)
  }
  t.equal(isHostPath('/a//evil.example'), true, 'two slashes further on are a path')
  const { app } = await buildApp(t, { afterLogout: '/a/../goodbye' })
  t.equal((await app.inject(LOGOUT)).headers.location, '/a/../goodbye')
})

const accepted = [
  '/', '/sign-in', '/sign-in?a=b&c#d', '/a//b', '/a:b', '/https://x.example', '/sign-in?next=https://x.example',
  'http://app.example.com', 'https://app.example.com/sign-in?a=b#c', 'http://localhost:3000/', 'https://[::1]:8443/'
]
/** An address that is none at its start, at its end, or only to the parser. */
const refused = [
  '', 'sign-in', '?a=b', '//x.example', '/\\x.example', '\\x.example', '/a b', ' /a', '/a\n', '/\u00e9',
  'javascript:alert(1)', 'javascript:alert(1)//https://x.example', 'javascript:https://x.example',
  'data:text/html,https://x.example', 'blob:https://x.example/1',
  'x https://x.example', ' https://x.example', '\nhttps://x.example', 'xhttps://x.example', '#https://x.example',
  'https:', 'https:/x.example', 'https:x.example', 'https:\\\\x.example', 'ftp://x.example', 'wss://x.example',
  'https://', 'https://[', 'https://[::1', 'https://x.example:99999', 'https://x.example:port', 'https://%',
  'https://x^y.example', 'https://x.example/a b', 'https://x.example\\a', 'https://x.example/\n',
  'https://x.example\u00a0', 'https://\u00e9.example'
]

t.test('an address of the host is a path or http(s) URL, from first to last character (1.1)', async (t) => {
  for (const address of accepted) t.equal(isHostAddress(address), true, address)
  for (const address of [...refused, undefined, null, 7, ['/'], new URL('https://x.example')]) {
    t.equal(isHostAddress(address), false, String(address))
  }
})

t.test('a sign-in page or landing page that is no address stops the start, one that is does not (M3)', async (t) => {
  const manyBrands = { provider: () => buildProvider(), cookie: { secret: COOKIE_SECRET } }
  for (const address of refused) {
    for (const [option, options] of [
      ['signInPage', { signInPage: address }], ['afterLogout', { afterLogout: address, ...manyBrands }]
    ] as const) {
      await t.rejects(buildApp(t, options), {
        code: 'FST_HELP_CENTER_INVALID_OPTION', message: `fastify-help-center: option ${option}: got `
      }, `${option} ${address}`)
    }
  }
  for (const address of accepted) {
    await t.resolves(buildApp(t, { signInPage: address, afterLogout: address, ...manyBrands }), address)
  }
})

t.test('a signInPage function may give any address of the host, and no visitor goes anywhere else (1.1)', async (t) => {
  for (const address of accepted) {
    const { app } = await buildApp(t, { signInPage: () => address })
    t.match(await app.inject(LOGIN), { statusCode: 303, headers: { location: address } }, address)
  }
  for (const address of [...refused, undefined, null, 7, ['/']]) {
    const { app } = await buildApp(t, { signInPage: () => wrong(address) })
    const { statusCode, headers, body } = await app.inject(LOGIN)
    t.equal(statusCode, 500, String(address))
    t.equal(headers.location, undefined)
    t.match(body, 'FST_HELP_CENTER_HOOK_RESULT')
  }
})
