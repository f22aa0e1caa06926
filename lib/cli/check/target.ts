import { createHmac, randomBytes } from 'node:crypto'
import type { WalkContract } from './walk-contract.ts'

/** What is checked: one login URL, and the help center that sends visitors to it. */
export interface Target {
  loginUrl: URL
  contract: WalkContract
  /** As pasted from the vendor's screen. */
  endpoint: URL | undefined
  /** A page of the help center; its origin is where return URLs belong. */
  helpCenter: URL | undefined
  /** Whether the help center's address was taken from an endpoint that need not be on the same host. */
  isGuess?: boolean
  /** The vendor's secret; for RS256 and EdDSA the public key. */
  secret: string | undefined
  logoutUrl: URL | undefined
  /** Origins that may be visited besides the login URL's. */
  also: readonly string[]
}

/** A made-up sign-in request of the help center. */
export interface Inbound {
  url: URL
  /** What was sent along, for comparison with what comes back. */
  sent: Readonly<Record<string, string>>
  /** The page to return to, as an absolute address. */
  returnTo: string | undefined
}

/** Values as vendors really send them, where an app may look at their form. */
const USUAL: Readonly<Record<string, string>> = {
  response_type: 'id_token',
  scope: 'openid email profile',
  client_id: 'help-center',
  locale_id: '1',
  brand_id: '3600012'
}

/** The login URL as the help center calls it. Parameters of its own stay. */
export function makeInbound (target: Target, returnTo?: string): Inbound {
  const { loginUrl, contract } = target
  const sent: Record<string, string> = {}
  for (const name of contract.ignored) sent[name] = fill(name)
  // A nonce comes first, as Discourse sends it: whoever cuts the request in the wrong place then shows it.
  for (const name of [...contract.toClaim, ...contract.echo]) sent[name] = fill(name)
  const destination = endpointOf(target)
  if (contract.destination !== undefined && destination) sent[contract.destination] = plain(destination)
  const returnName = contract.returnIn?.names[0]
  if (returnName !== undefined && returnTo !== undefined) sent[returnName] = toForm(returnTo, target)
  const url = new URL(loginUrl)
  const parameters = contract.format === 'signed-query' ? signRequest(sent, target.secret!) : sent
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url, sent, returnTo: returnName === undefined ? undefined : returnTo }
}

function fill (name: string): string {
  if (name === 'timestamp') return String(Math.floor(Date.now() / 1000))
  // Text that belongs to nobody.
  return USUAL[name] ?? `check-${randomBytes(12).toString('hex')}`
}

function signRequest (sent: Readonly<Record<string, string>>, secret: string): Record<string, string> {
  const sso = Buffer.from(new URLSearchParams(sent).toString()).toString('base64')
  return { sso, sig: createHmac('sha256', secret).update(sso).digest('hex') }
}

/** Where the vendor takes tokens, as far as that is known. */
export function endpointOf ({ endpoint, helpCenter, contract }: Target): URL | undefined {
  if (endpoint) return endpoint
  const template = contract.endpoint
  if (template === undefined) return undefined
  if (!template.includes('{')) return new URL(template)
  const path = template.replace(/^(?:\{\w+\}|https:\/\/[^/]*)/, '')
  return helpCenter && !path.includes('{') ? new URL(path, helpCenter) : undefined
}

/** An address without query and fragment, which in a pasted endpoint are the places for what is sent. */
export function plain (url: URL): string {
  return url.origin + url.pathname
}

/** Below which all pages of the help center are, as far as its address shows. */
export function pageBelow ({ helpCenter }: Target, path: string): string | undefined {
  return helpCenter && `${plain(helpCenter).replace(/\/$/, '')}/${path}`
}

/** The page from which a visitor of the help center clicks "Sign in". */
export function deepLink (target: Target): string | undefined {
  return pageBelow(target, 'articles/123-reset-a-router')
}

/** An address in the form in which this vendor sends it; what is no page of the help center stays as it is. */
function toForm (returnTo: string, { contract, helpCenter }: Target): string {
  const form = contract.returnIn?.form
  const origin = helpCenter?.origin
  if (form === 'url' || origin === undefined || !returnTo.startsWith(`${origin}/`)) return returnTo
  const path = returnTo.slice(origin.length)
  const base = helpCenter!.pathname.replace(/\/$/, '')
  return form === 'bare-path' && path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path
}

/** The absolute address that a value in the vendor's form means. */
export function fromForm (value: string, { contract, helpCenter }: Target): string {
  const form = contract.returnIn?.form
  if (!helpCenter || (form === 'url' && !value.startsWith('/'))) return value
  const base = form === 'bare-path' ? `${plain(helpCenter).replace(/\/$/, '')}/` : helpCenter.origin
  return URL.canParse(value, base) ? new URL(value, base).href : value
}
