import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findMutants } from './operators.mjs'

/** Fakes and what is built of them: they judge others, and have tests of another kind. */
const FOR_TESTS = /^lib\/(?:testing|fakes|emulator)\//

/**
 * Every mutant of `lib/` but for what it has for tests, with an `id` that neither another file, nor other lines around
 * it, nor white space changes: operator, functions around it, the text before and after, and which of those that agree
 * in all of this.
 */
export function findAll (project) {
  const files = readdirSync(join(project, 'lib'), { recursive: true, encoding: 'utf8' })
    .map((path) => `lib/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !FOR_TESTS.test(path))
    .sort()
  const twins = new Map()
  let wording = 0
  const mutants = files.flatMap((file) => {
    const text = readFileSync(join(project, file), 'utf8')
    const found = findMutants(file, text)
    wording += found.wording
    return found.mutants.map((mutant) => ({ ...mutant, ...describe(mutant, text), root: found.root }))
  })
  for (const mutant of mutants) {
    const key = JSON.stringify([mutant.operator, mutant.owner, mutant.change])
    const count = twins.get(key) ?? 0
    twins.set(key, count + 1)
    mutant.id = `${mutant.operator}-${hash(key + count).slice(0, 9)}`
  }
  return { mutants, wording }
}

function describe ({ file, owner, original, replacement, start }, text) {
  const line = text.slice(0, start).split('\n').length
  return {
    change: `${toLine(original)} → ${toLine(replacement)}`,
    line,
    surroundings: [file, owner, original, text.split('\n')[line - 1]].join(' ')
  }
}

function toLine (code) {
  return code.replace(/\s+/g, ' ').trim()
}

/**
 * `count` of them: of each file as many as it has a share in all. Within a file a hash decides, so that a change of the
 * code draws other mutants where it changed something, and the same ones elsewhere.
 */
export function draw (mutants, count, seed) {
  const files = groupByFile(mutants)
  const share = Math.min(1, count / mutants.length)
  let owed = 0
  return [...files.values()].flatMap((own) => {
    owed += own.length * share
    const quota = Math.round(owed)
    owed -= quota
    return own
      .map((mutant) => ({ mutant, rank: hash(`${seed} ${mutant.id}`) }))
      .sort((a, b) => a.rank < b.rank ? -1 : 1)
      .slice(0, quota)
      .map(({ mutant }) => mutant)
  })
}

function groupByFile (mutants) {
  const files = new Map()
  for (const mutant of mutants) files.set(mutant.file, [...files.get(mutant.file) ?? [], mutant])
  return files
}

function hash (text) {
  return createHash('sha256').update(text).digest('hex')
}
