import type { JsonObject } from '../../fakes/strict-json.ts'
import type { Finding } from '../finding.ts'
import type { Bench } from './circumstances.ts'
import { REGISTERED_TIMES } from './instants.ts'
import { showText } from './show.ts'

const MAX_LISTED = 20
/** Every JWT library knows them; a vendor that does not ask for them passes over them. */
const REGISTERED = new Set(['iss', 'sub', 'aud', 'jti', ...Object.keys(REGISTERED_TIMES)])

/** Claims that the vendor's texts do not name: most vendors drop them without a word. */
export function judgeUnknown (claims: JsonObject, bench: Bench): Finding[] {
  const known = Object.keys(bench.facts.token.claims)
  const free = Object.entries(bench.facts.token.claims)
    .filter(([, { value }]) => value.type === 'object').map(([name]) => `${name}.`)
  const unknown = Object.keys(claims)
    .filter((name) => !known.includes(name) && !REGISTERED.has(name) && !free.some((prefix) => name.startsWith(prefix)))
  const absent = known.filter((name) => !Object.hasOwn(claims, name))
  const misspelt = unknown.slice(0, MAX_LISTED).flatMap((name) => {
    const meant = absent.find((candidate) => isNear(name, candidate))
    return meant === undefined ? [] : [{ name, meant }]
  })
  const others = unknown.filter((name) => !misspelt.some((found) => found.name === name))
  const list = others.slice(0, MAX_LISTED).map(showText).join(', ')
  const rest = others.length > MAX_LISTED ? ` and ${others.length - MAX_LISTED} more` : ''
  return [
    ...misspelt.map(({ name, meant }) => bench.note('warning', 'misspelt-claim',
      `${showText(name)} is unknown; ${bench.facts.name} documents ${meant}.`, { cure: `Rename it to ${meant}.` })),
    ...others.length === 0 ? [] : [bench.note('info', 'unknown-claim', `${list}${rest}.`)]
  ]
}

/** The same but for case and separators, or one slip of the keyboard away. */
function isNear (name: string, candidate: string): boolean {
  const [one, other] = [plain(name), plain(candidate)]
  if (one === other) return true
  return Math.min(one.length, other.length) >= 4 && one.length <= 64 && isOneEditAway(one, other)
}

function plain (name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '')
}

function isOneEditAway (one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (long.length - short.length > 1) return false
  let begin = 0
  while (begin < short.length && short[begin] === long[begin]) begin++
  const [a, b] = [short.slice(begin), long.slice(begin)]
  if (short.length < long.length) return a === b.slice(1)
  const isSwap = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)
  return a.slice(1) === b.slice(1) || isSwap
}
