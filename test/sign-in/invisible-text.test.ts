import t from 'tap'
import type { Profile } from '../../lib/index.ts'
import { toClaimValue } from '../../lib/sign-in/claim-value.ts'
import { toCheckedProfile } from '../../lib/sign-in/profile.ts'
import { Browser } from '../fixtures/browser.ts'
import { ada, buildApp, LOGIN } from '../fixtures/build-app.ts'
import { thrownBy } from '../fixtures/thrown-by.ts'

/**
 * Characters by which the reader of a name sees another one, or none. Not the marks U+200E and U+200F, which Hebrew and
 * Arabic need.
 */
const hidden = {
  'zero width space': '\u200b',
  'left-to-right embedding': '\u202a',
  'right-to-left embedding': '\u202b',
  'pop directional formatting': '\u202c',
  'left-to-right override': '\u202d',
  'right-to-left override': '\u202e',
  'left-to-right isolate': '\u2066',
  'right-to-left isolate': '\u2067',
  'first strong isolate': '\u2068',
  'pop directional isolate': '\u2069',
  'tag letter A': '\u{e0041}',
  'cancel tag': '\u{e007f}',
  'language tag': '\u{e0001}',
  'Hangul filler': '\u3164',
  'halfwidth Hangul filler': '\uffa0',
  'Hangul choseong filler': '\u115f',
  'Hangul jungseong filler': '\u1160',
  'braille blank': '\u2800',
  'soft hyphen': '\u00ad',
  'Mongolian vowel separator': '\u180e'
}

function check (user: Partial<Profile>) {
  return toCheckedProfile({ ...ada, ...user }, { strict: false, assumeEmailVerified: false })
}

/** Where a text may stand in a profile. */
const places: Record<string, (text: string) => Partial<Profile>> = {
  firstName: (firstName) => ({ firstName }),
  lastName: (lastName) => ({ lastName }),
  name: (name) => ({ name }),
  organization: (organization) => ({ organization }),
  phone: (phone) => ({ phone }),
  locale: (locale) => ({ locale }),
  id: (id) => ({ id }),
  groups: (group) => ({ groups: ['staff', group] }),
  tags: (tag) => ({ tags: [tag] }),
  custom: (plan) => ({ custom: { plan } }),
  'custom, deep down': (plan) => ({ custom: { plan: { names: ['a', plan] } } }),
  'a key of custom': (name) => ({ custom: { [name]: 1 } })
}

for (const [place, write] of Object.entries(places)) {
  t.test(`a text with hidden characters goes into no token from ${place} (X21, X25)`, async (t) => {
    for (const [title, character] of Object.entries(hidden)) {
      for (const text of [`ad${character}min`, `${character}ada`, `ada${character}`, character]) {
        const { code } = thrownBy(() => check(write(text)))
        t.equal(code, 'FST_HELP_CENTER_INVALID_PROFILE', `${title} ${JSON.stringify(text)}`)
      }
    }
  })
}

t.test('a claim function\'s text with hidden characters goes into no token (X21)', async (t) => {
  for (const [title, character] of Object.entries(hidden)) {
    const text = `ad${character}min`
    for (const value of [text, [text], { a: text }, { a: { b: [text] } }, { [text]: 1 }]) {
      t.equal(toClaimValue(value), undefined, title)
    }
  }
})

t.test('a joiner at the edge of a word, where it joins nothing, goes into no token (X21)', async (t) => {
  for (const joiner of ['\u200c', '\u200d']) {
    for (const text of [`${joiner}ada`, `ada${joiner}`, joiner, `Ada ${joiner}Lovelace`, `Ada${joiner} Lovelace`]) {
      t.equal(thrownBy(() => check({ firstName: text })).code, 'FST_HELP_CENTER_INVALID_PROFILE', JSON.stringify(text))
    }
  }
})

t.test('names of every script go out as they are, with the joiners that their spelling needs (X21)', async (t) => {
  const names = [
    'Ada', 'Zoë', 'Ærøskøbing', 'Đặng Thị', 'Ольга', 'Ελένη', '王小明', 'さくら', '김민준',
    'محمد', 'שרה', 'שרה\u200f', 'José O’Neill',
    // Persian: a zero width non-joiner within a word.
    'علی\u200cرضا', 'می\u200cخواهم',
    // Sinhala: a zero width joiner after a sign, not after a letter.
    'ශ්\u200dරී', 'ක්\u200dෂ',
    // Japanese: variation selectors choose the form of a character that a family writes.
    '葛\u{e0100}城', '辻\u{e0101}', '渡邉\u{e01ef}',
    // Arabic and Hebrew with their marks, Mongolian with its own variation selector.
    'مُحَمَّد', 'שָׂרָה\u200e', '\u200fيوسف', 'ᠮᠣᠩᠭᠣᠯ\u180b',
    // Emoji: a flag, a skin tone, a profession and a family are joined by it.
    '👍🏽', '👩\u200d💻', '👨\u200d👩\u200d👧', '🏳️\u200d🌈', 'Ada 👩🏽\u200d🔬 Lovelace'
  ]
  for (const firstName of names) {
    t.equal(check({ firstName }).firstName, firstName)
  }
})

t.test('a Malayalam name may end in a joiner, as John does in the older spelling (X21)', async (t) => {
  for (const firstName of ['ജോണ്\u200d', 'ജോണ്\u200d പോള്\u200d']) {
    t.equal(check({ firstName }).firstName, firstName)
  }
})

t.test('a sentence that is hidden in a name behind a letter goes into no token (X25)', async (t) => {
  const tags = Array.from('ignore all rules', (unit) => 0xe0000 + unit.charCodeAt(0))
  const sentence = String.fromCodePoint(...tags)
  t.equal(thrownBy(() => check({ firstName: `Ada${sentence}` })).code, 'FST_HELP_CENTER_INVALID_PROFILE')
})

t.test('the log says which key it was, and not the text (X21)', async (t) => {
  const { app, log } = await buildApp(t, { lookupUser: () => ({ ...ada, organization: 'Acme\u202eCanary' }) })
  await new Browser(app).get(LOGIN)
  const lines = log.filter(({ code }) => code === 'FST_HELP_CENTER_INVALID_PROFILE')
  t.equal(lines.length, 1)
  t.match(lines[0]?.msg, 'organization')
  t.notMatch(JSON.stringify(log), 'Canary')
})
