/**
 * Remembers token ids until their tokens are dead, and no longer. They are filed by the second in which they die, so
 * that each sign-in costs one deletion and nothing ever walks through the whole memory.
 */
export class JtiMemory {
  readonly #known = new Set<string>()
  readonly #bySecond = new Map<number, string[]>()
  #sweptSecond = 0

  get size (): number {
    return this.#known.size
  }

  /**
   * Whether a token was used, or may have been: what was dead at the latest time that was seen here has been forgotten.
   * Without `deadAt` (ms) a clock that was ahead for a while makes a spent token good again.
   */
  has (jti: string, deadAt = Infinity): boolean {
    return this.#known.has(jti) || Math.ceil(deadAt / 1000) <= this.#sweptSecond
  }

  /** Both times in milliseconds. */
  add (jti: string, deadAt: number, now: number): void {
    this.#sweep(Math.floor(now / 1000))
    this.#known.add(jti)
    // Rounded up: a token must stay known through its last fraction of a second.
    const second = Math.ceil(deadAt / 1000)
    const filed = this.#bySecond.get(second)
    if (filed === undefined) this.#bySecond.set(second, [jti])
    else filed.push(jti)
  }

  #sweep (nowSecond: number): void {
    if (nowSecond <= this.#sweptSecond) return
    this.#sweptSecond = nowSecond
    for (const [second, filed] of this.#bySecond) {
      if (second > nowSecond) continue
      for (const jti of filed) this.#known.delete(jti)
      this.#bySecond.delete(second)
    }
  }
}
