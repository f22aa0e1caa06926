import { CANARY } from './users.mjs'

/** As long as the longest thing that is searched for, so that none hides between two chunks. */
const OVERLAP = 128

/** Searches all that a child prints for what no log may hold. */
export class LogScan {
  bytes = 0
  #liveSecrets
  #onFind

  constructor (liveSecrets, onFind) {
    this.#liveSecrets = liveSecrets
    this.#onFind = onFind
  }

  /** A function for one stream's chunks. */
  stream () {
    let tail = ''
    return (chunk) => {
      this.bytes += chunk.length
      // latin1: one character per byte at no cost, and everything that is searched for is ASCII.
      const text = tail + chunk.latin1Slice()
      tail = text.slice(-OVERLAP)
      // "eyJ" begins the base64url form of every JSON object: tokens, and the plugin's own cookies.
      for (const needle of [CANARY, 'eyJ', ...this.#liveSecrets()]) {
        const found = text.indexOf(needle)
        if (found !== -1) this.#onFind(text.slice(Math.max(0, found - 120), found + 120))
      }
    }
  }
}
