import fc from 'fast-check'
import t from 'tap'
import { toCheckedEmail } from '../../lib/sign-in/email.ts'
import { acceptedEmails, foldedEmails, refusedEmails } from '../fixtures/hostile-emails.ts'

t.test('one plain address passes as it is', async (t) => {
  for (const email of acceptedEmails) t.equal(toCheckedEmail(email), email)
})

t.test('the only change is that ASCII letters become small (E3)', async (t) => {
  for (const [email, folded] of foldedEmails) t.equal(toCheckedEmail(email), folded)
})

t.test('what is not exactly one plain address is refused, never repaired (E2, E3)', async (t) => {
  for (const [name, value] of refusedEmails) t.equal(toCheckedEmail(value), null, name)
})

t.test('the table holds addresses that a Unicode fold would turn into those of somebody else (E3)', async (t) => {
  t.equal('mi\u212ae@example.com'.toLowerCase(), 'mike@example.com')
  t.equal('ada\uff20example.com'.normalize('NFKC'), 'ada@example.com')
  t.equal(toCheckedEmail('mi\u212ae@example.com'), null)
  t.equal(toCheckedEmail('ada\uff20example.com'), null)
})

t.test('each character beside letters and digits has its verdict, in either part (E2)', async (t) => {
  const characters = Array.from({ length: 0x300 }, (_, i) => String.fromCharCode(i))
    .filter((character) => !/[a-z0-9]/i.test(character))
  const passes = (make: (character: string) => string) =>
    characters.filter((character) => toCheckedEmail(make(character)) !== null).join('')
  t.equal(passes((character) => `a${character}b@example.com`), "!#$%&'*+-./=?^_`{|}~")
  t.equal(passes((character) => `${character}b@example.com`), "!#$%&'*+-/=?^_`{|}~")
  t.equal(passes((character) => `ada@exam${character}ple.com`), '-.')
  t.equal(passes((character) => `ada@${character}example.com`), '')
  t.equal(passes((character) => `ada@example.com${character}`), '')
})

t.test('whatever passes is printable ASCII with one @, within the limits, and passes again unchanged', async (t) => {
  const unit = fc.constantFrom(...'aZ09@@..-_+"<>(),;: \\\t\n\u0000\u00e9\u212a\uff20\u200b')
  let accepted = 0
  fc.assert(fc.property(fc.string({ unit, maxLength: 30 }), fc.constantFrom('', '@example.com'), (start, end) => {
    const email = toCheckedEmail(start + end)
    if (email === null) return true
    accepted++
    return /^[!-~]{1,64}@[a-z0-9.-]+\.[a-z0-9-]+$/.test(email) && email.split('@').length === 2 &&
      email === (start + end).toLowerCase() && toCheckedEmail(email) === email
  }), { numRuns: 10_000, seed: 20_261_121 })
  t.ok(accepted > 50, `${accepted} values were accepted`)
})

t.test('an address made to slow down a pattern is refused as fast as any other (1.14)', async (t) => {
  const time = (email: string) => {
    const rounds = Array.from({ length: 7 }, () => {
      const start = process.hrtime.bigint()
      for (let i = 0; i < 200; i++) toCheckedEmail(email)
      return Number(process.hrtime.bigint() - start)
    })
    return Math.min(...rounds)
  }
  const base = time(`${'a'.repeat(60)}@${'a'.repeat(60)}.${'a'.repeat(60)}.${'a'.repeat(60)}`)
  const slow = ['a.', 'a-', 'a', '-', '.', 'a@'].map((part) => `ada@${part.repeat(125)}`.slice(0, 253) + '!')
  for (const email of [...slow, `${'a.'.repeat(31)}a!"@example.com`]) t.ok(time(email) / base < 60, email.slice(0, 16))
})

t.test('each printable character but the dot has one verdict in all places between dots (E2)', async (t) => {
  const characters = Array.from({ length: 0x5f }, (_, i) => String.fromCharCode(0x20 + i))
  const alphanumerics = characters.filter((character) => /[a-z0-9]/i.test(character)).join('')
  const passes = (make: (character: string) => string) =>
    characters.filter((character) => toCheckedEmail(make(character)) !== null).sort().join('')
  const sorted = (text: string) => [...text].sort().join('')
  const atom = sorted(`${alphanumerics}!#$%&'*+-/=?^_\`{|}~`)
  const places = ['@b', '@.b', 'b.@', '@b.b', 'b.@b', 'b.b@', 'b.@.b', 'b.b.@', 'b.b.@b', 'b.b.b@']
  for (const place of places) {
    t.equal(passes((character) => `${place.replace('@', () => character)}@example.com`).replace('.', ''), atom, place)
  }
  for (const label of ['@', '@.b', 'b.@', 'b.@.b']) {
    t.equal(passes((character) => `ada@${label.replace('@', () => character)}.com`), sorted(alphanumerics), label)
    const inside = label.replace('@', 'a@a')
    const allowed = passes((character) => `ada@${inside.replace('@', () => character)}.com`)
    t.equal(allowed, sorted(`${alphanumerics}-.`), inside)
  }
  t.equal(passes((character) => `ada@example.a${character}a`), sorted(`${alphanumerics}-.`), 'the last label')
})
