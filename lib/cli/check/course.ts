import { finding, type Finding, type Level } from '../finding.ts'
import type { Handoff } from './handoff.ts'
import { learnHelpCenter } from './learn-help-center.ts'
import type { Net } from './send.ts'
import type { Initiator, Session, SetCookie } from './session.ts'
import type { Target } from './target.ts'
import { walk, type Start, type Walk } from './walk.ts'

/** The names of the runs, in their order. */
export type RunName = 'session' | 'again' | 'no-session' | 'return-urls' | 'not-a-navigation' | 'logout'

export interface CourseOptions {
  target: Target
  net: Net
  session: Session
}

/** One course through all runs: what they share, and what they have found. */
export class Course {
  target: Target
  readonly net: Net
  session: Session
  readonly findings: Finding[] = []
  readonly notVisited = new Set<string>()
  readonly setCookies: SetCookie[] = []
  /** How a signed-in browser arrives: from another site, unless only so a Strict cookie can be got past. */
  initiator: Initiator = 'cross-site-navigation'
  /** What the first run brought; the others are compared with it. */
  handoff: Handoff | undefined
  /** Whether the first run got the page back that it asked for. */
  keepsReturnUrl = false
  /** Whether the app refuses further requests. */
  isThrottled = false

  constructor ({ target, net, session }: CourseOptions) {
    this.target = target
    this.net = net
    this.session = session
  }

  /** Takes the help center's address from where the token goes, if nobody has given it. Whether that was news. */
  learnFrom ({ address }: Handoff): boolean {
    const { helpCenter, loginUrl } = this.target
    if (helpCenter || address.origin === loginUrl.origin) return false
    const learnt = learnHelpCenter({ ...this.target, endpoint: address })
    if (!learnt.helpCenter || learnt.isGuess) return false
    this.target = { ...this.target, helpCenter: learnt.helpCenter }
    return true
  }

  note (run: RunName, level: Level, code: string, seen: string, words?: Parameters<typeof finding>[4]): void {
    const found = finding(level, code, seen, run, words)
    const isKnown = this.findings.some((other) =>
      other.code === code && other.level === level && other.seen === found.seen)
    if (!isKnown) this.findings.push(found)
  }

  /** A walk as this vendor causes it. Cookies that it sets stay with it, unless a session is given. */
  async walk (start: Partial<Start> & Pick<Start, 'url'>): Promise<Walk> {
    const isWidget = this.target.contract.way === 'widget'
    const walked = await walk({
      session: this.session.copy(),
      initiator: isWidget ? 'same-site' : this.initiator,
      ...start,
      headers: { ...isWidget && OWN_FETCH, ...start.headers }
    }, this.target, this.net)
    this.setCookies.push(...walked.setCookies)
    if (walked.end.kind === 'page' && walked.end.answer.status === 429) this.isThrottled = true
    return walked
  }
}

/** How a page of the app asks for a widget's token. */
const OWN_FETCH = {
  accept: 'application/json', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty'
}
