import { test } from 'tap'
import { checkHost, seenOf } from '../fixtures/check-host.ts'
import { EMAIL, HELP_CENTER, jwt, now, redirect, toSignIn, type Host, type Visit } from '../reports/host.ts'
import { zoho, ZOHO } from '../reports/vendors.ts'

let count = 0
const token = (): string =>
  jwt({ jti: `unlike-${count++}-${'x'.repeat(8)}`, iat: now(), nbf: now() - 30, exp: now() + 300, email: EMAIL })
const endpoint = `${ZOHO}?return_to=&jwt=`

/** An app for which this is the way back, as it stands in the handoff. */
function returning (change: (asked: string) => string): Host {
  return {
    login: (visit) => visit.isSignedIn
      ? redirect(visit.response, `${ZOHO}?jwt=${token()}&return_to=` +
        encodeURIComponent(change(visit.query.get('return_to') ?? '')))
      : toSignIn(visit)
  }
}

test('How a difficult page came back is told in words', async (t) => {
  const own = (asked: string): boolean => asked.startsWith(`${HELP_CENTER}/`)
  const cases: ReadonlyArray<readonly [what: string, change: (asked: string) => string, seen: RegExp]> = [
    ['cut', (asked) => asked.slice(0, 900), /1,500 characters came back changed: it had \d+ characters .* with 900/],
    ['encoded inside', (asked) => asked.replace('%2F', '%252F'), /two parameters came back changed: it is percent-en/],
    ['encoded whole', (asked) => encodeURIComponent(encodeURIComponent(asked)), /changed: it is percent-encoded twice/],
    ['escaped', (asked) => asked.replaceAll('&', '&amp;'), /written as &amp;, for HTML/],
    ['cut at the &', (asked) => asked.split('&')[0]!, /it had 2 parameters and came back with 1/]
  ]
  for (const [what, change, seen] of cases) {
    const report = await checkHost(t, returning((asked) => own(asked) ? change(asked) : ''), { endpoint })
    t.match(seenOf(report, 'return-url-changed'), seen, what)
  }
})

test('A page that only some of the time comes back is named', async (t) => {
  const report = await checkHost(t, returning((asked) => asked.includes('caf') ? `${HELP_CENTER}/100%` : asked),
    { endpoint })
  t.match(seenOf(report, 'return-url-dropped'), /^warning: A page with letters beyond ASCII did not come back/m)
  for (const address of ['http://[', '//[']) {
    const broken = await checkHost(t, returning((asked) => asked.includes('caf') ? address : asked), { endpoint })
    t.match(seenOf(broken, 'return-url-dropped'), /beyond ASCII did not come back/)
  }
})

test('An app that refuses a page, or a foreign address, is told which', async (t) => {
  const route = zoho()
  const refusing = (refused: RegExp): Host => ({
    login: (visit) => refused.test(visit.query.get('return_to') ?? '')
      ? visit.response.writeHead(400).end()
      : route(visit)
  })
  const long = await checkHost(t, refusing(/longlong/), { endpoint })
  t.match(seenOf(long, 'return-url-refused'), /^warning: For a page with 1,500 characters .* go on \(status 400\)\.$/m)
  const home: Host = {
    login: (visit) => visit.query.get('return_to')?.includes('longlong')
      ? redirect(visit.response, HELP_CENTER)
      : route(visit)
  }
  t.match(seenOf(await checkHost(t, home, { endpoint }), 'return-url-refused'), /1,500 .* does not go on\.$/m)
  const foreign = await checkHost(t, refusing(/stranger/), { endpoint })
  t.match(seenOf(foreign, 'return-url-refused'), /^info: Asked to return to a foreign origin, the app hands nothing/m)
})

test('An app that itself goes where it is asked to is an open redirect', async (t) => {
  const route = zoho()
  const open = (visit: Visit): void => {
    const asked = visit.query.get('return_to') ?? ''
    if (asked.startsWith('http://help.')) redirect(visit.response, asked)
    else route(visit)
  }
  t.match(seenOf(await checkHost(t, { login: open }, { endpoint }), 'open-redirect'), /^problem: .*plain http, the/)
  const { findings } = await checkHost(t, { login: open }, { endpoint })
  t.match(findings.find(({ code }) => code === 'open-redirect')?.cure, /open redirect/)
})

test('Where the token travels on the page, a foreign page gets the token', async (t) => {
  const naive = (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const address = new URL(visit.query.get('location') ?? '', `${HELP_CENTER}/`)
    address.searchParams.set('jwt_token', jwt({ iat: now(), exp: now() + 3600, n: count++ }))
    redirect(visit.response, address.href)
  }
  const report = await checkHost(t, { login: naive }, { provider: 'git-book' })
  t.match(seenOf(report, 'token-to-stranger'), /^problem: Asked to return to a foreign origin, an.* sends[^\n]*$/)
})

test('An app that takes the token to one host of its own choice takes it to no stranger', async (t) => {
  const fixed = (visit: Visit): void => {
    if (!visit.isSignedIn) return toSignIn(visit)
    const { pathname, search, hash } = new URL(visit.query.get('location') ?? '', `${HELP_CENTER}/`)
    const address = new URL(`https://acme.gitbook.io${pathname}${search}${hash}`)
    address.searchParams.set('jwt_token', jwt({ iat: now(), exp: now() + 3600, n: count++ }))
    redirect(visit.response, address.href)
  }
  const report = await checkHost(t, { login: fixed }, { provider: 'git-book' })
  t.match(seenOf(report, 'wrong-endpoint'), /^problem: [^\n]*$/, 'told once')
  t.equal(seenOf(report, 'token-to-stranger'), '')
  t.match(seenOf(report, 'return-url-dropped'), /^ok: [^\n]*$/)
})

test('A host that ends like the help center\'s is foreign', async (t) => {
  const ending = returning((asked) => asked.endsWith('/page') && !asked.includes('help.example.com/')
    ? ''
    : new URL(asked, HELP_CENTER).hostname.endsWith('help.example.com') ? asked : '')
  t.match(seenOf(await checkHost(t, ending, { endpoint }), 'foreign-return-url'),
    /forwards a host that ends like the help center/)
})

test('A fragment that is lost on the way is named', async (t) => {
  const report = await checkHost(t, returning((asked) => asked.replace(/#.*/, '')), { endpoint })
  t.match(seenOf(report, 'return-url-changed'), /^info: A page with two parameters came back without its "#c"\.$/m)
})

test('A help center on the app\'s own origin has no login URL that would be foreign', async (t) => {
  const route: Host = {
    login: (visit) => visit.isSignedIn
      ? redirect(visit.response, `/help/sso?jwt=${token()}&return_to=` + encodeURIComponent('/help/'))
      : toSignIn(visit)
  }
  const report = await checkHost(t, route, { helpCenter: '/help/', logout: true })
  t.match(seenOf(report, 'return-url-dropped'), /^warning/)
  t.notMatch(seenOf(report, 'foreign-return-url'), /login URL itself/)
})

test('Once the app answers 429, what is left is not checked', async (t) => {
  const after = (limit: number): Host => {
    const route = zoho()
    let visits = 0
    return {
      login: (visit) => visit.isSignedIn && ++visits > limit ? visit.response.writeHead(429).end() : route(visit)
    }
  }
  for (const limit of [1, 2, 3, 5, 8, 11, 12, 13]) {
    const report = await checkHost(t, after(limit), { endpoint })
    t.match(report.findings.filter(({ level }) => level === 'not-checked').map(({ code }) => code).join(' '),
      limit === 1 ? /second-sign-in/ : /rate-limited/, `after ${limit}`)
    t.strictSame(report.findings.filter(({ level }) => level === 'problem'), [])
  }
  t.match(seenOf(await checkHost(t, after(0), { endpoint }), 'rate-limited'), /429: too many requests/)
})
