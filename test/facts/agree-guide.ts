import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Claim, VendorFacts } from '../../lib/facts/fact.ts'
import { differ, entriesOf } from './values.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const PRESETS = join(import.meta.dirname, '../../lib/providers')
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
/** How the table of fields says which option belongs to a field, by the field's role. */
const OPTIONS: Record<string, RegExp> = {
  login: /`loginPath`/, logout: /`logoutPath`/, secret: /`secret`/, endpoint: /`(?:signInEndpoint|redirectUrl)`/
}
/** Rows of values that are no fields of the vendor's screen. */
const NO_FIELD = /unclear|^(?:address|slug|domain|snippet|URL) of\b|^the (?:ID|snippet)\b/i
/** Algorithms of a vendor's other products. */
const OTHERS: Record<string, readonly string[]> = { mintlify: ['ES256'] }
const ALGORITHM = /\b(?:[HREP]S\d{3}|EdDSA)\b/g
/** Labels of a key, and of the button that makes one. */
const OF_KEYS = ['secret', 'publicKey', 'create']
const HANDS: Record<string, RegExp> = { vendor: /copy/, company: /make/ }

/** Where a setup guide and the facts say different things, one line each. */
export function disagreeWithGuide (facts: VendorFacts): string[] {
  const { name, feature, preset, sources, inbound, token, time, handoff, logout, errors, admin } = facts
  const way = handoff.way.value
  const guide = joined(sectionOf(facts))
  const says = (what: string, ...texts: string[]) => texts.filter((text) => !hasWords(guide, text))
    .map((text) => `does not have ${what} ${text}`)
  const used = entriesOf(inbound.parameters).filter(([, { role }]) => role !== 'ignored').map(([each]) => each)
  const inside = entriesOf(inbound.parameters).filter(([, { within }]) => within !== undefined).map(([each]) => each)
  const rows = [...guide.matchAll(/\| `(seconds|milliseconds|nanoseconds)` \| `(number|string)` \|/g)]
  const isFamily = (algorithm: string) => hasWords(guide, `${algorithm.slice(0, 2)} family`)
  const isWholeFamily = ['PS256', 'PS384', 'PS512'].every((each) => token.algorithms.value.includes(each))
  const address = Object.values(sources)[0]?.address ?? 'no address'
  const isLinked = hasWords(guide + readPreset(facts.vendor), address)
  const complaints = [
    ...says('the name', name),
    ...says('the feature', feature),
    ...isLinked ? [] : [`neither guide nor preset has the source ${address}`],
    ...hasWords(readGuide(facts.guide, 'app.js'), preset) ? [] : [`does not use ${preset} in app.js`],
    ...says('the label', ...entriesOf(admin.labels).map(([, label]) => label)),
    ...complainOfFields(facts),
    ...says('the place', ...admin.place?.value.split(' > ') ?? []),
    ...says('the parameter', ...used, ...inside),
    ...way === 'fragment' ? says('the', 'fragment') : complainOfCarrier(facts),
    ...way === 'widget' ? says('the call', ...logout.signOut === undefined ? [] : [logout.signOut.value]) : [],
    ...says('the claim', ...entriesOf(token.claims).filter(([, claim]) => isTheHosts(claim)).map(([each]) => each)),
    ...says('the words for errors', ...errors === undefined ? [] : [`${errors.value.parameter}=${errors.value.value}`]),
    ...token.algorithms.value.slice(1).filter((each) => !hasWords(guide, each) && !isFamily(each))
      .map((each) => `does not have the algorithm ${each}`),
    ...[...guide.matchAll(ALGORITHM)].map(([each]) => each)
      .filter((each) => !token.algorithms.value.includes(each) && OTHERS[facts.vendor]?.includes(each) !== true)
      .map((each) => `has ${each}`),
    ...hasWords(guide, 'PS family') && !isWholeFamily ? ['has the whole PS family'] : [],
    ...Object.entries(time).filter(([rule, { certainty }]) => rule !== 'replay' && certainty === 'documented')
      .filter(([, { value }]) => !spell(Number(value)).some((text) => hasWords(guide, text)))
      .map(([rule, { value }]) => `does not have time.${rule}, ${value} s`),
    ...differ('rows of time formats', time.formats?.value ?? [], rows.map(([, unit, type]) => ({ unit, type })))
  ]
  return complaints.map((complaint) => `guide: ${complaint}`)
}

/** A page's call may stand in front of the vendors' parts. */
function complainOfCarrier ({ guide, handoff }: VendorFacts): string[] {
  const isThere = hasWords(joined(readGuide(guide, 'README.md')), handoff.token.value)
  return isThere ? [] : [`does not have the token's place ${handoff.token.value}`]
}

/** The others fill themselves: nobody has to know their names. */
function isTheHosts ({ required, time, equals, copies }: Claim): boolean {
  return required === 'optional' && time === undefined && equals === undefined && copies === undefined
}

/** The table of fields: each has its label, and a secret comes from who makes it. */
function complainOfFields (facts: VendorFacts): string[] {
  const { admin: { labels }, token } = facts
  const { value: { form, origin }, certainty } = token.key
  const [maker = ''] = origin.split(' ')
  return fieldsOf(sectionOf(facts)).flatMap(([, field = '', ...more]) => {
    const [option = '', direction = ''] = more.filter((cell) => cell !== '').reverse()
    const role = Object.keys(OPTIONS).find((each) => OPTIONS[each]?.test(option))
    const roles = role === undefined ? Object.keys(labels) : role === 'secret' ? OF_KEYS : [role]
    const isKnown = roles.some((each) => labels[each] !== undefined && field.includes(labels[each].value))
    const isSecret = role === 'secret' && direction !== '' && form === 'text' && certainty !== 'unclear'
    const isOtherHand = isSecret && !HANDS[maker]?.test(direction)
    return [
      ...isKnown || NO_FIELD.test(field) ? [] : [`has a field ${field}${role === undefined ? '' : ` for ${role}`}`],
      ...isOtherHand ? [`has another origin for the key: ${direction}`] : []
    ]
  })
}

/** The cells of the table that names the login route. */
function fieldsOf (guide: string): string[][] {
  const table = guide.split('\n\n').find((part) => part.startsWith('|') && /`(?:loginPath|secret)`/.test(part)) ?? ''
  return table.split('\n').slice(2).map((row) => row.split('|').map((cell) => cell.trim()))
}

/** The guide, or the vendor's part of it where several share one. */
function sectionOf ({ guide, name }: VendorFacts): string {
  const text = readGuide(guide, 'README.md')
  return text.split(/^(?=## )/m).find((section) => section.startsWith(`## ${name}\n`)) ?? text
}

function joined (text: string): string {
  return text.replace(/\s+/g, ' ')
}

function readPreset (vendor: string): string {
  return readFileSync(join(PRESETS, `${vendor}.ts`), 'utf8')
}

function readGuide (folder: string, file: string): string {
  try {
    return readFileSync(join(EXAMPLES, folder, file), 'utf8')
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
