import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { errors } from '../../lib/errors.ts'
import { symptoms } from '../../lib/symptoms.ts'
import { vendorMessages } from '../../lib/symptoms/messages.ts'

const codes = symptoms.map(({ code }) => code)

t.test('each code has one row, with a symptom, a cause and a cure', async (t) => {
  t.same(codes.filter((code, index) => codes.indexOf(code) !== index), [])
  for (const { code, symptom, cause, cure } of symptoms) {
    t.match(code, /^(?:FST_HELP_CENTER_[A-Z_]+|[a-z]+(?:-[a-z]+)*)$/)
    t.notMatch(symptom, /\.$/, `${code}: a line, not a sentence`)
    t.match(cause, /[.?]$/, code)
    t.match(cure, /[.)?]$/, code)
  }
})

t.test('every error of the plugin has a row', async (t) => {
  const own = Object.values(errors).map(({ prototype }) => prototype).map((prototype) => prototype.constructor)
  t.same(codes.filter((code) => code.startsWith('FST_')).length, own.length)
  const source = readFileSync(new URL('../../lib/errors.ts', import.meta.url), 'utf8')
  for (const [code] of source.matchAll(/FST_HELP_CENTER_[A-Z_]+(?=')/g)) t.ok(codes.includes(code), code)
})

t.test('every reason of the debug log has a row', async (t) => {
  const files = ['return-to.ts', 'return-page.ts', 'request.ts']
  const sources = files.map((file) =>
    readFileSync(new URL(`../../lib/sign-in/${file}`, import.meta.url), 'utf8')).join('')
  const reasons = [...sources.matchAll(/refuse\('([a-z-]+)'\)|refusal: '([a-z-]+)'|\? '([a-z]+-[a-z]+)' : null/g)]
    .map(([, ...found]) => found.find((reason) => reason !== undefined) ?? '')
  t.ok(reasons.length > 8)
  for (const reason of reasons) t.ok(codes.includes(reason), reason)
})

t.test('every finding that the command can report has a row', async (t) => {
  const folder = new URL('../../lib/cli/', import.meta.url)
  const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.ts'))
  const sources = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('')
  const reported = /'(?:ok|info|warning|problem|not-checked)',\s*'(?!not-checked)([a-z]+(?:-[a-z]+)+)'/g
  const used = [...sources.matchAll(reported)].map(([, code]) => String(code))
  t.ok(used.length > 30)
  for (const code of new Set(used)) t.ok(codes.includes(code), code)
  for (const code of new Set(vendorMessages.flatMap((message) => message.codes))) t.ok(codes.includes(code), code)
})

t.test('every code of the reports of real life has a row', async (t) => {
  const expected = [
    'acts-on-prefetch', 'bad-jti', 'cacheable', 'claim-missing', 'clock-off', 'cookie-same-site', 'csp-form-action',
    'foreign-return-url', 'identity-note', 'lifetime-too-short', 'logout-loop', 'no-session', 'refused-by-vendor',
    'return-url-changed', 'server-error', 'wrong-endpoint', 'wrong-method', 'wrong-parameter', 'wrong-signature',
    'wrong-type', 'wrong-unit'
  ]
  t.same(expected.filter((code) => !codes.includes(code)), [])
})
