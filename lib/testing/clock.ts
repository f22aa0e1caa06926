/** A clock for a help center under test. */
export interface TestClock {
  /** Pass it as the option `now`. Milliseconds since 1970. */
  now (): number
  /** Lets seconds go by at the help center, or with a negative number turns its clock back. */
  advance (seconds: number): void
}

/**
 * A clock that can be ahead of the machine's: the app signs by the real time, and the help center receives the token
 * later, or earlier. Under a runner's own mocked `Date` it follows that.
 *
 * @example
 * const clock = createClock()
 * const zoho = fakeZohoDesk({ now: clock.now })
 * clock.advance(120)
 */
export function createClock (): TestClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance (seconds) { ahead += seconds * 1000 }
  }
}
