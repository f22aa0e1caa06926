// eslint-disable-next-line n/no-deprecated-api -- old code reads URLs this way; that is the point
import { parse as legacyParse } from 'node:url'
import fc from 'fast-check'
import fastUri from 'fast-uri'
import t from 'tap'
import { toSafeReturnTo } from '../../lib/sign-in/return-to.ts'
import { ALLOWED_ORIGIN, hostileUrls } from '../fixtures/hostile-urls.ts'

const gate = (value: string) => toSafeReturnTo(value, [ALLOWED_ORIGIN])

/** RFC 3986, appendix B: the authority of a URI, without user info and port. */
function hostByRfc3986 (uri: string): string | undefined {
  const authority = /^(?:[^:/?#]+:)?(?:\/\/([^/?#]*))?/.exec(uri)?.[1]
  return authority?.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')
}

const readers: Record<string, (url: string) => string | null | undefined> = {
  'WHATWG URL': (url) => new URL(url).hostname,
  'url.parse': (url) => legacyParse(url).hostname,
  'RFC 3986': hostByRfc3986,
  'fast-uri': (url) => fastUri.parse(url).host
}

/** Whatever is accepted, as it came in and as it goes out, has one host for everybody. */
function disagreements (value: string): string[] {
  const { url } = gate(value)
  if (url === null) return []
  return [value, url].flatMap((text) => Object.entries(readers)
    .filter(([, hostOf]) => hostOf(text) !== 'help.example.com')
    .map(([name, hostOf]) => `${name} reads ${hostOf(text)} in ${text}`))
}

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('/', '\\', ':', '@', '.', '#', '?', '%', '\t', '\n', '\r', ' ') },
  { weight: 2, arbitrary: fc.constantFrom('%2f', '%5c', '%40', '%2e', '%00', '%09', '&', ';', '=', '//', '..') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'help.example.com', 'evil.test', ALLOWED_ORIGIN, 'https:', 'http:', 'javascript:'
    )
  },
  { weight: 2, arbitrary: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) }
)
const tail = fc.string({ unit: piece, maxLength: 24 })
const start = fc.constantFrom('', '', '/', 'https://', ALLOWED_ORIGIN, `${ALLOWED_ORIGIN}/`, `${ALLOWED_ORIGIN}/a`)
const url = fc.tuple(start, tail).map(([first, rest]) => first + rest)

t.test('whatever is accepted is of the same origin, and is accepted again unchanged (R4)', async (t) => {
  let accepted = 0
  fc.assert(fc.property(url, (value) => {
    const { url } = gate(value)
    if (url === null) return true
    accepted++
    const { origin, pathname } = new URL(url)
    return origin === ALLOWED_ORIGIN && !/^\/(?:[/\\]|%2f|%5c)/i.test(pathname) && gate(url).url === url
  }), { numRuns: 10_000, seed: 20_261_121 })
  t.ok(accepted > 500, `${accepted} values were accepted`)
})

t.test('strings of any kind never make the gate throw', async (t) => {
  const verdicts: boolean[] = []
  fc.assert(fc.property(fc.anything(), (value) => {
    const { url, refusal } = toSafeReturnTo(value, [ALLOWED_ORIGIN])
    verdicts.push((url === null) !== (refusal === null))
  }), { numRuns: 5_000, seed: 20_261_121 })
  t.equal(verdicts.filter(Boolean).length, 5_000, 'each is either accepted or refused')
})

t.test('four parsers find the same host in every hostile URL that is accepted (R5)', async (t) => {
  t.ok(hostileUrls.filter((value) => gate(value).url !== null).length > 20)
  t.strictSame(hostileUrls.flatMap(disagreements), [])
})

t.test('four parsers find the same host in every generated URL that is accepted (R5)', async (t) => {
  const found: string[] = []
  fc.assert(fc.property(url, (value) => {
    found.push(...disagreements(value))
  }), { numRuns: 10_000, seed: 5 })
  t.strictSame(found, [])
})

t.test('the four parsers differ over URLs that are refused, so that the test above can fail (R5)', async (t) => {
  for (const value of [
    'https://help.example.com\\@evil.test/', 'https:help.example.com', 'https://evil.test\\@help.example.com/'
  ]) {
    const hosts = new Set(Object.values(readers).map((hostOf) => hostOf(value)))
    t.ok(hosts.size > 1, value)
    t.equal(gate(value).url, null)
  }
})

t.test('two kilobytes of one character cost no more than a plain URL of that size (1.14)', async (t) => {
  const sizes = (filler: string) => ALLOWED_ORIGIN.padEnd(2048, filler)
  const benign = `${ALLOWED_ORIGIN}/`.padEnd(2048, 'a')
  const fillers = ['/', '%', '@', '\\', '%2f', '.', '/..', '?', '#', ':', '\u00e9', 'https://help.example.com']
  const hostile = [
    ...fillers.flatMap((filler) => [sizes(filler), `/${filler}`.padEnd(2048, filler)]),
    `${ALLOWED_ORIGIN}/a`.padEnd(2048, '/../a')
  ]
  const base = fastest(benign)
  for (const value of hostile) {
    const ratio = fastest(value) / base
    t.ok(ratio < 60, `${value.slice(20, 40)} takes ${ratio.toFixed(1)} times as long`)
  }
})

/** The best of a few rounds: what else the machine does only ever adds. */
function fastest (value: string): number {
  const rounds = Array.from({ length: 7 }, () => {
    const start = process.hrtime.bigint()
    for (let i = 0; i < 100; i++) gate(value)
    return Number(process.hrtime.bigint() - start)
  })
  return Math.min(...rounds)
}
