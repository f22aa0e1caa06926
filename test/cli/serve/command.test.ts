import t, { type Test } from 'tap'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { run } from '../../../lib/cli/run.ts'
import { servedNames } from '../../../lib/cli/serve/help-center.ts'
import { runWords } from '../run-words.ts'
import { ed25519, pemOf, rsa } from '../../fixtures/key-pairs.ts'
import { makeClaims, signJws } from '../../fixtures/sign-jws.ts'

const LOGIN = ['--login-url', 'http://localhost:3000/help-center/login']
const SECRET = 'a-secret-for-the-served-center-9Kd3'
const RSA = pemOf(rsa.privateKey)
const ED25519 = pemOf(ed25519.privateKey)

/** Runs `serve` until the test ends; resolves once it has told what to paste. */
async function serve (t: Test, words: string[], env: Record<string, string> = {}) {
  const ended = new AbortController()
  const said = { stdout: '', stderr: '' }
  let resolve = (): void => undefined
  const printed = new Promise<void>((_resolve) => { resolve = _resolve })
  const status = run(['serve', ...words, '--port', '0'], {
    stdin: Object.assign(Readable.from([]), { isTTY: false }),
    stdout: { write: (text: string) => { said.stdout += text; resolve() } },
    stderr: { write: (text: string) => { said.stderr += text; resolve() } },
    env,
    signal: ended.signal
  })
  t.teardown(async () => { ended.abort(); await status })
  await printed
  const origin = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(said.stdout.split('Give your app')[1] ?? '')?.[0] ?? ''
  return { said, status, origin, end: () => { ended.abort() } }
}

t.test('each vendor is there with what to paste, where to look and what to try', async (t) => {
  for (const name of servedNames) {
    const { said: { stdout }, status, origin, end } = await serve(t, ['--provider', name, ...LOGIN])
    t.match(stdout, `${origin}/admin`, name)
    t.match(stdout, '  1. Sign in from an article', name)
    t.equal(/and land on it again/.test(stdout), !['pylon', 'user-voice'].includes(name), name)
    t.equal(/Begin here each time/.test(stdout), ['discourse', 'freshworks'].includes(name), name)
    t.equal(/Regenerate/.test(stdout), name !== 'freshworks', name)
    const out = await fetch(`${origin}/portal/en/signin`, { redirect: 'manual' })
    t.match(out.headers.get('location'), 'http://localhost:3000/help-center/login', name)
    t.equal((await fetch(`${origin}/portal/en/home`)).status, 200, name)
    end()
    t.equal(await status, 0, name)
    await t.rejects(fetch(`${origin}/portal/en/home`), name)
  }
})

t.test('a secret that is given is used and not shown, and each verdict is a line', async (t) => {
  const { said, origin } = await serve(t, [
    '--provider', 'zoho-desk', '--login-url', 'http://127.0.0.1:3000/login',
    '--logout-url', 'http://127.0.0.1:3000/logout', '--secret-env', 'KEY'
  ], { KEY: SECRET })
  t.match(said.stdout, 'that of KEY')
  t.notMatch(said.stdout, SECRET)
  t.match(origin, 'http://localhost:', 'another site than the app, for a browser')
  const endpoint = `${origin}/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=`
  t.match(said.stdout, endpoint)
  const token = signJws(makeClaims(Date.now()), { secret: SECRET })
  const send = (jwt: string) => fetch(endpoint + jwt, { redirect: 'manual' })
  t.equal((await send(token)).status, 303)
  t.match(said.stderr, /^\d\d:\d\d:\d\d {2}signed in as a…@example\.com, on \/portal\/en\/home\n$/)
  t.match(await (await send('x')).text(), 'You could not be signed in')
  t.match(said.stderr, /\d {2}refused, malformed-token: /)
  t.notMatch(said.stderr, token)
  const out = await fetch(`${origin}/portal/en/signout`, { redirect: 'manual' })
  t.equal(out.headers.get('location'), 'http://127.0.0.1:3000/logout')
})

t.test('a visitor without an address is no blank', async (t) => {
  const { said, origin } = await serve(t, ['--provider', 'git-book', ...LOGIN, '--secret-env', 'KEY'], { KEY: SECRET })
  const token = signJws({ iat: Math.floor(Date.now() / 1000) }, { secret: SECRET })
  t.equal((await fetch(`${origin}/portal/en/kb?jwt_token=${token}`, { redirect: 'manual' })).status, 303)
  t.match(said.stderr, /signed in, on \/portal\/en\/kb\n$/)
})

t.test('a secret may be in a file; keys come as PEM, and the public half is made of the private one', async (t) => {
  const freshworks = await serve(t, ['--provider', 'freshworks', ...LOGIN, '--secret-env', 'KEY'], {
    KEY: RSA.replaceAll('\n', '\\n')
  })
  t.match(freshworks.said.stdout, 'that of KEY; your app signs with it')
  t.match(await (await fetch(`${freshworks.origin}/admin`)).text(), 'BEGIN PUBLIC KEY')
  const mintlify = await serve(t, ['--provider', 'mintlify', ...LOGIN, '--secret-env', 'KEY'], { KEY: ED25519 })
  t.match(mintlify.said.stdout, 'that of KEY')
  const file = join(t.testdir({ key: `${SECRET}\n` }), 'key')
  const zendesk = await serve(t, ['--provider', 'zendesk', ...LOGIN, '--secret-file', file])
  t.match(zendesk.said.stdout, 'that of your file')
  for (const [provider, KEY, message] of [
    ['freshworks', ED25519, /RSA key of 2048 bits or more/], ['freshworks', 'x', /RSA key/],
    ['mintlify', RSA, /Ed25519 private key/], ['mintlify', 'x', /Ed25519 private key/]
  ] as const) {
    const { status, stderr } = await runWords(['serve', '--provider', provider, ...LOGIN, '--secret-env', 'KEY'], {
      env: { KEY }
    })
    t.equal(status, 2)
    t.match(stderr, message)
  }
})

t.test('what cannot be served is one sentence and exit status 2', async (t) => {
  const busy = createServer().listen(0, '127.0.0.1')
  t.teardown(() => busy.close())
  await once(busy, 'listening')
  const { port } = busy.address() as AddressInfo
  for (const [words, message] of [
    [['--provider', 'nonsense', ...LOGIN], /^There is no such provider\. Known: aha, /],
    [['--provider', 'zendeks', ...LOGIN], /^There is no such provider\. Did you mean zendesk\? /],
    [LOGIN, /^serve needs --provider\. Known: /],
    [['--provider', 'intercom', ...LOGIN], /^Intercom signs in a widget on your own pages/],
    [['--provider', 'zendesk'], /^serve needs --login-url/],
    [['--provider', 'zendesk', '--login-url', '/login'], /^--login-url has to be an absolute http or https address/],
    [['--provider', 'zendesk', ...LOGIN, '--port', '65536'], /^--port takes a number from 0 to 65535/],
    [['--provider', 'zendesk', ...LOGIN, '--port', 'x'], /^--port takes a number/],
    [['--provider', 'zendesk', ...LOGIN, 'more'], /^serve takes options only/],
    [
      ['--provider', 'zendesk', ...LOGIN, '--port', String(port)],
      /^Port \d+ is taken, or not yours to open\. Choose another one with --port/
    ]
  ] as const) {
    const { status, stdout, stderr } = await runWords(['serve', ...words])
    t.equal(status, 2, words.join(' '))
    t.equal(stdout, '')
    t.match(stderr, message)
    t.equal(stderr.trim().split('\n').length, 2, 'the sentence, and where the help is')
  }
})
