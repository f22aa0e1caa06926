import type { Finding } from '../finding.ts'
import { levelOf, type Bench } from './circumstances.ts'
import type { Instant } from './instants.ts'
import { showDuration } from './show.ts'

/** Below it, a slow redirect alone can use up a token. */
const SHORT = 10_000
/** Round figures in seconds that a library took for milliseconds: what is left of them, in whole seconds. */
const TAKEN_FOR_MILLISECONDS = new Map([
  14_400, 18_000, 21_600, 28_800, 36_000, 43_200, 86_400, 172_800, 604_800, 2_592_000
].map((seconds) => [Math.floor(seconds / 1000), seconds]))

/** How long the token lives, against what the vendor allows. Clocks do not come into it. */
export function judgeLifetime (instants: readonly Instant[], bench: Bench): Finding[] {
  const begin = findEarliest(instants, 'starts') ?? findEarliest(instants, 'issued')
  const end = findEnd(instants)
  if (begin === null || end === null) return []
  const { maxLifetime } = bench.facts.time
  const ceiling = (maxLifetime?.value ?? Infinity) * 1000
  const lifetime = end.at - begin.at
  const seen = `From ${begin.claim} to ${end.claim} it is ${showLifetime(lifetime)}`
  if (lifetime <= 0) {
    return [bench.note('problem', 'lifetime-too-short', `${end.claim} does not lie after ${begin.claim}.`)]
  }
  const allowed = maxLifetime === undefined ? '' : `; ${bench.facts.name} allows ${showDuration(ceiling)}`
  if (maxLifetime !== undefined && end.bounds === 'expires' && lifetime > ceiling) {
    return [bench.note(levelOf(maxLifetime), 'lifetime-too-long', `${seen}${allowed}.`)]
  }
  const issued = findEarliest(instants, 'issued') ?? begin
  return judgeShortness(end.at - issued.at, ceiling, issued, end, bench) ??
    [bench.note('ok', 'lifetime-fits', `${seen}${allowed}.`)]
}

function judgeShortness (
  lifetime: number, ceiling: number, begin: Instant, end: Instant, bench: Bench
): Finding[] | null {
  const meant = TAKEN_FOR_MILLISECONDS.get(Math.floor(lifetime / 1000))
  // Some vendors want a token that lives for seconds.
  const isShort = lifetime < SHORT && ceiling > 3 * SHORT
  if (!isShort && meant === undefined) return null
  const hint = meant === undefined
    ? ''
    : ` A thousand times that is a round figure, ${showDuration(meant * 1000)}: perhaps a library took seconds for ` +
      'milliseconds, as some do with a text of digits.'
  return [bench.note('warning', 'lifetime-too-short',
    `${end.claim} lies only ${showLifetime(lifetime)} after ${begin.claim}.${hint}`)]
}

function showLifetime (milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 120 ? showDuration(milliseconds) : `${showDuration(milliseconds)} (${seconds} s)`
}

/** What ends the token; for some vendors the same claim ends the visitor's session. */
export function findEnd (instants: readonly Instant[]): Instant | null {
  return findLatest(instants, 'expires') ?? findLatest(instants, 'session-ends')
}

export function findEarliest (instants: readonly Instant[], bounds: Instant['bounds']): Instant | null {
  return pick(instants, bounds, (one, other) => one.at < other.at)
}

function findLatest (instants: readonly Instant[], bounds: Instant['bounds']): Instant | null {
  return pick(instants, bounds, (one, other) => one.at > other.at)
}

function pick (
  instants: readonly Instant[], bounds: Instant['bounds'], isBetter: (one: Instant, other: Instant) => boolean
): Instant | null {
  return instants.filter((instant) => instant.bounds === bounds)
    .reduce<Instant | null>((best, instant) => best === null || isBetter(instant, best) ? instant : best, null)
}
