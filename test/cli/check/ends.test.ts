import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { gzipSync } from 'node:zlib'
import { checkHost, seenOf } from '../fixtures/check-host.ts'
import { EMAIL, HELP_CENTER, jwt, now, page, redirect, startHost, toSignIn, type Host, type Visit } from
  '../reports/host.ts'
import { FRESHWORKS, gitBook, zoho, ZOHO } from '../reports/vendors.ts'

const endpoint = `${ZOHO}?return_to=&jwt=`
const signedIn = (answer: (visit: Visit) => unknown): Host =>
  ({ login: (visit) => visit.isSignedIn ? answer(visit) : toSignIn(visit) })
const token = (change: object = {}): string =>
  jwt({ jti: randomUUID(), iat: now(), nbf: now() - 30, exp: now() + 300, email: EMAIL, ...change })

test('A walk that ends without a token is told by where and how it ends', async (t) => {
  const cases: ReadonlyArray<readonly [answer: (visit: Visit) => unknown, code: string, seen: RegExp]> = [
    [({ response }) => { response.writeHead(302).end() }, 'server-error', /^problem: With the session .* without a/],
    [({ response }) => { response.writeHead(404).end() }, 'page-missing', /^problem: With the session, the way ends/],
    [({ response }) => { response.writeHead(500).end() }, 'server-error', /^problem: With the session .* answered 500/],
    [({ response }) => { page(response, '<title>Hello</title>') }, 'no-token', /\/login\S* \("Hello"\) answered 200/],
    [({ response }) => { page(response, '<svg><title>A<b>B</b></title></svg>') }, 'no-token', /\("A"\) answered/],
    [({ response }) => { page(response, '<form><input type="password"></form>') }, 'no-session', /^warning: With the/],
    [({ response }) => { redirect(response, '/') }, 'no-session', /^warning: .* ends at http:\S+\/, as for somebody/],
    [({ response }) => { redirect(response, HELP_CENTER) }, 'no-token', /sends the visitor back to https:\/\/help/],
    [({ response, request }) => { redirect(response, `https://${request.headers.host}/login`) }, 'other-address',
      /^warning: The login URL leads on to https:\/\/127\./],
    [({ response }) => { redirect(response, 'javascript:alert(1)') }, 'odd-redirect',
      /^problem: With the session \S+\/login\S* redirects to an address with "javascript:", which is no web page\.$/],
    [({ response }) => { redirect(response, `/next?jwt=${'x'.repeat(20_000)}`) }, 'address-too-long',
      /^problem: \S+ answers with more than 16 KiB of headers/],
    [({ response }) => { redirect(response, 'https://id.example.net/') }, 'left-app', /^not-checked: .*--also https/]
  ]
  for (const [answer, code, seen] of cases) {
    const { findings } = await checkHost(t, signedIn(answer), { endpoint })
    t.match(seenOf({ findings: findings.filter(({ run }) => run === 'session') }, code), seen)
  }
})

test('A server that only redirects is no sign-in, and cannot be checked', async (t) => {
  let step = 0
  const host = { login: ({ response }: Visit) => { redirect(response, `/login?step=${step++}`) } }
  await t.rejects(checkHost(t, host, { endpoint }), /redirects without end, the last time to http/)
})

test('A server behind the first one that does not answer is a problem of the walk', async (t) => {
  const host = signedIn(({ response }) => { redirect(response, 'http://127.0.0.1:1/next') })
  const report = await checkHost(t, host, { endpoint, also: ['http://127.0.0.1:1'] })
  t.match(seenOf(report, 'no-answer'), /^problem: After 1 hops: http:\/\/127\.0\.0\.1:1\/ refuses/)
})

test('A cookie given by hand stays with its host', async (t) => {
  let cookie: string | undefined = 'none yet'
  const { origin, close } = await startHost({
    login: ({ request, response }) => {
      cookie = request.headers.cookie
      response.end()
    }
  })
  t.teardown(close)
  const other = origin.replace('127.0.0.1', 'localhost')
  await checkHost(t, signedIn(({ response }) => { redirect(response, `${other}/login`) }), { also: [other] })
  t.equal(cookie, undefined)
})

test('An answer is unpacked, and one that does not come or cannot be read is told', async (t) => {
  const packed = (bytes: Buffer): Host => signedIn(({ response }) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/html' }).end(bytes)
  })
  const refresh = `<meta http-equiv="refresh" content="0;url=${ZOHO}?jwt=${token()}">`
  t.match(seenOf(await checkHost(t, packed(gzipSync(refresh)), { endpoint }), 'signature-fits'), /^ok/)
  await t.rejects(checkHost(t, packed(Buffer.from('no gzip')), { endpoint }), /cannot be asked \(Z_DATA_ERROR\)\.$/)
  const silent = { login: () => {} }
  await t.rejects(checkHost(t, silent, { net: { timeLimit: 150 } }), /did not answer within 0\.15 s\.$/)
  const stalling = { login: ({ response }: Visit) => { response.writeHead(200).write('<p>') } }
  await t.rejects(checkHost(t, stalling, { net: { timeLimit: 150 } }), /did not answer within 0\.15 s\.$/)
})

test('The second sign-in shows what is kept, reused or counted', async (t) => {
  const inTurn = (...tokens: Array<string | undefined>): Host => {
    let turn = 0
    return signedIn(({ response }) => {
      const next = tokens[turn++]
      if (next === undefined) response.writeHead(403).end()
      else redirect(response, `${ZOHO}?jwt=${next}`)
    })
  }
  const again = async (host: Host): Promise<string> =>
    (await checkHost(t, host, { endpoint })).findings.filter(({ run }) => run === 'again')
      .map(({ level, code }) => `${level} ${code}`).join()
  t.equal(await again(inTurn(token(), undefined)), 'warning second-sign-in')
  t.equal(await again(inTurn(token({ iat: now() }), token({ iat: now() - 9 }))), 'problem token-reused')
  t.equal(await again(inTurn(token({ jti: 'always-the-same' }), token({ jti: 'always-the-same', a: 1 }))),
    'problem jti-reused')
  const plain = token({ jti: undefined })
  t.equal(await again(inTurn(plain, plain)), 'not-checked token-reused', 'made anew within one second, or kept')
  t.equal(await again(inTurn('abc', 'abd')), 'ok token-reused', 'what is no token has no jti')
})

test('Without a session the visitor must not be sent back, and a bare 403 is no page to sign in on', async (t) => {
  const nobody = async (answer: (visit: Visit) => unknown, code: string, provider = 'zoho-desk'): Promise<string> => {
    const report = await checkHost(t, { login: answer }, { asNobody: true, provider })
    return seenOf({ findings: report.findings.filter(({ run }) => run === 'no-session') }, code)
  }
  const back = ({ response }: Visit): void => { redirect(response, HELP_CENTER) }
  t.match(await nobody(back, 'no-way-to-sign-in'), /^problem: .*where nobody signs in/)
  t.match(await nobody(back, 'sign-in-elsewhere', 'intercom'), /^not-checked/)
  const forbid = ({ response }: Visit): void => { response.writeHead(403).end() }
  t.match(await nobody(forbid, 'no-way-to-sign-in'), /^info: .*find the sign-in page alone/)
  t.equal(await nobody(({ response }) => { response.end('null') }, 'token-without-session', 'intercom'), '')
})

test('A sign-in page that is told nothing of the way back loses it', async (t) => {
  const bare = (search: string): Host => ({
    login: ({ response }) => { redirect(response, `/sign-in${search}`) },
    cookie: null,
    signInPage: ({ response }) => { page(response, '<form method="post"><input type="password">') }
  })
  const lost = await checkHost(t, bare(''), { asNobody: true })
  t.match(seenOf(lost, 'way-back-lost'), /^warning: .*no parameter or field holds the way back\.$/)
  const kept = await checkHost(t, bare('?next=%2Flogin'), { asNobody: true })
  t.equal(seenOf(kept, 'way-back-lost'), '')
  t.match(seenOf(kept, 'no-session'), /^info: .*the way back is in the address or the form\.$/)
})

test('A failing app of a vendor with key pairs gets a word about the size of the key', async (t) => {
  const fail = signedIn(({ response }) => { response.writeHead(500).end() })
  const cure = async (provider: string): Promise<string> =>
    (await checkHost(t, fail, { provider, endpoint: FRESHWORKS })).findings
      .filter(({ code }) => code === 'server-error').map((one) => one.cure).join()
  t.match(await cure('freshworks'), /2048 bits/)
  t.notMatch(await cure('zoho-desk'), /2048/)
})

test('A widget\'s token must not be readable by a page of any other site', async (t) => {
  const widget = (headers: Record<string, string>): Host => ({
    login: ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify({ token: token({ user_id: 'u-1' }) }))
    }
  })
  const guarded = (headers: Record<string, string>): Host => {
    const { login } = widget(headers)
    return { login: (visit) => visit.isSignedIn ? login(visit) : visit.response.writeHead(401).end() }
  }
  const told = async (host: Host): Promise<string> =>
    seenOf(await checkHost(t, host, { provider: 'intercom' }), 'token-for-strangers')
  const open = {
    'access-control-allow-origin': 'https://stranger.example', 'access-control-allow-credentials': 'true'
  }
  t.match(await told(guarded(open)), /^problem: A page of any other site may read/)
  t.match(await told(guarded({})), /^info: A token was made/)
  const strict: Host = {
    login: (visit) => visit.request.headers.origin === undefined
      ? guarded({}).login(visit)
      : visit.response.writeHead(403).end()
  }
  t.match(await told(strict), /^ok/)
})

test('A logout that leads nowhere, fails, or asks with a form is told', async (t) => {
  const cases: ReadonlyArray<readonly [signOut: NonNullable<Host['signOut']>, code: string, seen: RegExp]> = [
    [({ request }) => { request.destroy() }, 'logout-refused', /^problem: .*leads nowhere/],
    [({ response }, end) => { end(); response.writeHead(500).end() }, 'server-error', /^problem: .*\/logout answered/],
    [({ response }, end) => { end(); page(response, '<form method="post"><button>') }, 'logout-refused', /^info/],
    [({ response }, end) => { end(); page(response, '<form method="post" action="/sign-in">') }, 'logout-loop', /^ok/m]
  ]
  for (const [signOut, code, seen] of cases) {
    t.match(seenOf(await checkHost(t, { login: zoho(), signOut }, { endpoint, logout: true }), code), seen)
  }
})

test('A policy on a sign-in page is held against the place that is known', async (t) => {
  const signInPage = ({ response }: Visit): void => {
    page(response, '<form method="post"><input type="password"></form>', {
      'content-security-policy': `form-action 'self' ${HELP_CENTER}`
    })
  }
  const told = async (provider: string, helpCenter: string): Promise<string> =>
    seenOf(await checkHost(t, { login: gitBook(), signInPage }, { provider, helpCenter, asNobody: true }),
      'csp-form-action')
  t.match(await told('git-book', HELP_CENTER), /^ok: .*which allows https:\/\/help/)
  t.match(await told('git-book', ''), /^not-checked: .*pass --endpoint/)
})
