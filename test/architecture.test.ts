import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../lib/', import.meta.url))
const IMPORT = /^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm
const TYPE_IMPORT = /^(?:import|export) type\b[^;'"]*?\bfrom '([^']+)'/gm

const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
const toName = (path: string) => path.split(sep).join('/')

/** Path below lib of each module, its text, and what it imports: own modules by path, others by name. */
const modules = new Map(paths.map((path) => {
  const text = readFileSync(resolve(root, path), 'utf8')
  const find = (code: string) => [...code.matchAll(IMPORT)]
    .map(([, from, bare, dynamic]) => String(from ?? bare ?? dynamic))
    .map((name) => name.startsWith('.') ? toName(relative(root, resolve(root, dirname(path), name))) : name)
  return [toName(path), { text, imports: find(text), values: find(text.replace(TYPE_IMPORT, '')) }]
}))

const importers = (matches: (specifier: string) => boolean) =>
  [...modules].filter(([, { imports }]) => imports.some(matches)).map(([name]) => name).sort()
const isOfFastify = (specifier: string) => /^(?:@fastify\/|fastify(?:-|$))/.test(specifier)
const below = (folder: string) => (name: string) => name.startsWith(`${folder}/`)

t.test('the modules and their imports were found', async (t) => {
  t.ok(modules.size > 40)
  t.ok(modules.get('plugin.ts')?.imports.includes('routes/routes.ts'))
  t.ok(modules.get('routes/routes.ts')?.imports.includes('fastify'))
})

t.test('what decides about a sign-in knows nothing of Fastify, but for the cookie signer', async (t) => {
  t.strictSame(importers(isOfFastify).filter(below('sign-in')), ['sign-in/signed-cookie.ts'])
  t.strictSame(modules.get('sign-in/signed-cookie.ts')?.imports.filter(isOfFastify), ['@fastify/cookie'])
})

t.test('the vendors\' contracts know nothing of Fastify', async (t) => {
  t.strictSame(importers(isOfFastify).filter(below('providers')), [])
})

t.test('one module imports fast-jwt', async (t) => {
  t.strictSame(importers((specifier) => specifier === 'fast-jwt'), ['sign-in/token.ts'])
})

t.test('nobody imports the entry', async (t) => {
  t.strictSame(importers((specifier) => specifier === 'index.ts'), [])
  t.strictSame(importers((specifier) => specifier === 'testing/index.ts'), [])
})

t.test('imports go one way: sign-in and providers know no route and no plugin', async (t) => {
  const outward = /^(?:routes\/|plugin|decorators|registration|help-center|issue-sign-in|resolve-options|options)/
  const inner = /^(?:sign-in|providers|pages|errors)/
  t.strictSame(importers((specifier) => outward.test(specifier)).filter((name) => inner.test(name)), [])
  t.strictSame(importers(below('sign-in')).filter(below('providers')), [])
})

t.test('no module imports itself by a detour', async (t) => {
  const cycles: string[] = []
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) cycles.push([...path.slice(path.indexOf(name)), name].join(' → '))
    // The pages of the fake help center share types both ways; nothing of that is left when it runs.
    else for (const next of modules.get(name)?.[below('testing')(name) ? 'values' : 'imports'] ?? []) visit(next, [...path, name])
  }
  for (const name of modules.keys()) visit(name, [])
  t.strictSame([...new Set(cycles)], [])
})

t.test('the verifier for tests shares nothing with what signs', async (t) => {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    modules.get(name)?.imports.forEach(visit)
  }
  visit('testing/verify-jws.ts')
  t.ok(seen.has('node:crypto'))
  t.strictSame([...seen].filter((name) => modules.has(name) && !name.startsWith('testing/')), [])
})

t.test('no module outside of testing imports it', async (t) => {
  t.strictSame(importers(below('testing')).filter((name) => !name.startsWith('testing/')), [])
})

t.test('every module fits on a few screens', async (t) => {
  const long = [...modules].filter(([, { text }]) => text.split('\n').length > 200).map(([name]) => name)
  t.strictSame(long, [])
})

t.test('no module has a variable of its own that changes, so no two registrations share one (T5, T6)', async (t) => {
  const variable = /^(?:export )?(?:let|var)\b/m
  const mutable = [...modules].filter(([name, { text }]) => !name.startsWith('testing/') && variable.test(text))
  t.strictSame(mutable.map(([name]) => name), [])
})

t.test('nothing that goes out is derived from Host, forwarding headers or the referrer (1.13)', async (t) => {
  const derived = /x-forwarded|\.hostname\b.*request|request\.(?:host|hostname|protocol|originalUrl)\b|\breferer\b/i
  const suspects = [...modules].filter(([name, { text }]) => !name.startsWith('testing/') && derived.test(text))
  t.strictSame(suspects.map(([name]) => name), [])
})

t.test('no module has a top-level await, so that require() works', async (t) => {
  t.strictSame([...modules].filter(([, { text }]) => /^(?:\w.*= )?await /m.test(text)).map(([name]) => name), [])
})

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
  t.strictSame([...modules].flatMap(([path, { text }]) => findLeaks(text).map((leak) => `${path}: ${leak}`)), [])
})

t.test('signatures are checked by @fastify/cookie and by timingSafeEqual, and made nowhere else (K9)', async (t) => {
  const users = (pattern: RegExp) =>
    [...modules].filter(([, { text }]) => pattern.test(text)).map(([path]) => path).sort()
  // DiscourseConnect is an HMAC and no JWT, on both sides of it.
  const verifiers = ['providers/discourse-connect.ts', 'testing/vendors/discourse.ts', 'testing/verify-jws.ts']
  t.strictSame(users(/\bcreateHmac\b/), verifiers)
  t.strictSame(users(/\btimingSafeEqual\(/), verifiers)
  t.strictSame(users(/\.unsign\(/), ['sign-in/signed-cookie.ts'])
})
