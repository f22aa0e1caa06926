import t, { type Test } from 'tap'
import { ada, ARTICLE, buildApp, LOGIN, type Options } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { tokensIn } from '../fixtures/exits.ts'

const PENDING = '__Host-help-center.default.pending'
const arrival = `${LOGIN}?${new URLSearchParams({ return_to: ARTICLE })}`
const fail = () => { throw new Error('down') }
const hang = () => new Promise<never>(() => {})

/** Why a user gets no token. Only the first three are about the user, who is no other one at the next attempt. */
const refusals: Array<[why: string, statusCode: number, options: Options]> = [
  ['authorize says no', 403, { authorize: () => false }],
  ['the e-mail address is not verified', 403, { profile: () => ({ ...ada, emailVerified: false }) }],
  ['the e-mail address is no address', 403, { profile: () => ({ ...ada, email: 'ada at example.com' }) }],
  ['authorize throws', 500, { authorize: fail }],
  ['the profile has a value of the wrong type', 500, { profile: () => ({ ...ada, name: 7 as never }) }],
  ['the profile hook throws', 500, { profile: fail }],
  ['authorize hangs', 503, { authorize: hang, hookTimeout: 20 }]
]

/** A browser that the help center has sent to the sign-in page, where nobody has signed in yet. */
async function sentBrowser (t: Test, options: Options) {
  const { app } = await buildApp(t, options)
  const browser = new Browser(app)
  const guest = await browser.get(arrival)
  t.ok(browser.cookies[PENDING], 'the visit is remembered')
  return { browser, guest }
}

for (const [why, statusCode, options] of refusals) {
  const isSpent = statusCode === 403
  const outcome = isSpent ? 'ends the visit: the next sign-in is an ordinary one' : 'leaves the visit for another try'

  t.test(`helpCenterRedirect where ${why} ${outcome} (X25)`, async (t) => {
    const { browser } = await sentBrowser(t, options)
    const refused = await browser.post('/sign-in', { user: 'ada' })
    t.equal(refused.statusCode, statusCode)
    t.strictSame(tokensIn(refused), [])
    t.equal(PENDING in browser.cookies, !isSpent)
    const again = await browser.post('/sign-in', { user: 'ada' })
    t.equal(again.statusCode, isSpent ? 303 : statusCode)
    t.equal(again.headers.location, isSpent ? '/' : undefined)
  })

  t.test(`the login route where ${why} ${outcome} (X25)`, async (t) => {
    const { browser } = await sentBrowser(t, options)
    browser.setCookie('session', 'ada')
    const refused = await browser.get(arrival)
    t.equal(refused.statusCode, statusCode)
    t.strictSame(tokensIn(refused), [])
    t.equal(PENDING in browser.cookies, !isSpent)
  })
}

t.test('a request that nobody made on purpose is refused as well, and ends no visit (X25)', async (t) => {
  const { browser } = await sentBrowser(t, {})
  browser.setCookie('session', 'ada')
  for (const [name, value, statusCode] of [
    ['sec-fetch-dest', 'image', 403], ['sec-fetch-dest', 'iframe', 403], ['sec-purpose', 'prefetch', 503]
  ] as const) {
    t.equal((await browser.get(arrival, { [name]: value })).statusCode, statusCode)
    t.ok(browser.cookies[PENDING])
  }
})
