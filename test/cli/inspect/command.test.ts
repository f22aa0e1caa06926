import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SECRET, signJws } from '../../fixtures/sign-jws.ts'
import { runWords } from '../run-words.ts'
import { makeHar } from './make-har.ts'

const seconds = Math.floor(Date.now() / 1000)
const zoho = { jti: '3f2b5c56-1111-4c47-9f4e-1d0a8b0f7c11', nbf: seconds, exp: seconds + 300, email: 'ada@example.com' }
const token = signJws(zoho)
const ENDPOINT = 'https://help.example.com/accounts/p/8-3/signin/jwt/auth'
const inspectAt = (provider: string, stdin: string, ...words: string[]) =>
  runWords(['inspect', '--provider', provider, '--json', ...words], { stdin, env: { SECRET } })

interface Printed { findings: Array<{ level: string, code: string, seen: string }> }
const findingsOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Printed).findings
const faultsOf = (output: { stdout: string }) =>
  findingsOf(output).filter(({ level }) => level === 'problem' || level === 'warning').map(({ code }) => code)

t.test('a token is found however it was pasted', async (t) => {
  const wrapped = token.replace(/(.{40})/g, '$1\n')
  const pastes = [
    token, `${token}\n`, `  ${token}`, wrapped, `"${token}"`, `'${token}',`, `Bearer ${token}`,
      `Authorization: Bearer ${token}`,
    `\u200b${token}\ufeff`, `${ENDPOINT}?return_to=&jwt=${token}`, `?jwt=${token}&return_to=`,
      `return_to=&jwt=${token}`,
    `<${ENDPOINT}?return_to=&jwt=${token}>`, `{"token": "${token}"}`, `<input name="jwt" value="${token}">`
  ]
  for (const pasted of pastes) {
    const output = await inspectAt('zoho-desk', pasted, '--secret-env', 'SECRET')
    t.equal(output.status, 0, pasted.slice(0, 20))
    t.same(faultsOf(output), [])
    t.ok(findingsOf(output).some(({ code }) => code === 'signature-fits'))
    t.notMatch(output.stdout + output.stderr, /eyJ|ada@example|test-secret/)
  }
})

t.test('an address is judged for where it goes', async (t) => {
  const forCanny = signJws({ id: '1', email: zoho.email, name: 'Ada' })
  const jwt = signJws({ iat: seconds, jti: zoho.jti, email: zoho.email, name: 'Ada' })
  const cases: Array<[provider: string, pasted: string, code: string]> = [
    ['zendesk', `https://acme.zendesk.com/access/jwt?jwt=${jwt}`, 'wrong-method'],
    ['zoho-desk', `${ENDPOINT}?token=${token}`, 'wrong-parameter'],
    ['zoho-desk', `${ENDPOINT}?return_to=&jwt=&jwt=${token}`, 'wrong-parameter'],
    ['zoho-desk', `https://help.example.com/signin?jwt=${token}`, 'wrong-endpoint'],
    ['zoho-desk', `http://help.example.com/accounts/p/8-3/signin/jwt/auth?jwt=${token}`, 'plain-http'],
    ['zoho-desk', `${ENDPOINT}#jwt=${token}`, 'wrong-method'],
    ['zoho-desk', `${ENDPOINT}?return_to=https%3A%2F%2Fevil.example%2F&jwt=${token}`, 'foreign-return-url'],
    ['zoho-desk', `${ENDPOINT}?return_to=javascript%3Aalert(1)&jwt=${token}`, 'foreign-return-url'],
    ['zoho-desk', `${ENDPOINT}?return_to=https%253A%252F%252Fhelp.example.com&jwt=${token}`, 'return-url-changed'],
    ['zoho-desk', `${ENDPOINT}?jwt=${signJws({ ...zoho, name: 'x'.repeat(3500) })}`, 'address-too-long'],
    ['zoho-desk', `${ENDPOINT}?jwt=${signJws({ ...zoho, name: 'x'.repeat(7000) })}`, 'address-too-long'],
    ['canny', `https://evil.example/api/redirects/sso?ssoToken=${forCanny}`, 'wrong-endpoint']
  ]
  for (const [provider, pasted, code] of cases) {
    t.same([...new Set(faultsOf(await inspectAt(provider, pasted)))], [code], pasted.slice(0, 90))
  }
  const origin = 'http://localhost:4000'
  const here = `${origin}/accounts/p/8-3/signin/jwt/auth?return_to=${encodeURIComponent(origin)}&jwt=${token}`
  t.same(faultsOf(await inspectAt('zoho-desk', here)), [])
})

t.test('a query of the vendor is explained parameter by parameter', async (t) => {
  const arrival = await inspectAt('freshworks',
    'https://app.example.com/sso?state=leak-1&nonce=leak-2&redirect_uri=https://acme.freshworks.com/x?a=leak-3&extra=1')
  t.same(faultsOf(arrival), [])
  t.match(findingsOf(arrival).map(({ seen }) => seen), ['state: 6 characters.', 'nonce: 6 characters.',
    'redirect_uri: https://acme.freshworks.com/x?a=….', 'extra: 1 character.'])
  t.notMatch(arrival.stdout, 'leak')
  t.same(faultsOf(await inspectAt('freshworks', '?state=abc')), ['incomplete-request'])
  t.match(findingsOf(await inspectAt('zendesk', '?return_to=%2Fhc%2Fen&brand_id=')).map(({ seen }) => seen),
    ['return_to: a path.', 'brand_id: empty.'])
  const refused = await inspectAt('zendesk',
    'https://app.example.com/logout?kind=error&message=ada%40example.com+may+not')
  t.equal(refused.status, 1)
  t.match(findingsOf(refused), [{ level: 'problem', code: 'refused-by-vendor', seen: /"a…@example\.com may not"/ }])
  t.same(faultsOf(await inspectAt('zendesk', '?email=ada%40example.com&external_id=4&brand_id=1')), [])
})

t.test('the request of a forum is checked with the secret', async (t) => {
  const sso = Buffer.from('nonce=abc&return_sso_url=https%3A%2F%2Fforum.example.com%2Flogin').toString('base64')
  const { createHmac } = await import('node:crypto')
  const ask = (secret: string) =>
    new URLSearchParams({ sso, sig: createHmac('sha256', secret).update(sso).digest('hex') })
  const codes = async (...args: Parameters<typeof inspectAt>) =>
    findingsOf(await inspectAt(...args)).map(({ code }) => code).at(-1)
  t.equal(await codes('discourse', `?${ask(SECRET)}`, '--secret-env', 'SECRET'), 'signature-fits')
  t.equal(await codes('discourse', `?${ask('other')}`, '--secret-env', 'SECRET'), 'wrong-signature')
  t.equal(await codes('discourse', `?${ask(SECRET)}`), 'signature-not-checked')
})

t.test('bad input ends in one sentence and status 2, and is not repeated', async (t) => {
  const cases: Array<[words: string[], stdin: string, says: RegExp]> = [
    [['--provider', 'zoho-desk'], '', /no token/],
    [['--provider', 'zoho-desk'], 'hello leak', /neither a token/],
    [['--provider', 'zoho-desk'], 'https://app.example.com/', /no token, and no query/],
    [['--provider', 'zoho-desk'], 'x'.repeat(1024 * 1024 + 1), /1 MiB/],
    [['--provider', 'zoho-dsk'], token, /Did you mean zoho-desk\?/],
    [[], token, /needs --provider/],
    [['--provider', 'zoho-desk', token], '', /takes no argument/],
    [['--provider', 'zoho-desk', '--har', '/no/such/leak.har'], '', /is not there/],
    [['--provider', 'zoho-desk', '--secret-file', '-'], token, /cannot be both/],
    [['--provider', 'zoho-desk', '--har', 'a.har', '--redact', './a.har'], '', /overwrite/],
    [['--provider', 'zoho-desk', '--fail-on', 'info'], token, /problem or warning/]
  ]
  for (const [words, stdin, says] of cases) {
    const { status, stdout, stderr } = await runWords(['inspect', ...words], { stdin })
    t.match({ status, stdout }, { status: 2, stdout: '' })
    t.match(stderr, says)
    t.notMatch(stderr, /leak|eyJ| at /)
  }
  t.match(await runWords(['inspect', '--provider', 'zendesk', '--no-input'], { isTTY: true }),
    { status: 2, stderr: /nothing on standard/ })
  t.match(await runWords(['inspect', '--provider', 'zoho-desk'], { isTTY: true, stdin: token }),
    { status: 0, stderr: /Paste/ })
})

t.test('a recording comes from a file, and its copy goes to another', async (t) => {
  const folder = t.testdir({})
  const [har, copy] = [join(folder, 'walk.har'), join(folder, 'copy.har')]
  writeFileSync(har, makeHar([{ url: `${ENDPOINT}?return_to=&jwt=${token}`, status: 302 }]))
  const { status, stdout, stderr } = await runWords(['inspect', '--provider', 'zoho-desk', '--har', har, '--redact',
    copy])
  t.equal(status, 0, stdout)
  t.match(stdout, /Read as a sign-in for Zoho Desk/)
  t.match(stderr, /Removed: query, fragment or address in a URL: 1/)
  t.notMatch(readFileSync(copy, 'utf8'), /eyJ|leak/)
  t.equal(statSync(copy).mode & 0o077, 0)
  t.match(await runWords(['inspect', '--provider', 'zoho-desk', '--har', har, '--redact', folder]),
    { status: 2, stderr: /cannot be written/ })
  const fromInput = await runWords(['inspect', '--provider', 'zoho-desk'], { stdin: readFileSync(har, 'utf8') })
  t.equal(fromInput.status, 0)
  t.ok(existsSync(copy))
})

t.test('what lacks something is explained as far as it goes', async (t) => {
  t.match(findingsOf(await inspectAt('zendesk', '?kind=error')), [{ code: 'refused-by-vendor', seen: /message ""/ }])
  t.same(faultsOf(await inspectAt('zoho-desk', `#jwt=${token}`)), ['wrong-method'])
  const [other] = findingsOf(await inspectAt('discourse', '?other=1'))
  t.match(other, { code: 'inbound-parameter', seen: 'other: 1 character.' })
})

t.test('a recording without secrets has nothing removed', async (t) => {
  const copy = join(t.testdir({}), 'copy.har')
  const request = { method: 'GET', url: 'https://app.example.com/' }
  const stdin = JSON.stringify({ log: { entries: [{ request, response: { status: 200 } }] } })
  const { stderr } = await runWords(['inspect', '--provider', 'zoho-desk', '--redact', copy], { stdin })
  t.match(stderr, /Removed: nothing\./)
})
