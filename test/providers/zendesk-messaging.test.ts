import t, { type Test } from 'tap'
import type { Profile } from '../../lib/index.ts'
import { zendeskMessaging, type ZendeskMessagingOptions } from '../../lib/providers/zendesk-messaging.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { readToken } from '../fixtures/read-token.ts'
import { ADA, buildVendorApp, isFromNow, OWN_FETCH } from '../fixtures/vendor-app.ts'
import { optionError } from '../fixtures/refused-options.ts'

const OPTIONS: ZendeskMessagingOptions = {
  keyId: 'app_65285e7edb23fcdd066d96bc', secret: SECRET, helpCenterUrl: 'https://acme.zendesk.com/hc/en-us'
}

async function ask (t: Test, changes: Partial<ZendeskMessagingOptions> = {}, user: Profile = ADA) {
  const provider = zendeskMessaging({ ...OPTIONS, ...changes })
  const app = await buildVendorApp(t, { provider, tokenPath: '/token', lookupUser: () => user })
  return app.inject({ url: '/token', headers: OWN_FETCH })
}
const fetchToken = async (...args: Parameters<typeof ask>) => readToken((await ask(...args)).json().token, SECRET)

t.test('the contract of messaging, row by row', async (t) => {
  const { header, claims } = await fetchToken(t)
  const table: Array<[row: string, actual: unknown, documented: unknown]> = [
    ['header: with the key\'s id', header, { alg: 'HS256', typ: 'JWT', kid: OPTIONS.keyId }],
    ['claims', Object.keys(claims).sort(), ['email', 'email_verified', 'exp', 'external_id', 'iat', 'name', 'scope']],
    ['scope: the word user', claims['scope'], 'user'],
    ['external_id: text, though the app has a number', claims['external_id'], '4711'],
    ['name: text', claims['name'], 'Ada Lovelace'],
    ['email: text', claims['email'], 'ada@example.com'],
    ['email_verified: the boolean true', claims['email_verified'], true],
    ['iat: a number of seconds', isFromNow(claims['iat'], 0), true],
    ['exp: a number of seconds', isFromNow(claims['exp'], 300), true]
  ]
  for (const [row, actual, documented] of table) t.strictSame(actual, documented, row)
})

t.test('without an external id there is no token; a name may be missing', async (t) => {
  const answer = await ask(t, {}, { ...ADA, id: null })
  t.equal(answer.statusCode, 500)
  t.equal(answer.json().code, 'FST_HELP_CENTER_INVALID_CLAIM')
  const { claims } = await fetchToken(t, {}, { id: 'u-1', email: 'ada@example.com', emailVerified: true })
  t.notOk('name' in claims)
})

t.test('external id and name may come from elsewhere', async (t) => {
  const { claims } =
    await fetchToken(t, { claims: { external_id: ({ id }) => `acme:${id}`, name: 'firstName' }, lifetime: 600 })
  t.match(claims, { external_id: 'acme:4711', name: 'Ada' })
  t.ok(isFromNow(claims['exp'], 600))
})

t.test('each refused option is named', async (t) => {
  const cases: Array<[string, object]> = [
    ['keyId', { keyId: undefined }], ['keyId', { keyId: '' }], ['keyId', { keyId: 'app 1' }], ['keyId', { keyId: 7 }],
    ['secret', { secret: undefined }], ['secret', { secret: 'short' }], ['helpCenterUrl', { helpCenterUrl: undefined }],
    ['lifetime', { lifetime: 601 }], ['lifetime', { lifetime: 0 }],
    ['claims.externalId', { claims: { externalId: 'id' } }], ['claims.scope', { claims: { scope: () => 'agent' } }],
    ['claims.email', { claims: { email: 'name' } }],
    ['claims.name', { claims: { name: 7 } }], ['algorithm', { algorithm: 'RS256' }]
  ]
  for (const [option, changes] of cases) {
    const { code, message } = thrownBy(() => zendeskMessaging({ ...OPTIONS, ...changes }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'zendeskMessaging'))
  }
})

t.test('a misspelled claim does not compile', async (t) => {
  // @ts-expect-error: the claim is called external_id
  t.throws(() => zendeskMessaging({ ...OPTIONS, claims: { externalId: 'id' } }))
})

t.test('a key id is 1 to 255 printable characters without a space, and is in the header as it is', async (t) => {
  for (const keyId of ['a', '!', '~', 'app_5f1a-2b', 'a.b/c=+', '"\\', 'x'.repeat(255)]) {
    t.equal((await fetchToken(t, { keyId })).header.kid, keyId)
  }
  for (const keyId of ['', 'x'.repeat(256), 'a b', ' a', 'a\n', 'a\t', '\u007f', '\u00e9', '\u0000']) {
    t.match(thrownBy(() => zendeskMessaging({ ...OPTIONS, keyId })).message, optionError('keyId', 'zendeskMessaging'))
  }
})
