import { maskAddress, maskText } from '../redact.ts'
import { asObject, asText, parseEntries } from './read-har.ts'

/** Headers whose values belong to nobody. All others go, for lists of secret headers are never complete. */
const PLAIN = new Set([
  'accept', 'accept-encoding', 'accept-language', 'age', 'cache-control', 'connection', 'content-encoding',
  'content-length', 'content-security-policy', 'content-type', 'date', 'expires', 'host', 'pragma', 'referrer-policy',
  'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-user', 'sec-purpose', 'server',
  'strict-transport-security', 'upgrade-insecure-requests', 'user-agent', 'vary', 'via', 'x-cache',
  'x-content-type-options', 'x-frame-options'
])
const ADDRESSES = new Set(['location', 'origin', 'referer'])
const REMOVED = '[removed]'

export interface Redacted {
  /** Text of the new HAR. */
  readonly har: string
  /** What was removed, by place, with its count: for people to see. */
  readonly removed: readonly string[]
}

/**
 * A copy without secrets, made by position: what is known to be harmless is copied, and all else stays behind.
 * Searching for values that are known to be secret would miss those that the app made up on the way.
 * @throws CannotCheck for what is no HAR
 */
export function redactHar (text: string): Redacted {
  const counts = new Map<string, number>()
  const drop = (place: string, times = 1): typeof REMOVED => {
    if (times > 0) counts.set(place, (counts.get(place) ?? 0) + times)
    return REMOVED
  }
  const entries = parseEntries(text).map((entry) => redactEntry(entry, drop))
  const log = { version: '1.2', creator: { name: 'fastify-help-center', version: '1' }, entries }
  const removed = [...counts].map(([place, times]) => `${place}: ${times}`)
  return { har: `${JSON.stringify({ log }, null, 2)}\n`, removed }
}

type Drop = (place: string, times?: number) => string

function redactEntry (entry: unknown, drop: Drop): object {
  const { request, response, startedDateTime, time, _resourceType: type } = asObject(entry)
  const { method, url, headers: asked, postData, httpVersion } = asObject(request)
  const { status, statusText, headers: answered, content, redirectURL } = asObject(response)
  const address = asText(url)
  const { size, mimeType, text: body } = asObject(content)
  if (asText(body) !== '') drop('body of an answer')
  return {
    startedDateTime: asText(startedDateTime),
    time: asNumber(time),
    ...typeof type === 'string' && { _resourceType: maskText(type) },
    request: {
      method: maskText(asText(method)),
      url: redactAddress(address, drop),
      httpVersion: asText(httpVersion).slice(0, 10),
      headers: redactHeaders(asked, drop),
      cookies: [],
      queryString: [],
      headersSize: -1,
      bodySize: -1,
      ...postData !== undefined && { postData: redactFields(postData, drop) }
    },
    response: {
      status: asNumber(status),
      statusText: maskText(asText(statusText)),
      httpVersion: asText(httpVersion).slice(0, 10),
      headers: redactHeaders(answered, drop),
      cookies: [],
      content: { size: asNumber(size), mimeType: maskText(asText(mimeType)), text: '' },
      redirectURL: asText(redirectURL) === '' ? '' : redactAddress(asText(redirectURL), drop),
      headersSize: -1,
      bodySize: -1
    },
    cache: {},
    timings: { send: 0, wait: asNumber(time), receive: 0 }
  }
}

function asNumber (value: unknown): number {
  return typeof value === 'number' ? value : 0
}

/** A part of a path that is long and mixed, as in links that reset a password. */
const RANDOM_SEGMENT = /(?<=\/)(?=[^/?#]*\d)[\w.~%-]{24,}/g

function redactAddress (address: string, drop: Drop): string {
  const masked = maskAddress(address).replace(RANDOM_SEGMENT, '…')
  if (masked !== address) drop('query, fragment or address in a URL')
  return masked
}

function redactHeaders (list: unknown, drop: Drop): object[] {
  return (Array.isArray(list) ? list.map(asObject) : []).map(({ name, value }) => {
    const header = asText(name)
    return { name: header, value: redactHeader(header.toLowerCase(), asText(value), drop) }
  })
}

function redactHeader (name: string, value: string, drop: Drop): string {
  if (PLAIN.has(name)) return maskText(value)
  if (ADDRESSES.has(name)) return redactAddress(value, drop)
  if (name === 'cookie') return value.split(';').map((pair) => `${nameOf(pair)}=${drop('cookie')}`).join('; ')
  if (name === 'set-cookie') {
    return value.split('\n').map((line) => {
      const [pair = '', ...attributes] = line.split(';')
      return [`${nameOf(pair)}=${drop('cookie')}`, ...attributes].join(';')
    }).join('\n')
  }
  return drop(`header ${name}`)
}

function nameOf (pair: string): string {
  return pair.slice(0, Math.max(pair.indexOf('='), 0)).trim()
}

/** Names tell how the handoff was made. */
function redactFields (postData: unknown, drop: Drop): object {
  const { mimeType, params, text } = asObject(postData)
  const listed = Array.isArray(params) ? params.map((param) => asText(asObject(param).name)) : []
  const isForm = asText(mimeType).includes('urlencoded')
  const names = listed.length > 0 || !isForm ? listed : [...new URLSearchParams(asText(text)).keys()]
  drop('form field or body of a request', Math.max(names.length, 1))
  return {
    mimeType: maskText(asText(mimeType)),
    params: names.map((name) => ({ name: maskText(name), value: REMOVED })),
    text: ''
  }
}
