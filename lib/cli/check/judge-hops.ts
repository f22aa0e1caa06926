import { maskAddress } from '../redact.ts'
import type { Course } from './course.ts'
import { isLoopback } from './session.ts'
import type { Walk } from './walk.ts'

/** What holds for every hop, whatever it ends with. */
export function judgeHops ({ answers, end }: Pick<Walk, 'answers' | 'end'>, course: Course): void {
  const insecure = answers.find(({ url }) => url.protocol === 'http:')
  if (insecure) {
    const isLocal = isLoopback(insecure.url.hostname)
    course.note('session', isLocal ? 'info' : 'problem', 'plain-http', `${maskAddress(insecure.url)} was asked by ` +
      `plain http${isLocal ? ', on this machine' : ': cookies and token can be read on the way'}.`)
  }
  const days = Math.min(...answers.map(({ certificateEnd, at }) => ((certificateEnd ?? Infinity) - at) / 86_400_000))
  if (days < 14) {
    course.note('session', 'warning', 'certificate-ends', `A certificate on the way ends in ${Math.floor(days)} days.`)
  }
  const [first, second] = answers
  // Unless both may be visited, the walk ends between them.
  const next = second?.url ?? (end.kind === 'left' ? end.address : undefined)
  if (first?.url.protocol === 'http:' && next?.protocol === 'https:' && first.url.search !== '' && next.search === '') {
    course.note('session', 'problem', 'query-lost', `On its way from http to https ${maskAddress(first.url)} loses ` +
      'its query.')
  }
}
