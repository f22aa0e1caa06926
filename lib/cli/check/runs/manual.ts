import { maskAddress } from '../../redact.ts'
import type { Course } from '../course.ts'
import { isSamePage, returnOf } from '../judge-return.ts'
import type { SignedIn } from '../manual.ts'
import type { Inbound } from '../target.ts'

/** The one thing that no walk with a ready session sees: whether signing in leads back to the help center. */
export function judgeWayBack ({ session, handoff, setCookies }: SignedIn, { returnTo }: Inbound, course: Course): void {
  course.session = session
  course.setCookies.push(...setCookies)
  if (!handoff) {
    return course.note('session', 'warning', 'way-back-lost', 'After signing in by hand the app did not go on to the ' +
      'help center by itself.')
  }
  const found = returnOf(handoff, course.target)
  const { contract } = course.target
  const hasReturn = returnTo !== undefined && (contract.returnOut !== undefined || contract.way === 'page')
  if (hasReturn && (found === undefined || !isSamePage(found, returnTo))) {
    return course.note('session', 'warning', 'way-back-lost', 'After signing in by hand the handoff ' +
      `${found === undefined ? 'names no page' : `names ${maskAddress(found)}`}; asked for was ` +
        `${maskAddress(returnTo)}.`)
  }
  course.note('session', 'ok', 'way-back-lost', 'After signing in by hand the app went on to the help center.')
}
