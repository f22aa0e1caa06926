import type { Course } from '../course.ts'
import { readClaims, type Handoff } from '../handoff.ts'
import { deepLink, makeInbound } from '../target.ts'

const RUN = 'again'

/** The second run: the same visitor again. A token of its own, or somebody kept the first. */
export async function runAgain (course: Course, first: Handoff): Promise<void> {
  const inbound = makeInbound(course.target, deepLink(course.target))
  const { end } = await course.walk({ url: inbound.url })
  if (end.kind !== 'handoff') {
    return course.note(RUN, course.isThrottled ? 'not-checked' : 'warning', 'second-sign-in',
      'The second sign-in with the same session got no token.')
  }
  const { contract } = course.target
  const [before, after] = [readClaims(first, contract), readClaims(end.handoff, contract)]
  const iat = [before.iat, after.iat].map(Number)
  // Without an id in it, two tokens of one second are the same, and may be.
  const isUnique = ['jti', ...contract.toClaim].some((name) => typeof before[name] === 'string' && before[name] !== '')
  if (end.handoff.token === first.token && isUnique) {
    return course.note(RUN, 'problem', 'token-reused', 'Two sign-ins got the same token: the answer comes from a ' +
      'cache, ' +
      'or the token is kept.')
  }
  if (end.handoff.token === first.token) {
    return course.note(RUN, 'not-checked', 'token-reused', 'Two sign-ins got the same token. It has no id, so one ' +
      'that is made anew within the same second looks no different.')
  }
  if (iat[1]! < iat[0]!) {
    return course.note(RUN, 'problem', 'token-reused', 'The second token is older than the first.')
  }
  if (typeof before.jti === 'string' && before.jti === after.jti) {
    return course.note(RUN, 'problem', 'jti-reused', 'Two tokens have the same jti.')
  }
  if (isNear(before.jti, after.jti)) {
    return course.note(RUN, 'warning', 'jti-guessable', 'The jti of two tokens differ by little more than a count or ' +
      'a clock.')
  }
  course.note(RUN, 'ok', 'token-reused', 'A second sign-in gets a token of its own.')
}

/** Numbers that follow each other, or two readings of one clock. */
function isNear (one: unknown, other: unknown): boolean {
  const numbers = [one, other].map((jti) => /^\d{1,19}$/.test(String(jti)) ? Number(jti) : Number.NaN)
  return Math.abs(numbers[0]! - numbers[1]!) < 1e6
}
