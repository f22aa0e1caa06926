/** The name that somebody meant, or undefined if none is near. */
export function suggest (typed: string, names: readonly string[]): string | undefined {
  const short = typed.slice(0, 40).toLowerCase()
  const ranked = names.map((name) => ({ name, distance: distanceOf(short, name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
  const best = ranked[0]
  const isNear = best !== undefined && (best.distance <= Math.max(2, Math.floor(short.length / 3)) ||
    isBeginning(short, best.name))
  return isNear ? best.name : undefined
}

function isBeginning (typed: string, name: string): boolean {
  return typed.length > 2 && name.startsWith(typed)
}

/** ", did you mean …?", or nothing. */
export function didYouMean (typed: string, names: readonly string[], prefix = ''): string {
  const name = suggest(typed, names)
  return name === undefined ? '' : ` Did you mean ${prefix}${name}?`
}

/** Levenshtein's, row by row; a hyphen more or less is no difference. */
function distanceOf (one: string, other: string): number {
  const [from, to] = [one.replaceAll(/[-_]/g, ''), other.replaceAll(/[-_]/g, '')]
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1]
    for (const [column, wanted] of [...to].entries()) {
      next.push(Math.min(next[column]! + 1, row[column + 1]! + 1, row[column]! + (letter === wanted ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1)!
}
