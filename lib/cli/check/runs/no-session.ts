import { maskAddress } from '../../redact.ts'
import type { Course } from '../course.ts'
import { isSignInPage, judgeDeadEnd, titleOf } from '../judge-end.ts'
import { judgeFormAction } from '../judge-form-action.ts'
import { Session } from '../session.ts'
import { deepLink, makeInbound, type Inbound } from '../target.ts'
import type { End, Walk } from '../walk.ts'

const RUN = 'no-session'

/** What an address might name itself by, for apps that believe it. */
const IDENTITIES = { email: 'check@example.com', user: 'check', user_id: '1', username: 'check', id: '1' }

/** The third run: nobody is signed in. Whether the others make sense after it. */
export async function runWithoutSession (course: Course): Promise<boolean> {
  const inbound = makeInbound(course.target, deepLink(course.target))
  const walked = await walkAsNobody(inbound.url, course)
  if (isToken(walked.end, course, 'without any session')) return false
  const pretending = new URL(inbound.url)
  for (const [name, value] of Object.entries(IDENTITIES)) {
    if (!pretending.searchParams.has(name)) pretending.searchParams.set(name, value)
  }
  const pretended = await walkAsNobody(pretending, course)
  if (isToken(pretended.end, course, 'because the address named somebody, without any session')) return false
  judgeWalk(walked, inbound, course)
  return true
}

function walkAsNobody (url: URL, course: Course): Promise<Walk> {
  return course.walk({ url, session: Session.nobody(url) })
}

function isToken (end: End, course: Course, how: string): boolean {
  if (end.kind !== 'handoff') return false
  course.note(RUN, 'problem', 'token-without-session', `${maskAddress(end.handoff.answer.url)} handed over a token ` +
    `${how}.`)
  return true
}

function judgeWalk (walked: Walk, inbound: Inbound, course: Course): void {
  const { end } = walked
  if (end.kind === 'left') {
    course.notVisited.add(maskAddress(end.address))
    const { helpCenter, endpoint, contract } = course.target
    const isBack = [helpCenter?.origin, endpoint?.origin].includes(end.address.origin)
    return isBack && contract.way !== 'widget'
      ? course.note(RUN, 'problem', 'no-way-to-sign-in', 'Without a session the app sends the visitor back to ' +
        `${maskAddress(end.address)}, where nobody signs in.`)
      : course.note(RUN, 'not-checked', 'sign-in-elsewhere', 'Without a session the walk leads to ' +
        `${maskAddress(end.address)}, which is not visited.`)
  }
  if (judgeDeadEnd(RUN, walked, course) || end.kind !== 'page') return
  const { answer: { status, url }, page } = end
  if (status >= 400) {
    return course.note(RUN, 'info', 'no-way-to-sign-in', `Without a session ${maskAddress(url)} answers ${status}` +
      `${course.target.contract.way === 'widget' ? '.' : ', and the visitor has to find the sign-in page alone.'}`)
  }
  if (course.target.contract.way === 'widget') return
  course.note(RUN, 'ok', 'token-without-session', `Without a session the walk ends at ${maskAddress(url)}` +
    `${titleOf(page)}, without a token.`)
  judgeFormAction(walked, course)
  judgeWayBack(walked, inbound, course)
}

/** What takes a visitor back to the help center after signing in: a cookie, a parameter, or a field of the form. */
function judgeWayBack ({ end, answers, setCookies }: Walk, { url: asked }: Inbound, course: Course): void {
  if (end.kind !== 'page' || !isSignInPage(end.page)) return
  const isSame = end.answer.url.pathname === asked.pathname
  const { forms } = end.page!
  const carriers = [
    ...answers.slice(1).flatMap(({ url }) => [...url.searchParams.values()]),
    ...forms.flatMap(({ action, fields }) => [action.split('?', 2)[1] ?? '', ...fields.map(([, value]) => value)])
  ]
  const hasWay = isSame || carriers.some((value) => value.length > 3)
  const place = maskAddress(end.answer.url)
  if (setCookies.length > 0) {
    return course.note(RUN, 'ok', 'no-session', `On the way to ${place} a cookie is set.`)
  }
  const seen = `Neither the login route nor the sign-in page ${place} sets a cookie`
  if (hasWay) return course.note(RUN, 'info', 'no-session', `${seen}; the way back is in the address or the form.`)
  course.note(RUN, 'warning', 'way-back-lost', `${seen}, and no parameter or field holds the way back.`)
  // An app that keeps it in a session looks the same when its cookie is never set.
  course.note(RUN, 'warning', 'no-session', `${seen}.`, {
    meaning: 'Only if the app keeps the way back in its session: that session is never begun. Behind a proxy that ' +
      'ends TLS, an app that is not told the protocol never sets a Secure cookie.'
  })
}
