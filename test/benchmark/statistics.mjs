export function median (numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median of what each round gives, with the lowest and the highest beside it. */
export function summarize (rounds, ofRound) {
  const values = rounds.map(ofRound)
  return { median: round(median(values)), lowest: round(Math.min(...values)), highest: round(Math.max(...values)) }
}

export function round (number) {
  return Math.round(number * 1000) / 1000
}
