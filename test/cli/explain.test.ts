import t from 'tap'
import { explain } from '../../lib/cli/explain.ts'
import { symptoms } from '../../lib/symptoms.ts'
import { vendorMessages } from '../../lib/symptoms/messages.ts'
import { runWords } from './run-words.ts'

t.test('a code is explained, also in the line of a log', async (t) => {
  for (const { code } of symptoms) t.same(explain(code).map((found) => found.code), [code])
  t.equal(explain('fst_help_center_busy')[0]?.code, 'FST_HELP_CENTER_BUSY')
  t.same(explain('{"level":30,"code":"FST_HELP_CENTER_PREFETCH","reason":"foreign-origin"}').map(({ code }) => code),
    ['FST_HELP_CENTER_PREFETCH', 'foreign-origin'])
})

t.test('a vendor\'s words lead to causes, most likely first', async (t) => {
  const cases: Array<[words: string, code: string]> = [
    ['The iat is more than 3 minutes off. Please check your server clock.', 'wrong-type'],
    ['JWT signature is invalid', 'wrong-signature'],
    ['Mismatch in the RSA signature', 'wrong-signature'],
    ['Invalid token or user info response', 'claim-missing'],
    ['JWT configuration error', 'wrong-unit'],
    ['ERR_TOO_MANY_REDIRECTS', 'login-loop'],
    ['app.example.com redirected you too many times.', 'login-loop'],
    ['Refused to send form data because it violates the Content Security Policy directive "form-action"',
      'csp-form-action'],
    ['Token expired', 'wrong-unit'],
    ['Account login timed out, please try logging in again.', 'wrong-parameter'],
    ['ada@example.com is not allowed to sign up', 'refused-by-vendor'],
    ['Invalid JWT', 'wrong-signature'],
    ['request failed with 409', 'identity-note']
  ]
  for (const [words, code] of cases) t.equal(explain(words)[0]?.code, code, words)
  for (const { words } of vendorMessages) t.ok(explain(words.join(' and ')).length > 0, words.join())
})

t.test('what is unknown ends in a sentence that does not repeat it', async (t) => {
  t.throws(() => explain('  '), { message: /nothing to explain/ })
  t.throws(() => explain('eyJhbGciOiJIUzI1NiJ9.e30.abc'), { message: /inspect/ })
  t.throws(() => explain('wrong-signatur'), { message: /Did you mean wrong-signature\?/ })
  t.throws(() => explain('hunter2 '.repeat(2000)), { message: 'Nothing is known about this.' })
})

t.test('the command prints causes and cures, as text and as JSON', async (t) => {
  const one = await runWords(['explain', 'wrong-unit'])
  t.match(one, { status: 0, stderr: '' })
  t.match(one.stdout, /^A time is in the wrong unit \(wrong-unit\)\n {3}Why: .*\n {3}Do: .*\n$/)
  const several = await runWords(['explain', 'invalid', 'token'])
  t.match(several.stdout, /^1\. .*\n[^]*\n2\. /)
  const json = JSON.parse((await runWords(['explain', '--json'], { stdin: 'signature is invalid' })).stdout)
  t.match(json, { schemaVersion: 1, command: 'explain', causes: [{ code: 'wrong-signature' }] })
  t.match(await runWords(['explain', 'xyzzy']), { status: 2, stdout: '', stderr: 'Nothing is known about this.\n' })
})
