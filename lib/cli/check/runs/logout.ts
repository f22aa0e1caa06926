import { maskAddress } from '../../redact.ts'
import type { Course } from '../course.ts'
import type { Session } from '../session.ts'
import { makeInbound } from '../target.ts'
import type { Walk } from '../walk.ts'
import { QUIET } from './not-a-navigation.ts'

const RUN = 'logout'

/** The sixth run, only when asked: it ends the session that was given. */
export async function runLogout (course: Course): Promise<void> {
  const { target: { logoutUrl }, session } = course
  if (!logoutUrl) {
    return course.note(RUN, 'not-checked', 'logout-loop', 'The logout URL was not given (--logout); trying it ends ' +
      'the session.')
  }
  const hadSession = course.handoff !== undefined
  if (hadSession) await runQuietly(logoutUrl, course)
  await runRefusal(logoutUrl, course)
  const leaving = session.copy()
  const walked = await course.walk({ url: logoutUrl, session: leaving, initiator: 'cross-site-navigation' })
  judgeLanding(walked, logoutUrl, course)
  if (hadSession && await isSignedIn(leaving, course)) {
    course.note(RUN, 'problem', 'logout-loop', 'After the logout the session still works: the next click on "Sign ' +
      'in" ' +
      'signs the same person in again.')
  }
}

/** A refusal of the vendor's arrives here too; to sign in again at once would go on for ever. */
async function runRefusal (logoutUrl: URL, course: Course): Promise<void> {
  const { contract: { refusal, name }, loginUrl } = course.target
  if (!refusal) return
  const url = new URL(logoutUrl)
  url.searchParams.set(refusal.parameter, refusal.value)
  url.searchParams.set(refusal.message, 'Check: this sign-in was refused.')
  const { end, answers } = await course.walk({ url })
  const isLogin = answers.slice(1).some((answer) => isSamePath(answer.url, loginUrl))
  if (isLogin || end.kind === 'handoff' || end.kind === 'loop') {
    course.note(RUN, 'problem', 'logout-loop', `${name} reports a refusal with ` +
      `${refusal.parameter}=${refusal.value}; ` +
      'the app answers it with another sign-in, which is refused again.')
  }
}

function isSamePath (one: URL, other: URL): boolean {
  return one.origin === other.origin && one.pathname === other.pathname
}

/** Whatever only looks at a link must not end the session. */
async function runQuietly (logoutUrl: URL, course: Course): Promise<void> {
  for (const { what, ...start } of QUIET) {
    const browser = course.session.copy()
    await course.walk({ url: logoutUrl, session: browser, ...start })
    if (!await isSignedIn(browser, course)) {
      return course.note(RUN, 'warning', 'acts-on-prefetch', 'The logout URL ended the session for a request that is ' +
        'no ' +
        `click: ${what}.`)
    }
  }
  course.note(RUN, 'ok', 'acts-on-prefetch', 'HEAD, prefetches, images and frames do not end the session.')
}

async function isSignedIn (browser: Session, course: Course): Promise<boolean> {
  const { end } = await course.walk({ url: makeInbound(course.target).url, session: browser.copy() })
  return end.kind === 'handoff'
}

function judgeLanding ({ end, answers }: Walk, logoutUrl: URL, course: Course): void {
  const { target: { loginUrl } } = course
  const place = maskAddress(logoutUrl)
  const isLogin = answers.slice(1).some(({ url }) => isSamePath(url, loginUrl))
  if (isLogin || end.kind === 'handoff' || end.kind === 'loop') {
    return course.note(RUN, 'problem', 'logout-loop', `${place} leads to the login URL again, which signs the ` +
      'visitor in anew.')
  }
  if (end.kind === 'left') {
    course.notVisited.add(maskAddress(end.address))
    return course.note(RUN, 'ok', 'logout-loop', `${place} leads to ${maskAddress(end.address)}, which is not visited.`)
  }
  if (end.kind !== 'page') {
    return course.note(RUN, 'problem', 'logout-refused', `${place} leads nowhere.`)
  }
  const { status } = end.answer
  if (status >= 500) return course.note(RUN, 'problem', 'server-error', `${place} answered ${status}.`)
  if (status >= 400) {
    return course.note(RUN, 'problem', 'logout-refused', `${place} answered ${status} to a plain GET from another ` +
      'site.')
  }
  const hasForm = end.page?.forms.some(({ method, action }) => method === 'post' && !isSignIn(action))
  if (hasForm && end.answer.url.pathname === logoutUrl.pathname) {
    return course.note(RUN, 'info', 'logout-refused', `${place} shows a page with a form.`)
  }
  course.note(RUN, 'ok', 'logout-loop', `${place} ends at ${maskAddress(end.answer.url)}.`)
}

function isSignIn (action: string): boolean {
  return /sign-?in|log-?in/i.test(action)
}
