import { request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { request as requestHttps } from 'node:https'
import { readForms, type Form } from './form.ts'

/** Anything with Fastify's `inject()`. */
export interface Injectable {
  inject (request: {
    method: 'GET' | 'POST', url: string, headers: Record<string, string>, payload?: string
  }): PromiseLike<{ statusCode: number, headers: Record<string, unknown>, body: string }>
}

interface Answer {
  statusCode: number
  headers: Record<string, unknown>
  body: string
}

/** Where a walk through the app ended. */
export interface End {
  url: string
  status: number
  /** What goes to another site, if the walk ended there. */
  leaves: { method: 'GET', url: string } | { method: 'POST', url: string, fields: Record<string, string> } | undefined
}

interface Options {
  app: Injectable | undefined
  headers: Readonly<Record<string, string>>
  /** What the visitor types into the app's own sign-in form. */
  typed: Readonly<Record<string, string>> | undefined
  /** Origin of the help center. */
  helpCenter: string
}

const MAX_HOPS = 20
const TIME_LIMIT = 10_000

/** Goes through the app as a browser that comes from the help center, until it leaves for another site or stays. */
export async function walk (start: string, { app, headers, typed = {}, helpCenter }: Options): Promise<End> {
  const { origin } = new URL(start)
  const cookies = new Cookies(headers.cookie)
  let [url, fields, hasTyped] = [start, undefined as Form['fields'] | undefined, false]
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const answer = await send(app, url, fields, { ...NAVIGATION, ...headers, ...cookies.header })
    cookies.keep(answer.headers['set-cookie'])
    const { statusCode: status, body, headers: { location } } = answer
    fields = undefined
    if (typeof location === 'string' && status >= 300 && status < 400) {
      const next = new URL(location, url)
      if (next.origin !== origin) return { url: location, status, leaves: { method: 'GET', url: location } }
      url = next.href
      continue
    }
    const forms = readForms(body, url)
    const leaving = findLeaving(forms, origin, helpCenter)
    if (leaving !== undefined) return { url: leaving.url, status, leaves: { method: 'POST', ...leaving } }
    const asking = forms.find((form) => Object.keys(typed).some((name) => Object.hasOwn(form.fields, name)))
    if (asking === undefined || hasTyped) return { url, status, leaves: undefined }
    hasTyped = true
    fields = { ...asking.fields, ...typed }
    url = asking.url
  }
  throw new Error(`The app redirected ${MAX_HOPS} times`)
}

/** A form of another site is the handoff if it posts to the help center, or is all that the page has. */
function findLeaving (forms: readonly Form[], origin: string, helpCenter: string): Form | undefined {
  const [only, ...more] = forms.filter(({ url }) => new URL(url).origin !== origin)
  return forms.find(({ url }) => new URL(url).origin === helpCenter) ?? (more.length === 0 ? only : undefined)
}

/** What browsers send when a visitor follows a link of another site. */
const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-user': '?1'
}

async function send (
  app: Injectable | undefined, address: string, fields: Record<string, string> | undefined,
  headers: Record<string, string>
): Promise<Answer> {
  const { pathname, search, host, origin } = new URL(address)
  const payload = fields && new URLSearchParams(fields).toString()
  const sent = {
    ...headers,
    host,
    ...payload !== undefined && {
      'content-type': 'application/x-www-form-urlencoded', origin, 'sec-fetch-site': 'same-origin'
    }
  }
  const method = payload === undefined ? 'GET' : 'POST'
  if (app === undefined) return sendByWire(address, method, sent, payload)
  return app.inject({ method, url: pathname + search, headers: sent, ...payload !== undefined && { payload } })
}

/** Not by `fetch`, which calls itself one in its headers. */
function sendByWire (
  address: string, method: string, headers: Record<string, string>, payload = ''
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = address.startsWith('https:') ? requestHttps : requestHttp
    const length = { 'content-length': Buffer.byteLength(payload) }
    // No agent: it would keep the connection, and the test's server would not end.
    const sent = request(address, { method, headers: { ...headers, ...length }, agent: false }, (response) => {
      response.toArray().then((chunks) => {
        const answered: IncomingHttpHeaders = response.headers
        resolve({ statusCode: Number(response.statusCode), headers: answered, body: Buffer.concat(chunks).toString() })
      }, reject)
    })
    sent.setTimeout(TIME_LIMIT, () => { sent.destroy(new Error('The app did not answer in time')) })
    sent.on('error', reject).end(payload)
  })
}

/** One app, one jar: names and values are enough. */
class Cookies {
  readonly #jar = new Map<string, string>()

  constructor (header = '') {
    for (const pair of header.split(/; */)) this.#set(pair)
  }

  get header (): { cookie?: string } {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
    return cookie === '' ? {} : { cookie }
  }

  keep (set: unknown): void {
    for (const cookie of [set ?? []].flat()) {
      const [pair = '', ...attributes] = String(cookie).split(/; */)
      this.#set(pair, attributes.some(isOver))
    }
  }

  #set (pair: string, isOver = false): void {
    const at = pair.indexOf('=')
    if (at < 1) return
    if (isOver) this.#jar.delete(pair.slice(0, at))
    else this.#jar.set(pair.slice(0, at), pair.slice(at + 1))
  }
}

function isOver (attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=')
  return (/^max-age$/i.test(name) && Number(value) <= 0) || (/^expires$/i.test(name) && Date.parse(value) <= Date.now())
}
