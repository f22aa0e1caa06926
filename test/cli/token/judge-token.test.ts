import t from 'tap'
import type { VendorFacts } from '../../../lib/facts/fact.ts'
import * as vendors from '../../../lib/facts/index.ts'
import { judgeToken } from '../../../lib/cli/token/judge-token.ts'
import { ed25519, pemOf, rsa } from '../../fixtures/key-pairs.ts'
import { signClaims } from '../../fixtures/sign-claims.ts'
import { SECRET, signJws } from '../../fixtures/sign-jws.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const iat = NOW / 1000
const zendesk = { iat, jti: 'a3f1c9d2-77aa-4a0c-9a44-5f0f2b1f9d10', email: 'ada@example.com', name: 'Ada Lovelace' }
const zohoDesk = { jti: zendesk.jti, nbf: iat, exp: iat + 300, email: 'ada@example.com' }

type Extra = Partial<Parameters<typeof judgeToken>[2]>
const judge = (vendor: string, token: string, extra: Extra = {}) => {
  const facts: VendorFacts = Object.values(vendors).find((one) => one.vendor === vendor)!
  return judgeToken({ token }, facts, { now: NOW, ...extra })
}
const faultsOf = (findings: ReturnType<typeof judge>) => findings
  .filter(({ level }) => level === 'problem' || level === 'warning').map(({ level, code }) => `${level} ${code}`)

t.test('each fault of a token is one finding', async (t) => {
  const claims = (changes: object) => signJws({ ...zendesk, ...changes })
  const pylon = (changes: object) => signJws({
    email: 'ada@example.com',
    aud: 'https://portal.usepylon.com',
    iss: 'https://app.example.com/',
    iat,
    exp: iat + 60,
    ...changes
  })
  const canny = (changes: object) => signJws({ id: 'u-1', email: 'ada@example.com', name: 'Ada', ...changes })
  const zoho = (changes: object) => signJws({ ...zohoDesk, ...changes })
  const cases: Array<[vendor: string, token: string, fault: string[]]> = [
    ['zendesk', claims({}), []],
    ['zendesk', 'abc', ['problem malformed-token']],
    ['zendesk', 'a.b.c.d.e', ['problem malformed-token']],
    ['zendesk', `${signJws(zendesk)}==`, ['problem malformed-token']],
    ['zendesk', `${signJws(zendesk)}AB`, ['problem malformed-token']],
    ['zendesk', `eyJ.${signJws(zendesk).split('.').slice(1).join('.')}`,
      ['problem malformed-token', 'problem malformed-token']],
    ['zendesk', signJws('[]'), ['problem malformed-claims']],
    ['zendesk', signJws(JSON.stringify(zendesk).replace('{', '{"jti":"x",')), ['problem malformed-claims']],
    ['zendesk', signJws(zendesk, { header: { alg: 'HS512', typ: 'JWT' } }), ['problem wrong-header']],
    ['zendesk', signJws(zendesk, { header: { alg: 'none', typ: 'JWT' } }), ['problem wrong-header']],
    ['zendesk', signJws(zendesk, { header: { typ: 'JWT' } }), ['problem wrong-header']],
    ['zendesk', signJws(zendesk, { header: { alg: 'HS256', typ: 'jwt' } }), []],
    ['zendesk', signJws(zendesk, { header: { alg: 'HS256', typ: 'JWT', crit: ['x'], b64: false } }),
      ['problem wrong-header', 'problem wrong-header']],
    ['zendesk-messaging', signJws({ scope: 'user', external_id: 'u-1' }), ['problem wrong-header']],
    ['zendesk', claims({ iat: iat + 0.5 }), ['problem wrong-type']],
    ['zendesk', claims({ iat: undefined }), ['problem claim-missing']],
    ['zendesk', claims({ iat: NOW }), ['problem wrong-unit']],
    ['zendesk', claims({ iat: iat * 1e6 }), ['problem wrong-unit']],
    ['zendesk', claims({ iat: -1 }), ['problem wrong-unit']],
    ['zendesk', claims({ exp: 300 }), ['problem wrong-unit']],
    ['zendesk', claims({ exp: iat - 1 }), ['problem lifetime-too-short']],
    ['zendesk', claims({ exp: iat + 5 }), ['warning lifetime-too-short']],
    ['zendesk', claims({ email: 'ada@example.com, bob@example.com' }), ['problem bad-email']],
    ['zendesk', claims({ email: ' ada@example.com' }), ['problem bad-email']],
    ['zendesk', claims({ email: 'undefined@example.com' }), ['problem bad-email']],
    ['zendesk', claims({ email: 'ada@exämple.com' }), ['warning bad-email']],
    ['zendesk', claims({ email: '' }), ['problem claim-missing']],
    ['zendesk', claims({ external_id: 'undefined' }), ['problem wrong-value']],
    ['zendesk', claims({ role: 'owner' }), ['problem wrong-value']],
    ['zendesk', claims({ role: 'admin' }), []],
    ['zendesk', claims({ remote_photo_url: 'me.png' }), ['warning wrong-value']],
    ['zendesk', claims({ tags: 'a,b' }), ['problem wrong-type']],
    ['zendesk', claims({ tags: [1] }), ['problem wrong-type']],
    ['zendesk', claims({ locale_id: '1' }), ['problem wrong-type']],
    ['zendesk', claims({ jti: '42' }), ['warning jti-guessable']],
    ['zendesk', claims({ jti: String(iat) }), ['warning jti-guessable']],
    ['zendesk', claims({ externalId: 'u-1' }), ['warning misspelt-claim']],
    ['zendesk', claims({ oragnization: 'x' }), ['warning misspelt-claim']],
    ['zendesk', claims({ phones: 'x' }), ['warning misspelt-claim']],
    ['zendesk', claims({ iss: 'x', sub: 'y', aud: 'z', department: 'x' }), []],
    ['zendesk', claims(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`field${at}`, at]))), []],
    ['zendesk', claims({ email_verified: false }), ['warning email-unverified']],
    ['zoho-desk', zoho({}), []],
    ['zoho-desk', zoho({ email: null }), ['problem claim-missing']],
    ['zoho-desk', zoho({ exp: iat + 3600 }), ['problem lifetime-too-long']],
    ['zoho-desk', zoho({ nbf: String(NOW), exp: String(NOW + 300_000) }), ['warning wrong-unit', 'warning wrong-unit']],
    ['zoho-desk', zoho({ nbf: String(iat), exp: String(iat + 300) }), ['warning wrong-type', 'warning wrong-type']],
    ['zoho-desk', zoho({ nbf: iat * 1e9, exp: (iat + 300) * 1e9 }), ['problem wrong-unit', 'problem wrong-unit']],
    ['zoho-desk', zoho({ exp: NOW + 300_000 }), ['problem wrong-unit']],
    ['zoho-desk', zoho({ exp: 'tomorrow' }), ['problem wrong-type']],
    ['pylon', pylon({}), []],
    ['pylon', pylon({ aud: 'https://pylon.example' }), ['problem wrong-value']],
    ['pylon', pylon({ iss: 'app.example.com' }), ['problem wrong-value']],
    ['canny', canny({ created: '2026-11-23T12:00:00Z', customFields: { plan: 'gold' } }), []],
    ['canny', canny({ created: 'long ago', avatarURL: '{"url":' }), ['warning wrong-value', 'problem wrong-value']],
    ['user-voice', signJws({ guid: 'ada@example.com', email: 'ada@example.com' }), ['problem wrong-value']]
  ]
  for (const [vendor, token, faults] of cases) {
    const found = judge(vendor, token)
    t.same(faultsOf(found), faults, JSON.stringify(found.map(({ seen }) => seen).slice(0, 2)))
    t.notMatch(JSON.stringify(found), /ada@example|eyJ/)
  }
})

t.test('the answer to a forum is judged like a token', async (t) => {
  const { createHmac } = await import('node:crypto')
  const answer = (query: string, key = SECRET) => {
    const sso = Buffer.from(query).toString('base64')
    const signature = createHmac('sha256', SECRET).update(sso).digest('hex')
    return judgeToken({ token: sso, signature }, vendors.discourse, { now: NOW, key, request: { nonce: 'abc' } })
  }
  const right = 'nonce=abc&external_id=u-1&email=ada%40example.com&admin=false&groups=a,b&custom.plan=gold'
  t.same(faultsOf(answer(right)), [])
  t.same(faultsOf(answer(right, 'another')), ['problem wrong-signature', 'warning odd-secret'].slice(0, 1))
  t.same(faultsOf(answer(right.replace('admin=false', 'admin=yes'))), ['problem wrong-value'])
  t.same(faultsOf(answer(right.replace('nonce=abc', 'nonce=abc%26x'))), ['problem wrong-parameter'])
  t.same(faultsOf(answer(`${right}&email=b%40example.com`)), ['problem malformed-claims'])
  t.same(faultsOf(judge('discourse', '%%%')), ['problem malformed-token'])
  t.same(faultsOf(judge('discourse', 'bm9uY2U9YWJj', { key: SECRET })).at(0), 'problem wrong-signature')
})

t.test('what comes out of a token cannot steer a terminal', async (t) => {
  const found = judge('zendesk', signJws({
    ...zendesk,
    '\u001b[31mred\u009b\u202e': 1,
    'ada@example.com': 2,
    ['x'.repeat(999)]: 3
  }))
  const text = JSON.stringify(found)
  t.notMatch(text, /\\u001b|\u009b|\u202e|x{80}|ada@example/)
  t.match(text, /u\{1b\}/)
})

t.test('three clocks: who is off is told apart', async (t) => {
  const at = (seconds: number) => signJws({ ...zendesk, iat: iat + seconds })
  const server = (seconds: number, cached = false) => ({ server: { date: NOW + seconds * 1000, cached } })
  const cases: Array<[title: string, token: string, extra: Extra, found: string]> = [
    ['all agree', at(0), server(0), 'ok clock-agrees'],
    ['a second of rounding', at(1), server(1), 'ok clock-agrees'],
    ['no Date', at(0), {}, 'ok clock-agrees'],
    ['this machine is behind', at(90), server(90), 'info clock-here'],
    ['this machine is ahead', at(-400), server(-400), 'info clock-here'],
    ['the token is ahead of both', at(6), server(0), 'warning clock-off'],
    ['far ahead of both', at(600), server(0), 'problem clock-off'],
    ['all three differ', at(60), server(30), 'warning clock-off'],
    ['ahead, and no Date', at(6), {}, 'warning clock-off'],
    ['ahead, and a cached Date', at(6), server(6, true), 'warning clock-off'],
    ['a cached token with its Date', at(-100), server(-100, true), 'warning clock-off'],
    ['behind both', at(-100), server(0), 'warning clock-off'],
    ['all differ, behind', at(-100), server(-50), 'warning clock-off'],
    ['too old', at(-400), server(0), 'problem too-old']
  ]
  for (const [title, token, extra, expected] of cases) {
    const clocks = judge('zendesk', token, { fresh: true, ...extra })
      .filter(({ code }) => ['clock-agrees', 'clock-here', 'clock-off', 'too-old', 'expired'].includes(code))
    t.same(clocks.map(({ level, code }) => `${level} ${code}`), [expected], title)
  }
  const ended = signJws({ ...zohoDesk, nbf: iat - 300, exp: iat - 10 })
  t.same(faultsOf(judge('zoho-desk', ended, { fresh: true })), ['problem expired'])
  t.same(faultsOf(judge('zoho-desk', ended)), [], 'a pasted token may be old')
  t.match(judge('zoho-desk', ended).find(({ code }) => code === 'token-age')?.seen, 'exp passed 10 seconds ago')
  t.match(judge('zendesk', at(-9000)).find(({ code }) => code === 'token-age')?.seen, 'takes a token for 3 minutes')
  t.same(faultsOf(judge('zendesk', at(60))), ['warning clock-off'], 'but not of the future')
})

t.test('a claim that has to repeat the request is compared by length', async (t) => {
  const claims = { sub: 'u-1', email: 'ada@example.com', iat, nonce: 'abc-123&x=1' }
  const token = signClaims(claims, 'RS256', rsa.privateKey)
  const found = judge('freshworks', token, { request: { nonce: 'abc-123' }, key: pemOf(rsa.publicKey) })
  t.same(faultsOf(found), ['problem wrong-parameter'])
  t.match(found.find(({ code }) => code === 'wrong-parameter')?.seen, /after all 7 characters: it has 11/)
  t.match(judge('freshworks', token,
    { request: { nonce: 'abd' } }).find(({ code }) => code === 'wrong-parameter')?.seen, /at character 3/)
  t.same(faultsOf(judge('freshworks', token, { request: { nonce: claims.nonce } })), [])
})

t.test('the secret is tried in every reading, and its name is all that is told', async (t) => {
  const token = (secret: string | Buffer) => signClaims(zohoDesk, 'HS256', secret as string)
  const hex = Buffer.from('thirty-two bytes of key material').toString('hex')
  const base64 = Buffer.from('>>>thirty-two bytes?key???material').toString('base64')
  const cases: Array<[key: string, signedWith: string | Buffer, reading: string]> = [
    [` ${SECRET} `, SECRET, 'without the white space around it'],
    [`"${SECRET}"`, SECRET, 'without the quotes around it'],
    [SECRET, `${SECRET}\n`, 'with a line break or space at its end'],
    [SECRET, `'${SECRET}'`, 'with quotes around it'],
    [hex, Buffer.from(hex, 'hex'), 'decoded from hex'],
    [base64, Buffer.from(base64, 'base64'), 'decoded from base64'],
    [base64.replaceAll('+', '-').replaceAll('/', '_'), Buffer.from(base64, 'base64'), 'decoded from base64'],
    [base64, encodeURIComponent(base64), 'percent-encoded'],
    [encodeURIComponent(base64), base64, 'percent-decoded'],
    [SECRET, Buffer.from(SECRET).toString('base64'), 'encoded in base64'],
    [SECRET, SECRET.slice(0, 11), 'cut off after 11 of its characters'],
    [hex, hex.toUpperCase(), 'in upper case'],
    ['50%-off-secret-of-some-length', '50%', 'cut off after 3 of its characters']
  ]
  for (const [key, signedWith, reading] of cases) {
    const [found] = judge('zoho-desk', token(signedWith), { key }).filter(({ code }) => code === 'wrong-signature')
    t.ok(found?.seen.includes(`it fits the secret ${reading}`), `${reading}: ${found?.seen}`)
    t.notOk(JSON.stringify(found).includes(SECRET.slice(0, 12)))
  }
  const codes = (key: string, signedWith: string | Buffer = key) => judge('zoho-desk', token(signedWith), { key })
    .filter(({ code }) => /signature|secret/.test(code)).map(({ level, code }) => `${level} ${code}`)
  t.same(codes(`${SECRET}\n`, SECRET), ['ok signature-fits'], 'the last line break of a file is nobody\'s')
  t.same(codes(`"${SECRET}"`), ['ok signature-fits', 'warning odd-secret'])
  t.same(codes('short'), ['ok signature-fits', 'warning odd-secret'])
  t.same(codes(pemOf(rsa.publicKey).trim()), ['ok signature-fits', 'warning odd-secret'])
  t.same(codes('\n', 'x'), ['not-checked signature-not-checked'])
  t.same(codes('abc…', 'x'), ['problem wrong-signature'])
})

t.test('a key pair of any kind is checked, and a wrong kind does not throw', async (t) => {
  const claims = { sub: 'u-1', email: 'ada@example.com', iat, nonce: 'n' }
  const token = signClaims(claims, 'RS256', rsa.privateKey)
  const codes = (key: string, signed = token) => judge('freshworks', signed, { key })
    .filter(({ code }) => /signature/.test(code)).map(({ level, code }) => `${level} ${code}`)
  t.same(codes(pemOf(rsa.publicKey)), ['ok signature-fits'])
  t.same(codes(pemOf(rsa.privateKey)), ['ok signature-fits'], 'its public half')
  t.same(codes(pemOf(ed25519.publicKey)), ['problem wrong-signature'])
  t.same(codes('no pem'), ['not-checked signature-not-checked'])
  t.same(codes(SECRET, signJws(claims, { header: { alg: 'none', typ: 'JWT' } })), ['not-checked signature-not-checked'])
  t.same(codes(SECRET, token.replace(/[^.]*$/, '')), ['problem wrong-signature'])
})
