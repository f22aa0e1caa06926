import t from 'tap'
import { ada, ARTICLE, buildApp, ENDPOINT, HELP_CENTER, HOME, LOGIN } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'

const withReturnTo = (returnTo: string, parameter = 'return_to') =>
  `${LOGIN}?${new URLSearchParams({ [parameter]: returnTo })}`
const hostile = [
  'https://evil.example/', '//evil.example', '/\\evil.example', 'https://help.example.com.evil.example/',
  'javascript:alert(1)',
  'https://help.example.com@evil.example/', 'https://evil.example/?https://help.example.com', 'https:help.example.com',
  'http://help.example.com/', `${HELP_CENTER}//evil.example`, `${HELP_CENTER}/%2fevil.example`,
  `${HELP_CENTER}/a\r\nx: y`, ''
]

t.test('a guest comes back from the sign-in page to where the visit began in the help center (R8)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)

  const arrival = await browser.get(withReturnTo(ARTICLE))
  t.equal(arrival.statusCode, 303)
  t.equal(arrival.headers.location, `/sign-in?${new URLSearchParams({ next: withReturnTo(ARTICLE) })}`)
  t.match(Object.keys(browser.cookies), ['__Host-help-center.default.attempts', '__Host-help-center.default.pending'])

  const signedIn = await browser.post('/sign-in', { user: 'ada' })
  t.equal(signedIn.statusCode, 303)
  const { endpoint, returnTo, header, claims } = readHandoff(signedIn.headers.location)
  t.equal(endpoint, ENDPOINT)
  t.equal(returnTo, ARTICLE)
  t.strictSame(header, { alg: 'HS256', typ: 'JWT' })
  t.equal(claims.email, ada.email)
  t.strictSame(Object.keys(claims).sort(), ['email', 'exp', 'iat', 'jti', 'nbf'])
})

t.test('a sign-in page that only honours next brings the visitor back just as well', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  const arrival = await browser.get(withReturnTo(ARTICLE))
  browser.setCookie('session', 'ada')
  const next = new URL(String(arrival.headers.location), 'https://app.example.com').searchParams.get('next')
  t.equal(readHandoff((await browser.get(String(next))).headers.location).returnTo, ARTICLE)
})

t.test('a visitor who is signed in already goes straight to the help center with a 303 (L5)', async (t) => {
  const { app } = await buildApp(t)
  const browser = new Browser(app)
  browser.setCookie('session', 'ada')
  const response = await browser.get(withReturnTo(ARTICLE))
  t.equal(response.statusCode, 303)
  t.equal(response.body, '')
  t.equal(readHandoff(response.headers.location).returnTo, ARTICLE)
})

t.test('without a return URL the visitor lands on the home page of the help center', async (t) => {
  const { app } = await buildApp(t)
  const response = await app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })
  t.equal(readHandoff(response.headers.location).returnTo, HOME)
})

t.test('serviceurl serves where return_to is missing or refused, and return_to comes first', async (t) => {
  const { app } = await buildApp(t)
  const landing = async (query: Record<string, string>) => {
    const response = await app.inject({ url: LOGIN, query, headers: { cookie: 'session=ada' } })
    return readHandoff(response.headers.location).returnTo
  }
  t.equal(await landing({ serviceurl: ARTICLE }), ARTICLE)
  t.equal(await landing({ serviceurl: ARTICLE, return_to: `${HELP_CENTER}/a` }), `${HELP_CENTER}/a`)
  t.equal(await landing({ serviceurl: ARTICLE, return_to: 'https://evil.example' }), ARTICLE)
  t.equal(await landing({ serviceurl: 'https://evil.example', return_to: 'https://evil.example' }), HOME)
})

for (const returnTo of hostile) {
  t.test(`the return URL ${JSON.stringify(returnTo)} is dropped and the sign-in goes on (R1)`, async (t) => {
    const { app, log } = await buildApp(t)
    const signedIn = await app.inject({ url: withReturnTo(returnTo), headers: { cookie: 'session=ada' } })
    t.equal(readHandoff(signedIn.headers.location).returnTo, HOME)
    const guest = await app.inject({ url: withReturnTo(returnTo) })
    t.equal(guest.headers.location, `/sign-in?${new URLSearchParams({ next: LOGIN })}`)
    t.equal(log.filter(({ msg }) => msg === 'return URL dropped').length, 2)
    t.notMatch(JSON.stringify(log), 'evil.example')
  })
}

const malformed = [
  `return_to=${HELP_CENTER}/a&return_to=${HELP_CENTER}/a`, `return_to=${HELP_CENTER}/a&return_to=https://evil.example`,
  'return_to[]=https://evil.example', `return_to[href]=${HELP_CENTER}/a`, 'return_to', 'return_to=',
  'return_to=%E0%A4%A', 'return_to=https%3A%2F%2Fhelp.example.com%2F%FF', '%', '&&==',
  '__proto__[return_to]=https://evil.example', 'constructor=1&toString=2&hasOwnProperty=3'
]

for (const query of malformed) {
  t.test(`the malformed query ${query} counts as none (R6)`, async (t) => {
    const { app } = await buildApp(t)
    const response = await app.inject({ url: `${LOGIN}?${query}`, headers: { cookie: 'session=ada' } })
    t.equal(response.statusCode, 303)
    t.equal(readHandoff(response.headers.location).returnTo, HOME)
  })
}

t.test('whatever the query parser of the host makes of the query, only text counts (R6)', async (t) => {
  let query: unknown
  const { app } = await buildApp(t, {}, { server: { querystringParser: () => query as Record<string, unknown> } })
  const inherited = Object.create({ return_to: ARTICLE })
  const values: unknown[] = [{ href: ARTICLE }, [ARTICLE], { toString: () => ARTICLE }, 0, true, null, new URL(ARTICLE)]
  const queries = [...values.map((value) => ({ return_to: value })), null, undefined, ARTICLE, [ARTICLE], inherited]
  for (query of queries) {
    const response = await app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })
    t.equal(response.statusCode, 303)
    t.equal(readHandoff(response.headers.location).returnTo, HOME)
  }
})

t.test('a client that accepts JSON gets the handoff as data', async (t) => {
  const { app } = await buildApp(t)
  const response =
    await app.inject({ url: withReturnTo(ARTICLE), headers: { accept: 'application/json', cookie: 'session=ada' } })
  t.equal(response.statusCode, 200)
  t.strictSame(Object.keys(response.json()), ['method', 'url'])
  t.equal(response.json().method, 'GET')
  t.equal(readHandoff(response.json().url).returnTo, ARTICLE)
  t.notOk(response.headers.location)
})

t.test('a client that accepts JSON and is not signed in gets a 401 as data', async (t) => {
  const { app } = await buildApp(t)
  const response = await app.inject({ url: LOGIN, headers: { accept: 'application/json' } })
  t.equal(response.statusCode, 401)
  t.match(response.headers['content-type'], /^application\/json/)
  t.equal(response.json().code, 'FST_HELP_CENTER_NOT_SIGNED_IN')
  t.notOk(response.headers['set-cookie'])
})

t.test('a client that names HTML too, as browsers do, gets the redirect', async (t) => {
  const { app } = await buildApp(t)
  const response =
    await app.inject({ url: LOGIN, headers: { accept: 'text/html, application/json', cookie: 'session=ada' } })
  t.equal(response.statusCode, 303)
})

t.test('without a sign-in page a guest gets a page that says so', async (t) => {
  const { app } = await buildApp(t, { signInPage: undefined })
  const response = await new Browser(app).get(LOGIN)
  t.equal(response.statusCode, 401)
  t.match(response.body, /You are not signed in/)
  t.match(response.body, 'FST_HELP_CENTER_NOT_SIGNED_IN')
})

t.test('parameters inside a return URL stay inside it, and the token is the only one (R9)', async (t) => {
  const { app } = await buildApp(t)
  for (const end of ['a?x=1&jwt=attacker&return_to=https://evil.example', 'a#jwt=attacker', '?jwt=a&jwt=b']) {
    const returnTo = `${HELP_CENTER}/${end}`
    const response = await app.inject({ url: withReturnTo(returnTo), headers: { cookie: 'session=ada' } })
    t.equal(readHandoff(response.headers.location).returnTo, returnTo)
  }
})

t.test('a Location is printable ASCII whatever script the return URL is in (1.12)', async (t) => {
  const { app } = await buildApp(t)
  for (const returnTo of [
    `${HELP_CENTER}/wiki/Zürich`, `${HELP_CENTER}/検索?q=ß`, `${HELP_CENTER}/\u560A\u560Dx`
  ]) {
    for (const headers of [{}, { cookie: 'session=ada' }]) {
      const { statusCode, headers: { location } } = await app.inject({ url: withReturnTo(returnTo), headers })
      t.equal(statusCode, 303)
      t.match(location, /^[\x21-\x7e]+$/)
    }
  }
})

t.test('control and separator characters in a return URL add no header and cause no 500 (1.12)', async (t) => {
  const { app } = await buildApp(t)
  for (const character of ['\r\nx-evil: 1', '\n', '\0', '\x7f', '\u2028', '\u00a0', '\ud800', '\t']) {
    const response =
      await app.inject({ url: withReturnTo(`${HELP_CENTER}/a${character}b`), headers: { cookie: 'session=ada' } })
    t.notOk(response.headers['x-evil'])
    t.equal(readHandoff(response.headers.location).returnTo, HOME)
  }
})

t.test('each sign-in has a token of its own (J4, L8)', async (t) => {
  const { app } = await buildApp(t)
  const ask = async () =>
    readHandoff((await app.inject({ url: LOGIN, headers: { cookie: 'session=ada' } })).headers.location).claims.jti
  t.not(await ask(), await ask())
})
