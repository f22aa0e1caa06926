/** Why a handoff was refused. The codes are stable; the reasons beside them may be reworded. */
export type RefusalCode =
  | 'jwt-not-configured' | 'wrong-endpoint'
  | 'wrong-method' | 'parameter-missing' | 'parameter-repeated' | 'wrong-parameter' | 'unknown-request'
  | 'jwt-missing'
  | 'malformed-token' | 'wrong-header' | 'wrong-signature' | 'malformed-claims'
  | 'claim-missing' | 'wrong-value' | 'wrong-type' | 'wrong-unit' | 'bad-jti' | 'jti-reused'
  | 'expired' | 'too-old' | 'not-yet-valid' | 'issued-in-future' | 'lifetime-too-long'
  | 'bad-email' | 'malformed-return-url' | 'foreign-return-url'

/** One refused handoff. It never holds the token, a claim of a person, or the secret. */
export interface Refusal {
  readonly at: Date
  readonly code: RefusalCode
  /** A sentence or two for a person: what is wrong, and what to check. */
  readonly reason: string
}

/** Thrown when a help center refuses a handoff. */
export class HandoffRefused extends Error {
  override readonly name = 'HandoffRefused'
  readonly code: RefusalCode
  readonly reason: string

  constructor (code: RefusalCode, reason: string) {
    super(`${code}: ${reason}`)
    this.code = code
    this.reason = reason
  }
}

/** Enough for the admin page; a soak test with a wrong secret must not fill the memory. */
const MAX_REFUSALS = 50

/** The last refusals, newest first. */
export class Refusals {
  readonly #list: Refusal[] = []

  get list (): readonly Refusal[] {
    return [...this.#list]
  }

  add ({ code, reason }: HandoffRefused, at: number): void {
    this.#list.unshift({ at: new Date(at), code, reason })
    this.#list.length = Math.min(this.#list.length, MAX_REFUSALS)
  }
}
