import t, { type Test } from 'tap'
import { zohoDeskAsap, type ZohoDeskAsapOptions } from '../../lib/providers/zoho-desk-asap.ts'
import { SECRET } from '../fixtures/sign-jws.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'
import { readToken } from '../fixtures/read-token.ts'
import { buildVendorApp, isFromNow, OWN_FETCH } from '../fixtures/vendor-app.ts'
import { optionError } from '../fixtures/refused-options.ts'

const OPTIONS: ZohoDeskAsapOptions = { secret: SECRET, helpCenterUrl: 'https://help.example.com/portal/en/home' }

async function fetchToken (t: Test, changes: Partial<ZohoDeskAsapOptions> = {}) {
  const app = await buildVendorApp(t, { provider: zohoDeskAsap({ ...OPTIONS, ...changes }), tokenPath: '/token' })
  const { token } = (await app.inject({ url: '/token', headers: OWN_FETCH })).json()
  return readToken(token, SECRET)
}

t.test('the contract of the ASAP widget, row by row', async (t) => {
  const { header, claims } = await fetchToken(t)
  const { not_before: start, not_after: end } = claims
  const table: Array<[row: string, actual: unknown, documented: unknown]> = [
    ['header', header, { alg: 'HS256', typ: 'JWT' }],
    ['claims', Object.keys(claims).sort(), ['email', 'email_verified', 'not_after', 'not_before']],
    ['email: text', claims['email'], 'ada@example.com'],
    ['email_verified: the boolean true', claims['email_verified'], true],
    ['not_before: a number of milliseconds, in the past', isFromNow(start, -30, 1000), true],
    ['not_after: a number of milliseconds', isFromNow(end, 270, 1000), true],
    ['window of the sample: 300,000 ms', Number(end) - Number(start), 300_000]
  ]
  for (const [row, actual, documented] of table) t.strictSame(actual, documented, row)
})

t.test('names are sent when asked for', async (t) => {
  const { claims } = await fetchToken(t, { claims: { first_name: true, last_name: 'organization' } })
  t.match(claims, { first_name: 'Ada', last_name: 'Analytical Engines' })
})

t.test('the window is as asked for, up to ten minutes', async (t) => {
  for (const [lifetime, backdate] of [[600, 0], [570, 30], [1, 0]] as const) {
    const { claims } = await fetchToken(t, { lifetime, backdate })
    t.equal(Number(claims['not_after']) - Number(claims['not_before']), (lifetime + backdate) * 1000)
  }
})

t.test('each refused option is named', async (t) => {
  const cases: Array<[string, object]> = [
    ['secret', { secret: undefined }], ['secret', { secret: SECRET.slice(0, 31) }],
    ['helpCenterUrl', { helpCenterUrl: '' }],
    ['lifetime', { lifetime: 571 }], ['lifetime', { lifetime: 601, backdate: 0 }], ['lifetime', { lifetime: 300_000 }],
    ['backdate', { backdate: -1 }],
    ['claims.firstname', { claims: { firstname: true } }], ['claims.email', { claims: { email: 'name' } }],
    ['claims.not_after', { claims: { not_after: 'id' } }],
    ['claims.email_verified', { claims: { email_verified: true } }],
    ['signInEndpoint', { signInEndpoint: 'https://help.example.com/' }]
  ]
  for (const [option, changes] of cases) {
    const { code, message } = thrownBy(() => zohoDeskAsap({ ...OPTIONS, ...changes }))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', message)
    t.match(message, optionError(option, 'zohoDeskAsap'))
  }
})

t.test('a misspelled claim does not compile', async (t) => {
  // @ts-expect-error: the claim is called first_name
  t.throws(() => zohoDeskAsap({ ...OPTIONS, claims: { firstname: true } }))
})
