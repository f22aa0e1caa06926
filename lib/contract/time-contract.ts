/** The unit in which a vendor reads its time claims. */
export type TimeUnit = 'seconds' | 'milliseconds' | 'nanoseconds'

/** How time claims are written. */
export interface TimeFormat {
  unit: TimeUnit
  type: 'number' | 'string'
}

/**
 * `start` is now less `backdate`, `end` now plus `lifetime`, `sessionEnd` now plus `sessionLifetime`. A token with
 * `sessionEnd` but no `end` is valid until `sessionEnd`.
 */
export type Instant = 'now' | 'start' | 'end' | 'sessionEnd'

/** The time claims of a contract. */
export interface TimeContract {
  /** The time claims by name: `{ iat: 'now', exp: 'end' }`. `{}`: the vendor reads none. */
  claims: Readonly<Record<string, Instant>>
  /**
   * The unit in which the vendor reads the claims.
   *
   * @default 'seconds'
   */
  unit?: TimeUnit | undefined
  /**
   * How the claims are written.
   *
   * @default 'number'
   */
  type?: 'number' | 'string' | undefined
  /**
   * Seconds for which the token is valid; if the vendor reads no expiry, the time that it grants from `iat` on.
   *
   * @default 300, or what `maxLifetime` and `backdate` leave
   */
  lifetime?: number | undefined
  /**
   * Seconds by which `start` lies in the past, for a vendor whose clock may be slow.
   *
   * @default 0
   */
  backdate?: number | undefined
  /**
   * The vendor's ceiling in seconds, from `start` to `end`, at most 600.
   *
   * @default 600
   */
  maxLifetime?: number | undefined
  /** Seconds for which the vendor keeps the visitor signed in, up to 2592000 (30 days). Required with `sessionEnd`. */
  sessionLifetime?: number | undefined
}

/** A `TimeContract` with the defaults filled in. */
export interface TimeRules extends TimeContract, TimeFormat {
  unit: TimeUnit
  type: 'number' | 'string'
  lifetime: number
  backdate: number
  maxLifetime: number
}
