import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { test, type Test } from 'tap'
import { judgeHops } from '../../../lib/cli/check/judge-hops.ts'
import type { Answer } from '../../../lib/cli/check/send.ts'
import { beginCourse } from '../fixtures/course.ts'
import { authority, ended, key, otherName, right } from '../fixtures/certificates.ts'
import { seenOf } from '../fixtures/check-host.ts'
import { runCli } from '../fixtures/run-cli.ts'
import { redirect, SECRET } from '../reports/host.ts'
import { zoho, ZOHO } from '../reports/vendors.ts'

async function listen (t: Test, server: Server): Promise<number> {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  return (server.address() as AddressInfo).port
}

/** An app behind TLS whose sign-in page sets a cookie with these flags. */
async function startTls (t: Test, cert: string, flags = 'Secure; HttpOnly'): Promise<string> {
  const port = await listen(t, createServer({ cert, key }, (request, response) => {
    const url = new URL(String(request.url), 'https://app.internal')
    if (url.pathname !== '/login') {
      response.writeHead(200, { 'set-cookie': `sid=new; Path=/; ${flags}`, 'content-type': 'text/html' })
      response.end('<form method="post"><input type="password" name="p"></form>')
      return
    }
    response.setHeader('cache-control', 'no-store')
    const isSignedIn = request.headers.cookie === 'sid=ada'
    zoho()({ request, response, url, query: url.searchParams, isSignedIn })
  }))
  return `https://127.0.0.1:${port}`
}

async function checkTls (t: Test, address: string, ca: string, ...more: string[]) {
  const folder = t.testdir({ 'ca.pem': ca })
  return runCli([
    'check', `${address}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO, '--secret-env', 'KEY', '--cookie-env',
    'COOKIE', '--ca-file', `${folder}/ca.pem`, '--json', ...more
  ], { KEY: SECRET, COOKIE: 'sid=ada' })
}

test('An app behind a certificate of an authority of its own is right with --ca-file', async (t) => {
  const { status, stdout } = await checkTls(t, await startTls(t, right), authority, '--fail-on', 'warning')
  t.equal(status, 0, stdout)
  const report = JSON.parse(stdout)
  t.match(seenOf(report, 'signature-fits'), /^ok: HS256/)
  t.equal(seenOf(report, 'plain-http'), '')
  t.match(seenOf(report, 'cookie-same-site'), /^ok: .* and Secure\.$/)
})

test('A certificate that no browser accepts is a problem, with its reason', async (t) => {
  const cases = [
    [right, otherName, /self.signed|UNABLE_TO|SELF_SIGNED/i],
    [otherName, authority, /ERR_TLS_CERT_ALTNAME_INVALID/],
    [ended, authority, /CERT_HAS_EXPIRED/]
  ] as const
  for (const [cert, ca, code] of cases) {
    const { status, stdout } = await checkTls(t, await startTls(t, cert), ca)
    t.equal(status, 1)
    t.match(seenOf(JSON.parse(stdout), 'tls-certificate'), /^problem: https:\/\/127\.0\.0\.1:\d+ has a certificate/)
    t.match(seenOf(JSON.parse(stdout), 'tls-certificate'), code)
  }
})

test('A session cookie over https without Secure is a warning', async (t) => {
  const { stdout } = await checkTls(t, await startTls(t, right, 'HttpOnly; SameSite=Lax'), authority)
  t.match(seenOf(JSON.parse(stdout), 'cookie-not-secure'), /^warning: .*\/sign-in sets the cookie sid over https/)
  t.match(seenOf(JSON.parse(stdout), 'cookie-same-site'), /with SameSite=Lax\.$/)
})

test('A redirect from http to https that loses the query is a problem, followed or not', async (t) => {
  const secure = await startTls(t, right)
  const start = async (place: (request: IncomingMessage) => string) => {
    const listener: RequestListener = (request, response) => { redirect(response, secure + place(request), 301) }
    return `http://127.0.0.1:${await listen(t, createHttp(listener))}`
  }
  const losing = await start(() => '/login')
  const keeping = await start(({ url }) => String(url))
  for (const more of [[], ['--also', secure]]) {
    const lost = await checkTls(t, losing, authority, ...more)
    t.match(seenOf(JSON.parse(lost.stdout), 'query-lost'), /^problem: .*return_to=… loses its query\.$/)
    const kept = await checkTls(t, keeping, authority, ...more)
    t.equal(seenOf(JSON.parse(kept.stdout), 'query-lost'), '')
  }
})

test('What speaks no TLS is told, and is status 2', async (t) => {
  const port = await listen(t, createHttp((_request, response) => { response.end() }))
  const { status, stderr } = await checkTls(t, `https://127.0.0.1:${port}`, authority)
  t.equal(status, 2)
  t.match(stderr, /does not speak TLS there\.$/m)
})

test('A certificate that ends soon, and plain http beyond this machine, are told of any hop', async (t) => {
  const loginUrl = new URL('https://app.example.com/login')
  const judge = (url: string, days: number) => {
    const course = beginCourse(loginUrl)
    const answer = { url: new URL(url), at: 0, certificateEnd: days * 86_400_000 } as Answer
    judgeHops({ answers: [answer], end: { kind: 'endless', address: loginUrl } }, course)
    return course.findings.map(({ level, code, seen }) => `${level} ${code}: ${seen}`).join('\n')
  }
  t.match(judge('https://app.example.com/login', 5.5), /^warning certificate-ends: .* in 5 days\.$/)
  t.equal(judge('https://app.example.com/login', 60), '')
  t.match(judge('http://app.example.com/login', 60), /^problem plain-http: .*cookies and token can be read on the way/)
})
