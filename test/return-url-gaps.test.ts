import t from 'tap'
import { isHostAddress, isHostPath } from '../lib/host-address.ts'
import { toSafeReturnTo } from '../lib/sign-in/return-to.ts'
import { buildApp, HELP_CENTER, LOGOUT } from './fixtures/build-app.ts'

t.test('letters and marks that no reader sees are refused in a return URL (R1)', async (t) => {
  const invisible = [
    0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x3164, 0xfe00, 0xfe0f, 0xffa0, 0xe0100, 0xe01ef
  ]
  for (const codePoint of invisible) {
    for (const start of [`${HELP_CENTER}/`, `${HELP_CENTER}/a?b=`, `${HELP_CENTER}#`]) {
      const url = start + String.fromCodePoint(codePoint)
      t.strictSame(toSafeReturnTo(url, [HELP_CENTER]), { refusal: 'unsafe-character' }, codePoint.toString(16))
    }
  }
})

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
