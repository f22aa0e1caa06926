import type { Certainty, VendorFacts } from '../../facts/fact.ts'
import { finding, type Finding, type Level } from '../finding.ts'

/** A token as it arrived; `signature` where it comes apart from what is signed. */
export interface TokenParts {
  readonly token: string
  readonly signature?: string | undefined
}

/** What is known about a token besides itself. All times in milliseconds since 1970. */
export interface Circumstances {
  /** This machine's clock, read when the token arrived. */
  readonly now: number
  /** Shared secret as text, or a public key as PEM. Without it the signature is not checked. */
  readonly key?: string | undefined
  /** Whether the token was made just now, for us; else it may be old, and its age proves nothing. */
  readonly fresh?: boolean | undefined
  /** `Date` of the answer that brought the token. `cached`: something between the app and us may have written it. */
  readonly server?: { readonly date: number, readonly cached: boolean } | undefined
  /** What the vendor sent with the visitor, where the token has to repeat some of it. */
  readonly request?: Readonly<Record<string, string>> | undefined
  readonly run?: string | undefined
}

type Words = NonNullable<Parameters<typeof finding>[4]>

/** What all steps of the judgement get. */
export interface Bench {
  readonly facts: VendorFacts
  readonly circumstances: Circumstances
  readonly note: (level: Level, code: string, seen: string, words?: Words) => Finding
}

export function makeBench (facts: VendorFacts, circumstances: Circumstances): Bench {
  return {
    facts,
    circumstances,
    note: (level, code, seen, words) => finding(level, code, seen, circumstances.run ?? '', words)
  }
}

/** A rule that nobody can prove is no reason to call a working token broken. */
export function levelOf ({ certainty }: { readonly certainty: Certainty }): 'problem' | 'warning' {
  return certainty === 'unclear' ? 'warning' : 'problem'
}
