import t from 'tap'
import type { VendorFacts } from '../../../lib/facts/fact.ts'
import * as vendors from '../../../lib/facts/index.ts'
import { inspect } from '../../../lib/cli/inspect/inspect.ts'
import { redactHar } from '../../../lib/cli/inspect/redact-har.ts'
import { SECRET, signJws } from '../../fixtures/sign-jws.ts'
import { makeHar, type Recorded } from './make-har.ts'

const START = Date.parse('2026-11-23T12:00:00Z')
const iat = START / 1000
const token = signJws({
  jti: 'c1a5c1d0-0f5e-4c47-9f4e-1d0a8b0f7c11',
  nbf: iat,
  exp: iat + 300,
  email: 'ada@example.com'
})
const ENDPOINT = 'https://help.example.com/accounts/p/8-3/signin/jwt/auth'
const LOGIN = 'https://app.example.com/help-center/login'
const DATE = { date: 'Mon, 23 Nov 2026 12:00:00 GMT' }
const handoff = `${ENDPOINT}?return_to=&jwt=${token}`
const handOver: Recorded = {
  url: `${LOGIN}?return_to=https%3A%2F%2Fhelp.example.com%2Fportal`,
  status: 303,
  asked: { cookie: 'sid=session-value' },
  answered: { ...DATE, location: handoff, 'cache-control': 'no-store' }
}
const delivery: Recorded = {
  url: handoff,
  status: 302,
  after: 1,
  answered: { location: 'https://help.example.com/portal' }
}
const home: Recorded = { url: 'https://help.example.com/portal', after: 2, body: '<h1>Welcome</h1>' }

function look (steps: Recorded[], { vendor = 'zoho-desk', key = SECRET } = {}) {
  const facts: VendorFacts = Object.values(vendors).find((one) => one.vendor === vendor)!
  return inspect({ facts, har: makeHar(steps), key, now: Date.now() }).findings
}
const faultsOf = (findings: ReturnType<typeof look>) =>
  findings.filter(({ level }) => level === 'problem' || level === 'warning').map(({ code }) => code)

t.test('a recorded sign-in that worked has no fault, and its walk is shown without values', async (t) => {
  const findings = look([handOver, delivery, home])
  t.same(faultsOf(findings), [])
  const walk = findings.find(({ code }) => code === 'walk')?.seen ?? ''
  t.match(walk, '1. GET https://app.example.com/help-center/login?return_to=… → 303')
  t.match(walk, `2. GET ${ENDPOINT}?return_to=…&jwt=… → 302`)
  t.ok(findings.some(({ code }) => code === 'clock-agrees'))
  t.notMatch(JSON.stringify(findings), /eyJ|session-value|ada@/)
})

t.test('each fault of a recorded sign-in is named', async (t) => {
  const later = (step: Recorded, after: number): Recorded => ({ ...step, after })
  const cases: Array<[title: string, steps: Recorded[], code: string, seen: RegExp]> = [
    ['a loop', [handOver, delivery, later(handOver, 3), later(delivery, 4), later(handOver, 6), later(delivery, 7)],
      'login-loop', /login\?return_to=…|login was visited 3 times/],
    ['one token twice', [handOver, delivery, later(delivery, 9)], 'token-reused', /more than once/],
    ['a refusal in words', [handOver,
      { ...delivery, status: 401, body: '<style>x</style><p>Bad <b>token</b> of ada@example.com' }],
    'refused-by-vendor', /401.*Bad token of a…@example\.com/],
    ['no no-store', [{ ...handOver, answered: { ...DATE, location: handoff } }, delivery], 'cacheable',
      /no cache-control/],
    ['301', [{ ...handOver, status: 301 }, delivery], 'cacheable', /301/],
    ['a cookie that was not sent back', [
      {
        url: 'https://app.example.com/sign-in',
        status: 303,
        answered: { 'set-cookie': 'sid=new; Path=/; HttpOnly; SameSite=Strict', location: LOGIN }
      },
      { ...handOver, asked: {}, after: 1 }
    ], 'cookie-same-site', /sid \(Path=\/; SameSite=Strict\)/],
    ['a cookie for another path', [
      {
        url: 'https://app.example.com/sign-in',
        status: 303,
        answered: { 'set-cookie': 'sid=new; Path=/', location: LOGIN }
      },
      { ...handOver, asked: { cookie: 'other=1' }, after: 1 }
    ], 'cookie-lost', /did not send it/],
    ['a failing app', [{ url: LOGIN, status: 500 }], 'server-error', /500/],
    ['a clock that is ahead', [{
      ...handOver,
      answered: { ...handOver.answered, date: 'Mon, 23 Nov 2026 11:59:50 GMT' }
    },
    { ...delivery, after: -10 }], 'clock-off', /nbf lies 10 seconds ahead/],
    ['a token that was kept', [handOver, { ...delivery, after: 900 }], 'expired', /10 minutes ago/],
    ['a foreign return URL', [{ ...delivery, url: `${ENDPOINT}?return_to=https%3A%2F%2Fevil.example%2F&jwt=${token}` }],
      'foreign-return-url', /evil\.example/],
    ['another address', [{ ...delivery, url: `https://help.example.com/signin?jwt=${token}` }], 'wrong-endpoint',
      /documented is/],
    ['plain http', [{ ...delivery, url: handoff.replace('https:', 'http:') }], 'plain-http', /plain http/]
  ]
  for (const [title, steps, code, seen] of cases) {
    const findings = look(steps)
    t.ok(findings.some((one) => one.code === code && seen.test(one.seen)),
      `${title}: ${JSON.stringify(findings.filter((one) => one.level !== 'ok').map((one) => [one.code, one.seen]))}`)
    t.notMatch(JSON.stringify(findings), /eyJ|ada@|session-value/)
  }
})

t.test('this machine\'s clock is not held against the app', async (t) => {
  const findings = look([handOver, { ...delivery, after: -60 }])
  t.same(faultsOf(findings), [])
  t.match(findings.find(({ code }) => code === 'clock-here')?.seen, /differs from both by 60 seconds/)
})

t.test('a form handoff, and a refusal at the logout URL', async (t) => {
  const jwt = signJws({ iat, jti: 'c1a5c1d0-0f5e-4c47-9f4e-1d0a8b0f7c11', email: 'ada@example.com', name: 'Ada' })
  const form: Recorded = {
    url: LOGIN,
    answered: { 'cache-control': 'no-store' },
    body: `<form><input name="jwt" value="${jwt}">`
  }
  const posted: Recorded = {
    url: 'https://acme.zendesk.com/access/jwt?return_to=',
    method: 'POST',
    status: 302,
    after: 1,
    fields: { jwt },
    answered: { location: 'https://app.example.com/logout?kind=error&message=No+sign-up+for+ada%40example.com' }
  }
  const findings = look([form, posted], { vendor: 'zendesk' })
  t.same(faultsOf(findings), ['refused-by-vendor'])
  t.match(findings.find(({ code }) => code === 'refused-by-vendor')?.seen, 'No sign-up for a…@example.com')

  const mended = look([form, { ...posted, answered: { location: 'https://acme.zendesk.com/hc' } }],
    { vendor: 'zendesk' })
  t.same(faultsOf(mended), [])
  const query = look([{ ...posted, method: 'GET', url: `https://acme.zendesk.com/access/jwt?jwt=${jwt}`, fields: {} }],
    { vendor: 'zendesk' })
  t.ok(faultsOf(query).includes('wrong-method'))
})

t.test('a cookie is missed only where it was due', async (t) => {
  const set = (cookie: string, location = LOGIN): Recorded =>
    ({ url: 'https://app.example.com/account/sign-in', status: 303, answered: { 'set-cookie': cookie, location } })
  const next: Recorded = { ...handOver, asked: { cookie: 'other=1' }, after: 1 }
  const again: Recorded = { ...next, after: 2, answered: { ...next.answered, 'set-cookie': 'sid=; Max-Age=0' } }
  const cases: Array<[steps: Recorded[], lost: boolean]> = [
    [[set('sid=a; Path=/'), next], true],
    [[set('sid=a; Path=/'), handOver], false],
    [[set('sid=a; Path=/help-center'), next], true],
    [[set('sid=a; Path=/help-center/'), next], true],
    [[set('sid=a; Path=/admin'), next], false],
    [[set('sid=a'), next], false],
    [[set('sid=; Path=/; Max-Age=0'), next], false],
    [[set('sid=a; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'), next], false],
    [[set('nonsense'), next], false],
    [[set('sid=a; Path=/'), { ...again, after: 1, asked: { cookie: 'sid=a' } }, next], false]
  ]
  for (const [steps, lost] of cases) {
    t.equal(look(steps).some(({ code }) => code === 'cookie-lost'), lost, String(steps[0]?.answered?.['set-cookie']))
  }
})

t.test('oddities of recordings are read, not thrown at', async (t) => {
  const odd = (changes: object) => {
    const har = JSON.parse(makeHar([handOver]))
    Object.assign(har.log.entries[0], changes)
    return inspect({ facts: vendors['zoho-desk'], har: JSON.stringify(har), now: 0 }).findings
  }
  const url = `${ENDPOINT}?jwt=x`
  const request = {
    method: 'POST',
    url: ENDPOINT,
    postData: { mimeType: 'application/x-www-form-urlencoded', text: `jwt=${token}` }
  }
  t.ok(faultsOf(odd({ request })).includes('wrong-method'))
  t.ok(odd({ request: { url, postData: { mimeType: 'text/plain', text: 'jwt=1' } } }).length > 0)
  t.ok(odd({
    request: { url, postData: { params: [{ name: 'a', value: '%zz%41' }] } },
    response: {},
    _resourceType: undefined
  }).length > 0)
  t.ok(odd({ response: { redirectURL: handoff, headers: [{ name: 'date', value: 'ä' }] } }).length > 0)
  t.ok(odd({
    response: { content: { mimeType: 'text/html' } },
    _resourceType: undefined,
    startedDateTime: 1
  }).length > 0)
  t.throws(() => odd({ request: { url: 'data:text/plain,x' } }), { message: /no request/ })
  t.match(look(Array.from({ length: 50 }, (_, after) => ({ url: `${LOGIN}/${after}`, after })))[0]?.seen, /and 10 more/)
  const redacted = redactHar(JSON.stringify({ log: { entries: [{ request }, null] } }))
  t.notMatch(redacted.har, /eyJ/)
  t.match(redacted.har, /"name": "jwt",\s*"value": "\[removed\]"/)
})

t.test('a recording that ends before the delivery still has its token', async (t) => {
  const findings = look([handOver])
  t.ok(findings.some(({ code }) => code === 'signature-fits'))
  t.same(faultsOf(findings), [])
})

t.test('a recording without cookies or token says so', async (t) => {
  const codes = look([{ url: LOGIN }]).map(({ level, code }) => `${level} ${code}`)
  t.same(codes, ['info walk', 'not-checked no-token', 'not-checked cookies-not-recorded'])
})

t.test('a redacted copy holds no value of query, cookie, body, field or header', async (t) => {
  const secrets = ['leak-cookie', 'leak-body', 'leak-header', 'leak-field', 'leak-query', 'leak-fragment',
    'ada@example.com', token,
    'Zx81kLmN0pQrStUvWxYz123456']
  const { har, removed } = redactHar(makeHar([{
    url: 'https://leak-user:leak-pass@app.example.com/reset/Zx81kLmN0pQrStUvWxYz123456' +
      `?jwt=${token}&mail=ada@example.com&a=leak-query#leak-fragment`,
    method: 'POST',
    asked: { cookie: 'sid=leak-cookie; b=leak-cookie', authorization: 'Bearer leak-header', 'x-custom': 'leak-header' },
    answered: {
      'set-cookie': 'sid=leak-cookie; Path=/; SameSite=Lax',
      location: `/next?jwt=${token}`,
      'cache-control': 'no-store',
      link: '<https://x/leak-header>'
    },
    fields: { jwt: 'leak-field', email: 'ada@example.com' },
    body: 'leak-body'
  }]))
  for (const secret of [...secrets, 'leak-']) t.notOk(har.includes(secret), secret)
  t.match(har, 'sid=[removed]; Path=/; SameSite=Lax')
  t.match(har, /"cache-control",\s*"value": "no-store"/)
  const expected = ['cookie: 3', 'header authorization: 1', 'body of an answer: 1']
  t.same(expected.filter((line) => !removed.includes(line)), [])
  t.doesNotThrow(() => look(JSON.parse(har).log.entries.map(() => ({ url: LOGIN }))))
})

t.test('what is no HAR ends in one sentence', async (t) => {
  for (const har of ['', '{', '[]', '{"log":{}}', '{"log":{"entries":[]}}', '{"log":{"entries":[{}, null, 1]}}']) {
    t.throws(() => inspect({ facts: vendors.zendesk, har, now: 0 }), { message: /HAR.*\.$/ })
  }
})

t.test('a walk that is cut off, odd or short is read as far as it goes', async (t) => {
  const seen = (steps: Recorded[], code: string, vendor = 'zoho-desk') =>
    look(steps, { vendor }).filter((one) => one.code === code).map((one) => one.seen).join()
  const nowhere: Recorded = { url: LOGIN, status: 302, answered: { location: 'http://[' } }
  t.match(seen([nowhere], 'no-token'), /has a token for Zoho Desk/)
  t.equal(seen([handOver, { ...delivery, status: 400, answered: {} }], 'refused-by-vendor'),
    'Zoho Desk answered 400 to the token.')
  t.equal(seen([handOver, { ...delivery, answered: { location: 'http://[' } }], 'vendor-answer'),
    'Zoho Desk answered 302 to the token.')
  const visit = (after: number): Recorded => ({ url: LOGIN, status: 302, after, answered: { location: '/sign-in' } })
  t.match(seen([visit(0), visit(1), visit(2)], 'login-loop'), /visited 3 times within half a minute\.$/)
  const set: Recorded = { url: 'https://app.example.com/sign-in', status: 303, answered: { 'set-cookie': 'sid=a' } }
  t.match(seen([set, { ...handOver, asked: {}, after: 1 }], 'cookie-lost'), /set the cookie sid; the browser/)
})

t.test('the request of a forum is no token, wherever it is', async (t) => {
  const encode = (query: string) => encodeURIComponent(Buffer.from(query).toString('base64'))
  const request = `sso=${encode('nonce=abc&return_sso_url=https%3A%2F%2Fhelp.example.com')}&sig=00`
  const answer = `sso=${encode('nonce=abc&external_id=1&email=ada%40example.com')}&sig=00`
  const arrival: Recorded = { url: `${LOGIN}?${request}`, status: 302 }
  const codes = (steps: Recorded[]) => look(steps, { vendor: 'discourse' }).map(({ code }) => code)
  const begin: Recorded = { url: 'https://help.example.com/session/sso', status: 302 }
  const asked = { ...begin, answered: { location: `${LOGIN}?${request}` } }
  t.ok(codes([asked]).includes('no-token'))
  t.ok(codes([arrival]).includes('no-token'))
  const answered = { ...arrival, answered: { location: `https://help.example.com/session/sso_login?${answer}` } }
  t.notOk(codes([asked, answered]).includes('no-token'))
})

t.test('what is recorded as no document counts where it redirects', async (t) => {
  const har = JSON.parse(makeHar([handOver, { url: 'https://app.example.com/logo.png', after: 1 }]))
  for (const entry of har.log.entries) entry._resourceType = 'other'
  const { findings } = inspect({ facts: vendors['zoho-desk'], har: JSON.stringify(har), now: 0 })
  const walk = findings.find(({ code }) => code === 'walk')?.seen ?? ''
  t.match(walk, '1. GET https://app.example.com/help-center/login')
  t.notMatch(walk, 'logo')
})
