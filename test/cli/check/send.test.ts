import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'tap'
import { listen, readBody } from '../../../lib/cli/check/loopback.ts'
import { Course } from '../../../lib/cli/check/course.ts'
import { judgeWayBack } from '../../../lib/cli/check/runs/manual.ts'
import type { Handoff } from '../../../lib/cli/check/handoff.ts'
import { Session } from '../../../lib/cli/check/session.ts'
import { findContract } from '../../../lib/cli/check/walk-contract.ts'
import { run } from '../../../lib/cli/run.ts'
import { runCli } from '../fixtures/run-cli.ts'
import { page, redirect, startHost, type Visit } from '../reports/host.ts'
import { zoho, ZOHO } from '../reports/vendors.ts'

/** A request as no browser writes it. */
function askRaw (origin: string, options: { path?: string, host?: string, body?: string }): Promise<number> {
  const { port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const { path = '/', host = `127.0.0.1:${port}`, body } = options
    const method = body === undefined ? 'GET' : 'POST'
    const request = ask({ host: '127.0.0.1', port, path, method, headers: { host } })
    request.on('error', reject)
    request.on('response', (response) => {
      response.resume().on('end', () => { resolve(Number(response.statusCode)) })
    })
    request.end(body)
  })
}

test('The page on this machine answers its own address alone, and says so when the app does not', async (t) => {
  const { origin, server } = await listen(async (request, response) => {
    await readBody(request)
    if (request.url === '/late') response.writeHead(200)
    throw new Error('secret')
  })
  t.teardown(() => server.close())
  t.equal(await askRaw(origin, { host: 'stranger.example' }), 421)
  t.equal(await askRaw(origin, {}), 502)
  t.equal(await askRaw(origin, { path: '/late' }), 200)
  t.equal(await askRaw(origin, { body: 'x'.repeat(1024 * 1024 + 1) }), 502)
})

const signInPage = ({ request, response, query }: Visit): void => {
  if (request.method === 'POST') {
    response.setHeader('set-cookie', 'sid=ada; Path=/; HttpOnly; SameSite=Lax')
    return redirect(response, query.get('next') ?? '/', 303)
  }
  page(response, `<form method="post" action="/sign-in?next=${encodeURIComponent(query.get('next') ?? '')}">`)
}

/** `check --manual`, with somebody at the browser. */
async function checkByHand (origin: string, visit: (start: string) => Promise<void>) {
  const written = { stdout: '', stderr: '' }
  let visiting: Promise<void> | undefined
  const status = await run(['check', `${origin}/login`, '--provider', 'zoho-desk', '--endpoint', ZOHO, '--manual'], {
    stdin: process.stdin,
    env: {},
    stdout: { write: (text) => { written.stdout += text } },
    stderr: {
      write: (text) => {
        written.stderr += text
        const [start] = /http:\S+/.exec(/^Open \S+/m.exec(text)?.[0] ?? '') ?? []
        if (start !== undefined) visiting = visit(start)
      }
    }
  })
  await visiting
  return { status, ...written }
}

test('check --manual goes on with the session of the person who signed in', async (t) => {
  const { origin, close } = await startHost({ login: zoho(), signInPage })
  t.teardown(close)
  const { status, stdout } = await checkByHand(origin, async (start) => {
    t.equal(await askRaw(start, { path: '//stranger.example/page' }), 400)
    const { url } = await fetch(start)
    await fetch(url, { method: 'POST', body: new URLSearchParams({ user: 'ada' }) })
  })
  t.equal(status, 0)
  t.match(stdout, /^ok {11}way-back-lost/m)
})

test('check --manual does not lead to a place that is not allowed, and names it', async (t) => {
  const { origin, close } = await startHost({
    login: ({ response }) => { redirect(response, 'https://id.example.net/sign-in') }
  })
  t.teardown(close)
  const { stdout } = await checkByHand(origin, async (start) => {
    t.match(await (await fetch(start)).text(), /leads to https:\/\/id\.example\.net\/sign-in\. .*--also https:\/\/id/)
    await (await fetch(new URL('/check-i-am-signed-in', start))).text()
  })
  t.match(stdout, /^warning {6}way-back-lost/m)
})

test('A forum that gave no secret is asked nothing, and nobody has to sign in by hand', async (t) => {
  const words = ['check', 'http://127.0.0.1:1/', '--provider', 'discourse', '--manual']
  t.match((await runCli(words)).stdout, /^not-checked {2}request-not-signed/m)
})

test('A cookie that no header may have is one sentence, and no bug', async (t) => {
  const server = createServer((_request, response) => { response.end() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const state = (cookie: object): string => `${t.testdir({
    'state.json': JSON.stringify({ cookies: [{ name: 'sid', value: 'ada', domain: '127.0.0.1', ...cookie }] })
  })}/state.json`
  const { port } = server.address() as AddressInfo
  const check = (file: string) => runCli(['check', `http://127.0.0.1:${port}/`, '--provider', 'zendesk',
    '--storage-state', file])
  const { status, stderr } = await check(state({ value: '日本' }))
  t.equal(status, 2)
  t.match(stderr, /cannot be asked \(ERR_INVALID_CHAR\)\.$/m)
  const kept = state({ path: '/', secure: true, httpOnly: true, expires: 4_000_000_000, sameSite: 'Lax' })
  t.match((await check(kept)).stdout, /no-token/)
  t.match((await check(state({ domain: '.example.com' }))).stdout, /session/)
})

test('The way back is judged by the page that the handoff names', async (t) => {
  const loginUrl = new URL('https://app.example.com/login')
  const returnTo = 'https://help.example.com/articles/1'
  const judge = (provider: string, address: string): string => {
    const course = new Course({
      target: {
        loginUrl,
        contract: findContract(provider)!,
        endpoint: undefined,
        helpCenter: new URL('/', returnTo),
        secret: undefined,
        logoutUrl: undefined,
        also: []
      },
      net: {},
      session: Session.nobody(loginUrl)
    })
    const known = { way: 'query', address: new URL(address), fields: new Map(), tokenName: 'jwt' }
    const handoff = known as unknown as Handoff
    judgeWayBack({ session: Session.nobody(loginUrl), handoff, setCookies: [] },
      { url: loginUrl, sent: {}, returnTo }, course)
    return course.findings.map(({ level, seen }) => `${level}: ${seen}`).join()
  }
  t.match(judge('zoho-desk', `${ZOHO}?jwt=x`), /^warning: .*the handoff names no page; asked for was https:\/\/help/)
  t.match(judge('zoho-desk', `${ZOHO}?return_to=https://help.example.com/&jwt=x`), /the handoff names https:\/\/help/)
  t.match(judge('git-book', 'https://help.example.com/?jwt=x'), /^warning/)
  t.match(judge('git-book', `${returnTo}?jwt=x`), /^ok/)
  t.match(judge('freshworks', 'https://acme.myfreshworks.com/sp/OIDC/1/implicit?id_token=x'), /^ok/)
})
