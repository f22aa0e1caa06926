import type { Refusals } from '../fakes/refusals.ts'
import type { Settings } from '../testing/settings.ts'
import type { Handoff, Landing, Vendor } from '../fakes/vendor.ts'
import type { Content } from './content.ts'
import type { Sessions } from './sessions.ts'

/** What the pages need; one per fake help center. */
export interface Site {
  readonly vendor: Vendor
  readonly settings: Settings
  readonly refusals: Refusals
  readonly sessions: Sessions
  readonly content: Content
  readonly now: () => number
  /** Throws a `TypeError` that says what is wrong with it. */
  pasteKey (key: string): void
  /** Judges what arrived at the sign-in endpoint. */
  receive (landing: Landing): Handoff
}
