import http from 'node:http'

const MAX_STEPS = 10
/** Far beyond every bound of the plugin: only a request that is lost gets here. */
const TIMEOUT = 20_000

/** A visit that went another way than it should. The kind says where and how; what is allowed is told by it. */
export class Mishap extends Error {
  constructor (kind, detail = '') {
    super(`${kind} ${detail}`.trim())
    this.kind = kind
  }
}

export const createAgent = (maxSockets) => new http.Agent({ keepAlive: true, maxSockets })

/** One visitor's browser: a cookie jar that follows redirects and shows every step to the checks. */
export class Browser {
  /** As browsers do, one jar for all ports of a host: cookies of the host app and the help centers lie side by side. */
  #jar = new Map()
  #agent
  #checks

  /** Who is signed in at the host app, or was until now: no token may name anybody else. */
  user = null
  /** The last URL with a token that this browser was sent to. */
  handoffUrl = null

  constructor ({ agent, checks, brand, hostOrigin }) {
    this.#agent = agent
    this.#checks = checks
    this.brand = brand
    this.hostOrigin = hostOrigin
  }

  setCookie (name, value) { this.#jar.set(name, value) }

  /** Opens an address and follows redirects to the page at their end. */
  async open (url, form) {
    let page = await this.request(url, form)
    for (let step = 0; page.location !== null; step++) {
      if (step === MAX_STEPS) throw new Mishap('redirect-loop', page.url)
      page = await this.request(page.location)
    }
    return page
  }

  /** One request. A redirect is checked, not followed. */
  async request (url, form) {
    const { status, headers, body } = await this.#send(url, form)
    for (const cookie of headers['set-cookie'] ?? []) this.#store(cookie)
    const location = headers.location === undefined ? null : this.#resolve(headers.location, url)
    if ((location !== null) !== (status === 302 || status === 303)) throw new Mishap('odd-redirect', `${status} ${url}`)
    return { url, status, headers, location, body }
  }

  /** Sends a request and leaves some milliseconds later, whatever has come by then. */
  abort (url, milliseconds, agent = this.#agent) {
    return new Promise((resolve) => {
      const request = http.get(url, { agent, headers: this.#headers() }, (response) => response.resume())
      // An error is what an abort is; also one by the other side, which may be restarting.
      request.on('error', () => {}).on('close', resolve)
      request.on('finish', () => setTimeout(() => request.destroy(), milliseconds))
    })
  }

  #resolve (location, from) {
    const { href } = new URL(location, from)
    this.#checks.redirect(this, href, location)
    if (href.startsWith(`${this.brand.origin}/accounts/`)) {
      this.#checks.token(this, href)
      this.handoffUrl = href
    }
    return href
  }

  async #send (url, form, isRetry = false) {
    try {
      return await this.#sendOnce(url, form)
    } catch (error) {
      // A kept connection may be closed by the server at the moment of its next use; browsers try again, too.
      if (error.isStale && form === undefined && !isRetry) return this.#send(url, form, true)
      throw error
    }
  }

  #sendOnce (url, form) {
    const where = url.startsWith(this.hostOrigin) ? 'host' : 'help-center'
    const content = form && new URLSearchParams(form).toString()
    return new Promise((resolve, reject) => {
      const request = http.request(url, {
        method: form ? 'POST' : 'GET',
        agent: this.#agent,
        headers: { ...this.#headers(), ...form && { 'content-type': 'application/x-www-form-urlencoded' } }
      })
      const fail = (error) => {
        const mishap = new Mishap(`net ${error.code ?? error.message} ${where}`)
        reject(Object.assign(mishap, { isStale: request.reusedSocket && error.code === 'ECONNRESET' }))
      }
      const timer = setTimeout(() => request.destroy(new Error('timeout')), TIMEOUT)
      request.on('close', () => clearTimeout(timer)).on('error', fail)
      request.on('response', (response) => {
        const { statusCode: status, headers } = response
        let body = ''
        response.setEncoding('utf8').on('data', (text) => { body += text }).on('error', fail)
        response.on('end', () => resolve({ status, headers, body }))
      })
      request.end(content)
    })
  }

  #headers () {
    return {
      accept: 'text/html,application/xhtml+xml',
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      cookie: Array.from(this.#jar, ([name, value]) => `${name}=${value}`).join('; ')
    }
  }

  #store (cookie) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
    if (/; max-age=0(?:;|$)/i.test(cookie)) this.#jar.delete(name)
    else this.#jar.set(name, value)
  }
}
