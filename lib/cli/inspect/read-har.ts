import { CannotCheck } from '../check/cannot-check.ts'
import { readAddress, type Parameter } from './pasted.ts'

/** One request of a HAR and its answer, as far as a walk needs them. */
export interface Hop {
  readonly method: string
  readonly url: URL
  /** Milliseconds since 1970, by the clock of the browser. */
  readonly at: number
  /** Query, fragment and form fields. */
  readonly parameters: readonly Parameter[]
  readonly requestHeaders: Headers
  readonly setCookies: readonly string[]
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** Whether it is a page or a redirect, and no image, script or style. */
  readonly isNavigation: boolean
}

type Json = Readonly<Record<string, unknown>>

const MAX_BODY = 1024 * 1024

/** @throws CannotCheck for a text that is no HAR, or one without requests */
export function readHar (text: string): Hop[] {
  const entries = parseEntries(text)
  const hops = entries.map(readHop).filter((hop) => hop !== null)
  if (hops.length === 0) throw new CannotCheck('The HAR has no request in it.')
  return hops.sort((one, other) => one.at - other.at)
}

export function parseEntries (text: string): unknown[] {
  const log = asObject(asObject(parse(text)).log)
  if (!Array.isArray(log.entries)) {
    throw new CannotCheck('This is no HAR: it has no log.entries. Save it in the network tab of the browser, as HAR.')
  }
  return log.entries
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new CannotCheck('This is no HAR: it is not JSON. It may have been cut off when it was saved.')
  }
}

function readHop (entry: unknown): Hop | null {
  const { request, response, startedDateTime, _resourceType: type } = asObject(entry)
  const { url, method, headers, postData } = asObject(request)
  if (typeof url !== 'string' || !URL.canParse(url)) return null
  const address = new URL(url)
  if (!address.protocol.startsWith('http')) return null
  const { status, headers: answered, content, redirectURL } = asObject(response)
  const answerHeaders = toHeaders(answered)
  if (typeof redirectURL === 'string' && redirectURL !== '' && !answerHeaders.has('location')) {
    answerHeaders.set('location', toLatin(redirectURL))
  }
  const number = typeof status === 'number' ? status : 0
  const mimeType = answerHeaders.get('content-type') ?? asText(asObject(content).mimeType)
  return {
    method: asText(method).toUpperCase(),
    url: address,
    at: Date.parse(asText(startedDateTime)) || 0,
    parameters: [...readAddress(address), ...readFields(asObject(postData))],
    requestHeaders: toHeaders(headers),
    setCookies: listHeader(answered, 'set-cookie').flatMap((value) => value.split('\n')),
    status: number,
    headers: answerHeaders,
    body: asText(asObject(content).text).slice(0, MAX_BODY),
    isNavigation: typeof type === 'string'
      ? type === 'document' || (number >= 300 && number < 400)
      : answerHeaders.has('location') || mimeType.includes('html')
  }
}

function readFields ({ params, text, mimeType }: Json): Parameter[] {
  const listed = Array.isArray(params) ? params.map(asObject) : []
  if (listed.length > 0) {
    return listed.map(({ name, value }) =>
      ({ name: decode(asText(name)), value: decode(asText(value)), place: 'fields' }))
  }
  if (!asText(mimeType).includes('urlencoded')) return []
  return Array.from(new URLSearchParams(asText(text)), ([name, value]) => ({ name, value, place: 'fields' }))
}

/** Some browsers write fields as they were sent, others decoded. */
function decode (text: string): string {
  try {
    return /%[\da-f]{2}/i.test(text) ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}

function toHeaders (list: unknown): Headers {
  const headers = new Headers()
  for (const { name, value } of Array.isArray(list) ? list.map(asObject) : []) {
    // Pseudo headers of HTTP/2 are no header names.
    if (/^[\w-]+$/.test(asText(name))) headers.append(asText(name), toLatin(asText(value)))
  }
  return headers
}

function listHeader (list: unknown, wanted: string): string[] {
  return (Array.isArray(list) ? list.map(asObject) : [])
    .filter(({ name }) => asText(name).toLowerCase() === wanted).map(({ value }) => asText(value))
}

/** What Headers would throw at. */
function toLatin (text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}

export function asObject (value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : {}
}

export function asText (value: unknown): string {
  return typeof value === 'string' ? value : ''
}
