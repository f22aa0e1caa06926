import type { VendorFacts } from '../../facts/fact.ts'
import { finding, type Finding } from '../finding.ts'
import { maskAddress, maskText } from '../redact.ts'
import { judgeToken } from '../token/judge-token.ts'
import { count, showText } from '../token/show.ts'
import { judgeDelivery } from './address.ts'
import { judgeRefusal } from './arrival.ts'
import { judgeHarCookies } from './har-cookies.ts'
import { findToken, readAddress, type FoundToken } from './pasted.ts'
import type { Hop } from './read-har.ts'

const RUN = 'har'
const MAX_SHOWN = 40
/** Deliveries and visits within it belong to one sign-in. */
const LOOP_WINDOW = 30_000

interface Delivery {
  readonly hop: Hop
  readonly token: FoundToken
  /** The answer that sent the browser there. */
  readonly source: Hop | undefined
}

/** A recorded sign-in: its hops, the token that was delivered, and what the vendor answered. */
export function judgeHar (hops: readonly Hop[], facts: VendorFacts, key: string | undefined): Finding[] {
  const navigations = hops.filter(({ isNavigation }) => isNavigation)
  const deliveries = listDeliveries(hops, facts)
  const [first] = deliveries
  return [
    ...showWalk(navigations),
    ...first === undefined ? [noToken(facts)] : judgeFirst(first, facts, key),
    ...judgeRepetition(navigations, deliveries),
    ...deliveries.flatMap((delivery) => judgeAnswer(delivery.hop, facts)).slice(0, 1),
    ...judgeFailures(navigations, deliveries),
    ...judgeLogout(hops, facts),
    ...judgeHarCookies(navigations, deliveries.map(({ hop }) => hop.url.host))
  ]
}

function listDeliveries (hops: readonly Hop[], facts: VendorFacts): Delivery[] {
  const found = hops.flatMap((hop) => {
    const token = findToken(hop.parameters, facts)
    return token === null || isRequestOf(token, facts) ? [] : [{ hop, token, source: findSource(hop, hops, token) }]
  })
  if (found.length > 0) return found
  // The recording may end with the answer that hands the token over.
  return hops.flatMap((source) => {
    const location = source.headers.get('location') ?? ''
    if (!URL.canParse(location, source.url.href)) return []
    const url = new URL(location, source.url)
    const parameters = readAddress(url)
    const token = findToken(parameters, facts)
    if (token === null || isRequestOf(token, facts)) return []
    const unanswered = { status: 0, headers: new Headers(), setCookies: [], body: '' }
    return [{ hop: { ...source, ...unanswered, method: 'GET', url, parameters }, token, source }]
  })
}

function isRequestOf ({ token }: FoundToken, facts: VendorFacts): boolean {
  return facts.token.format.value !== 'jwt' &&
    new URLSearchParams(Buffer.from(token, 'base64').toString()).has('return_sso_url')
}

function findSource (hop: Hop, hops: readonly Hop[], { token }: FoundToken): Hop | undefined {
  const encoded = encodeURIComponent(token)
  return hops.find((other) => other !== hop && [other.headers.get('location') ?? '', other.body]
    .some((text) => text.includes(token) || text.includes(encoded)))
}

function showWalk (navigations: readonly Hop[]): Finding[] {
  const lines = navigations.slice(0, MAX_SHOWN).map(({ method, url, status }, index) =>
    `${index + 1}. ${showText(method)} ${maskAddress(url)} → ${status === 0 ? 'no answer' : status}`)
  const rest = navigations.length - lines.length
  if (rest > 0) lines.push(`… and ${rest} more`)
  return [finding('info', 'walk', lines.join('\n'), RUN)]
}

function noToken ({ name, handoff }: VendorFacts): Finding {
  return finding('not-checked', 'no-token',
    `No request and no redirect of the recording has a token for ${name} (${handoff.token.value}).`, RUN)
}

/** The recording knows when the token was delivered: by the browser's clock, and by the app's Date header. */
function judgeFirst ({ hop, token, source }: Delivery, facts: VendorFacts, key: string | undefined): Finding[] {
  const date = Date.parse(source?.headers.get('date') ?? '')
  const cached = ['via', 'age', 'x-cache'].some((name) => source?.headers.has(name) === true)
  return [
    ...judgeDelivery(hop.url, hop.parameters, token, facts, RUN),
    ...source === undefined ? [] : judgeStorage(source),
    ...judgeToken(token, facts, {
      now: hop.at,
      key,
      run: RUN,
      fresh: hop.at > 0 && source !== undefined,
      server: Number.isNaN(date) ? undefined : { date, cached }
    })
  ]
}

function judgeStorage ({ headers, status }: Hop): Finding[] {
  const policy = headers.get('cache-control') ?? ''
  const isStored = !/(?:^|[\s,])no-store(?:[\s,]|$)/i.test(policy) || status === 301 || status === 308
  if (!isStored) return []
  const seen = policy === '' ? 'has no cache-control' : `has cache-control: ${showText(policy)}`
  return [finding('problem', 'cacheable', `The answer with the handoff has status ${status} and ${seen}.`, RUN)]
}

function judgeRepetition (navigations: readonly Hop[], deliveries: readonly Delivery[]): Finding[] {
  const tokens = deliveries.filter(({ hop }) => hop.status !== 0).map(({ token }) => token.token)
  const findings = []
  if (new Set(tokens).size < tokens.length) {
    findings.push(finding('problem', 'token-reused', 'The same token was delivered more than once.', RUN))
  }
  const visits = new Map<string, number[]>()
  for (const { url, at, status } of navigations) {
    const place = url.origin + url.pathname
    if (status > 0) visits.set(place, [...visits.get(place) ?? [], at])
  }
  const [loop] = [...visits].filter(([, times]) => countWithin(times) >= 3)
  if (loop !== undefined) {
    const tail = deliveries.length > 1 ? ` ${count(deliveries.length, 'token was', 'tokens were')} delivered.` : ''
    findings.push(finding('problem', 'login-loop',
      `${maskAddress(loop[0])} was visited ${countWithin(loop[1])} times within half a minute.${tail}`, RUN))
  }
  return findings
}

/** The most visits that lie within the window. */
function countWithin (times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at - from <= LOOP_WINDOW).length))
}

/** What the vendor said to the token. */
function judgeAnswer ({ url, status, body, headers }: Hop, facts: VendorFacts): Finding[] {
  const location = headers.get('location') ?? ''
  const onward = URL.canParse(location, url.href) ? new URL(location, url) : null
  const refusal = onward === null ? null : judgeRefusal(new Map(onward.searchParams), facts, RUN)
  if (refusal !== null) return [refusal]
  if (status >= 400) {
    const words = showText(maskText(toText(body)))
    return [finding('problem', 'refused-by-vendor', `${facts.name} answered ${status} to the token` +
      `${words === '' ? '' : `: "${words}"`}.`, RUN)]
  }
  if (status === 0) return []
  const next = onward === null ? '' : `, and sent the browser to ${maskAddress(onward)}`
  return [finding('info', 'vendor-answer', `${facts.name} answered ${status} to the token${next}.`, RUN)]
}

/** The words of a page, without its scripts, styles and tags. */
function toText (html: string): string {
  const [begin = '', ...scripts] = html.slice(0, 20_000).split(/<(?:script|style)/i)
  const between = scripts.flatMap((script) => script.split(/<\/(?:script|style)/i).slice(1))
  const [text = '', ...pieces] = [begin, ...between].join(' <').split('<')
  return [text, ...pieces.map((piece) => piece.slice(piece.indexOf('>') + 1))].join(' ')
    .replace(/\s+/g, ' ').trim()
}

function judgeFailures (navigations: readonly Hop[], deliveries: readonly Delivery[]): Finding[] {
  const atVendor = new Set(deliveries.map(({ hop }) => hop))
  const failed = navigations.find((hop) => hop.status >= 500 && !atVendor.has(hop))
  return failed === undefined
    ? []
    : [finding('problem', 'server-error', `${maskAddress(failed.url)} answered ${failed.status}.`, RUN)]
}

function judgeLogout (hops: readonly Hop[], facts: VendorFacts): Finding[] {
  return hops.map(({ parameters }) => new Map(parameters.map(({ name, value }) => [name, value])))
    .map((values) => judgeRefusal(values, facts, RUN)).filter((refusal) => refusal !== null).slice(0, 1)
}
