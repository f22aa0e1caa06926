import { findHandoff, nextAddress, pageOf, type Handoff } from './handoff.ts'
import type { Page } from './html.ts'
import { send, type Answer, type Net, type NoAnswer } from './send.ts'
import type { Initiator, Session, SetCookie } from './session.ts'
import type { Target } from './target.ts'

const MAX_HOPS = 20

/** How a walk ended. */
export type End =
  /** With a token for the vendor, not delivered. */
  | { kind: 'handoff', handoff: Handoff }
  /** On a page of the app. */
  | { kind: 'page', answer: Answer, page: Page | undefined }
  /** At an address that is not visited. */
  | { kind: 'left', address: URL }
  /** At a redirect to what is no page, such as a script. */
  | { kind: 'no-page', address: URL }
  /** Where it had been before, with the same cookies. */
  | { kind: 'loop', addresses: readonly URL[] }
  | { kind: 'endless', address: URL }
  | { kind: 'no-answer', address: URL, error: NoAnswer }

/** One way through the app, as a browser takes it. */
export interface Walk {
  end: End
  answers: readonly Answer[]
  setCookies: readonly SetCookie[]
  /** Cookies that a browser held back because the visitor came from another site. */
  withheld: ReadonlySet<string>
}

export interface Start {
  url: URL
  session: Session
  method?: string
  initiator?: Initiator
  /** What is special about this request, in lower case; replaces what a navigation sends. */
  headers?: Record<string, string>
}

/** What a person's click on a link of another site sends. */
const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en',
  'accept-encoding': 'identity',
  'user-agent': 'Mozilla/5.0 (compatible; fastify-help-center check)',
  'upgrade-insecure-requests': '1',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-user': '?1'
}

/** Follows redirects from the first request to the handoff, and delivers nothing. */
export async function walk (start: Start, target: Target, net: Net): Promise<Walk> {
  const { session, initiator = 'cross-site-navigation' } = start
  const answers: Answer[] = []
  const setCookies: SetCookie[] = []
  const withheld = new Set<string>()
  const seen = new Set<string>()
  let url = start.url
  let method = start.method ?? 'GET'
  const finish = (end: End): Walk => ({ end, answers, setCookies, withheld })

  for (let hop = 0; hop < MAX_HOPS; hop++) {
    if (!mayVisit(url, target)) return finish({ kind: 'left', address: url })
    const cookies = session.cookiesFor(url, initiator)
    for (const { key } of cookies.withheld) withheld.add(key)
    const state = `${method} ${url.href} ${cookies.header}`
    if (seen.has(state)) return finish({ kind: 'loop', addresses: loopOf(answers, url) })
    seen.add(state)
    const headers = {
      ...NAVIGATION, ...session.headerFor(url), ...start.headers, ...cookies.header !== '' && { cookie: cookies.header }
    }
    let answer: Answer
    try {
      answer = await send({ url, method, headers }, net)
    } catch (error) {
      return finish({ kind: 'no-answer', address: url, error: error as NoAnswer })
    }
    answers.push(answer)
    setCookies.push(...session.take(url, answer.setCookies))
    const page = pageOf(answer)
    const handoff = findHandoff(answer, page, target, start.url.searchParams)
    if (handoff) return finish({ kind: 'handoff', handoff })
    const next = nextAddress(answer, page)
    if (!next) return finish({ kind: 'page', answer, page })
    if (!/^https?:$/.test(next.protocol)) return finish({ kind: 'no-page', address: next })
    next.hash = ''
    url = next
    if (method !== 'HEAD') method = 'GET'
  }
  // Cookies that change at every visit make no state the same.
  const visits = answers.filter((answer) => answer.url.href === url.href).length
  const addresses = loopOf(answers, url)
  return finish(visits > 2 && addresses.length > 1 ? { kind: 'loop', addresses } : { kind: 'endless', address: url })
}

export function mayVisit ({ origin }: URL, { loginUrl, logoutUrl, also }: Target): boolean {
  return origin === loginUrl.origin || origin === logoutUrl?.origin || also.includes(origin)
}

/** The addresses between the first visit to this one and the second. */
function loopOf (answers: readonly Answer[], url: URL): URL[] {
  const first = answers.findIndex((answer) => answer.url.href === url.href)
  const addresses = answers.slice(first).map((answer) => answer.url)
  return addresses.filter(({ pathname }, at) => addresses.findIndex((other) => other.pathname === pathname) === at)
}
