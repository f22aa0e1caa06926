/** The built package as its users load it: by name, through its exports map. Run after `npm run build`. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import Fastify from 'fastify'
import { contracts, fakeNameOf, withVisitors } from './fixtures/contracts.mjs'

const require = createRequire(import.meta.url)
const HOME = 'https://help.example.com/portal/en/home'
const LOGIN = '/help-center/login'
const secret = 'a-secret-for-the-built-package-5Tz8'
const { exports: exportsMap } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** Signs somebody in with whatever `helpCenter` is. */
async function signIn (helpCenter, zohoDesk) {
  const app = Fastify()
  const provider = zohoDesk({ signInEndpoint: 'https://help.example.com/signin/jwt/auth', secret, helpCenterUrl: HOME })
  await app.register(helpCenter, { provider, lookupUser: () => ({ email: 'ada@example.com', emailVerified: true }) })
  const response = await app.inject(LOGIN)
  await app.close()
  return response
}

test('import gives the plugin by default and by name, and the presets beside it', async () => {
  const module = await import('fastify-help-center')
  assert.deepEqual(Object.keys(module).sort(), [
    'default', 'defineProvider', 'fastifyHelpCenter', 'fullName', 'module.exports', 'pickClaims', 'pickKnownClaims',
    ...contracts.map(({ preset }) => preset)
  ].sort())
  assert.equal(module.default, module.fastifyHelpCenter)
  const { statusCode, headers } = await signIn(module.default, module.zohoDesk)
  assert.equal(statusCode, 303)
  assert.equal(new URL(headers.location).searchParams.get('return_to'), HOME)
})

test('require returns the plugin itself, with everything else on it', async () => {
  const helpCenter = require('fastify-help-center')
  assert.equal(typeof helpCenter, 'function')
  assert.equal(helpCenter.default, helpCenter)
  assert.equal(helpCenter.fastifyHelpCenter, helpCenter)
  assert.equal(typeof helpCenter.defineProvider, 'function')
  assert.equal((await signIn(helpCenter, helpCenter.zohoDesk)).statusCode, 303)
})

for (const entry of ['fastify-help-center', 'fastify-help-center/testing']) {
  test(`require('${entry}') has every name that import has, and each is the same thing`, async () => {
    const { 'module.exports': plugin, ...imported } = await import(entry)
    const required = require(entry)
    assert.ok(Object.keys(imported).length > 10)
    for (const [name, value] of Object.entries(imported)) assert.equal(required[name], value, name)
    // The plugin has what fastify-plugin puts on it, besides; a plain module has nothing else.
    if (plugin === undefined) assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort())
    else assert.equal(required, plugin)
  })
}

test('import and require give the same plugin, so that errors and providers are of one kind', async () => {
  const { default: imported } = await import('fastify-help-center')
  assert.equal(require('fastify-help-center'), imported)
})

test('the entry for tests has the strict help center and its verifier, by import and by require', async () => {
  const module = await import('fastify-help-center/testing')
  assert.deepEqual(Object.keys(module).sort(), [
    'HandoffRefused', 'JtiMemory', 'JwsError', 'Requests', 'checkAge', 'checkExpiry', 'checkReturnPath',
    'checkReturnUrl', 'checkTimes', 'checkValue', 'createClock', 'createFakeHelpCenter', 'findText', 'isEmail',
    'readOptional',
    'readParameter', 'readTime', 'readToken', 'toPath', 'verifyJws', 'withParameters', 'withoutParameter',
    ...withVisitors.map(fakeNameOf)
  ].sort())
  assert.equal(require('fastify-help-center/testing').verifyJws, module.verifyJws)

  const { default: helpCenter, zohoDesk } = await import('fastify-help-center')
  const { headers } = await signIn(helpCenter, zohoDesk)
  const { payload } =
    module.verifyJws(new URL(headers.location).searchParams.get('jwt'), { key: secret, algorithm: 'HS256' })
  assert.equal(JSON.parse(payload).email, 'ada@example.com')
})

test('the exports map lets in these four and nothing else, with the types first', async () => {
  assert.deepEqual(Object.keys(exportsMap), ['.', './testing', './contracts/*.json', './package.json'])
  for (const entry of ['.', './testing']) assert.equal(Object.keys(exportsMap[entry])[0], 'types')
  assert.equal(require('fastify-help-center/package.json').name, 'fastify-help-center')
  for (const path of ['dist/index.js', 'dist/sign-in/token.js', 'lib/index.ts', 'sign-in/token', 'errors']) {
    await assert.rejects(import(`fastify-help-center/${path}`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  }
})

test('the errors of the built package have their codes', async () => {
  const app = Fastify()
  app.register(require('fastify-help-center'), {})
  await assert.rejects(async () => { await app.ready() }, {
    code: 'FST_HELP_CENTER_INVALID_OPTION', name: 'FastifyError'
  })
})
