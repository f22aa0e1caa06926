import type { Judge } from '../fakes/judge.ts'
import type { Content } from './content.ts'
import type { Sessions } from './sessions.ts'

/** What the pages need; one per help center. */
export interface Site {
  readonly judge: Judge
  readonly sessions: Sessions
  readonly content: Content
}
