import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { CANARY } from './checks.mjs'

const NAVIGATION = { accept: 'text/html,*/*', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }

/** Somebody at a browser. A wrong page throws an error that says where and how; events list those that they allow. */
export class Visitor {
  /** As browsers do, one jar for all ports of a host: cookies of the host app and the help centers lie side by side. */
  cookies = new Map()
  /** Whom a token may name. Null: any token is one too many. */
  user = null

  constructor ({ agent, brands, checks, host }, draw) {
    Object.assign(this, { agent, brand: draw(fc.constantFrom, ...brands), checks, draw, hostOrigin: host.origin })
    this.loginUrl = `${this.hostOrigin}/${this.brand.name}/help-center/login`
  }

  /** Opens an address and follows redirects to the page at their end. */
  async open (url, options, steps = 10) {
    const page = await this.request(url, options)
    if (page.location === null) return page
    if (steps === 0) throw new Error('redirect loop', { cause: url })
    return this.open(page.location, {}, steps - 1)
  }

  /** One request. A redirect is checked, not followed. */
  async request (url, { body, headers, ...options } = {}) {
    const cookie = Array.from(this.cookies, (pair) => pair.join('=')).join('; ')
    const sent = { agent: this.agent, timeout: 20_000, ...options, headers: { ...NAVIGATION, cookie, ...headers } }
    const page = await load(url, sent, body).catch((error) => {
      throw new Error(`net ${error.code ?? error.message} ${url.startsWith(this.hostOrigin) ? 'host' : 'help-center'}`)
    })
    for (const header of page.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header)
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    this.checks.see(this, page)
    return page
  }

  /** Sends a request and leaves some milliseconds later, whatever has come by then. */
  leave (after) { return this.request(this.loginUrl, { signal: AbortSignal.timeout(after) }).catch(() => {}) }

  /** The kind of a user decides what the host app does with them. */
  postSignIn (kind, fields) {
    // Before the request: from now on a token of this user is right.
    this.user = `${kind}-${CANARY}-${this.draw(fc.nat, 5000)}@example.com`
    const body = JSON.stringify({ user: this.user, ...fields })
    const headers = { 'content-type': 'application/json' }
    return this.open(`${this.hostOrigin}/sign-in`, { method: 'POST', headers, body })
  }

  async signInBefore (kind) {
    expectPage(await this.postSignIn(kind), { at: `${this.hostOrigin}/` })
  }

  /** The link "Sign in" of the help center. */
  begin () {
    this.returnTo = `${this.brand.origin}/portal/en/kb?q=${CANARY}-${this.draw(fc.nat)}`
    return this.open(`${this.brand.origin}/portal/en/signin?${new URLSearchParams({ return_to: this.returnTo })}`)
  }

  /** Fills in the sign-in page, as the person whom the help center sent there. */
  fillIn (page, fields) {
    expectPage(page, { at: `${this.hostOrigin}/sign-in` })
    return this.postSignIn('plain', { next: new URL(page.url).searchParams.get('next'), ...fields })
  }

  /** Where they began; or else anywhere in the help center, and the checks know of which brand. */
  expectSignedIn (page) {
    expectPage(page, { statuses: [200, 404], at: this.returnTo, text: `Signed in as <strong>${this.user}</strong>` })
    this.checks.logins++
  }
}

async function load (url, options, body) {
  const request = http.request(url, options)
  // Far beyond every bound of the plugin: only a lost request gets here.
  request.on('timeout', () => request.destroy(new Error('timeout'))).end(body)
  const [response] = await once(request, 'response')
  const { statusCode: status, headers } = response
  const location = headers.location === undefined ? null : new URL(headers.location, url).href
  return { url, status, headers, location, body: await text(response) }
}

/** Names a wrong page by its status, its place, and the code that it shows. */
export function expectPage ({ status, url, body }, { statuses = [200], at = url, text = '' }) {
  if (statuses.includes(status) && [url, url.split('?')[0]].includes(at) && body.includes(text)) return
  const code = /<code>([\w-]+)<\/code>/.exec(body)?.[1] ?? ''
  throw new Error(`${status} ${new URL(url).pathname} ${code}`.trim(), { cause: url })
}
