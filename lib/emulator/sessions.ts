import { randomBytes } from 'node:crypto'

export interface Visitor {
  readonly email: string
  readonly name: string
}

/** Milliseconds. */
const LIFETIME = 60 * 60 * 1000
const MAX_SESSIONS = 10_000

/** The help center's own sessions: one hour each, and no more than a test machine can hold. */
export class Sessions {
  readonly #sessions = new Map<string, { visitor: Visitor, expiresAt: number }>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  get size (): number {
    return this.#sessions.size
  }

  /** Always uses a new id, so that a session fixed by somebody else never becomes a signed-in one. */
  start (visitor: Visitor): string {
    // All have the same lifetime, so the map's order is that of expiry, oldest first.
    for (const [id, { expiresAt }] of this.#sessions) {
      if (expiresAt > this.#now() && this.#sessions.size < MAX_SESSIONS) break
      this.#sessions.delete(id)
    }
    const id = randomBytes(32).toString('base64url')
    this.#sessions.set(id, { visitor, expiresAt: this.#now() + LIFETIME })
    return id
  }

  find (id: string): Visitor | undefined {
    const session = this.#sessions.get(id)
    return session !== undefined && session.expiresAt > this.#now() ? session.visitor : undefined
  }

  end (id: string): void {
    this.#sessions.delete(id)
  }
}
