import { judgeToken } from '../token/judge-token.ts'
import type { Course } from './course.ts'
import type { Handoff } from './handoff.ts'
import type { Answer } from './send.ts'
import type { Inbound } from './target.ts'

/** The token itself, by the rules of its vendor, with all that a walk knows beside it. */
export function judgeHandedToken ({ token, sig, answer }: Handoff, { sent }: Inbound, course: Course): void {
  const { contract: { facts, format }, secret } = course.target
  const parts = format === 'jwt' ? { token } : { token, signature: sig }
  const server = readClock(answer)
  course.findings.push(...judgeToken(parts, facts, {
    now: answer.at, key: secret, fresh: true, request: sent, run: 'session', ...server && { server }
  }))
}

/** The clock of the app, as far as its answer tells; a cache on the way may have written that header. */
function readClock ({ headers }: Answer): { date: number, cached: boolean } | undefined {
  const date = Date.parse(String(headers.date))
  if (Number.isNaN(date)) return undefined
  return { date, cached: headers.via !== undefined || headers.age !== undefined || headers['cf-ray'] !== undefined }
}
