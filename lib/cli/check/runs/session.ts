import { maskAddress } from '../../redact.ts'
import type { Course } from '../course.ts'
import { judgeCaching } from '../judge-caching.ts'
import { isSignInPage, judgeDeadEnd, titleOf } from '../judge-end.ts'
import { judgeOwnForm } from '../judge-form-action.ts'
import { judgeHandoff } from '../judge-handoff.ts'
import { judgeHops } from '../judge-hops.ts'
import { judgeReturn } from '../judge-return.ts'
import { judgeHandedToken } from '../judge-handed-token.ts'
import { deepLink, makeInbound, type Inbound } from '../target.ts'
import type { Walk } from '../walk.ts'

const RUN = 'session'

/** The first run: a signed-in visitor clicks "Sign in" at the help center. */
export async function runWithSession (course: Course): Promise<void> {
  if (course.session.isEmpty) {
    return course.note(RUN, 'not-checked', 'no-session-given', 'No session was given, so no token could be had. Pass ' +
      '--storage-state, --cookie-jar, --cookie-env or --header-env, or sign in by hand with --manual.')
  }
  let inbound = makeInbound(course.target, deepLink(course.target))
  let walked = await course.walk({ url: inbound.url })
  judgeHops(walked, course)
  if (walked.end.kind === 'handoff' && course.learnFrom(walked.end.handoff)) {
    inbound = makeInbound(course.target, deepLink(course.target))
    walked = await course.walk({ url: inbound.url })
  }
  if (walked.end.kind !== 'handoff' && walked.withheld.size > 0) {
    course.note(RUN, 'problem', 'cookie-same-site', `A browser keeps back ${[...walked.withheld].join(', ')}, ` +
      'SameSite=Strict, from a visitor who comes from the help center: the login URL sees nobody.')
    // The other runs are still worth their while.
    course.initiator = 'same-site'
    walked = await course.walk({ url: inbound.url })
  }
  judgeWalk(walked, inbound, course)
  if (course.session.hasCookiesByHand) {
    course.note(RUN, 'not-checked', 'cookie-flags-unknown', 'The cookie was given without its flags: whether a ' +
      'browser ' +
      'would send it from the help center was not checked. A storage state or a cookie file holds the flags.')
  }
}

function judgeWalk (walked: Walk, inbound: Inbound, course: Course): void {
  const { end } = walked
  if (end.kind === 'handoff') {
    course.handoff = end.handoff
    course.notVisited.add(maskAddress(end.handoff.address))
    judgeHandoff(end.handoff, inbound, course)
    course.keepsReturnUrl = ['kept', 'changed'].includes(judgeReturn(end.handoff, inbound, course))
    judgeCaching(end.handoff, course)
    if (end.handoff.way === 'form') judgeOwnForm(end.handoff.answer, end.handoff.address, course)
    judgeHandedToken(end.handoff, inbound, course)
  } else if (end.kind === 'left') {
    judgeLeft(end.address, course)
  } else if (!judgeDeadEnd(RUN, walked, course) && end.kind === 'page') {
    const place = `${maskAddress(end.answer.url)}${titleOf(end.page)}`
    if (end.answer.url.pathname !== course.target.loginUrl.pathname || isSignInPage(end.page)) {
      course.note(RUN, 'warning', 'no-session', `With the session that was given the walk ends at ${place}, as for ` +
        'somebody who is not signed in.')
    } else {
      course.note(RUN, 'problem', 'no-token', `${place} answered ${end.answer.status} and hands nothing over.`)
    }
  }
}

function judgeLeft (address: URL, course: Course): void {
  const { helpCenter, endpoint, loginUrl } = course.target
  const place = maskAddress(address)
  course.notVisited.add(place)
  if (address.origin === helpCenter?.origin || address.origin === endpoint?.origin) {
    return course.note(RUN, 'problem', 'no-token', `The app sends the visitor back to ${place} without a token.`)
  }
  if (address.host.replace(/^www\./, '') === loginUrl.host.replace(/^www\./, '')) {
    return course.note(RUN, 'warning', 'other-address', `The login URL leads on to ${address.origin}, and cookies of ` +
      'one host or scheme may not reach the other.')
  }
  course.note(RUN, 'not-checked', 'left-app', `The walk leads to ${place}, which is not visited. If it belongs to ` +
    `the app's own sign-in, pass --also ${address.origin}.`)
}
