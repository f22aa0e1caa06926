/** The README's provider of one's own, executed as it is printed. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileFunction } from 'node:vm'
import Fastify from 'fastify'
import helpCenter, * as exported from 'fastify-help-center'
import { verifyJws } from 'fastify-help-center/testing'

const SITE = 'https://acme.example/help'
const SECRET = 'a-secret-for-the-readme-of-acme-3Wq8'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, code] = /^### Write your own provider\n\n```js\n(.*?)^```$/ms.exec(readme)
const [, names] = /^import \{ (.*) \} from 'fastify-help-center'$/m.exec(code)
const acmeDesk =
  compileFunction(`const { ${names} } = exported\n${code.replace(/^import .*$/m, '')}\nreturn acmeDesk`, ['exported'])(
    exported
  )

async function signIn (t, user) {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(helpCenter, { provider: acmeDesk({ secret: SECRET, site: SITE }), lookupUser: () => user })
  return app.inject(`/help-center/login?return_to=${encodeURIComponent('https://acme.example/help/kb/7')}`)
}

test('the provider of the README signs a visitor in', async (t) => {
  const { statusCode, headers } = await signIn(t, { email: 'ada@example.com', emailVerified: true, firstName: 'Ada' })
  assert.equal(statusCode, 303)
  const { origin, pathname, searchParams } = new URL(headers.location)
  assert.equal(origin + pathname, 'https://acme.example/sso/jwt')
  assert.deepEqual([...searchParams.keys()], ['return_to', 'token'])
  assert.equal(searchParams.get('return_to'), 'https://acme.example/help/kb/7')
  const { payload } = verifyJws(searchParams.get('token'), { key: SECRET, algorithm: 'HS256' })
  const { email, full_name: name, iat, exp, ...rest } = JSON.parse(payload)
  assert.deepEqual({ email, name, lifetime: exp - iat, rest }, {
    email: 'ada@example.com', name: 'Ada', lifetime: 300, rest: {}
  })
})

test('it makes no token for a visitor without the claim that it requires', async (t) => {
  const { statusCode, headers, body } = await signIn(t, { email: 'ada@example.com', emailVerified: true })
  assert.equal(statusCode, 500)
  assert.equal(headers.location, undefined)
  assert.match(body, /FST_HELP_CENTER_INVALID_CLAIM/)
})
