import { createHash } from 'node:crypto'

/**
 * Remembers token ids in eight bytes each, so that millions fit. At two million ids the chance that two different ones
 * look alike is about one in ten million.
 */
export class JtiSet {
  #slots
  #mask
  size = 0

  constructor (expected) {
    const capacity = 2 ** Math.ceil(Math.log2(expected * 2 + 1024))
    this.#slots = new BigUint64Array(capacity)
    this.#mask = capacity - 1
  }

  /** False if it was there already. */
  add (jti) {
    const digest = createHash('sha256').update(jti).digest()
    // Zero marks an empty slot.
    const value = digest.readBigUInt64LE(0) || 1n
    let slot = digest.readUInt32LE(8) & this.#mask
    while (this.#slots[slot] !== 0n) {
      if (this.#slots[slot] === value) return false
      slot = (slot + 1) & this.#mask
    }
    if (this.size > this.#mask * 0.9) throw new Error('more tokens than this run has room for')
    this.#slots[slot] = value
    this.size++
    return true
  }
}
