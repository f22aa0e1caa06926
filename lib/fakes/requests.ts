import { HandoffRefused } from './refusals.ts'

/** Ten minutes is Discourse's own limit; the other vendors publish none. */
const LIFETIME = 10 * 60 * 1000
const MAX_REQUESTS = 10_000

/** Sign-ins that the help center began, by the value that has to come back. Each works once, within ten minutes. */
export class Requests<Details> {
  readonly #open = new Map<string, { details: Details, deadAt: number }>()

  /** `now` in milliseconds. */
  add (id: string, details: Details, now: number): void {
    // All live equally long, so the oldest is in front.
    for (const [known, { deadAt }] of this.#open) {
      if (deadAt > now && this.#open.size < MAX_REQUESTS) break
      this.#open.delete(known)
    }
    this.#open.set(id, { details, deadAt: now + LIFETIME })
  }

  /** `now` in milliseconds; `name` is that of the parameter or claim, for the refusal. */
  find (id: string, now: number, name: string): Details {
    const request = this.#open.get(id)
    if (request === undefined || request.deadAt <= now) {
      throw new HandoffRefused('unknown-request', `${name} belongs to no sign-in that this help center began within ` +
        'the last ten minutes, or was used before. Start again from the sign-in link.')
    }
    return request.details
  }

  delete (id: string): void {
    this.#open.delete(id)
  }
}
