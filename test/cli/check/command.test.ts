import { createServer as createRawServer, type AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { runCli } from '../fixtures/run-cli.ts'
import { HELP_CENTER, page, redirect, SECRET, startHost, type Host, type Visit } from '../reports/host.ts'
import { zendesk, ZENDESK, zoho, ZOHO } from '../reports/vendors.ts'

const ENV = { KEY: SECRET, COOKIE: 'sid=ada' }

async function start (t: Test, host: Host): Promise<string> {
  const { origin, close } = await startHost(host)
  t.teardown(close)
  return origin
}

test('The report names levels, codes and addresses, and ends with what is left at the vendor', async (t) => {
  const origin = await start(t, { login: zendesk() })
  const { status, stdout, stderr } = await runCli([
    'check', `${origin}/login`, '--provider', 'zendesk', '--endpoint', ZENDESK, '--secret-env', 'KEY',
    '--cookie-env', 'COOKIE'
  ], ENV)
  t.equal(status, 0)
  const lines = stdout.trimEnd().split('\n')
  t.match(lines[0], /checked as a sign-in for Zendesk\. All of it runs here and sends nothing to any vendor\.$/)
  t.match(stdout, /^ok {11}signature-fits/m)
  t.match(stdout, /^not visited {2}https:\/\/help\.example\.com\/access\/jwt\?return_to=…$/m)
  t.match(lines.at(-1), /^As far as this provider documents, that is right\. Left to look at, at the vendor: /)
  t.match(stderr, /^Walking /, 'talk goes to stderr')
  t.notOk(stdout.includes('\u001b'), 'no colour where nobody looks')
})

test('JSON is one object with a version, and the report has no secret, token, cookie or e-mail in it', async (t) => {
  const origin = await start(t, { login: zoho() })
  const { status, stdout } = await runCli([
    'check', `${origin}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO, '--secret-env', 'KEY',
    '--cookie-env', 'COOKIE', '--json'
  ], ENV)
  t.equal(status, 0)
  const report = JSON.parse(stdout)
  t.strictSame(Object.keys(report), ['schemaVersion', 'command', 'provider', 'findings', 'notVisited', 'atVendor'])
  t.equal(report.schemaVersion, 1)
  for (const finding of report.findings) {
    t.strictSame(Object.keys(finding), ['level', 'code', 'title', 'seen', 'meaning', 'cure', 'run'])
    t.ok(finding.title !== finding.code, `${finding.code} is a row of the table`)
  }
  t.notMatch(stdout, SECRET)
  t.notMatch(stdout, /eyJ|sid=ada|ada@example/)
})

test('--fail-on decides which findings end with status 1', async (t) => {
  const origin = await start(t, {
    login: zoho(),
    cookie: null,
    signInPage: ({ response }: Visit) => {
      page(response, '<form><input type="password" ' +
      'name="p"></form>')
    }
  })
  const check = (...more: string[]) => runCli(
    ['check', `${origin}/login?stay=1`, '--provider', 'zoho-desk', '--endpoint', ZOHO, '--cookie-env', 'OLD',
      ...more], { OLD: 'sid=old' })
  const expired = await check('--fail-on', 'warning')
  t.equal(expired.status, 2, 'without a token there is nothing to judge')
  t.match(expired.stdout, /^warning {6}no-session \(session\)/m)
  const home = await start(t, { login: (visit) => zoho()({ ...visit, query: new URLSearchParams() }) })
  const dropped = (...more: string[]) => runCli(
    ['check', `${home}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO, '--help-center', HELP_CENTER,
      '--cookie-env', 'COOKIE', ...more], ENV)
  t.equal((await dropped()).status, 0)
  const { status, stdout } = await dropped('--fail-on', 'warning')
  t.equal(status, 1)
  t.match(stdout, /^warning {6}return-url-dropped \(session\)/m)
})

test('Without any token nothing is called right', async (t) => {
  const origin = await start(t, { login: zoho() })
  const cases: ReadonlyArray<readonly [path: string, provider: string, cookie: string, env: Record<string, string>]> = [
    ['/login', 'zoho-desk', 'an expired session', { OLD: 'sid=old' }],
    ['/login', 'zoho-desk', 'no session', {}],
    ['/', 'intercom', 'a page without a token', { OLD: 'sid=ada' }],
    ['/login', 'discourse', 'a request that cannot be signed', {}]
  ]
  for (const [path, provider, what, env] of cases) {
    const words = ['check', `${origin}${path}`, '--provider', provider, ...'OLD' in env ? ['--cookie-env', 'OLD'] : []]
    const { status, stdout, stderr } = await runCli(words, env)
    t.equal(status, 2, what)
    t.match(stdout, /^(?:warning|not-checked|problem) /m)
    t.notMatch(stdout, /that is right/)
    t.match(stderr, /^No token was obtained, so nothing could be judged [^.]*\.$/m)
    const { error, findings } = JSON.parse((await runCli([...words, '--json'], env)).stdout)
    t.match(error, /^No token was obtained/)
    t.ok(findings.length > 0)
  }
})

test('Without a secret the signature is not checked, and without a session nothing of the token is', async (t) => {
  const origin = await start(t, { login: zoho() })
  const args = ['check', `${origin}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO]
  t.match((await runCli([...args, '--cookie-env', 'COOKIE'], ENV)).stdout, /^not-checked {2}signature-not-checked/m)
  t.match((await runCli(args)).stdout, /^not-checked {2}no-session-given/m)
})

test('A session with SameSite=Strict from a storage state is kept back, as browsers do', async (t) => {
  const origin = await start(t, { login: zendesk() })
  const state = (sameSite: string): string => t.testdir({
    'state.json': JSON.stringify({
      cookies: [{
        name: 'sid',
        value: 'ada',
        domain: '127.0.0.1',
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite
      }],
      origins: []
    })
  })
  const check = (folder: string) => runCli([
    'check', `${origin}/login`, '--provider', 'zendesk', '--endpoint', ZENDESK, '--secret-env', 'KEY',
    '--storage-state', `${folder}/state.json`
  ], ENV)
  const strict = await check(state('Strict'))
  t.equal(strict.status, 1)
  t.match(strict.stdout, /^problem {6}cookie-same-site \(session\)/m)
  t.match(strict.stdout, /signature-fits/, 'the token is judged all the same')
  const lax = await check(state('Lax'))
  t.equal(lax.status, 0)
  t.notMatch(lax.stdout, /cookie-flags-unknown/)
})

test('A cookie file in Netscape\'s format, and a header, are sessions too', async (t) => {
  const origin = await start(t, {
    login: (visit) => zoho()({
      ...visit,
      isSignedIn: visit.isSignedIn ||
      visit.request.headers.authorization === 'Bearer ada'
    })
  })
  const folder = t.testdir({
    'jar.txt': '# Netscape HTTP Cookie ' +
    'File\n#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tada\n'
  })
  const args = ['check', `${origin}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO, '--secret-env', 'KEY']
  t.match((await runCli([...args, '--cookie-jar', `${folder}/jar.txt`], ENV)).stdout, /signature-fits/)
  t.match((await runCli([...args, '--header-env', 'HEADER'], {
    ...ENV,
    HEADER: 'Authorization: Bearer ' +
    'ada'
  })).stdout, /signature-fits/)
})

test('It visits no origin that is not allowed, and says which', async (t) => {
  let visits = 0
  const other = await start(t, { login: ({ response }) => { visits++; response.end('other') } })
  const origin = await start(t, { login: ({ response }) => { redirect(response, `${other}/login`) } })
  const args = ['check', `${origin}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO]
  const { stdout } = await runCli(args)
  t.equal(visits, 0)
  t.match(stdout, `not visited  ${other}/login`)
  await runCli([...args, '--also', other])
  t.ok(visits > 0)
})

test('What cannot be checked is one clear sentence and status 2', async (t) => {
  const raw = createRawServer((socket) => { socket.on('error', () => {}).end('220 mail.example.com ESMTP\r\n') })
  await new Promise<void>((resolve) => { raw.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => raw.close())
  const notHttp = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`
  const endless = await start(t, { login: ({ response, url }) => { redirect(response, url.pathname) } })
  const huge = await start(t, { login: ({ response }) => { response.end('x'.repeat(2_000_000)) } })
  const cases: ReadonlyArray<readonly [address: string, sentence: RegExp]> = [
    ['http://127.0.0.1:1/', /refuses the connection: nothing listens there\.$/],
    [notHttp, /answers, but not with HTTP\.$/],
    [`${endless}/login`, /redirects without end/],
    [`${huge}/login`, /more than 1 MiB/]
  ]
  for (const [address, sentence] of cases) {
    const { status, stdout, stderr } = await runCli(['check', address, '--provider', 'zoho-desk', '--endpoint',
      ZOHO, '--json'])
    t.equal(status, 2, address)
    const { error, ...rest } = JSON.parse(stdout)
    t.strictSame(rest, {
      schemaVersion: 1, command: 'check', provider: 'zoho-desk', findings: [], notVisited: [], atVendor: []
    })
    t.match(error, sentence)
    t.equal(stderr.trimEnd().split('\n').at(-1), error)
  }
})

test('Discourse needs its secret and its address before anything can be asked', async (t) => {
  const args = ['check', 'http://127.0.0.1:1/', '--provider', 'discourse']
  t.match((await runCli(args)).stdout, /request-not-signed/)
  const { status, stderr } = await runCli([...args, '--secret-env', 'KEY'], ENV)
  t.equal(status, 2)
  t.match(stderr, /pass --endpoint or --help-center/)
  t.match((await runCli([...args, '--secret-env', 'KEY', '--help-center', HELP_CENTER], ENV)).stderr, /nothing listens/)
})
