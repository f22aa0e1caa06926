import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { maskAddress } from '../redact.ts'
import { CannotCheck } from './cannot-check.ts'
import { findHandoff, pageOf, type Handoff } from './handoff.ts'
import { answerPage, listen, readBody } from './loopback.ts'
import { send, type Answer, type Net } from './send.ts'
import { Session, type SetCookie } from './session.ts'
import type { Inbound, Target } from './target.ts'
import { mayVisit } from './walk.ts'

/** Milliseconds that a person has to sign in. */
const TIME_LIMIT = 300_000
/** Our own page beside the app's. */
const DONE = '/check-i-am-signed-in'

/** What a person brought back. */
export interface SignedIn {
  session: Session
  /** Undefined where the app did not lead back to the help center by itself. */
  handoff: Handoff | undefined
  setCookies: readonly SetCookie[]
}

interface Options {
  target: Target
  net: Net
  inbound: Inbound
  say: (line: string) => void
  timeLimit?: number
}

/**
 * Lets a person sign in by hand, in a browser of their own: the app is shown through an address on this machine, one
 * for each origin that may be visited. Its cookies stay here, with their flags, and so does the token.
 */
export async function signInByHand ({ target, net, inbound, say, timeLimit = TIME_LIMIT }: Options): Promise<SignedIn> {
  const visit = new ManualVisit(target, net, inbound)
  const timer = setTimeout(() => {
    visit.fail(new CannotCheck(`Nobody signed in within ${Math.round(timeLimit / 1000)} s.`))
  }, timeLimit)
  try {
    const start = await visit.open(inbound.url)
    const done = new URL(DONE, start)
    say(`Open ${start}\nSign in there. If the app does not go on by itself, open ${done}\n`)
    return await visit.result
  } finally {
    clearTimeout(timer)
    visit.close()
  }
}

class ManualVisit {
  readonly #target: Target
  readonly #net: Net
  readonly #inbound: Inbound
  readonly #session: Session
  readonly #setCookies: SetCookie[] = []
  /** Origin of the app → where it is shown. */
  readonly #shown = new Map<string, { origin: string, server: Server }>()
  readonly result: Promise<SignedIn>
  #settle!: (result: SignedIn) => void
  fail!: (error: Error) => void

  constructor (target: Target, net: Net, inbound: Inbound) {
    this.#target = target
    this.#net = net
    this.#inbound = inbound
    this.#session = Session.nobody(target.loginUrl)
    this.result = new Promise((resolve, reject) => {
      this.#settle = resolve
      this.fail = reject
    })
  }

  /** The address on this machine under which this page of the app is shown. */
  async open (url: URL): Promise<string> {
    let shown = this.#shown.get(url.origin)
    if (!shown) {
      shown = await listen((request, response) => this.#pass(url.origin, request, response))
      this.#shown.set(url.origin, shown)
    }
    return shown.origin + url.pathname + url.search
  }

  close (): void {
    for (const { server } of this.#shown.values()) {
      server.close()
      server.closeIdleConnections()
    }
  }

  async #pass (origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(String(request.url), origin)
    if (url.pathname === DONE) return this.#finish(undefined, response)
    if (url.origin !== origin) {
      response.writeHead(400).end()
      return
    }
    const answer = await this.#ask(url, request)
    this.#setCookies.push(...this.#session.take(url, answer.setCookies))
    const handoff = findHandoff(answer, pageOf(answer), this.#target, this.#inbound.url.searchParams)
    return handoff ? this.#finish(handoff, response) : this.#show(answer, response)
  }

  #finish (handoff: Handoff | undefined, response: ServerResponse): void {
    answerPage(response, 'Thank you', 'The check goes on in the terminal. You can close this page.')
    response.once('finish', () => {
      this.#settle({ session: this.#session, handoff, setCookies: this.#setCookies })
    })
  }

  async #ask (url: URL, request: IncomingMessage): Promise<Answer> {
    const { headers, method = 'GET' } = request
    const passed: Record<string, string> = { 'accept-encoding': 'identity' }
    for (const name of PASSED) {
      const value = headers[name]
      if (typeof value === 'string') passed[name] = this.#toReal(value)
    }
    const isStart = url.href === this.#inbound.url.href
    if (isStart) passed['sec-fetch-site'] = 'cross-site'
    const { header } = this.#session.cookiesFor(url, isStart ? 'cross-site-navigation' : 'same-site')
    if (header !== '') passed.cookie = header
    return send({ url, method, headers: passed, body: await readBody(request) }, this.#net)
  }

  async #show (answer: Answer, response: ServerResponse): Promise<void> {
    const { status, headers, bytes, url } = answer
    const out: Record<string, string | string[]> = {}
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !DROPPED.has(name)) out[name] = value
    }
    if (headers.location !== undefined && URL.canParse(headers.location, url.href)) {
      const next = new URL(headers.location, url)
      if (!mayVisit(next, this.#target)) {
        return answerPage(response, 'Not visited', `The app leads to ${maskAddress(next)}. If that is part of its ` +
          'sign-in, ' +
          `start again with --also ${next.origin}`)
      }
      out.location = await this.open(next)
    }
    const isText = /^(?:text\/|application\/(?:json|javascript))/.test(headers['content-type'] ?? '')
    response.writeHead(status, out).end(isText ? this.#toShown(bytes.toString()) : bytes)
  }

  #toShown (text: string): string {
    return [...this.#shown].reduce((result, [real, { origin }]) => result.replaceAll(real, origin), text)
  }

  #toReal (text: string): string {
    return [...this.#shown].reduce((result, [real, { origin }]) => result.replaceAll(origin, real), text)
  }
}

/** What a browser sends that an app may want to know. */
const PASSED = [
  'accept', 'accept-language', 'content-type', 'origin', 'referer', 'user-agent', 'x-requested-with', 'x-csrf-token',
  'x-xsrf-token', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-user'
]

/** What holds for the app's own address alone, or no longer for these bytes. */
const DROPPED: ReadonlySet<string> = new Set([
  'set-cookie', 'location', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'keep-alive',
  'strict-transport-security', 'content-security-policy', 'content-security-policy-report-only',
  'cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy'
])
