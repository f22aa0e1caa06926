import { createHmac, randomUUID, type KeyObject, sign as signWith } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const SECRET = 'x9Fq2-secret-of-the-reports-4Jd7Ls1Pz8Wm5Rb3'
export const HELP_CENTER = 'https://help.example.com'
export const EMAIL = 'ada@example.com'

/** One visit at the login URL. */
export interface Visit {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  query: URLSearchParams
  isSignedIn: boolean
}

/** What may be different from an app that does everything right. */
export interface Host {
  login: (visit: Visit) => unknown
  /** Flags of the session cookie, and whether the sign-in page sets it at all. */
  cookie?: string | null
  signInPage?: (visit: Visit) => unknown
  signOut?: (visit: Visit, end: () => void) => unknown
  /** Before everything else. */
  date?: () => string
}

export interface Running {
  origin: string
  close: () => void
}

/** An app in plain Node.js: a session in a cookie, a sign-in page that knows the way back, a way out. */
export async function startHost (host: Host): Promise<Running> {
  const sessions = new Set(['ada'])
  const server = createServer((request, response) => {
    const url = new URL(String(request.url), 'http://app.internal')
    const id = /(?:^|; )sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const visit = { request, response, url, query: url.searchParams, isSignedIn: sessions.has(id) }
    if (host.date) response.setHeader('date', host.date())
    const routes: Record<string, () => unknown> = {
      '/login': () => {
        response.setHeader('cache-control', 'no-store')
        return host.login(visit)
      },
      '/sign-in': () => {
        const cookie = host.cookie === undefined ? 'Path=/; HttpOnly; Secure; SameSite=Lax' : host.cookie
        if (cookie !== null) response.setHeader('set-cookie', `sid=${randomUUID().replaceAll('-', '')}; ${cookie}`)
        return (host.signInPage ?? signInPage)(visit)
      },
      '/logout': () => {
        const end = (): void => {
          response.setHeader('set-cookie', 'sid=; Path=/; Max-Age=0')
          sessions.delete(id)
        }
        return (host.signOut ?? signOut)(visit, end)
      },
      '/': () => page(response, '<h1>Home</h1>')
    }
    const route = routes[url.pathname]
    if (route) route()
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => { server.close() } }
}

function signInPage ({ response, query }: Visit): void {
  page(response, `<form method="post"><input type="hidden" name="next" value="${escape(query.get('next') ?? '')}">` +
    '<input name="user"><input name="password" type="password"></form>')
}

function signOut ({ request, response }: Visit, end: () => void): void {
  if (isClick(request)) end()
  redirect(response, '/')
}

/** Whether a person asked for this page. */
export function isClick ({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && !/prefetch/.test(String(headers['sec-purpose'])) &&
    (headers['sec-fetch-dest'] ?? 'document') === 'document'
}

export function page (response: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(`<!doctype html>${body}`)
}

export function redirect (response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { location }).end()
}

export function toSignIn ({ response, url }: Visit): void {
  redirect(response, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
}

/** A page that posts a form. */
export function post (response: ServerResponse, action: string, fields: Record<string, string>): void {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" ` +
    `value="${escape(value)}">`)
  page(response, `<form method="post" action="${escape(action)}">${inputs.join('')}<button>Continue</button></form>
<script>document.forms[0].submit()</script>`)
}

export function escape (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

export function now (): number {
  return Math.floor(Date.now() / 1000)
}

/** A compact JWS, whatever the claims. */
export function jwt (claims: object, key: string | Buffer | KeyObject = SECRET, header: object = {}): string {
  const isPrivate = typeof key === 'object' && 'asymmetricKeyType' in key
  const full = { alg: isPrivate ? 'RS256' : 'HS256', typ: 'JWT', ...header }
  const input = [full, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = isPrivate
    ? signWith('sha256', Buffer.from(input), key as KeyObject)
    : createHmac('sha256', key).update(input).digest()
  return `${input}.${signature.toString('base64url')}`
}

/** The return URL of a request, if it leads to the help center. */
export function returnTo (query: URLSearchParams, name = 'return_to'): string {
  const asked = query.get(name) ?? ''
  const isOwn = URL.canParse(asked) && asked.startsWith(`${HELP_CENTER}/`) && new URL(asked).origin === HELP_CENTER
  return isOwn ? asked : `${HELP_CENTER}/`
}
