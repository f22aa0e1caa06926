import t from 'tap'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { FastifyServerOptions } from 'fastify'
import { ARTICLE, buildApp, LOGIN, LOGOUT, ENDPOINT } from '../fixtures/build-app.ts'

const EVIL = 'evil.example'
const spoofed: Record<string, string>[] = [
  { host: EVIL }, { host: '' }, { host: 'evil.example:443, app.example.com' }, { host: 'app.example.com@evil.example' },
  { 'x-forwarded-host': EVIL }, { 'x-forwarded-host': `${EVIL}, app.example.com` },
  { 'x-forwarded-proto': 'javascript' },
  { 'x-forwarded-proto': 'http, https' }, { 'x-forwarded-for': EVIL }, { 'x-forwarded-port': '1' },
  { 'x-forwarded-prefix': `//${EVIL}` },
  { forwarded: `host=${EVIL};proto=http;for="[::1]"` }, { 'x-forwarded-uri': `//${EVIL}/` },
  { 'x-original-url': `//${EVIL}/` },
  { 'x-rewrite-url': `//${EVIL}/` }, { referer: `https://${EVIL}/` }, { origin: `https://${EVIL}` },
  { ':authority': EVIL }
]
const trusts: NonNullable<FastifyServerOptions['trustProxy']>[] = [false, true, '127.0.0.1/8', () => true]

for (const trustProxy of trusts) {
  t.test(`no spoofed header changes where anybody is sent, with trustProxy ${String(trustProxy)} (1.13)`, async (t) => {
    const { app } = await buildApp(t, {}, { server: { trustProxy } })
    const ask = async (url: string, headers: Record<string, string>) => {
      const response = await app.inject({ url, headers })
      const cookies = [response.headers['set-cookie']].flat().map((header) => header?.replace(/=[^;]*/, ''))
      const location = String(response.headers.location).replace(/jwt=[^&]*/, 'jwt=')
      return { statusCode: response.statusCode, location, cookies }
    }
    const query = new URLSearchParams({ return_to: ARTICLE })
    const login = `${LOGIN}?${query}`
    for (const [url, cookie] of [[login, ''], [login, 'session=ada'], [LOGOUT, 'session=ada']] as const) {
      const expected = await ask(url, { cookie })
      t.equal(expected.statusCode, 303)
      for (const headers of spoofed) {
        t.strictSame(await ask(url, { cookie, ...headers }), expected, JSON.stringify(headers))
      }
    }
  })
}

t.test('no request target makes next anything but our own path (R7)', async (t) => {
  const routerOptions = { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true }
  const { app } = await buildApp(t, {}, { server: { routerOptions } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const targets = [
    `//${EVIL}/help-center/login`, `//${EVIL}${LOGIN}/..${LOGIN}`, `http://${EVIL}${LOGIN}`, `//${LOGIN}`, `/${LOGIN}`,
    `${LOGIN};x`, `${LOGIN}/`,
    `/\\${EVIL}${LOGIN}`, `${LOGIN}#@${EVIL}`, `${LOGIN}?//${EVIL}`, `/%2f${EVIL}${LOGIN}`,
    `http://${EVIL}/x/..${LOGIN}`
  ]
  for (const target of targets) {
    const answer = await send(port, `GET ${target} HTTP/1.1\r\nHost: ${EVIL}\r\nConnection: close\r\n\r\n`)
    const location = /^location: (.*)$/im.exec(answer)?.[1]
    t.match(answer, /^HTTP\/1\.1 (?:303|404|400) /, target)
    if (location !== undefined) t.equal(location, `/sign-in?${new URLSearchParams({ next: LOGIN })}`, target)
  }
})

t.test('doubled and missing Host headers of a raw request change nothing (1.13)', async (t) => {
  const { app } = await buildApp(t, {}, { server: { trustProxy: true } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  for (const host of [
    `Host: app.example.com\r\nHost: ${EVIL}`, `Host: ${EVIL}\r\nX-Forwarded-Host: ${EVIL}\r\nX-Forwarded-Host: b`,
    'Host:'
  ]) {
    const answer =
      await send(port, `GET ${LOGIN} HTTP/1.1\r\n${host}\r\nCookie: session=ada\r\nConnection: close\r\n\r\n`)
    const location = /^location: (.*)$/im.exec(answer)?.[1]
    if (location === undefined) t.match(answer, /^HTTP\/1\.1 400 /)
    else t.ok(location.startsWith(`${ENDPOINT}?`))
    t.notMatch(answer, EVIL)
  }
})

/** Bytes out, bytes in: what no client library would send. */
function send (port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    connect(port, '127.0.0.1').on('error', reject).on('data', (chunk) => { answer += chunk }).on(
      'close', () => resolve(answer)
    ).end(text)
  })
}
