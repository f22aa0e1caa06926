import type { Finding } from '../finding.ts'
import type { Bench } from './circumstances.ts'
import type { Instant } from './instants.ts'
import { findEarliest, findEnd } from './ranges.ts'
import { showDuration, showInstant } from './show.ts'

/** Times are whole seconds, cut off, in the token and in `Date`; and an answer takes a moment. */
const RESOLUTION = 2000
/** A token that was made for us cannot be much older than our question. */
const OLD = 30_000

/** The last step: only a time of the right type, unit and range says anything about clocks. */
export function judgeClock (instants: readonly Instant[], bench: Bench): Finding[] {
  const { fresh = false, now, server } = bench.circumstances
  if (!fresh) return judgeAge(instants, bench)
  const issued = findEarliest(instants, 'issued')
  const ahead = findAhead(instants, now)
  const witness = issued ?? ahead
  // A cache keeps token and Date together, and they agree however old they are.
  if (witness !== null && server?.cached === false && isThisMachine(witness.at, server.date, now)) {
    return [bench.note('info', 'clock-here', `${witness.claim} and the app's Date header agree; this machine's clock ` +
      `differs from both by ${showDuration(witness.at - now)}.`)]
  }
  return judgeAhead(instants, bench) ?? judgeEnd(instants, bench) ?? judgeOld(issued, bench) ??
    [bench.note('ok', 'clock-agrees', `The token's times fit ${describeClocks(bench)}.`)]
}

const CACHED = 'The Date header may come from a cache or CDN on the way, and then proves little.'

function isThisMachine (token: number, date: number, now: number): boolean {
  return Math.abs(token - date) <= RESOLUTION && Math.abs(token - now) > RESOLUTION + 1000
}

/** The one that lies furthest ahead, for a token may only be used after both. */
function findAhead (instants: readonly Instant[], clock: number): Instant | null {
  const begins = instants.filter(({ bounds, at }) => ['issued', 'starts'].includes(bounds) && at - clock > RESOLUTION)
  return begins.sort((one, other) => other.at - one.at)[0] ?? null
}

function judgeAhead (instants: readonly Instant[], bench: Bench): Finding[] | null {
  const { now, server } = bench.circumstances
  const ahead = findAhead(instants, now)
  if (ahead === null) return null
  const agree = server !== undefined && Math.abs(server.date - now) <= RESOLUTION
  const seen = `${ahead.claim} lies ${showDuration(ahead.at - now)} ahead: it is ${showInstant(ahead.at)}, against ` +
    `${describeClocks(bench)}. ${blame(agree, bench)}`
  const limit = (bench.facts.time.clockTolerance?.value ?? bench.facts.time.maxAge?.value ?? 60) * 1000
  return [bench.note(agree && ahead.at - now > limit ? 'problem' : 'warning', 'clock-off', seen)]
}

function blame (agree: boolean, { circumstances: { server } }: Bench): string {
  if (server === undefined) return 'Which of the two clocks is wrong cannot be seen from here.'
  if (server.cached) return CACHED
  return agree
    ? 'Both clocks agree, and disagree with the token: it was made on another machine, or with times that were moved.'
    : 'The app\'s Date header and this machine differ as well, so check both clocks.'
}

function describeClocks ({ circumstances: { now, server } }: Bench): string {
  const here = `${showInstant(now - now % 1000)} on this machine`
  return server === undefined ? here : `${showInstant(server.date)} in the app's Date header and ${here}`
}

function judgeEnd (instants: readonly Instant[], bench: Bench): Finding[] | null {
  const end = findEnd(instants)
  const { now } = bench.circumstances
  if (end === null || end.at > now) return null
  const ago = showDuration(now - end.at)
  return [bench.note('problem', 'expired', `${end.claim} is ${showInstant(end.at)}, ${ago} ago, ` +
    `although the token was handed over just now; it is ${describeClocks(bench)}.`)]
}

function judgeOld (issued: Instant | null, bench: Bench): Finding[] | null {
  const { now, server } = bench.circumstances
  const { maxAge } = bench.facts.time
  const age = issued === null ? 0 : now - issued.at
  if (issued === null || age <= OLD) return null
  const isTooOld = maxAge !== undefined && age > maxAge.value * 1000
  const differs = server !== undefined && !server.cached && Math.abs(server.date - now) > RESOLUTION
  const seen = `${issued.claim} lies ${showDuration(age)} back, although the token was handed over just now; it is ` +
    `${describeClocks(bench)}. ${differs ? 'The two clocks differ as well.' : 'The token may come from a cache.'}`
  return [isTooOld ? bench.note('problem', 'too-old', seen) : bench.note('warning', 'clock-off', seen)]
}

/** A token from a ticket or an address bar: its age is told and proves nothing. */
function judgeAge (instants: readonly Instant[], bench: Bench): Finding[] {
  const { now } = bench.circumstances
  const ahead = judgeAhead(instants, bench)
  if (ahead !== null) return ahead
  const issued = findEarliest(instants, 'issued') ?? findEarliest(instants, 'starts')
  const end = findEnd(instants)
  const maxAge = bench.facts.time.maxAge?.value
  const rest = end === null ? '' : showDuration(end.at - now)
  const sentences = [
    ...issued === null ? [] : [`${issued.claim} lies ${showDuration(now - issued.at)} back.`],
    ...end === null ? [] : [end.at > now ? `${end.claim} comes in ${rest}.` : `${end.claim} passed ${rest} ago.`],
    ...issued !== null && maxAge !== undefined && now - issued.at > maxAge * 1000
      ? [`${bench.facts.name} takes a token for ${showDuration(maxAge * 1000)} after ${issued.claim}.`]
      : []
  ]
  return sentences.length === 0 ? [] : [bench.note('info', 'token-age', sentences.join(' '))]
}
