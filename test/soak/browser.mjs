import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'

const MAX_STEPS = 10
/** Far beyond every bound of the plugin: only a lost request gets here. Idle connections end with it, too. */
const TIMEOUT = 20_000

/** A visit that went another way than it should. The kind says where and how; events list the kinds they allow. */
export class Mishap extends Error {
  constructor (kind, detail = '') {
    super(`${kind} ${detail}`.trim())
    this.kind = kind
  }
}

export function createAgent (maxSockets) {
  return new http.Agent({ keepAlive: true, maxSockets, timeout: TIMEOUT })
}

/** A cookie jar that follows redirects and shows every answer to the checks. */
export class Browser {
  /** As browsers do, one jar for all ports of a host: cookies of the host app and the help centers lie side by side. */
  cookies = new Map()

  constructor ({ agent, checks, hostOrigin }) {
    Object.assign(this, { agent, checks, hostOrigin })
  }

  /** Opens an address and follows redirects to the page at their end. */
  async open (url, options) {
    let page = await this.request(url, options)
    for (let step = 0; page.location !== null; step++) {
      if (step === MAX_STEPS) throw new Mishap('redirect-loop', page.url)
      page = await this.request(page.location)
    }
    return page
  }

  /** One request. A redirect is checked, not followed. */
  async request (url, { method = 'GET', form, headers, signal } = {}) {
    const page = await this.#send(url, form, { method, headers: { ...this.#headers(form), ...headers }, signal })
    for (const cookie of page.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    this.checks.answer(this, page)
    return page
  }

  /** Sends a request and leaves some milliseconds later, whatever has come by then. */
  async abort (url, milliseconds) {
    await this.request(url, { signal: AbortSignal.timeout(milliseconds) }).catch(() => {})
  }

  #headers (form) {
    return {
      accept: 'text/html,application/xhtml+xml',
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      cookie: Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join('; '),
      ...form && { 'content-type': 'application/x-www-form-urlencoded' }
    }
  }

  async #send (url, form, options) {
    try {
      const request = http.request(url, { ...options, agent: this.agent })
      request.on('timeout', () => request.destroy(new Error('timeout')))
      request.end(form && new URLSearchParams(form).toString())
      const [response] = await once(request, 'response')
      const { statusCode: status, headers } = response
      const location = headers.location === undefined ? null : new URL(headers.location, url).href
      return { url, status, headers, location, body: await text(response) }
    } catch (error) {
      throw new Mishap(`net ${error.code ?? error.message} ${url.startsWith(this.hostOrigin) ? 'host' : 'help-center'}`)
    }
  }
}
