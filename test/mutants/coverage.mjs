import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/

/** What one test file executed below `root`: by path from there, V8's ranges with their counts, per process. */
export class Coverage {
  #scripts = new Map()

  /** Reads and removes what V8 left in `folder` (NODE_V8_COVERAGE). */
  static async take (folder, root) {
    const coverage = new Coverage()
    for (const name of await readdir(folder).catch(() => [])) {
      // A process that was killed while it wrote leaves half a file.
      const { result } = parse(await readFile(join(folder, name), 'utf8'))
      for (const { url, functions } of result) {
        if (!url.startsWith('file:')) continue
        const path = fileURLToPath(url)
        if (path.startsWith(root)) coverage.#add(path.slice(root.length + 1), functions.flatMap(({ ranges }) => ranges))
      }
    }
    await rm(folder, { recursive: true, force: true })
    return coverage
  }

  #add (script, ranges) {
    this.#scripts.set(script, [...this.#scripts.get(script) ?? [], ranges])
  }

  /** Whether what stands at `offset` of a compiled script was executed. */
  has (script, offset) {
    return (this.#scripts.get(script) ?? []).some((ranges) => {
      let innermost = { startOffset: -Infinity, endOffset: Infinity, count: 0 }
      for (const range of ranges) {
        const isAround = range.startOffset <= offset && offset < range.endOffset
        const isInner = range.endOffset - range.startOffset <= innermost.endOffset - innermost.startOffset
        if (isAround && isInner) innermost = range
      }
      return innermost.count > 0
    })
  }
}

function parse (json) {
  try {
    return JSON.parse(json)
  } catch {
    return { result: [] }
  }
}

/** Returns a function from positions in a source to those in what it was compiled to, by the map inside of that. */
export function readPlaces (source, compiled) {
  const { mappings } = JSON.parse(Buffer.from(INLINE_MAP.exec(compiled)[1], 'base64').toString())
  const sourceLines = findLines(source)
  const compiledLines = findLines(compiled)
  const pairs = []
  let [line, column] = [0, 0]
  for (const [compiledLine, segments] of mappings.split(';').entries()) {
    let compiledColumn = 0
    for (const segment of segments.split(',').filter(Boolean)) {
      const [columns, , lines = 0, sourceColumns = 0] = decode(segment)
      compiledColumn += columns
      line += lines
      column += sourceColumns
      pairs.push([sourceLines[line] + column, compiledLines[compiledLine] + compiledColumn])
    }
  }
  pairs.sort(([a], [b]) => a - b)
  return (position) => {
    const next = pairs.findIndex(([from]) => from > position)
    return (pairs.at(next === -1 ? -1 : Math.max(0, next - 1)) ?? [0, 0])[1]
  }
}

function findLines (text) {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
}

/** Base 64 numbers of variable length, the sign in the last bit. */
function decode (segment) {
  const numbers = []
  let [value, shift] = [0, 0]
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit)
    value += (bits & 31) << shift
    shift += 5
    if ((bits & 32) !== 0) continue
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1)
    value = shift = 0
  }
  return numbers
}
