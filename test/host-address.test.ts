import t from 'tap'
import { isHostAddress, isHostPath } from '../lib/host-address.ts'
import { buildApp, LOGOUT } from './fixtures/build-app.ts'

t.test('a path of the host whose dots give way to two slashes is none (1.1)', async (t) => {
  for (const path of ['/..//evil.example', '/.//evil.example', '/a/..//evil.example', '/%2e%2e//evil.example', '/a/%2E./..//evil.example']) {
    t.equal(isHostPath(path), false, path)
    t.equal(isHostAddress(path), false, path)
    await t.rejects(buildApp(t, { afterLogout: path }), { code: 'FST_HELP_CENTER_INVALID_OPTION' }, path)
  }
  t.equal(isHostPath('/a//evil.example'), true, 'two slashes further on are a path')
  const { app } = await buildApp(t, { afterLogout: '/a/../goodbye' })
  t.equal((await app.inject(LOGOUT)).headers.location, '/a/../goodbye')
})
