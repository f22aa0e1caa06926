// Draws mutants that nobody has chosen, breaks the package with each of them in a copy, and requires that a unit test
// notices each, unless survivors.mjs says why none has to.
//
//   node test/mutants/draw.mjs [--count 500] [--seed 8] [--only <part of a path>] [--id <id>]…
//                              [--test <file>]… [--again] [--list]
//
// --id judges these and nothing else, --test tries these test files alone: both for the one who writes a test.
// --again judges the listed survivors too, and names those that are noticed by now. --list only tells what is drawn.
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { Compiler } from './compiler.mjs'
import { draw, findAll } from './sample.mjs'
import { findFailing } from './suite.mjs'
import { survivors } from './survivors.mjs'
import { Tests } from './tests.mjs'
import { PROJECT, Workshop } from './workshop.mjs'

const { values: { count, seed, only, id: ids = [], test: testFiles, again, list } } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    id: { type: 'string', multiple: true },
    test: { type: 'string', multiple: true },
    again: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false }
  }
})

let runs = 0
const unsteady = new Set()
const { mutants: all, wording } = findAll(PROJECT)
const listed = new Map(Object.entries(survivors).flatMap(([kind, rows]) => rows.map(([id]) => [id, kind])))
const candidates = all.filter(({ file }) => file.includes(only))
const drawn = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : draw(candidates, Number(count), seed)

if (list) {
  for (const mutant of drawn) console.log(describe(mutant))
} else {
  process.exitCode = await main() ? 0 : 1
}

async function main () {
  const start = performance.now()
  console.log(`${drawn.length} mutants drawn of ${candidates.length} (seed ${seed}); ${wording} of wording left out`)
  if (drawn.length === 0) return false
  const workshop = await Workshop.open()
  const tests = await Tests.measure(workshop, testFiles ?? Tests.find(PROJECT))
  for (const { file, title } of tests.failing) {
    console.error(`${file} fails without any mutant, and is not asked: ${title}`)
  }
  const { files, time } = tests.size
  console.log(
    `${files} test files, ${toSeconds(time)} s one after the other; found after ${since(start)} s what they reach`
  )

  await tests.assign(drawn, workshop.copies[0])
  const verdicts = await judgeAll(workshop, tests)
  const unlisted = refuse(verdicts.filter(({ verdict }) => verdict === 'survived'))
  report(verdicts, unlisted)
  console.log(`${since(start)} s, ${runs} runs of a test file`)
  return unlisted.length === 0 && tests.failing.length === 0
}

async function judgeAll (workshop, tests) {
  const verdicts = []
  await workshop.each(drawn, async (mutant, copy) => {
    const start = performance.now()
    const isListed = listed.has(mutant.id) && !again && ids.length === 0
    const { verdict, by = '' } = isListed ? { verdict: 'listed' } : await judge(workshop.suite, tests, copy, mutant)
    verdicts.push({ mutant, verdict, by })
    console.log(`${verdict.padEnd(8)}  ${describe(mutant)}  (${since(start)} s)  ${by}`)
  })
  return verdicts
}

async function judge (suite, tests, copy, mutant) {
  const change = (text) => text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end)
  return await copy.whileChanged(mutant.file, change, async () => {
    for (const test of tests.inOrder(mutant)) {
      const kill = await tryTest(suite, copy, test)
      // A test that counts on the clock fails by itself while others are at work here, and would hide a survivor.
      const again = kill !== null && isBusy() ? await tryTest(suite, copy, test) : kill
      const isKilled = kill !== null && again?.by === kill.by
      tests.learn(mutant, test, isKilled)
      if (isKilled) return kill
      if (kill !== null) unsteady.add(kill.by)
    }
    if (listed.has(mutant.id)) return { verdict: 'listed' }
    const { reachedBy, notAsked } = mutant
    if (notAsked.length > 0) {
      return { verdict: 'survived', by: `not asked: ${notAsked.map(({ file }) => file).join(', ')}` }
    }
    return { verdict: 'survived', by: reachedBy.length === 0 ? 'no test gets there' : '' }
  })
}

/** What the broken code did to one test file, or null if nothing. */
async function tryTest (suite, copy, { file, args, time }) {
  runs++
  // For what hangs, not for what is slow.
  const limit = 10_000 + 4 * time
  const { code, output, isHung } = await suite.runFile(copy.directory, file, { args, limit, isHasty: true })
  if (code === 0) return null
  const title = findFailing(output)
  return { verdict: isHung ? 'hung' : 'killed', by: title === undefined ? file : `${file}#${title}` }
}

function isBusy () {
  return loadavg()[0] > 2 * availableParallelism()
}

/** Takes those away that the compiler refuses; asking it before would take longer than all the tests. */
function refuse (verdicts) {
  if (verdicts.length === 0) return []
  const compiler = new Compiler(PROJECT)
  return verdicts.filter((verdict) => {
    const { file, start, end, replacement } = verdict.mutant
    const error = compiler.refuses(file, (text) => text.slice(0, start) + replacement + text.slice(end))
    if (error === undefined) return true
    verdict.verdict = 'refused'
    verdict.by = error
    return false
  })
}

function report (verdicts, unlisted) {
  const operators = [...new Set(drawn.map(({ operator }) => operator))].sort()
  console.log('\noperator     killed  hung  refused  listed  survived')
  for (const operator of [...operators, 'all']) {
    const own = verdicts.filter(({ mutant }) => operator === 'all' || mutant.operator === operator)
    const counts = [
      ['killed', 6], ['hung', 4], ['refused', 7], ['listed', 6], ['survived', 8]
    ].map(([verdict, width]) =>
      String(own.filter((each) => each.verdict === verdict).length).padStart(width))
    console.log(`${operator.padEnd(11)}  ${counts.join('  ')}`)
  }
  const kinds = verdicts.filter(({ verdict }) => verdict === 'listed').map(({ mutant }) => listed.get(mutant.id))
  for (const kind of new Set(kinds)) console.log(`Listed as ${kind}: ${kinds.filter((each) => each === kind).length}`)

  const known = new Set(all.map(({ id }) => id))
  for (const id of listed.keys()) if (!known.has(id)) console.log(`Note: ${id} is listed, and is no mutant any more`)
  for (const { mutant, verdict, by } of verdicts) {
    if (listed.has(mutant.id) && verdict !== 'listed') {
      console.log(`Note: ${mutant.id} is listed, but ${verdict} by ${by}`)
    }
  }
  for (const test of unsteady) console.log(`Note: ${test} failed once, and did not when asked again`)
  if (unlisted.length === 0) return
  console.log('\nNo unit test noticed these. Write one, or give the reason why none is needed in survivors.mjs:')
  unlisted.sort(({ mutant: a }, { mutant: b }) => a.file.localeCompare(b.file) || a.line - b.line)
  for (const { mutant, by } of unlisted) console.log(`${describe(mutant)}  ${by}`)
}

function describe ({ id, file, line, change }) {
  return `${file}:${line}  ${id}  ${change.length > 200 ? `${change.slice(0, 200)} …` : change}`
}

function since (start) {
  return toSeconds(performance.now() - start)
}

function toSeconds (time) {
  return (time / 1000).toFixed(1)
}
