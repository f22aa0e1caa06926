import t, { type Test } from 'tap'
import { ada, buildApp, buildProvider, LOGIN, type Options } from '../fixtures/build-app.ts'
import { Browser } from '../fixtures/browser.ts'
import { readHandoff } from '../fixtures/read-handoff.ts'
import type { Profile } from '../../lib/index.ts'

/** Characters by which the reader of a name sees another one, or none. */
const hidden = {
  'zero width space': '\u200b',
  'left-to-right mark': '\u200e',
  'right-to-left mark': '\u200f',
  'left-to-right embedding': '\u202a',
  'right-to-left embedding': '\u202b',
  'pop directional formatting': '\u202c',
  'left-to-right override': '\u202d',
  'right-to-left override': '\u202e',
  'left-to-right isolate': '\u2066',
  'right-to-left isolate': '\u2067',
  'first strong isolate': '\u2068',
  'pop directional isolate': '\u2069'
}

async function arrive (t: Test, user: Partial<Profile>, options: Options = {}) {
  const provider = buildProvider({ claims: { first_name: true, last_name: true } })
  const { app } = await buildApp(t, { provider, lookupUser: () => ({ ...ada, ...user }), ...options })
  const answer = await new Browser(app).get(LOGIN)
  await app.close()
  return answer
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
  t.test(`a text with hidden characters goes into no token from ${place} (X21)`, async (t) => {
    for (const [title, character] of Object.entries(hidden)) {
      for (const text of [`ad${character}min`, `${character}ada`, `ada${character}`, character]) {
        const { statusCode, headers, body } = await arrive(t, write(text))
        t.equal(statusCode, 500, `${title} ${JSON.stringify(text)}`)
        t.match(body, '<code>FST_HELP_CENTER_INVALID_PROFILE</code>')
        t.notOk(headers.location)
      }
    }
  })
}

t.test('a claim function\'s text with hidden characters goes into no token (X21)', async (t) => {
  for (const [title, character] of Object.entries(hidden)) {
    const text = `ad${character}min`
    for (const value of [text, [text], { a: text }, { a: { b: [text] } }, { [text]: 1 }]) {
      const provider = buildProvider({ claims: { tier: () => value } })
      const { statusCode, headers, body } = await arrive(t, {}, { provider })
      t.equal(statusCode, 500, title)
      t.match(body, '<code>FST_HELP_CENTER_INVALID_CLAIM</code>')
      t.notOk(headers.location)
    }
  }
})

t.test('a joiner at the edge of a word, where it joins nothing, goes into no token (X21)', async (t) => {
  for (const joiner of ['\u200c', '\u200d']) {
    for (const text of [`${joiner}ada`, `ada${joiner}`, joiner, `Ada ${joiner}Lovelace`, `Ada${joiner} Lovelace`]) {
      const { statusCode, headers } = await arrive(t, { firstName: text })
      t.equal(statusCode, 500, JSON.stringify(text))
      t.notOk(headers.location)
    }
  }
})

t.test('names of every script go out as they are, with the joiners that their spelling needs (X21)', async (t) => {
  const names = [
    'Ada', 'Zoë', 'Ærøskøbing', 'Đặng Thị', 'Ольга', 'Ελένη', '王小明', 'さくら', '김민준', 'محمد', 'שרה', 'José O’Neill',
    // Persian: a zero width non-joiner within a word.
    'علی\u200cرضا', 'می\u200cخواهم',
    // Sinhala: a zero width joiner after a sign, not after a letter.
    'ශ්\u200dරී', 'ක්\u200dෂ',
    // Emoji: a flag, a skin tone, a profession and a family are joined by it.
    '👍🏽', '👩\u200d💻', '👨\u200d👩\u200d👧', '🏳️\u200d🌈', 'Ada 👩🏽\u200d🔬 Lovelace'
  ]
  for (const firstName of names) {
    const { headers } = await arrive(t, { firstName })
    t.equal(readHandoff(headers.location).claims['first_name'], firstName)
  }
})

t.test('a Malayalam name may end in a joiner, as John does in the older spelling (X21)', async (t) => {
  for (const firstName of ['ജോണ്\u200d', 'ജോണ്\u200d പോള്\u200d']) {
    const { headers } = await arrive(t, { firstName })
    t.equal(readHandoff(headers.location).claims['first_name'], firstName)
  }
})

t.test('the log says which key it was, and not the text (X21)', async (t) => {
  const { app, log } = await buildApp(t, { lookupUser: () => ({ ...ada, organization: 'Acme\u202eCanary' }) })
  await new Browser(app).get(LOGIN)
  const lines = log.filter(({ code }) => code === 'FST_HELP_CENTER_INVALID_PROFILE')
  t.equal(lines.length, 1)
  t.match(lines[0]?.msg, 'organization')
  t.notMatch(JSON.stringify(log), 'Canary')
})
