import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VendorFacts } from '../../lib/facts/fact.ts'
import { differ, entriesOf } from './values.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
/** How a table says which option a field belongs to, by the field's role. */
const OPTIONS = { login: /`loginPath`/, logout: /`logoutPath`/, secret: /`secret`/, endpoint: /`(?:signInEndpoint|redirectUrl)`/ }
const HANDS = { vendor: /copy/, company: /make/ }
const ALGORITHM = /\b(?:[HREP]S\d{3}|EdDSA)\b/g

/** Where a setup guide and the facts say different things, one line each. */
export function disagreeWithGuide (facts: VendorFacts): string[] {
  const { name, feature, preset, sources, inbound, token, time, handoff, errors, admin } = facts
  const guide = readGuide(facts.guide, 'README.md')
  const says = (what: string, ...texts: string[]) => texts.filter((text) => !hasWords(guide, text))
    .map((text) => `does not have ${what} ${text}`)
  const used = entriesOf(inbound.parameters).filter(([, { role }]) => role !== 'ignored').map(([each]) => each)
  const inside = entriesOf(inbound.parameters).filter(([, { within }]) => within !== undefined).map(([each]) => each)
  const rows = [...guide.matchAll(/\| `(seconds|milliseconds|nanoseconds)` \| `(number|string)` \|/g)]
  const [source] = Object.values(sources)
  const complaints = [
    ...says('the name', name),
    ...says('the feature', feature),
    ...says('the source', source?.address ?? 'at all'),
    ...hasWords(readGuide(facts.guide, 'app.js'), preset) ? [] : [`does not use ${preset} in app.js`],
    ...says('the label', ...entriesOf(admin.labels).map(([, label]) => label)),
    ...complainOfFields(facts),
    ...says('the place', ...admin.place?.value.split(' > ') ?? []),
    ...says('the parameter', ...used, ...inside, ...Object.keys(handoff.parameters)),
    ...handoff.token.value === '#' ? says('the', 'fragment') : says('the token\'s place', handoff.token.value),
    ...says('the endpoint', ...(handoff.endpoint?.value ?? '').split(/\{\w+\}/).filter((piece) => piece.length > 1)),
    ...says('the claim', ...Object.keys(token.claims)),
    ...says('the words for errors', ...errors === undefined ? [] : [`${errors.value.parameter}=${errors.value.value}`, errors.value.message]),
    ...says('the algorithm', ...token.format.value === 'jwt' ? token.algorithms.value : []),
    ...[...guide.matchAll(ALGORITHM)].flatMap(([algorithm]) => token.algorithms.value.includes(algorithm) ? [] : [`has ${algorithm}`]),
    ...Object.entries(time).filter(([rule]) => rule !== 'formats' && rule !== 'replay')
      .filter(([, { value }]) => !spell(Number(value)).some((text) => hasWords(guide, text)))
      .map(([rule, { value }]) => `does not have time.${rule}, ${value} s`),
    ...differ('rows of time formats', time.formats?.value ?? [], rows.map(([, unit, type]) => ({ unit, type })))
  ]
  return complaints.map((complaint) => `guide: ${complaint}`)
}

/** The table of fields: each has its label, and a secret comes from who makes it. */
function complainOfFields ({ guide, admin: { labels }, token }: VendorFacts): string[] {
  const lines = readGuide(guide, 'README.md', false).split('\n')
  const cells = lines.filter((line) => /^\|.*\|.*\|.*\|$/.test(line)).map((line) => line.split('|').map((cell) => cell.trim()))
  return Object.entries(OPTIONS).flatMap(([role, option]) => {
    const rows = cells.filter(([, first = '', , third = '']) => option.test(third) && !/unclear/.test(first))
    const known = [labels[role], role === 'secret' ? labels.publicKey : undefined].flatMap((label) => label?.value ?? [])
    return rows.flatMap(([, first = '', second = '']) => {
      const wrongHand = role === 'secret' && token.key.value.origin.endsWith('secret') &&
        !HANDS[token.key.value.origin.startsWith('vendor') ? 'vendor' : 'company'].test(second)
      return [
        ...known.some((label) => first.includes(label)) ? [] : [`has a field ${first} for ${role}`],
        ...wrongHand ? [`has another origin for the key: ${second}`] : []
      ]
    })
  })
}

function readGuide (folder: string, file: string, isJoined = true): string {
  try {
    const text = readFileSync(join(EXAMPLES, folder, file), 'utf8')
    return isJoined ? text.replace(/\s+/g, ' ') : text
  } catch {
    return ''
  }
}

/** Whether a text has these words, and not as a piece of longer ones. */
function hasWords (text: string, words: string): boolean {
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<!\\w(?=\\w)|\\w-)${escaped}(?!(?<=\\w)\\w|-\\w)`).test(text)
}

/** A number of seconds, in the ways in which people write it. */
function spell (seconds: number): string[] {
  const units = Object.entries({ second: 1, minute: 60, hour: 3600, day: 86_400 })
  return [`${seconds} s`, ...units.filter(([, size]) => seconds % size === 0).flatMap(([unit, size]) => {
    const count = seconds / size
    const plural = count === 1 ? unit : `${unit}s`
    return [`${count} ${plural}`, `${NUMBERS[count] ?? count} ${plural}`]
  })]
}
