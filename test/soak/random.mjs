import { createHash } from 'node:crypto'

/** A generator of which the same seed makes the same choices again. */
export function createRandom (seed) {
  let drawn = 0
  const next = () => createHash('sha1').update(`${seed} ${drawn++}`).digest().readUInt32LE() / 2 ** 32
  const int = (below) => Math.floor(next() * below)
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(list.length)],
    shuffle: (list) => list.map((item) => [next(), item]).sort(([a], [b]) => a - b).map(([, item]) => item)
  }
}
