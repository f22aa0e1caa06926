import { listAtVendor } from '../at-vendor.ts'
import type { Report } from '../finding.ts'
import { CannotCheck } from './cannot-check.ts'
import { Course, type CourseOptions } from './course.ts'
import { judgeCookies } from './judge-cookies.ts'
import { learnHelpCenter } from './learn-help-center.ts'
import { runAgain } from './runs/again.ts'
import { runLogout } from './runs/logout.ts'
import { runNoNavigation } from './runs/not-a-navigation.ts'
import { runWithoutSession } from './runs/no-session.ts'
import { runReturnUrls } from './runs/return-urls.ts'
import { runWithSession } from './runs/session.ts'
import type { SignedIn } from './manual.ts'
import { judgeWayBack } from './runs/manual.ts'
import { deepLink, endpointOf, makeInbound, type Inbound, type Target } from './target.ts'

export interface CheckOptions extends CourseOptions {
  /** Has a person sign in, where no session is at hand. */
  signIn?: (inbound: Inbound, target: Target) => Promise<SignedIn>
}

/** Walks one implementation in all six ways, and judges it by the contract of one vendor. */
export async function check ({ signIn, ...options }: CheckOptions): Promise<Report> {
  const course = new Course({ ...options, target: learnHelpCenter(options.target) })
  if (canAsk(course)) {
    if (signIn) {
      const inbound = makeInbound(course.target, deepLink(course.target))
      judgeWayBack(await signIn(inbound, course.target), inbound, course)
    }
    await walkAll(course)
    judgeCookies(course)
  }
  return {
    command: 'check',
    provider: course.target.contract.id,
    ...!isJudged(course) && { error: 'No token was obtained, so nothing could be judged about the sign-in itself.' },
    findings: course.findings,
    notVisited: [...course.notVisited],
    atVendor: listAtVendor(course.target.contract.facts)
  }
}

/** Whether there was a token, or a fault that explains why there was none. */
function isJudged ({ handoff, findings, target: { contract } }: Course): boolean {
  // A page of the app without a widget's token is more likely the wrong page than a fault of it.
  const isFault = (code: string): boolean => code !== 'no-token' || contract.way !== 'widget'
  return handoff !== undefined || findings.some(({ level, code }) => level === 'problem' && isFault(code))
}

/** Whether the help center's request can be made up: one that is signed takes its secret. */
function canAsk (course: Course): boolean {
  const { contract: { format, name }, secret } = course.target
  if (format !== 'signed-query') return true
  if (secret === undefined) {
    course.note('session', 'not-checked', 'request-not-signed', `${name} signs its requests, so without its secret ` +
      'there is none to begin with. Pass --secret-env or --secret-file.')
    return false
  }
  if (!endpointOf(course.target)) {
    throw new CannotCheck(`${name} names its own address in the request: pass --endpoint or --help-center.`)
  }
  return true
}

async function walkAll (course: Course): Promise<void> {
  await runWithSession(course)
  if (course.handoff) await runAgain(course, course.handoff)
  // A token for anybody: nothing else matters until that is mended.
  if (!await runWithoutSession(course)) return
  if (course.handoff) await runReturnUrls(course)
  if (course.handoff) await runNoNavigation(course)
  await runLogout(course)
}
