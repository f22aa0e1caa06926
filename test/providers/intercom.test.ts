import t, { type Test } from 'tap'
import type { Profile } from '../../lib/index.ts'
import { intercom, type IntercomOptions } from '../../lib/providers/intercom.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { readToken } from '../fixtures/read-token.ts'
import { ADA, buildVendorApp, isFromNow, OWN_FETCH } from '../fixtures/vendor-app.ts'
import { optionError } from '../fixtures/refused-options.ts'

const OPTIONS: IntercomOptions = { secret: SECRET, helpCenterUrl: 'https://help.example.com/en/' }

async function ask (t: Test, changes: Partial<IntercomOptions> = {}, user: Profile = ADA) {
  const provider = intercom({ ...OPTIONS, ...changes })
  const app = await buildVendorApp(t, { provider, tokenPath: '/token', lookupUser: () => user })
  return app.inject({ url: '/token', headers: OWN_FETCH })
}
const fetchToken = async (...args: Parameters<typeof ask>) => readToken((await ask(...args)).json().token, SECRET)

t.test('the contract of the Messenger, row by row', async (t) => {
  const { header, claims } = await fetchToken(t)
  const table: Array<[row: string, actual: unknown, documented: unknown]> = [
    ['header', header, { alg: 'HS256', typ: 'JWT' }],
    ['claims', Object.keys(claims).sort(), ['email', 'exp', 'user_id']],
    ['user_id: text, though the app has a number', claims['user_id'], '4711'],
    ['email: text', claims['email'], 'ada@example.com'],
    ['exp: a number of seconds', isFromNow(claims['exp'], 300), true]
  ]
  for (const [row, actual, documented] of table) t.strictSame(actual, documented, row)
})

t.test('without a user id there is no token', async (t) => {
  const answer = await ask(t, {}, { ...ADA, id: undefined })
  t.equal(answer.statusCode, 500)
  t.equal(answer.json().code, 'FST_HELP_CENTER_INVALID_CLAIM')
})

t.test('attributes are sent under their names, and take no known claim\'s place', async (t) => {
  const { claims: { exp, ...claims } } = await fetchToken(t, {
    claims: { name: true, phone: true },
    attributes: { plan: ({ custom }) => custom?.['plan'], user_id: () => '1', email: 'name', name: 'organization' },
    lifetime: 60
  })
  t.strictSame(claims, {
    user_id: '4711', email: 'ada@example.com', name: 'Ada Lovelace', phone: '+44 20 7946 0000', plan: 'gold'
  })
  t.ok(isFromNow(exp, 60))
})

t.test('each refused option is named', async (t) => {
  const cases: Array<[string, object]> = [
    ['secret', { secret: undefined }], ['secret', { secret: 'short' }], ['helpCenterUrl', { helpCenterUrl: undefined }],
    ['lifetime', { lifetime: 601 }], ['lifetime', { lifetime: '60' }],
    ['claims.nmae', { claims: { nmae: true } }], ['claims.user_id', { claims: { user_id: 'email' } }],
    ['attributes', { attributes: 'plan' }], ['attributes.0', { attributes: ['plan'] }],
    ['attributes.exp', { attributes: { exp: 'id' } }], ['attributes.plan', { attributes: { plan: true } }],
    ['tokenPath', { tokenPath: '/token' }]
  ]
  for (const [option, changes] of cases) {
    const { code, message } = thrownBy(() => intercom({ ...OPTIONS, ...changes }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'intercom'))
  }
})

t.test('a misspelled claim does not compile', async (t) => {
  // @ts-expect-error: the claim is called name
  t.throws(() => intercom({ ...OPTIONS, claims: { nmae: true } }))
})
