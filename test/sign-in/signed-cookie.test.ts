import { createHmac, hkdfSync } from 'node:crypto'
import t from 'tap'
import { createSignedCookie, type SignedCookieOptions } from '../../lib/sign-in/signed-cookie.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const NAME = '__Host-help-center.default.pending'
const SECRET = 'cookie-secret-of-32-characters-or-more'
const VALUE = { return_to: 'https://help.example.com/a?b=c#d' }
function make (changes: Partial<SignedCookieOptions> = {}) {
  const { read, ...cookie } = createSignedCookie({
    name: NAME, secrets: [SECRET], maxAge: 900, secure: true, ...changes
  })
  return {
    ...cookie,
    read: (header: unknown, now: number) => read(header, now).value,
    refusalOf: (header: unknown, now = NOW) => read(header, now).refusal
  }
}
const cookie = make()

/** The pair that a browser sends back for a `Set-Cookie` header. */
const pairOf = (setCookie: string) => setCookie.split(';', 1)[0] ?? ''
const pair = pairOf(cookie.write(VALUE, NOW))
const signed = pair.slice(NAME.length + 1)

/** What only the holder of `secret` can make: the signed form of any text, by node:crypto alone. */
function forge (text: string, { name = NAME, secret = SECRET } = {}): string {
  const payload = Buffer.from(text).toString('base64url')
  const key = Buffer.from(hkdfSync('sha256', secret, '', `fastify-help-center ${name}`, 32))
  return `${payload}.${createHmac('sha256', key).update(payload).digest('base64').replaceAll('=', '')}`
}

t.test('the header is exactly this (S1, S4)', async (t) => {
  const text = '{"expires":1795263300000,"value":{"return_to":"https://help.example.com/a?b=c#d"}}'
  t.equal(cookie.write(VALUE, NOW), `${NAME}=${forge(text)}; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax`)
  t.equal(cookie.clear(), `${NAME}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax`)
  const insecure = make({ name: 'help-center.default.pending', secure: false, maxAge: 30 })
  const plain = insecure.write({}, NOW)
  t.match(plain, /^help-center\.default\.pending=[\w-]+\.[\w+/]{43}; Max-Age=30; Path=\/; HttpOnly; SameSite=Lax$/)
  t.equal(insecure.clear(), 'help-center.default.pending=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
})

t.test('what was written is read, wherever it is in the header', async (t) => {
  for (const header of [
    pair, `a=b; ${pair}`, `${pair}; a=b`, `a=b;${pair};c=d`, ` \t${pair} \t`, `a; ${pair}; =b; ;`, `a="; ${pair}; b="`
  ]) {
    t.strictSame(cookie.read(header, NOW), VALUE, JSON.stringify(header.replace(signed, '…')))
  }
  for (const value of [{}, { a: [null, 1, 'é', '"; Path=/x'] }]) {
    t.strictSame(cookie.read(pairOf(cookie.write(value, NOW)), NOW), value)
  }
})

t.test('the server ends it, whatever the browser does (S8)', async (t) => {
  t.strictSame(cookie.read(pair, NOW + 899_999), VALUE)
  for (const later of [900_000, 900_001, 86_400_000]) t.equal(cookie.read(pair, NOW + later), undefined)
  t.equal(cookie.read(pair, NaN), undefined)
})

t.test('a missing, empty or foreign cookie is none', async (t) => {
  const headers = [
    undefined, '', ';', '=', NAME, `${NAME}=`, `${NAME}=.`, `${NAME}=""`, 'a=b', `a=${signed}`, `${signed}`,
    `=${signed}`, `${NAME}.x=${signed}`, `x${NAME}=${signed}`, `${NAME.toLowerCase()}=${signed}`
  ]
  for (const header of headers) t.equal(cookie.read(header, NOW), undefined, String(header))
})

t.test('a cookie that was tampered with is none, and no error (S9)', async (t) => {
  const [payload = '', signature = ''] = signed.split('.')
  const eternal = Buffer.from(JSON.stringify({ expires: 9e15, value: VALUE })).toString('base64url')
  const forged = [
    payload, `${payload}.`, `.${signature}`, signature, `${signature}.${payload}`, `${eternal}.${signature}`,
    `${payload}.${signature}x`, `${payload}.${signature.slice(0, -1)}`, `${payload.slice(0, -1)}.${signature}`,
    `x${signed}`, `${signed}.`, `${signed}.${signature}`, `${payload}..${signature}`, `${payload}.${'A'.repeat(43)}`,
    `${payload}.${signature.toLowerCase()}`, `${payload} .${signature}`, `"${signed}"`, `${signed},`,
    '%E0%A4%A', `${signed}%00`, `${signed}%`, signed.replace('.', '%2e.'), 'null', 'undefined', '{}', '__proto__',
    'x'.repeat(100_000),
    `${eternal}.${createHmac('sha256', SECRET).update(eternal).digest('base64').replaceAll('=', '')}`
  ]
  for (const value of forged) t.equal(cookie.read(`${NAME}=${value}`, NOW), undefined, value.slice(0, 60))
  const changed =
    Array.from(signed, (character, i) => `${signed.slice(0, i)}${character === 'A' ? 'B' : 'A'}${signed.slice(i + 1)}`)
  t.strictSame(changed.filter((value) => cookie.read(`${NAME}=${value}`, NOW) !== undefined), [])
})

t.test('a cookie of another name, registration, secret or app is none (S9, S10)', async (t) => {
  for (const name of [
    '__Host-help-center.default.attempts', '__Host-help-center.other.pending', 'help-center.default.pending'
  ]) {
    const other = make({ name })
    const foreign = pairOf(other.write(VALUE, NOW))
    t.strictSame(other.read(foreign, NOW), VALUE)
    t.equal(cookie.read(foreign, NOW), undefined)
    t.equal(cookie.read(foreign.replace(name, NAME), NOW), undefined, 'moved to our name')
  }
  const stranger = pairOf(make({ secrets: [`${SECRET}x`] }).write(VALUE, NOW))
  t.equal(cookie.read(stranger, NOW), undefined)
})

t.test('a secret is rotated by listing the new one first (S9, N3)', async (t) => {
  const [before, during, after] = [
    make({ secrets: ['old-'.repeat(8)] }), make({ secrets: ['new-'.repeat(8), 'old-'.repeat(8)] }),
    make({ secrets: ['new-'.repeat(8)] })
  ]
  const old = pairOf(before.write(VALUE, NOW))
  const renewed = pairOf(during.write(VALUE, NOW))
  t.strictSame(during.read(old, NOW), VALUE)
  t.strictSame(during.read(renewed, NOW), VALUE)
  t.strictSame(after.read(renewed, NOW), VALUE)
  t.equal(renewed, pairOf(after.write(VALUE, NOW)))
  t.equal(after.read(old, NOW), undefined)
  t.equal(before.read(renewed, NOW), undefined)
})

t.test('text and bytes are the same secret', async (t) => {
  t.strictSame(make({ secrets: [Buffer.from(SECRET)] }).read(pair, NOW), VALUE)
})

t.test('two cookies of our name are none, in either order (S5)', async (t) => {
  const twin = pairOf(cookie.write({ return_to: 'https://help.example.com/other' }, NOW))
  for (const other of [twin, pair, `${NAME}=`, `${NAME}=x`, NAME, ` ${NAME} =x`, `\t${NAME}\t= x`]) {
    t.equal(cookie.read(`${pair}; ${other}`, NOW), undefined, JSON.stringify(other.slice(0, 60)))
    t.equal(cookie.read(`${other}; ${pair}`, NOW), undefined)
    t.equal(cookie.read(`${other};a=b;${pair};`, NOW), undefined)
  }
})

t.test('a name with another character before or after it is not ours, alone or beside ours (S6)', async (t) => {
  const evil = forge(JSON.stringify({ expires: NOW + 1000, value: { return_to: 'https://evil.test' } }))
  for (const character of [
    '\u00a0', '\u000b', '\u000c', '\u0000', '\r', '\n', '\u0085', '\u1680', '\u2000', '\u2028', '\u3000', '\ufeff',
    '\u200b', '$', '.', '_', '%20'
  ]) {
    for (const name of [`${character}${NAME}`, `${NAME}${character}`]) {
      t.equal(cookie.read(`${name}=${evil}`, NOW), undefined, encodeURIComponent(name))
      t.strictSame(cookie.read(`${name}=${evil}; ${pair}`, NOW), VALUE)
      t.strictSame(cookie.read(`${pair}; ${name}=${evil}`, NOW), VALUE)
    }
  }
  t.equal(cookie.read(`=${NAME}=${evil}`, NOW), undefined, 'a nameless cookie')
  t.equal(cookie.read(`a="${NAME}=${evil}"`, NOW), undefined, 'a quoted sandwich')
})

t.test('a thousand other cookies do not matter (1.14)', async (t) => {
  const others = Array.from({ length: 1000 }, (_, i) => `c${i}=${'x'.repeat(10)}`).join('; ')
  t.strictSame(cookie.read(`${others}; ${pair}; ${others}`, NOW), VALUE)
})

t.test('white space around a name is none of it, however much, so that a second cookie is seen (S5)', async (t) => {
  const spaces = ['', ' ', '\t', '  ', '\t\t', ' \t', '\t ', '   ', ' \t \t ']
  for (const before of spaces) {
    for (const after of spaces) {
      const name = before + NAME + after
      t.strictSame(cookie.read(`a=b;${name}=${signed};c=d`, NOW), VALUE, JSON.stringify(name))
      for (const value of ['x', '', signed]) {
        t.equal(cookie.read(`${pair};${name}=${value}`, NOW), undefined, JSON.stringify(name))
        t.equal(cookie.read(`${name}=${value};${pair}`, NOW), undefined, JSON.stringify(name))
      }
    }
  }
})

t.test('white space inside of a name makes it another name, which does not hide ours (S5, S6)', async (t) => {
  for (const space of [' ', '\t', '  ', ' \t ']) {
    for (let i = 1; i < NAME.length; i++) {
      const name = NAME.slice(0, i) + space + NAME.slice(i)
      t.equal(cookie.read(`${name}=${signed}`, NOW), undefined, JSON.stringify(name))
      t.strictSame(cookie.read(`${name}=x; ${pair}`, NOW), VALUE)
      t.strictSame(cookie.read(`${pair}; ${name}=x`, NOW), VALUE)
    }
  }
})

t.test('the log can be told why there is none', async (t) => {
  for (const header of [undefined, '', 'a=b', `x${NAME}=${signed}`]) t.equal(cookie.refusalOf(header), 'absent')
  for (const header of [`${pair}; ${pair}`, `${NAME}; ${pair}`]) t.equal(cookie.refusalOf(header), 'twice')
  for (const header of [`${pair}x`, `${NAME}=`]) t.equal(cookie.refusalOf(header), 'wrong-signature')
  t.equal(cookie.refusalOf(pair, NOW + 900_000), 'expired')
  t.equal(cookie.refusalOf(pair), null)
})
