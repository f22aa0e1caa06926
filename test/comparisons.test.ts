import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../lib/', import.meta.url))
const modules = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const)

/** What is compared: the last name of a path, a call's name, or a literal. */
const OPERAND = String.raw`(?:typeof )?(?:[\w$]+(?:\([^()]*\))?[?!]?\.)*[\w$]+(?:\([^()]*\))?|'[^']*'`
const COMPARISON = new RegExp(`(${OPERAND})!? (?:[!=]==?) (${OPERAND})`, 'g')
const CALL = new RegExp(`(${OPERAND})\\.(?:equals|startsWith|endsWith|includes|indexOf|localeCompare|compare)\\((${OPERAND})`, 'g')
const CONFIDENTIAL = /(?:secret|signature|hmac|mac|digest|token)s?$/i
const LITERAL = /^(?:undefined|null|true|false|\d+|'[^']*')$/

/** Comparisons that stop at the first byte that differs, and so tell by their time how much was right. */
function findLeaks (text: string): string[] {
  const code = text.replace(/\/\*.*?\*\/|\/\/.*$/gms, '')
  return [...code.matchAll(COMPARISON), ...code.matchAll(CALL)]
    .filter(([, left = '', right = '']) => !left.startsWith('typeof ') && !LITERAL.test(left) && !LITERAL.test(right))
    .filter(([, left = '', right = '']) => [left, right].some((operand) => CONFIDENTIAL.test(operand.replace(/\([^()]*\)$/, ''))))
    .map(([match]) => match)
}

t.test('the search finds what it looks for, and nothing else (K9)', async (t) => {
  const leaks = [
    'if (signature === expected) {', 'return actual !== jws.signature', 'a.secret == b', 'hash(x) === options.secret', 'token === other.token',
    'mac.equals(expectedMac)', 'digest.startsWith(prefix)', 'stored === hmac(value)', 'createDigest(a) !== b'
  ]
  for (const line of leaks) t.equal(findLeaks(line).length, 1, line)
  const fine = [
    "typeof provider.secret === 'function'", 'secret === undefined', 'token.length > MAX', 'signature.length === expected.length',
    "error.code === 'wrong-signature'", '// signature === expected', 'timingSafeEqual(signature, expected)'
  ]
  for (const line of fine) t.strictSame(findLeaks(line), [], line)
})

t.test('no === touches a signature, a secret or a token (K9)', async (t) => {
  t.ok(modules.length > 40)
  t.strictSame(modules.flatMap(([path, text]) => findLeaks(text).map((leak) => `${path}: ${leak}`)), [])
})

t.test('signatures are checked by @fastify/cookie and by timingSafeEqual, and made nowhere else (K9)', async (t) => {
  const users = (pattern: RegExp) => modules.filter(([, text]) => pattern.test(text)).map(([path]) => path).sort()
  // DiscourseConnect is an HMAC and no JWT, on both sides of it.
  const verifiers = ['providers/discourse-connect.ts', 'testing/vendors/discourse.ts', 'testing/verify-jws.ts']
  t.strictSame(users(/\bcreateHmac\b/), verifiers)
  t.strictSame(users(/\btimingSafeEqual\(/), verifiers)
  t.strictSame(users(/\.unsign\(/), ['sign-in/signed-cookie.ts'])
})
