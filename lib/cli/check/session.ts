import { CookieJar, type Cookie } from 'tough-cookie'

/** Who caused a request: cookies with SameSite go by it. `page`: something that a foreign page loads. */
export type Initiator = 'cross-site-navigation' | 'cross-site-page' | 'same-site'

const CONTEXTS = { 'cross-site-navigation': 'lax', 'cross-site-page': 'none', 'same-site': 'strict' } as const

/** Cookies for one request, and those that a browser has but keeps back, because another site caused the request. */
export interface Sent {
  header: string
  withheld: readonly Cookie[]
}

/** A cookie that an answer tried to set, and why a browser does not keep it, if it does not. */
export interface SetCookie {
  name: string
  cookie: Cookie | undefined
  refused: string | undefined
  url: URL
}

/** A signed-in browser: cookies with all of their flags, cookies of which only the value is known, one header. */
export class Session {
  readonly #jar: CookieJar
  /** Names and values without flags, for one host. */
  readonly #byHand: Map<string, string>
  readonly #host: string
  readonly #header: readonly [name: string, value: string] | undefined
  readonly #origin: string

  private constructor (
    jar: CookieJar, byHand: ReadonlyMap<string, string>, url: URL, header?: readonly [string, string]
  ) {
    this.#jar = jar
    this.#byHand = new Map(byHand)
    this.#host = url.hostname
    this.#origin = url.origin
    this.#header = header
  }

  /** Nobody, on the way to this address. */
  static nobody (url: URL): Session {
    return new Session(new CookieJar(undefined, {
      allowSpecialUseDomain: true, looseMode: true, prefixSecurity: 'strict'
    }), new Map(), url)
  }

  with (byHand: ReadonlyMap<string, string>, header?: readonly [string, string]): Session {
    const origin = new URL(this.#origin)
    return new Session(this.#jar, byHand, origin, header)
  }

  /** Another browser with the same session: what a walk changes stays with that walk. */
  copy (): Session {
    return new Session(this.#jar.cloneSync() as CookieJar, this.#byHand, new URL(this.#origin), this.#header)
  }

  get isEmpty (): boolean {
    return this.#byHand.size === 0 && this.#header === undefined && this.cookies.length === 0
  }

  get hasCookiesByHand (): boolean { return this.#byHand.size > 0 }

  get cookies (): readonly Cookie[] {
    return this.#jar.serializeSync()!.cookies.map((cookie) => ({ ...cookie }) as unknown as Cookie)
  }

  /** Names of all cookies that the browser holds. */
  get names (): ReadonlySet<string> {
    return new Set([...this.#byHand.keys(), ...this.cookies.map(({ key }) => key)])
  }

  cookiesFor (url: URL, initiator: Initiator): Sent {
    const sameSite = this.#jar.getCookiesSync(url.href, { sameSiteContext: 'strict' })
    const sent = this.#jar.getCookiesSync(url.href, { sameSiteContext: CONTEXTS[initiator] })
    const names = new Set(sent.map(({ key }) => key))
    const byHand = url.hostname === this.#host
      ? [...this.#byHand].filter(([name]) => !names.has(name)).map(([name, value]) => `${name}=${value}`)
      : []
    return {
      header: [...byHand, ...sent.map((cookie) => cookie.cookieString())].join('; '),
      withheld: sameSite.filter(({ key }) => !names.has(key))
    }
  }

  /** The header by which the app knows the user, for its own origin alone. */
  headerFor (url: URL): Record<string, string> {
    return this.#header && url.origin === this.#origin ? { [this.#header[0]]: this.#header[1] } : {}
  }

  /** Takes what an answer sets, as a browser would. */
  take (url: URL, lines: readonly string[]): SetCookie[] {
    return lines.map((line) => {
      const name = line.split(/[=;]/, 1)[0]!.trim()
      try {
        const cookie = this.#jar.setCookieSync(line, url.href, { sameSiteContext: 'strict' })!
        if (url.hostname === this.#host) this.#byHand.delete(name)
        return { name, cookie, refused: refusedBy(cookie), url }
      } catch (error) {
        return { name, cookie: undefined, refused: (error as Error).message, url }
      }
    })
  }

  /** A cookie with the flags that a file gives. */
  add ({
    name, value, domain, path, hostOnly, secure = false, httpOnly = false, expires = 0,
    sameSite
  }: KnownCookie): void {
    const flags = [
      `Path=${path}`,
      ...hostOnly ? [] : [`Domain=${domain}`],
      ...secure ? ['Secure'] : [],
      ...httpOnly ? ['HttpOnly'] : [],
      ...sameSite === undefined ? [] : [`SameSite=${sameSite}`],
      ...expires > 0 ? [`Expires=${new Date(expires * 1000).toUTCString()}`] : []
    ]
    const url = `${secure ? 'https' : 'http'}://${domain}${path}`
    this.#jar.setCookieSync(`${name}=${value}; ${flags.join('; ')}`, url, {
      sameSiteContext: 'strict',
      ignoreError: true
    })
  }
}

/** What browsers and their tools save of a cookie; `expires` in seconds since 1970, 0 or less for a session. */
export interface KnownCookie {
  name: string
  value: string
  domain: string
  path: string
  hostOnly: boolean
  secure?: boolean
  httpOnly?: boolean
  expires?: number
  sameSite?: string
}

/** What browsers refuse and the jar takes. */
function refusedBy ({ sameSite, secure }: Cookie): string | undefined {
  return sameSite === 'none' && !secure ? 'SameSite=None without Secure' : undefined
}

/** Browsers treat the machine itself as they treat https. */
export function isTrustworthy ({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname)
}

export function isLoopback (hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
