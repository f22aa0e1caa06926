import type { Host } from './host.ts'
import type { Level } from '../../../lib/cli/finding.ts'

/** One report of real life: the same app with its fault and without. */
export interface Report {
  id: string
  title: string
  provider: string
  /** What `check` has to say. */
  level: Level
  code: string
  seen: RegExp
  faulty: Host
  mended: Host
  endpoint?: string
  helpCenter?: string
  /** Default: the secret of the help center. */
  secret?: string
  /** The logout is part of it. */
  logout?: boolean
  /** Without a session. */
  asNobody?: boolean
}
