import { readPage, type Page } from './html.ts'
import type { Answer } from './send.ts'
import type { Target } from './target.ts'

/** The token on its way to the vendor: found in an answer, never delivered. */
export interface Handoff {
  /** `body`: in data or text, as an API answers. */
  way: 'query' | 'form' | 'fragment' | 'script' | 'body'
  /** Where it would go, with query and fragment. */
  address: URL
  /** Fields of the form. */
  fields: ReadonlyMap<string, string>
  tokenName: string
  token: string
  /** The second half of a signed query. */
  sig: string
  answer: Answer
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Where an answer sends the browser next, be it by header, by meta element or by a script's plain assignment. */
export function nextAddress (answer: Answer, page: Page | undefined): URL | undefined {
  const location = answer.headers.location
  if (REDIRECTS.has(answer.status) && location !== undefined) return toUrl(location, answer.url)
  return page?.refresh === undefined ? undefined : toUrl(page.refresh, answer.url)
}

export function pageOf (answer: Answer): Page | undefined {
  const type = answer.headers['content-type'] ?? ''
  const looksLikeHtml = /^\s*</.test(answer.body)
  return type.includes('html') || (type === '' && looksLikeHtml) ? readPage(answer.body) : undefined
}

/** What an answer hands over, if it does. */
export function findHandoff (
  answer: Answer, page: Page | undefined, target: Target, sent: URLSearchParams
): Handoff | undefined {
  const next = nextAddress(answer, page)
  if (next) return inAddress(next, answer, target, sent)
  for (const form of page?.forms ?? []) {
    const action = toUrl(form.action, answer.url)
    const fields = new Map(form.fields)
    const found = action && findToken(fields, action, target, sent)
    if (!found) continue
    if (form.method === 'post') return { way: 'form', address: action, fields, answer, ...found }
    return { way: 'query', address: action, fields, answer, ...found }
  }
  return page ? inScripts(page, answer, target, sent) : inBody(answer)
}

function inAddress (address: URL, answer: Answer, target: Target, sent: URLSearchParams): Handoff | undefined {
  const query = findToken(new Map(address.searchParams), address, target, sent)
  if (query) return { way: 'query', address, fields: new Map(), answer, ...query }
  const fragment = address.hash.slice(1)
  const none = { way: 'fragment', address, fields: new Map<string, string>(), answer } as const
  if (isJws(fragment)) return { ...none, tokenName: '#', token: fragment, sig: '' }
  const named = findToken(new Map(new URLSearchParams(fragment)), address, target, sent)
  return named && { ...none, ...named }
}

/** Pages of samples that set `location` with the token in it. */
function inScripts (page: Page, answer: Answer, target: Target, sent: URLSearchParams): Handoff | undefined {
  for (const [, quoted] of page.scripts.matchAll(/["'`]((?:https?:\/\/|\/)[^"'`\s]{1,9000})["'`]/g)) {
    const address = toUrl(unescapeScript(quoted!), answer.url)
    const handoff = address && inAddress(address, answer, target, sent)
    if (handoff) return { ...handoff, way: handoff.way === 'fragment' ? 'fragment' : 'script' }
  }
  for (const href of page.links) {
    const address = toUrl(href, answer.url)
    const handoff = address && inAddress(address, answer, target, sent)
    if (handoff) return { ...handoff, way: 'script' }
  }
  return undefined
}

function unescapeScript (text: string): string {
  return text.replaceAll('\\/', '/').replace(/\\u([\da-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Data for a page of the app's own, or a token as bare text. */
function inBody (answer: Answer): Handoff | undefined {
  const token = /(?:^|[\s"'=])(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)(?=$|[\s"'&])/.exec(answer.body)?.[1]
  if (token === undefined || !isJws(token)) return undefined
  return { way: 'body', address: answer.url, fields: new Map(), answer, tokenName: '', token, sig: '' }
}

type Found = Pick<Handoff, 'tokenName' | 'token' | 'sig'>

function findToken (
  values: ReadonlyMap<string, string>, address: URL, target: Target, sent: URLSearchParams
): Found | undefined {
  const { contract } = target
  const named = values.get(contract.tokenName) ?? ''
  if (contract.format === 'signed-query') {
    // A sign-in page that gets the request along has got no answer.
    const isAnswer = named !== '' && named !== sent.get('sso') && isQuery(named)
    return isAnswer ? { tokenName: contract.tokenName, token: named, sig: values.get('sig') ?? '' } : undefined
  }
  const leaves = address.origin !== target.loginUrl.origin && !target.also.includes(address.origin)
  const isEndpoint = address.pathname === target.endpoint?.pathname
  if (named !== '' && (isJws(named) || leaves || isEndpoint)) {
    return { tokenName: contract.tokenName, token: named, sig: '' }
  }
  for (const [tokenName, token] of values) {
    if (!FOR_OTHERS.has(tokenName) && isIdentity(token)) return { tokenName, token, sig: '' }
  }
  return undefined
}

/** Parameters in which other protocols carry a JWS that says nothing about a visitor. */
const FOR_OTHERS = new Set(['state', 'request', 'client_assertion', 'id_token_hint', 'csrf', '_csrf', 'next'])

/** Whether a text is a JWS, by its form and its header. */
export function isJws (text: string): boolean {
  const [header = '', payload, signature, ...more] = text.split('.')
  return payload !== undefined && signature !== undefined && more.length === 0 && readJson(header) !== undefined
}

/** A JWS that says who somebody is, and is no request to an identity provider. */
function isIdentity (text: string): boolean {
  if (!isJws(text)) return false
  const claims = readJson(text.split('.')[1]!)
  const names = ['email', 'sub', 'user_id', 'guid', 'external_id', 'id', 'jti']
  return claims !== undefined && !('response_type' in claims) && names.some((name) => name in claims)
}

function isQuery (text: string): boolean {
  return /(?:^|&)(?:nonce|external_id|email)=/.test(Buffer.from(text, 'base64').toString())
}

/** The JSON object in one part of a token. */
export function readJson (part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined
  } catch {
    return undefined
  }
}

function toUrl (text: string, base: URL): URL | undefined {
  return URL.canParse(text, base.href) ? new URL(text, base) : undefined
}

/** What a token says, of whichever format; empty where it cannot be read. */
export function readClaims (
  { token }: Pick<Handoff, 'token'>, { format }: Pick<Target['contract'], 'format'>
): Record<string, unknown> {
  if (format === 'jwt') return readJson(token.split('.')[1] ?? '') ?? {}
  return Object.fromEntries(new URLSearchParams(Buffer.from(token, 'base64').toString()))
}
