import { HandoffRefused } from './refusals.ts'

// Discourse's own; of the others nothing is public.
const LIFETIME = 10 * 60 * 1000
const MAX_REQUESTS = 10_000

/** Sign-ins that the help center has begun, by what has to come back: each is good once, and for ten minutes. */
export class Requests<Details> {
  readonly #open = new Map<string, { details: Details, deadAt: number }>()

  add (id: string, details: Details, now: number): void {
    // All live equally long, so the oldest is in front.
    for (const [known, { deadAt }] of this.#open) {
      if (deadAt > now && this.#open.size < MAX_REQUESTS) break
      this.#open.delete(known)
    }
    this.#open.set(id, { details, deadAt: now + LIFETIME })
  }

  find (id: string, now: number, name: string): Details {
    const request = this.#open.get(id)
    if (request === undefined || request.deadAt <= now) {
      throw new HandoffRefused('unknown-request', `${name} does not belong to a sign-in that this help center has begun within the last ten minutes, or was used before. Start again from the sign-in link.`)
    }
    return request.details
  }

  delete (id: string): void {
    this.#open.delete(id)
  }
}
