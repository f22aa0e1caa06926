// Breaks the guards of the package one at a time, in a copy, and requires that the tests notice each.
//
//   node test/mutants/run.mjs [--only <part of a name>] [--list]
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mutants } from './mutants.mjs'
import { judge } from './suite.mjs'
import { PROJECT, Workshop } from './workshop.mjs'

const { values: { only = '', list = false } } = parseArgs({
  options: { only: { type: 'string' }, list: { type: 'boolean' } }
})
const chosen = mutants.filter(({ name }) => name.includes(only))

if (list) {
  for (const { name, file } of chosen) console.log(`${name}  (${file})`)
} else {
  process.exitCode = await main() ? 0 : 1
}

async function main () {
  const faults = chosen.length === 0 ? [`There is no mutant with "${only}" in its name`] : chosen.flatMap(findFault)
  if (faults.length > 0) {
    for (const fault of faults) console.error(fault)
    console.error('Nothing was run: a mutant that cannot be applied is a guard that nobody looks after.')
    return false
  }

  const start = performance.now()
  const workshop = await Workshop.open()
  if (!await passesUnbroken(workshop)) return false
  const verdicts = await runAll(workshop)
  const count = (verdict) => verdicts.filter((each) => each === verdict).length
  const took = Math.round((performance.now() - start) / 1000)
  console.log(`${took} s${count('broken') > 0 ? `, ${count('broken')} could not be judged` : ''}`)
  console.log(`${count('killed')} killed, ${count('survived')} survived`)
  return count('killed') === verdicts.length
}

/** A mutant's text must stand in its file exactly once, or a change of the code would silently turn it off. */
function findFault ({ name, file, find, replace, tests }) {
  const text = read(file)
  if (text === null) return [`"${name}": there is no ${file}`]
  const missing = tests.filter((test) => read(test.split('#')[0]) === null)
  if (missing.length > 0) return [`"${name}": there is no ${missing.join(', ')}`]
  const count = text.split(find).length - 1
  if (count !== 1) return [`"${name}": found ${count} times instead of once in ${file}: ${find}`]
  return find === replace ? [`"${name}": changes nothing`] : []
}

function read (file) {
  try {
    return readFileSync(join(PROJECT, file), 'utf8')
  } catch {
    return null
  }
}

/** Without this, a test that fails anyway would seem to kill. */
async function passesUnbroken (workshop) {
  const tests = [...new Set(chosen.flatMap((mutant) => mutant.tests))].sort()
  console.log(`${chosen.length} mutants, ${tests.length} test files`)
  let passes = true
  await workshop.each(tests, async (test, copy) => {
    const { code, output } = await workshop.suite.run(copy.directory, [test])
    if (code === 0) return
    passes = false
    console.error(`${output}\n${test} fails without any mutant, so nothing can be learned from it.`)
  })
  return passes
}

async function runAll (workshop) {
  const verdicts = []
  await workshop.each(chosen, async (mutant, copy) => {
    const start = performance.now()
    const { verdict, by, reason } = await judgeMutant(workshop.suite, copy, mutant)
    const took = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`${verdict.padEnd(8)}  ${mutant.name}  (${took} s)  ${by ?? reason ?? mutant.tests.join(', ')}`)
    verdicts.push(verdict)
  })
  return verdicts
}

async function judgeMutant (suite, copy, mutant) {
  try {
    let judgement
    // A file that bails out ends before its last lines are through the pipe, now and then.
    for (let attempt = 0; attempt < 6 && (judgement === undefined || judgement.verdict === 'broken'); attempt++) {
      judgement = judge(await copy.whileBroken(mutant, () => suite.run(copy.directory, mutant.tests)))
    }
    return judgement
  } catch (error) {
    return { verdict: 'broken', reason: error.message }
  }
}
