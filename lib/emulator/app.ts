import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { answerWith } from './listener.ts'
import { Reply } from './reply.ts'

/** One request, read to its end. */
export interface Request {
  readonly method: string
  /** Path and query, as they were sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** The fields of a posted form; empty without a body. */
  readonly form: URLSearchParams
  /** What stands in the place of `:name` in the path. */
  readonly params: Readonly<Record<string, string>>
}

/** What a test sends to the site. */
export interface InjectedRequest {
  method?: string
  /** Path and query. */
  url: string
  /** By name in lower case. */
  headers?: Readonly<Record<string, string>>
  /** The body. */
  payload?: string
}

export interface InjectedResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The site without a port: for tests that need no browser, and for those that watch what arrives. */
export interface SiteApp {
  /** Answers as the server would. A text is the path of a GET. */
  inject (request: string | InjectedRequest): Promise<InjectedResponse>
  /** It listens once `listen()` was called. */
  readonly server: Server
}

export type Handler = (request: Request, reply: Reply) => Reply

/** A mistake of whoever sent the request; the message is for the page. */
export class BadRequest extends Error {
  readonly status: number

  constructor (status: number, message: string) {
    super(message)
    this.status = status
  }
}

const BODY_LIMIT = 16_384
const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i

/**
 * Routes for pages and forms, on bare node:http: whoever starts the help center beside an app in another language has
 * no Fastify. Nothing is logged, because addresses hold tokens; HEAD finds nothing, because it must sign nobody in.
 */
export class App implements SiteApp {
  readonly server = createServer(answerWith((request, body) => this.#answer(request, body), BODY_LIMIT))
  readonly #routes: Array<{ method: string, path: RegExp, handle: Handler }> = []
  readonly #hooks: Array<(request: Request, reply: Reply) => Reply | undefined> = []
  readonly #notFound: Handler
  readonly #failed: (error: unknown, request: Request, reply: Reply) => Reply

  constructor (notFound: Handler, failed: (error: unknown, request: Request, reply: Reply) => Reply) {
    this.#notFound = notFound
    this.#failed = failed
  }

  get (path: string, handle: Handler): void {
    this.#add('GET', path, handle)
  }

  post (path: string, handle: Handler): void {
    this.#add('POST', path, handle)
  }

  /** Runs for every request, found or not. A reply ends it there. */
  addHook (hook: (request: Request, reply: Reply) => Reply | undefined): void {
    this.#hooks.push(hook)
  }

  callNotFound (request: Request, reply: Reply): Reply {
    return this.#notFound(request, reply)
  }

  async inject (sent: string | InjectedRequest): Promise<InjectedResponse> {
    const { method = 'GET', url, headers = {}, payload = '' } = typeof sent === 'string' ? { url: sent } : sent
    const { status: statusCode, headers: answered, body } = this.#answer({ method, url, headers }, payload)
    return { statusCode, headers: answered, body }
  }

  #add (method: string, path: string, handle: Handler): void {
    const pattern = path.replaceAll(/[.*+?^$()|[\]{}\\]/g, '\\$&').replaceAll(/:(\w+)/g, '(?<$1>[\\w-]+)')
    this.#routes.push({ method, path: new RegExp(`^${pattern}$`), handle })
  }

  /** `body` without a limit: whoever reads one from a wire stops soon after `BODY_LIMIT`. */
  #answer (bare: Pick<Request, 'method' | 'url' | 'headers'>, body: string): Reply {
    const reply = new Reply()
    let request: Request = { ...bare, form: new URLSearchParams(), params: {} }
    try {
      for (const hook of this.#hooks) {
        const answered = hook(request, reply)
        if (answered !== undefined) return answered
      }
      const { handle, params } = this.#find(request)
      request = { ...request, params, form: readForm(request, body) }
      return handle(request, reply)
    } catch (error) {
      return this.#failed(error, request, reply)
    }
  }

  #find ({ method, url }: Request): { handle: Handler, params: Record<string, string> } {
    const [path = ''] = url.split('?', 1)
    for (const route of this.#routes) {
      const match = route.method === method ? route.path.exec(path) : null
      if (match !== null) return { handle: route.handle, params: { ...match.groups } }
    }
    return { handle: this.#notFound, params: {} }
  }
}

/** Forms only: without a parser for others, a page elsewhere cannot slip past as "text/plain" either. */
function readForm ({ method, headers: { 'content-type': type } }: Request, body: string): URLSearchParams {
  if (method === 'GET' || (body === '' && type === undefined)) return new URLSearchParams()
  if (!FORM.test(type ?? '')) throw new BadRequest(415, 'Only forms are accepted here.')
  if (Buffer.byteLength(body) > BODY_LIMIT) throw new BadRequest(413, 'The form is too large.')
  return new URLSearchParams(body)
}
