import t from 'tap'
import { type ReturnToRefusal, toSafeReturnTo } from '../../lib/sign-in/return-to.ts'
import { ALLOWED_ORIGIN, hostileUrls } from '../fixtures/hostile-urls.ts'
import { HELP_CENTER } from '../fixtures/build-app.ts'

const gate = (value: unknown) => toSafeReturnTo(value, [ALLOWED_ORIGIN])

const PLAIN_URL = /^https:\/\/help\.example\.com(?:[/?#][^\\\s\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Z}]*)?$/u

/** The written policy a second time, by other means: one pattern for the whole, then the path as a browser reads it. */
function isWithinPolicy (text: string): boolean {
  if (text.length > 2048 || !PLAIN_URL.test(text)) return false
  const escapes = [...text.matchAll(/(?:%[0-9a-f]{2})+|%/gi)]
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (const [run] of escapes) {
    if (run === '%') return false
    try {
      decoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex'))
    } catch {
      return false
    }
  }
  const { href, pathname } = new URL(text)
  return href.length <= 2048 && !['/', '\\', '\t', '\n', '\r', '\0'].includes(decodeURIComponent(pathname).charAt(1))
}

t.test('no hostile URL leads away from the help center, raw or percent-encoded (R1)', async (t) => {
  t.ok(hostileUrls.length >= 4000, `${hostileUrls.length} values`)
  const values = hostileUrls.flatMap((url) => {
    const wellFormed = url.replaceAll(/\p{Cs}/gu, '\ufffd')
    return [url, encodeURIComponent(wellFormed), encodeURI(wellFormed)]
  })
  const escapes = values.filter((value) => {
    const { url } = gate(value)
    if (url === null) return false
    const { origin, username, password, href } = new URL(url)
    return origin !== ALLOWED_ORIGIN || username + password !== '' || href !== url || !/^[\x21-\x7e]{1,2048}$/.test(url)
  })
  t.strictSame(escapes, [])
})

t.test('each hostile URL has the verdict of the written policy (R1)', async (t) => {
  const wrong = hostileUrls.filter((url) => (gate(url).url !== null) !== isWithinPolicy(url))
  t.strictSame(wrong, [])
  const accepted = hostileUrls.filter((url) => gate(url).url !== null)
  t.ok(accepted.length > 20 && accepted.length < 200, `${accepted.length} are harmless`)
})

t.test('the list holds values that each naive check lets out (1.1.4)', async (t) => {
  const base = `${ALLOWED_ORIGIN}/`
  const parse = (value: string) => URL.canParse(value, base) ? new URL(value, base) : null
  const naive: Record<string, (value: string) => boolean> = {
    'one slash, not two': (value) => value.startsWith('/') && !value.startsWith('//'),
    'starts with the origin': (value) => value.startsWith(ALLOWED_ORIGIN),
    'includes the host': (value) => value.includes('help.example.com'),
    'a pattern with bare dots': (value) => /^https?:\/\/help.example.com/.test(value),
    'the host ends like ours': (value) => parse(value)?.hostname.endsWith('example.com') === true,
    'a slash, then resolved': (value) => value.startsWith('/')
  }
  for (const [name, accepts] of Object.entries(naive)) {
    const leaves = (value: string) => parse(value) !== null && parse(value)?.origin !== ALLOWED_ORIGIN
    const escapes = hostileUrls.filter((value) => accepts(value) && leaves(value))
    t.ok(escapes.length > 5, `${name}: ${escapes.length}`)
    t.strictSame(escapes.filter((value) => gate(value).url !== null), [], name)
  }
  const secondOrder = hostileUrls.filter((value) => {
    const url = parse(value)
    return url?.origin === ALLOWED_ORIGIN && url.pathname.startsWith('//')
  })
  t.ok(secondOrder.length > 20, 'the parser alone lets second-order paths through')
  t.strictSame(secondOrder.filter((value) => gate(value).url !== null), [])
})

t.test('each reason has its code', async (t) => {
  const cases: Array<[ReturnToRefusal, unknown]> = [
    ['not-a-string', undefined], ['not-a-string', null], ['not-a-string', 1], ['not-a-string', [`${ALLOWED_ORIGIN}/`]],
    ['not-a-string', { href: `${ALLOWED_ORIGIN}/` }],
    ['not-a-string', new URL(ALLOWED_ORIGIN)],
    ['empty', ''],
    ['too-long', `${ALLOWED_ORIGIN}/`.padEnd(2049, 'a')], ['too-long', `${ALLOWED_ORIGIN}/`.padEnd(1000, '\u00e9')],
    ['too-long', 'x'.repeat(100_000)],
    ['unsafe-character', ' https://help.example.com/'], ['unsafe-character', 'https:\\\\help.example.com/'],
    ['unsafe-character', 'https://help.example.com/\r\nset-cookie:a'],
    ['unsafe-character', 'https://help.example.com/\u0000'], ['unsafe-character', 'https://help.example.com/a b'],
    ['unsafe-character', 'https://help.example.com/\ud800'],
    ['unsafe-character', 'https://help.example.com/\u202e'], ['unsafe-character', 'https://help.example.com/\u200b'],
    ['unsafe-character', '/\\evil.test'],
    ['malformed-escape', 'https://help.example.com/%E0%A4%A'], ['malformed-escape', 'https://help.example.com/%FF'],
    ['malformed-escape', 'https://help.example.com/#100%'],
    ['foreign-origin', 'https://evil.test/'], ['foreign-origin', 'http://help.example.com/'],
    ['foreign-origin', '//help.example.com/'], ['foreign-origin', '/portal'],
    ['foreign-origin', 'https:help.example.com'], ['foreign-origin', 'https:/help.example.com/'],
    ['foreign-origin', 'https:///help.example.com/'], ['foreign-origin', 'HTTPS://help.example.com/'],
    ['foreign-origin', 'https://HELP.example.com/'], ['foreign-origin', 'https://help.example.com./'],
    ['foreign-origin', 'https://help.example.com:443/'],
    ['foreign-origin', 'https://help.example.com@evil.test/'],
    ['foreign-origin', 'https://help.example.com.evil.test/'], ['foreign-origin', 'https://help.example.comevil.test/'],
    ['foreign-origin', 'https://a:b@help.example.com/'], ['foreign-origin', 'https://help.example.com:@evil.test/'],
    ['foreign-origin', 'javascript:alert(1)//https://help.example.com/'],
    ['foreign-origin', 'https%3a%2f%2fhelp.example.com%2f'], ['foreign-origin', 'https://xn--hlp-bma.example.com/'],
    ['foreign-origin', 'https://h\u00e9lp.example.com/'],
    ['second-order-path', 'https://help.example.com//evil.test'],
    ['second-order-path', 'https://help.example.com/.//evil.test'],
    ['second-order-path', 'https://help.example.com/a/..//evil.test'],
    ['second-order-path', 'https://help.example.com/%2e//evil.test'],
    ['second-order-path', 'https://help.example.com/%2Fevil.test'],
    ['second-order-path', 'https://help.example.com/%5cevil.test'],
    ['second-order-path', 'https://help.example.com/%09/evil.test'],
    ['second-order-path', 'https://help.example.com/%0aevil.test'],
    ['second-order-path', 'https://help.example.com/%0D'],
    ['second-order-path', 'https://help.example.com/%00/evil.test']
  ]
  for (const [refusal, value] of cases) {
    t.strictSame(gate(value), { url: null, refusal }, JSON.stringify(value)?.slice(0, 80))
  }
})

t.test('an allowed origin that is no plain https origin still needs the parser to agree', async (t) => {
  t.strictSame(toSafeReturnTo('https://help.example.com:99999/', ['https://help.example.com:99999']), {
    url: null, refusal: 'unparsable'
  })
  t.strictSame(toSafeReturnTo('https://help.example.com:443/', ['https://help.example.com:443']), {
    url: null, refusal: 'foreign-origin'
  })
  t.strictSame(toSafeReturnTo('https://HELP.example.com/', ['https://HELP.example.com']), {
    url: null, refusal: 'foreign-origin'
  })
  t.strictSame(toSafeReturnTo('file:///etc/passwd', ['file://']), { url: null, refusal: 'foreign-origin' })
  t.strictSame(toSafeReturnTo('https://help.example.com/', []), { url: null, refusal: 'foreign-origin' })
})

t.test('the pages of the help center are kept as the parser writes them', async (t) => {
  const cases: Array<[string, string]> = [
    ['https://help.example.com', 'https://help.example.com/'],
    ['https://help.example.com/', 'https://help.example.com/'],
    ['https://help.example.com?a=b', 'https://help.example.com/?a=b'],
    ['https://help.example.com#top', 'https://help.example.com/#top'],
    ['https://help.example.com/portal/en/kb/articles/reset-your-router?a=%20&b=c+d#step-2',
      'https://help.example.com/portal/en/kb/articles/reset-your-router?a=%20&b=c+d#step-2'],
    ['https://help.example.com/a/../b/./c', 'https://help.example.com/b/c'],
    ['https://help.example.com/a//b', 'https://help.example.com/a//b'],
    ['https://help.example.com/%C3%A9', 'https://help.example.com/%C3%A9'],
    ['https://help.example.com/h\u00e9lp/\u65e5\u672c?q=\u{1f600}',
      'https://help.example.com/h%C3%A9lp/%E6%97%A5%E6%9C%AC?q=%F0%9F%98%80'],
    ['https://help.example.com/?next=https://evil.test', 'https://help.example.com/?next=https://evil.test'],
    ['https://help.example.com/"<>', 'https://help.example.com/%22%3C%3E'],
    [`${ALLOWED_ORIGIN}/`.padEnd(2048, 'a'), `${ALLOWED_ORIGIN}/`.padEnd(2048, 'a')]
  ]
  for (const [value, url] of cases) t.strictSame(gate(value), { url, refusal: null }, value.slice(0, 80))
})

t.test('each allowed origin counts, with its own port and scheme, and no other', async (t) => {
  const origins = [ALLOWED_ORIGIN, 'https://desk.example.net:8443', 'http://localhost:3000', 'http://[::1]:3000']
  for (const origin of origins) {
    t.strictSame(toSafeReturnTo(`${origin}/a`, origins), { url: `${origin}/a`, refusal: null })
  }
  for (const value of [
    'https://desk.example.net/', 'http://desk.example.net:8443/', 'https://desk.example.net:8443:8443/',
    'https://localhost:3000/', 'http://localhost:30001/'
  ]) {
    t.strictSame(toSafeReturnTo(value, origins), { url: null, refusal: 'foreign-origin' }, value)
  }
})

t.test('letters and marks that no reader sees are refused in a return URL (R1)', async (t) => {
  const invisible = [
    0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x3164, 0xfe00, 0xfe0f, 0xffa0, 0xe0100, 0xe01ef
  ]
  for (const codePoint of invisible) {
    for (const start of [`${HELP_CENTER}/`, `${HELP_CENTER}/a?b=`, `${HELP_CENTER}#`]) {
      const url = start + String.fromCodePoint(codePoint)
      t.strictSame(
        toSafeReturnTo(url, [HELP_CENTER]), { url: null, refusal: 'unsafe-character' }, codePoint.toString(16)
      )
    }
  }
})
