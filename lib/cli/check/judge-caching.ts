import type { Course } from './course.ts'
import type { Handoff } from './handoff.ts'

/** Whether somebody on the way, or the browser itself, may answer with this token a second time. */
export function judgeCaching ({ answer }: Handoff, course: Course): void {
  const { headers, status } = answer
  const policy = headers['cache-control'] ?? ''
  const age = Number(headers.age ?? 0)
  const hit = ['x-cache', 'cf-cache-status', 'x-cache-status'].find((name) =>
    /\bhit\b/i.test(String(headers[name] ?? '')))
  const faults = [
    ...status === 301 || status === 308 ? [`its status is ${status}, which browsers remember for good`] : [],
    ...hit === undefined ? [] : [`${hit} says that a cache answered`],
    ...age > 0 ? [`it was ${age} s old on arrival`] : [],
    .../(?:^|[\s,])no-store(?:[\s,]|$)/i.test(policy)
      ? []
      : [policy === ''
          ? 'it has no cache-control at all, and so no no-store'
          : `cache-control is "${policy}", ` +
        'without no-store']
  ]
  if (faults.length > 0) {
    return course.note('session', 'problem', 'cacheable', 'The answer with the handoff may be stored: ' +
      `${faults.join('; ')}.`)
  }
  course.note('session', 'ok', 'cacheable', 'The answer with the handoff has cache-control: no-store.')
}
