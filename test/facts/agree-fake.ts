import { createHmac } from 'node:crypto'
import type { VendorFacts } from '../../lib/facts/fact.ts'
import { createJudge, type Judge } from '../../lib/fakes/judge.ts'
import { HandoffRefused } from '../../lib/fakes/refusals.ts'
import type { Handoff } from '../../lib/fakes/vendor.ts'
import { signClaims } from '../fixtures/sign-claims.ts'
import { LOGIN, type Subject } from './subjects.ts'
import { differ, entriesOf, fill, isOf, type ClaimValues, type Settings } from './values.ts'
import { casesOf, toCopied, type Codes } from './wrong-tokens.ts'

const START = Date.UTC(2026, 10, 21, 12)
const LOGOUT = 'https://app.example.com/help-center/logout'
/** What a fake calls the labels. */
const LABELS: Record<string, 'remoteLoginUrl' | 'remoteLogoutUrl' | 'secret' | 'signInEndpoint'> = {
  login: 'remoteLoginUrl', logout: 'remoteLogoutUrl', secret: 'secret', publicKey: 'secret', endpoint: 'signInEndpoint'
}
/** What it calls who makes the key. */
const ORIGINS: Record<string, string> = {
  shared: 'secret', issued: 'vendor makes pair', pasted: 'company makes pair'
}

type Fake = NonNullable<Subject['fake']>

/** Where a fake and the facts say different things, one line each. A generator, since the first often is enough. */
export function * disagreeWithFake (facts: VendorFacts, { fake, settings }: Subject): Generator<string> {
  if (fake === undefined) return
  const clock = { now: START }
  const judge = open(fake, clock)
  for (const complaint of complainOfSetup(facts, judge)) yield `fake: ${complaint}`
  for (const complaint of complainOfTokens(facts, judge, fake, settings, clock)) yield `fake: ${complaint}`
}

function open ({ rules, options }: Fake, clock: { now: number }, more: object = {}): Judge {
  const all = { ...options, ...more, remoteLoginUrl: LOGIN, remoteLogoutUrl: LOGOUT, now: () => clock.now }
  return createJudge(rules(all), all)
}

function complainOfSetup (facts: VendorFacts, judge: Judge): string[] {
  const { inbound, handoff, logout, errors, admin, token, name } = facts
  const { vendor } = judge
  const isAtPage = vendor.way.kind === 'page'
  const sent = new URL(judge.remoteLogin()).searchParams
  const visitor = { email: 'ada@example.com', home: judge.helpCenterUrl }
  const told = new URL(vendor.remoteLogout(LOGOUT, visitor)).searchParams
  const refusal = new HandoffRefused('expired', 'too late')
  const report = vendor.reportRefusal?.(LOGOUT, refusal)
  const reported = report === undefined ? undefined : Object.fromEntries(new URL(report).searchParams)
  const inClear = entriesOf(inbound.parameters).filter(([, { within }]) => within === undefined).map(([each]) => each)
  const certain = inClear.filter((each) => inbound.parameters[each]?.certainty !== 'unclear')
  const { origin, pathname } = new URL(judge.signInEndpoint)
  const path = pathOf(handoff.endpoint?.value ?? '')
  const keys = token.key.value.origin.replace(/\w+ makes secret/, 'secret')
  return [
    ...differ('name', name, vendor.name),
    ...differ('handoff.way', handoff.way.value, vendor.way.kind),
    ...isAtPage ? differ('handoff.token', handoff.token.value, (vendor.way as { parameter: string }).parameter) : [],
    ...isAtPage || isOf(path, origin + pathname) ? [] : [`${pathname} is not the path of ${path}`],
    ...[...sent.keys()].filter((each) => !inClear.includes(each)).map((each) => `sends a parameter ${each}`),
    ...certain.filter((each) => !sent.has(each)).map((each) => `does not send ${each}`),
    ...differ('logout.parameters', Object.keys(logout.parameters).sort(), [...told.keys()].sort()),
    ...differ('errors', errors && { [errors.value.parameter]: errors.value.value, [errors.value.message]: 'too late' },
      reported),
    ...differ('token.key.origin', keys, ORIGINS[vendor.keys]),
    ...entriesOf(admin.labels).flatMap(([role, label]) => {
      const ofFake = LABELS[role]
      return ofFake === undefined || admin.labels[role]?.certainty === 'unclear'
        ? []
        : differ(`label ${role}`, label.toLowerCase(), vendor.admin.labels[ofFake]?.toLowerCase())
    })
  ]
}

/** The vendor's host is not the fake's. */
function pathOf (template: string): string {
  return template.replace(/^https:\/\/[^/]+/, '{origin}')
}

function * complainOfTokens (
  facts: VendorFacts, judge: Judge, fake: Fake, settings: Settings, clock: { now: number }
): Generator<string> {
  const cases = casesOf(facts, settings, START)
  for (const [i, { title, claims, codes, names, after = 0, twice }] of cases.entries()) {
    const request = readRequest(judge.remoteLogin(), facts)
    const unique = claims.jti === 'sample-jti' ? { jti: `jti-${i}` } : {}
    const handoff = makeHandoff(facts, { ...claims, ...unique }, request, judge, fake)
    clock.now = START + after * 1000
    if (twice === true) verdictOf(judge, handoff)
    const complaint = judgeVerdict(verdictOf(judge, handoff), codes, names)
    clock.now = START
    if (complaint !== null) yield `${title}: ${complaint}`
  }
  for (const timeClaims of facts.time.formats?.value ?? []) {
    const other = open(fake, clock, { timeClaims })
    const claims = cases[0]?.claims ?? {}
    const written = Object.entries(facts.token.claims).filter(([, { value }]) => value.time !== undefined)
    const changes = written.map(([name]) => [name, inFormat(Number(claims[name]), timeClaims)])
    const handoff = makeHandoff(facts, { ...claims, ...Object.fromEntries(changes) }, {}, other, fake)
    const complaint = judgeVerdict(verdictOf(other, handoff), [], undefined)
    if (complaint !== null) yield `times as ${timeClaims.unit}, ${timeClaims.type}: ${complaint}`
  }
  yield * complainOfHandoffs(facts, judge, fake, cases[0]?.claims ?? {})
}

function inFormat (seconds: number, { unit, type }: { unit: string, type: string }): unknown {
  const zeros = { seconds: '', milliseconds: '000', nanoseconds: '000000000' }[unit] ?? ''
  return type === 'string' ? `${seconds}${zeros}` : Number(`${seconds}${zeros}`)
}

/** Each parameter of the answer is read where the facts have it, and a wrong one is refused. */
function * complainOfHandoffs (facts: VendorFacts, judge: Judge, fake: Fake, claims: ClaimValues): Generator<string> {
  for (const [name, { carries, in: places, checked }] of entriesOf(facts.handoff.parameters)) {
    const answer = (place: 'query' | 'fields', id: string, wrong: Settings) => {
      const unique = Object.hasOwn(facts.token.claims, 'jti') ? { jti: `jti-${name}-${place}-${id}` } : {}
      const request = readRequest(judge.remoteLogin(), facts)
      return verdictOf(judge, makeHandoff(facts, { ...claims, ...unique }, request, judge, fake, { place, wrong }))
    }
    for (const place of places) {
      const right = answer(place, 'right', {})
      if (right !== null) yield `${name} in ${place}: ${right.message}`
      const isLost = right === null && carries === 'return' && landed.get(judge)?.endsWith('/kb/a') !== true
      if (isLost) yield `${name} in ${place}: is not read`
      const wrong = answer(place, 'wrong', { [name]: carries === 'return' ? 'https://evil.example/' : 'another' })
      const isRefused = carries === 'return' || checked === true
      if ((wrong !== null) !== isRefused) yield `${name} in ${place}, wrong: ${wrong?.message ?? 'accepted'}`
    }
    if (carries !== 'return' || facts.handoff.way.value !== 'form') continue
    for (const place of (['query', 'fields'] as const).filter((each) => !places.includes(each))) {
      const isRead = answer(place, 'elsewhere', {}) === null && landed.get(judge)?.endsWith('/kb/a') === true
      if (isRead) yield `${name} in ${place}: is read`
    }
  }
}

/** Where the last sign-in that was accepted has landed. */
const landed = new WeakMap<Judge, string>()

function verdictOf (judge: Judge, handoff: Handoff): HandoffRefused | null {
  try {
    landed.set(judge, judge.receive(handoff).returnTo)
    return null
  } catch (error) {
    if (error instanceof HandoffRefused) return error
    throw error
  }
}

function judgeVerdict (verdict: HandoffRefused | null, codes: Codes, names: string | undefined): string | null {
  if (verdict === null) return codes.length === 0 ? null : `accepted, where the facts say ${codes.join(' or ')}`
  const asked = codes.join(' or ') || 'accepted'
  if (!codes.includes(verdict.code)) return `${verdict.message}, where the facts say ${asked}`
  const isNamed = names === undefined || verdict.reason.includes(names)
  return isNamed ? null : `the refusal does not name ${names}: ${verdict.reason}`
}

/** What the vendor sent along, and what is signed in it. */
function readRequest (address: string, { inbound }: VendorFacts): Settings {
  const sent = Object.fromEntries(new URL(address).searchParams)
  const [signed] = entriesOf(inbound.parameters).flatMap(([, { within }]) => within ?? [])
  const inside = signed === undefined ? '' : Buffer.from(sent[signed] ?? '', 'base64').toString()
  return { ...sent, ...Object.fromEntries(new URLSearchParams(inside)) }
}

interface Twist { place?: 'query' | 'fields', wrong?: Settings }

function makeHandoff (
  { token, handoff, inbound }: VendorFacts, claims: ClaimValues, request: Settings, judge: Judge, { key }: Fake,
  { place, wrong = {} }: Twist = {}
): Handoff {
  const way = handoff.way.value
  const url = new URL(judge.signInEndpoint)
  claims = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, toCopied(value, request)]))
  const forms = entriesOf(inbound.parameters).flatMap(([, each]) => each.forms ?? [])
  const back = forms.length === 0 || forms.includes('url') ? `${judge.origin}/kb/a` : '/kb/a'
  const signed = token.format.value === 'jwt'
    ? { [handoff.token.value]: signClaims(claims, `${token.algorithms.value[0]}`, key, fillAll(token.header.value)) }
    : signQuery(claims, key, { token, handoff })
  const along: Record<string, string> = {}
  for (const [name, { carries }] of entriesOf(handoff.parameters)) {
    if (carries === 'return') along[name] = back
    if (carries === 'echo') along[name] = request[name] ?? ''
  }
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...along, ...signed, ...wrong })) {
    const isToken = Object.hasOwn(signed, name)
    const goesInField = way === 'form' && (isToken || place === 'fields')
    if (goesInField) fields[name] = value
    else if (isToken && way === 'fragment') url.hash = value
    else url.searchParams.set(name, value)
  }
  return way === 'form' ? { method: 'POST', url: url.href, fields } : { method: 'GET', url: url.href }
}

function fillAll (header: Settings): Settings {
  return Object.fromEntries(Object.entries(header).map(([name, value]) => [name, fill(value, { keyId: 'k1' })]))
}

/** A query string in base64 and its HMAC, in the way of DiscourseConnect. */
function signQuery (
  claims: ClaimValues, key: string, { token, handoff }: Pick<VendorFacts, 'token' | 'handoff'>
): Settings {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(claims)) fields.set(name, String(value))
  const text = Buffer.from(fields.toString()).toString('base64')
  const hash = /^HMAC-(SHA\d+)$/.exec(`${token.algorithms.value[0]}`)?.[1] ?? 'no hash'
  const signatures = entriesOf(handoff.parameters).filter(([, { carries }]) => carries === 'signature')
  const signature = createHmac(hash, key).update(text).digest('hex')
  return { [handoff.token.value]: text, ...Object.fromEntries(signatures.map(([name]) => [name, signature])) }
}
