import type { Provider } from '../../lib/contract/contract.ts'
import type { Claim, VendorFacts } from '../../lib/facts/fact.ts'
import { makeClaims } from '../../lib/sign-in/claims.ts'
import { NO_REQUEST } from '../../lib/sign-in/roles.ts'
import type { CheckedProfile, SignInRequest } from '../../lib/types.ts'
import type { Subject } from './subjects.ts'
import { claimsOf, differ, entriesOf, faultOf, fill, isOf, isOfType, sampleOf } from './values.ts'

const PAGE = 'https://help.example.com/a'
const NOW = Date.UTC(2026, 10, 21, 12)
const ADA: CheckedProfile = {
  id: '4711',
  email: 'ada@example.com',
  emailVerified: true,
  name: 'Ada Lovelace',
  firstName: 'Ada',
  lastName: 'Lovelace',
  phone: '+44 20 7946 0000',
  picture: 'https://cdn.example.com/ada.png',
  locale: 'en-GB',
  organization: 'Analytical Engines',
  groups: ['engineering', 'beta'],
  tags: ['vip'],
  custom: { plan: 'gold' }
}
const EVERYBODY_HAS = ['email', 'emailVerified']
const INSTANTS = { now: 'issued', start: 'starts', end: 'expires', sessionEnd: 'session-ends' } as const

type Token = Record<string, unknown>
type Names = readonly string[]

/** What can be seen of a preset from outside. */
export interface PresetView {
  provider: Provider
  /** With the options that allow most. */
  richest: Provider
  /** Whether the company can begin a sign-in. */
  isOpenToCompany: boolean
  /** With the preset's defaults. */
  usual: Token
  /** With every claim of the facts that the preset takes from its usual place, or from a function. */
  full: Token
  /** Claims that it takes, as far as it has a list; and those that give rights. */
  known: Names | null
  privileged: Names
  /** Values that it allows, by claim. */
  values: Record<string, Names>
  /** Of the token and what signs it. */
  tokenParameters: Names
  subject: Subject
}

/** Makes tokens with a preset. Its options of claims are filled with every claim of the `facts`. */
export function viewPreset (subject: Subject): PresetView {
  const { facts, preset, everything = {}, beginning = {}, settings } = subject
  const provider = preset()
  const known = askForNames(subject, 'claims')
  const privileged = askForNames(subject, 'privilegedClaims') ?? []
  const options: Record<string, Record<string, unknown>> = {}
  const values: Record<string, Names> = {}
  for (const [name, claim] of claimsOf(facts)) {
    if (known?.includes(name) !== true && !privileged.includes(name)) continue
    const option = privileged.includes(name) ? 'privilegedClaims' : 'claims'
    options[option] = { ...options[option], [name]: () => sampleOf(name, claim, facts, settings) }
    values[name] = askForValues(preset, option, name)
  }
  const richest = preset({ ...everything, ...options })
  const { required: requiredOfCompany = [] } = preset(beginning).inbound
  return {
    provider,
    richest,
    isOpenToCompany: requiredOfCompany.length === 0,
    usual: makeToken(provider),
    full: { ...makeToken(richest), ...makeToken(preset(takeFromProfile(subject, known ?? []))) },
    known,
    privileged,
    values,
    tokenParameters: provider.token.kind === 'jwt'
      ? [provider.token.parameter]
      : Object.keys(provider.token.encode({}, Buffer.from('key'))),
    subject
  }
}

/** `true` for each claim that has a usual place, so that its type is seen. */
function takeFromProfile ({ preset }: Subject, known: Names): object {
  const claims = known.filter((name) => {
    try {
      preset({ claims: { [name]: true } })
      return true
    } catch {
      return false
    }
  })
  return claims.length === 0 ? {} : { claims: Object.fromEntries(claims.map((name) => [name, true])) }
}

function makeToken (provider: Provider): Token {
  const { toClaim = {} } = provider.inbound
  const claims = Object.fromEntries(Object.values(toClaim).map((name) => [name, `sample-${name}`]))
  const requested: SignInRequest = { ...NO_REQUEST, claims }
  return JSON.parse(JSON.stringify(makeClaims(ADA, provider, requested, NOW).payload))
}

/** The list is in the message that refuses another name. */
function askForNames ({ preset, isOpen, facts }: Subject, option: string): Names | null {
  if (option === 'claims' && isOpen === true) {
    return claimsOf(facts).map(([name]) => name).filter((name) => isTaken(preset, name))
  }
  return listIn(() => preset({ [option]: { 'no claim': 'email' } }), /unknown option \w+\.no claim\. Known: (.*)/)
}

/** An open list takes any name but those that only the package sets. */
function isTaken (preset: Subject['preset'], name: string): boolean {
  return listIn(() => preset({ claims: { [name]: 'email' } }), /(Leave it out)/).length === 0
}

/** So are the values, for a claim that has few. */
function askForValues (preset: Subject['preset'], option: string, name: string): Names {
  const others = { role: () => 'no value', [name]: () => 'no value' }
  for (const claims of [{ [name]: others[name] }, others]) {
    const list = listIn(() => makeToken(preset({ [option]: claims })), /Expected (.*) or nothing/)
    if (list.every((word) => /^".*"$|^true$|^false$/.test(word))) return list
  }
  return []
}

function listIn (run: () => unknown, pattern: RegExp): Names {
  try {
    run()
    return []
  } catch (error) {
    const [, list] = pattern.exec((error as Error).message) ?? []
    return list === undefined ? [] : list.split(', ')
  }
}

/** Where a preset and the facts say different things, one line each. */
export function disagreeWithPreset (facts: VendorFacts, view: PresetView): string[] {
  const complaints = [
    ...complainOfInbound(facts, view), ...complainOfToken(facts, view), ...complainOfClaims(facts, view),
    ...complainOfTime(facts, view), ...complainOfHandoff(facts, view)
  ]
  return complaints.map((complaint) => `preset: ${complaint}`)
}

function complainOfInbound ({ inbound }: VendorFacts, { provider, isOpenToCompany, subject }: PresetView): string[] {
  const { returnTo, destination, echo = [], toClaim = {}, required = [], signedRequest } = provider.inbound
  const parameters = entriesOf(inbound.parameters)
  const named = (role: string) => parameters.filter(([, each]) => each.role === role).map(([name]) => name)
  const begins = provider.handoff.kind === 'token' ? 'company' : isOpenToCompany ? 'either' : 'vendor'
  return [
    ...differ('inbound.begins', inbound.begins.value, begins),
    ...differ('role return', named('return'), subject.hasOwnReturn === true ? [] : returnTo?.parameters ?? []),
    ...differ('role destination', named('destination'), destination === undefined ? [] : [destination.parameter]),
    ...differ('role echo', named('echo'), echo),
    ...differ('role claim', named('claim'), Object.keys(toClaim)),
    ...differ('role signed-request', named('signed-request'), signedRequest?.parameters ?? []),
    ...differ('required parameters', parameters.filter(([, each]) => each.required).map(([name]) => name), required),
    ...parameters.flatMap(([name, { forms, within }]) => [
      ...forms === undefined ? [] : differ(`forms of ${name}`, forms, formsOf(returnTo)),
      ...within === undefined ? [] : differ(`what ${name} is within`, within, signedRequest?.parameters[0])
    ])
  ]
}

function formsOf (returnTo: { form: string, orPath?: boolean | undefined } | undefined): Names {
  return returnTo === undefined ? [] : [returnTo.form, ...returnTo.orPath === true ? ['path'] : []]
}

function complainOfToken ({ vendor, name, token, logout, errors }: VendorFacts, view: PresetView): string[] {
  const { provider, richest, subject } = view
  const isPair = token.key.value.origin.endsWith('pair')
  const jwt = provider.token.kind === 'jwt' ? provider.token : null
  const header = Object.entries(token.header.value).map(([member, value]) => [member, fill(value, subject.settings)])
  const isWidget = provider.handoff.kind === 'token'
  const signOut = richest.signOutUrl?.(PAGE)
  const template = logout.signOut?.value
  return [
    ...differ('vendor', vendor, provider.id),
    ...differ('name', name, provider.displayName),
    ...differ('token.format', token.format.value, jwt === null ? 'signed-query' : 'jwt'),
    ...jwt === null ? [] : differ('token.algorithms[0]', token.algorithms.value[0], jwt.algorithm),
    ...differ('token.header', Object.fromEntries(header), jwt === null ? {} : headerOf(jwt, header)),
    ...differ('token.key.form', token.key.value.form, isPair ? 'pem' : 'text'),
    ...differ('whether there is a pair of keys', isPair, jwt !== null && !jwt.algorithm.startsWith('HS')),
    ...isWidget ? [] : differ('errors', errors?.value, richest.logoutError),
    ...isWidget ? [] : differ('whether there is a logout.signOut', template !== undefined, signOut !== undefined),
    ...isWidget || isOf(template ?? '', signOut ?? '') ? [] : [`${signOut} is not ${template}`]
  ]
}

/** The header, `typ` only where it is asked for: it harms nowhere. */
function headerOf ({ keyId }: { keyId?: string | undefined }, asked: Array<readonly string[]>): object {
  const isTyped = asked.some(([member]) => member === 'typ')
  return { ...keyId !== undefined && { kid: keyId }, ...isTyped && { typ: 'JWT' } }
}

function complainOfClaims ({ token, inbound }: VendorFacts, view: PresetView): string[] {
  const { provider, usual, full, known, privileged, values, subject } = view
  const claims = sentOf(token)
  const names = claims.map(([name]) => name)
  const required = provider.requiredClaims ?? []
  const jti = provider.token.kind === 'jwt' && provider.token.jti === true
  const isNeeded = (parameter: string) => provider.inbound.required?.includes(parameter) === true ||
    inbound.parameters[parameter]?.value.within !== undefined
  const filledAnyway = [
    ...Object.keys(provider.claims).filter((name) => EVERYBODY_HAS.includes(String(provider.claims[name]))),
    ...jti ? ['jti'] : [], ...Object.keys({ ...provider.fixedClaims, ...provider.time.claims }),
    ...Object.entries(provider.inbound.toClaim ?? {}).filter(([name]) => isNeeded(name)).map(([, claim]) => claim)
  ]
  return [
    ...claims.flatMap(([name, claim]) => {
      const isAlways = claim.required === 'always'
      const fault = Object.hasOwn(full, name) ? faultOf(claim, full[name], NOW) : null
      return [
        ...Object.hasOwn(full, name) ? [] : [`never sends ${name}`],
        ...isAlways && !Object.hasOwn(usual, name) ? [`does not send ${name} by default`] : [],
        ...isAlways && !filledAnyway.includes(name) && !required.includes(name) ? [`makes tokens without ${name}`] : [],
        ...fault === null ? [] : [`${name} ${fault}`],
        ...claim.type === 'boolean' && (values[name] ?? []).length === 0
          ? []
          : differ(`values of ${name}`, wordsOf(claim), values[name] ?? []),
        ...differ(`whether ${name} is privileged`, claim.privileged === true, privileged.includes(name)),
        ...differ(`what ${name} has to be`, fillIn(claim.equals, subject), provider.fixedClaims?.[name]),
        ...differ(`what ${name} copies`, claim.copies, findKey(provider.inbound.toClaim, name))
      ]
    }),
    ...required.filter((name) => claims.every(([each, claim]) => each !== name || claim.required !== 'always'))
      .map((name) => `refuses tokens without ${name}`),
    ...[...Object.keys(full), ...known ?? [], ...privileged].filter((name) => !names.includes(name))
      .map((name) => `knows a claim ${name}`),
    ...(token.someOf?.value ?? []).filter((name) => !Object.hasOwn(usual, name)).map((name) => `does not send ${name}`)
  ]
}

/** Without the claims that a vendor takes instead of one that the preset sends for the same instant. */
function sentOf ({ claims }: VendorFacts['token']) {
  const all = entriesOf(claims)
  const isSent = ({ time, required }: Claim) => time === undefined || required !== 'optional' ||
    all.every(([, other]) => other.time !== time || other.required !== 'always')
  return all.filter(([, claim]) => isSent(claim))
}

/** As a message lists them. */
function wordsOf ({ values, type }: Claim): Names {
  return values?.map((value) => JSON.stringify(value)) ?? (type === 'boolean' ? ['true', 'false'] : [])
}

function fillIn (value: string | boolean | undefined, { settings }: Subject): string | boolean | undefined {
  return typeof value === 'string' ? fill(value, settings) : value
}

function findKey (record: Readonly<Record<string, string>> | undefined, value: string): string | undefined {
  return Object.entries(record ?? {}).find(([, each]) => each === value)?.[0]
}

function complainOfTime ({ token, time }: VendorFacts, view: PresetView): string[] {
  const { provider, subject } = view
  const { claims, lifetime, maxLifetime } = provider.time
  const timed = sentOf(token).filter(([, claim]) => claim.time !== undefined)
  const [format] = time.formats?.value ?? []
  return [
    ...differ('times', Object.fromEntries(timed.map(([name, claim]) => [name, claim.time])),
      Object.fromEntries(Object.entries(claims).map(([name, instant]) => [name, INSTANTS[instant]]))),
    ...time.maxAge !== undefined && lifetime > time.maxAge.value ? ['lives longer than time.maxAge'] : [],
    ...time.maxLifetime === undefined ? [] : differ('time.maxLifetime', time.maxLifetime.value, maxLifetime),
    ...time.requestLifetime === undefined ? [] : differ('time.requestLifetime', time.requestLifetime.value, lifetime),
    ...format === undefined
      ? []
      : differ('time.formats[0]', format, { unit: provider.time.unit, type: provider.time.type }),
    ...(time.formats?.value ?? []).flatMap((timeClaims) => {
      const token = makeToken(subject.preset({ timeClaims }))
      const claim: Claim = { type: 'number', required: 'always', unit: timeClaims.unit }
      const isAsNumber = (value: unknown) => faultOf(claim, Number(value), NOW) === null
      const isWritten = (value: unknown) => isOfType(value, timeClaims.type) && isAsNumber(value)
      return timed.filter(([name]) => !isWritten(token[name]))
        .map(([name]) => `does not write ${name} as ${timeClaims.unit}, ${timeClaims.type}`)
    })
  ]
}

function complainOfHandoff ({ handoff }: VendorFacts, { provider, tokenParameters }: PresetView): string[] {
  const { kind, toPage, endpoint, returnParameter, parametersIn } = provider.handoff
  const way = toPage === true ? 'page' : kind === 'token' ? 'widget' : kind
  const parameters = entriesOf(handoff.parameters)
  const named = (carries: string) => parameters.filter(([, each]) => each.carries === carries).map(([name]) => name)
  const { origin, pathname, searchParams } = new URL(endpoint ?? PAGE)
  const [token, ...signatures] = tokenParameters
  const template = handoff.endpoint?.value ?? PAGE
  return [
    ...differ('handoff.way', handoff.way.value, way),
    ...way === 'widget' ? [] : differ('handoff.token', handoff.token.value, way === 'fragment' ? '#' : token),
    ...differ('signatures', named('signature'), signatures),
    ...differ('whether there is an endpoint', handoff.endpoint !== undefined, endpoint !== undefined),
    ...isOf(template, origin + pathname) ? [] : [`${endpoint} is not ${template}`],
    ...differ('parameter for the return URL', named('return'), returnParameter === undefined ? [] : [returnParameter]),
    ...differ('parameters that go back', named('echo'), provider.inbound.echo ?? []),
    ...[...searchParams.keys()].filter((name) => name !== handoff.token.value)
      .filter((name) => !Object.hasOwn(handoff.parameters, name)).map((name) => `has ${name} in its endpoint`),
    ...named('setting').filter((name) => !searchParams.get(name)).map((name) => `does not send ${name}`),
    ...parameters.filter(([, each]) => !each.in.includes(parametersIn === 'fields' ? 'fields' : 'query'))
      .map(([name]) => `sends ${name} elsewhere`)
  ]
}
