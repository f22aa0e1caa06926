import type { VendorFacts } from '../../facts/fact.ts'
import { finding, type Finding } from '../finding.ts'
import { maskAddress } from '../redact.ts'
import { showText } from '../token/show.ts'
import type { FoundToken, Parameter } from './pasted.ts'

const PLACES = { query: 'query', page: 'query', form: 'fields', fragment: 'fragment', widget: 'unknown' } as const
const SHOWN = {
  query: 'the query of the address', fields: 'a form\'s field', fragment: 'the fragment', unknown: 'no address at all'
} as const

/** How a token travelled: where to, in which place, under which name. What it says is judged elsewhere. */
export function judgeDelivery (
  address: URL | null, parameters: readonly Parameter[], found: FoundToken, facts: VendorFacts, run = ''
): Finding[] {
  const way = facts.handoff.way.value
  const expected = PLACES[way]
  const findings: Finding[] = []
  const note = (level: Finding['level'], code: string, seen: string): void => {
    findings.push(finding(level, code, seen, run))
  }
  if (found.place !== 'unknown' && found.place !== expected) {
    note('problem', 'wrong-method',
      `The token is in ${SHOWN[found.place]}; ${facts.name} takes it in ${SHOWN[expected]} only.`)
  } else if (found.name !== '' && found.name !== facts.handoff.token.value && way !== 'widget') {
    note('problem', 'wrong-parameter',
      `The token is in ${showText(found.name)}; ${facts.name} reads ${facts.handoff.token.value}.`)
  }
  const names = parameters.map(({ name }) => name)
  const repeated = names.filter((name, index) => names.indexOf(name) !== index)
  if (repeated.length > 0) {
    note('problem', 'wrong-parameter', `${showText(repeated.join(', '))} is there more than once: the pasted ` +
      'endpoint already has an empty one.')
  }
  if (address === null) return findings
  const isHere = isLoopback(address)
  if (address.protocol !== 'https:') {
    note(isHere ? 'info' : 'problem', 'plain-http', `The token goes to ${address.origin} by plain http.`)
  }
  const template = facts.handoff.endpoint?.value
  if (template !== undefined && way !== 'page' && !fitsEndpoint(address, template)) {
    note('problem', 'wrong-endpoint', `The token goes to ${maskAddress(address.origin + address.pathname)}; ` +
      `documented is ${template}.`)
  }
  judgeReturn(address, parameters, facts, note)
  if (found.place === 'query') judgeLength(address.href.length, note)
  return findings
}

type Note = (level: Finding['level'], code: string, seen: string) => void

/** `{…}` stands for a label of a host or a segment of a path; a loopback host stands in for any. */
function fitsEndpoint (address: URL, template: string): boolean {
  const [host = '', ...path] = template.replace(/^https:\/\//, '').split('/')
  const segments = address.pathname.split('/').slice(1)
  const tail = segments.slice(-path.length)
  const fitsPath = segments.length >= path.length &&
    path.every((part, index) => part.startsWith('{') ? tail[index] !== '' : part === tail[index])
  const domain = host.replace(/^\{[^}]*\}/, '')
  const fitsHost = isLoopback(address) || (host.startsWith('{') ? address.host.endsWith(domain) : address.host === host)
  return fitsPath && fitsHost
}

export function isLoopback ({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname)
}

function judgeReturn (address: URL, parameters: readonly Parameter[], facts: VendorFacts, note: Note): void {
  const [name] = Object.entries(facts.handoff.parameters).find(([, { value }]) => value.carries === 'return') ?? []
  const value = parameters.find((parameter) => parameter.name === name)?.value ?? ''
  if (name === undefined || value === '') return
  if (/%(?:25)*(?:3a|2f)/i.test(value) && !value.includes('/')) {
    return note('problem', 'return-url-changed', `${name} is encoded more than once.`)
  }
  // Only where the endpoint is on the help center itself is its origin known.
  const isKnown = facts.handoff.endpoint?.value.startsWith('{helpCenter}') === true
  if (!URL.canParse(value)) return
  const target = new URL(value)
  if (target.protocol !== 'https:' && target.protocol !== 'http:') {
    return note('problem', 'foreign-return-url', `${name} is no web address.`)
  }
  if (isKnown && target.origin !== address.origin) {
    note('warning', 'foreign-return-url',
      `${name} leads to ${maskAddress(target.origin)}; the help center is ${address.origin}.`)
  }
}

function judgeLength (length: number, note: Note): void {
  const seen = `The address with the token has ${length} characters.`
  if (length > 8192) note('problem', 'address-too-long', `${seen} Most servers refuse more than 8,192.`)
  else if (length > 4096) note('warning', 'address-too-long', `${seen} Many servers refuse more than 4,096.`)
}
