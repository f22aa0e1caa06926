import { maskAddress } from '../redact.ts'
import type { Course, RunName } from './course.ts'
import type { Handoff } from './handoff.ts'
import { isLoopback, isTrustworthy } from './session.ts'
import { endpointOf, plain, type Inbound } from './target.ts'
import { endpointPath } from './walk-contract.ts'

const RUN: RunName = 'session'

/** How the token travels, and where to. What it says is judged elsewhere. */
export function judgeHandoff (handoff: Handoff, inbound: Inbound, course: Course): void {
  judgeWay(handoff, course)
  judgeEndpoint(handoff, course)
  judgeEcho(handoff, inbound, course)
  judgeScheme(handoff, course)
  judgeLength(handoff, course)
}

const WAYS: Readonly<Record<string, string>> = {
  query: 'a redirect with the token in the query',
  page: 'a redirect with the token in the query of a page of the help center',
  form: 'a form that the browser posts',
  fragment: 'a redirect with the token behind the "#"',
  script: 'a link or a script of a page, with the token in its address',
  body: 'text or data in the answer itself',
  widget: 'data for a page of the app'
}

function judgeWay ({ way, tokenName }: Handoff, course: Course): void {
  const { contract } = course.target
  const wanted = contract.way === 'page' ? 'query' : contract.way === 'widget' ? 'body' : contract.way
  // A browser that follows a script ends where a redirect would have led it.
  const arrives = way === wanted || (way === 'script' && wanted === 'query')
  const seen = `The handoff is ${WAYS[way]}`
  if (!arrives) {
    return course.note(RUN, 'problem', 'wrong-method', `${seen}; ${contract.name} takes ${WAYS[contract.way]} only.`)
  }
  course.note(RUN, 'ok', 'wrong-method', `${seen}.`)
  if (way !== 'body' && tokenName !== contract.tokenName) {
    course.note(RUN, 'problem', 'wrong-parameter',
      `The token is in ${tokenName}; ${contract.name} reads ` +
      `${contract.tokenName === '#' ? 'the bare fragment' : contract.tokenName}.`)
  }
}

function judgeEndpoint ({ address, way }: Handoff, course: Course): void {
  const { target } = course
  const { contract, endpoint, helpCenter, loginUrl } = target
  if (way === 'body' || contract.way === 'widget') return
  const place = maskAddress(plain(address))
  const wanted = endpointOf(target)
  if (contract.way === 'page') {
    if (helpCenter && address.origin !== helpCenter.origin) {
      return course.note(RUN, 'problem', 'wrong-endpoint',
        `The handoff goes to ${place}, which is no page of ${helpCenter.origin}.`)
    }
  } else if (address.origin === loginUrl.origin && wanted?.origin !== loginUrl.origin) {
    const asked = wanted ? `; the help center takes tokens at ${wanted.origin}` : ''
    return course.note(RUN, 'problem', 'wrong-endpoint', `The handoff goes to the app's own origin, ${place}${asked}.`)
  } else if (endpoint) {
    const missing = [...endpoint.searchParams].filter(([name, value]) =>
      value !== '' && address.searchParams.get(name) !== value).map(([name]) => name)
    if (plain(address) !== plain(endpoint)) {
      return course.note(RUN, 'problem', 'wrong-endpoint',
        `The handoff goes to ${place}; the endpoint is ${maskAddress(plain(endpoint))}.`)
    }
    if (missing.length > 0) {
      return course.note(RUN, 'problem', 'wrong-endpoint',
        `The endpoint as pasted has ${missing.join(', ')} in its query; in the handoff that is gone or changed.`)
    }
  } else if (contract.endpoint !== undefined && !endpointPath(contract.endpoint).test(address.pathname)) {
    return course.note(RUN, 'problem', 'wrong-endpoint',
      `The handoff goes to ${place}; documented is ${contract.endpoint}.`)
  }
  const repeated = [...new Set(address.searchParams.keys())].filter((name) =>
    address.searchParams.getAll(name).length > 1)
  if (repeated.length > 0) {
    return course.note(RUN, 'problem', 'wrong-parameter',
      `There is more than one ${repeated.join(', ')} in the handoff: the pasted endpoint already has an empty one.`)
  }
  if (endpoint || (contract.way === 'page' && helpCenter) || (wanted && plain(wanted) === plain(address))) {
    return course.note(RUN, 'ok', 'wrong-endpoint', `The handoff goes to ${place}.`)
  }
  course.note(RUN, 'not-checked', 'wrong-endpoint',
    `The handoff goes to ${place}. Compare it with the vendor's screen, or pass --endpoint with the address shown ` +
      'there.')
}

/** What the vendor wants back as it was. Claims that repeat a parameter are judged with the token. */
function judgeEcho (handoff: Handoff, { sent }: Inbound, course: Course): void {
  const { contract } = course.target
  for (const name of contract.echo) {
    const answered = readParameter(handoff, name)
    const asked = sent[name]!
    if (answered === asked) continue
    const isRequired = contract.required.includes(name)
    if (answered === undefined) {
      course.note(RUN, isRequired ? 'problem' : 'info', 'wrong-parameter',
        `${name} came with the request and is missing in the handoff.`)
    // A customer's fixed value is as good as an echo of it.
    } else if (answered !== course.target.endpoint?.searchParams.get(name)) {
      course.note(RUN, isRequired ? 'problem' : 'warning', 'wrong-parameter', `${name} has ${answered.length} ` +
        `characters in the handoff and had ${asked.length} in the request; they differ.`)
    }
  }
}

function judgeScheme ({ address, way }: Handoff, course: Course): void {
  if (way === 'body' || address.protocol === 'https:') return
  const level = isTrustworthy(address) ? 'info' : 'problem'
  course.note(RUN, level, 'plain-http', `The token goes to ${address.origin} by plain http${isLoopback(address.hostname)
    ? ', on this machine'
: ''}.`)
}

const KIB = 1024

function judgeLength ({ address, way }: Handoff, course: Course): void {
  if (way === 'form' || way === 'body') return
  const { length } = address.href
  const seen = `The address with the token has ${length} characters.`
  if (length > 8 * KIB) course.note(RUN, 'problem', 'address-too-long', `${seen} Most servers refuse more than 8,192.`)
  else if (length > 4 * KIB) {
    course.note(RUN, 'warning', 'address-too-long', `${seen} Many servers refuse more than ` +
    '4,096.')
  } else if (length > 2 * KIB) {
    course.note(RUN, 'info', 'address-too-long', `${seen} Some proxies refuse more than ` +
    '2,048.')
  }
}

/** The value of something that travels beside the token. */
export function readParameter ({ address, fields }: Handoff, name: string): string | undefined {
  return address.searchParams.get(name) ?? fields.get(name)
}
