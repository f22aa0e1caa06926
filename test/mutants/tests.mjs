import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { toScript } from './copy.mjs'
import { Coverage, readPlaces } from './coverage.mjs'
import { isOfModule } from './operators.mjs'
import { findFailing } from './suite.mjs'

/** The test files, with the time that each takes and what it executes; `failing` are of no use. */
export class Tests {
  failing = []
  #passing = []
  /** Kills by module and test: what has noticed one mutant of a module tends to notice the next. */
  #record = new Map()
  #places = new Map()

  static find (project) {
    return readdirSync(join(project, 'test'), { recursive: true, encoding: 'utf8' })
      .map((path) => `test/${path.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.test.ts'))
      .sort()
  }

  /** Runs each file once without any mutant. */
  static async measure (workshop, files) {
    const tests = new Tests()
    await workshop.each(files, async (file, copy) => {
      // Without tap's thread a file starts faster. Some count on it; on a busy machine, some need another try.
      for (const [attempt, args] of [[], undefined, undefined].entries()) {
        const folder = join(copy.directory, 'coverage')
        const start = performance.now()
        const env = { NODE_V8_COVERAGE: folder, TAP_BAIL: '0' }
        const { code, output } = await workshop.suite.runFile(copy.directory, file, { args, env })
        const time = performance.now() - start
        const coverage = await Coverage.take(folder, join(copy.directory, 'lib'))
        if (code === 0) tests.#passing.push({ file, args, time, coverage, words: readWords(copy, file) })
        else if (attempt === 2) tests.failing.push({ file, coverage, title: findFailing(output) })
        else continue
        break
      }
    })
    return tests
  }

  /** How many test files there are to judge by, and how long they take one after the other. */
  get size () {
    return { files: this.#passing.length, time: this.#passing.reduce((sum, { time }) => sum + time, 0) }
  }

  /**
   * Finds the tests that reach each mutant, before any of them is applied: `mutant.reachedBy`, and `mutant.notAsked`
   * those that would, did they not fail anyway.
   */
  async assign (mutants, { directory }) {
    for (const mutant of mutants) {
      const offsets = findPlaces(mutant).map(await this.#readPlaces(join(directory, mutant.file)))
      const script = toScript(mutant.file.slice('lib/'.length))
      const reaches = ({ coverage }) => offsets.some((offset) => coverage.has(script, offset))
      mutant.reachedBy = this.#passing.filter(reaches)
      mutant.notAsked = this.failing.filter(reaches)
    }
    // A test that reaches little else is about this module.
    const reached = new Map(this.#passing.map((test) => [test, 0]))
    for (const { reachedBy } of mutants) for (const test of reachedBy) reached.set(test, reached.get(test) + 1)
    for (const { file, reachedBy } of mutants) {
      for (const test of reachedBy) this.#recordOf(file, test).share += 1 / reached.get(test)
    }
  }

  /**
   * The tests that reach a mutant, the most promising per second first: one that has much to do with its module, that
   * uses its rarest words, that has noticed others before.
   */
  inOrder (mutant) {
    const weights = [...findWords(mutant.surroundings)].map((word) => [word, this.#weigh(word)])
    const likeness = (test) => weights.reduce((sum, [word, weight]) => test.words.has(word) ? sum + weight : sum, 0)
    const likest = Math.max(0.1, ...mutant.reachedBy.map(likeness))
    const promise = (test) => {
      const { share, tries, kills } = this.#recordOf(mutant.file, test)
      return (share + (likeness(test) / likest) ** 2 + kills) / (1 + tries) / test.time
    }
    return mutant.reachedBy.map((test) => [promise(test), test]).sort(([a], [b]) => b - a).map(([, test]) => test)
  }

  /** The fewer tests use a word, the more it says. */
  #weigh (word) {
    const users = this.#passing.filter(({ words }) => words.has(word))
    return Math.log((1 + this.#passing.length) / (1 + users.length))
  }

  learn ({ file }, test, isKilled) {
    const record = this.#recordOf(file, test)
    record.tries++
    if (isKilled) record.kills++
  }

  async #readPlaces (path) {
    if (!this.#places.has(path)) {
      this.#places.set(path, readPlaces(await readFile(path, 'utf8'), await readFile(toScript(path), 'utf8')))
    }
    return this.#places.get(path)
  }

  #recordOf (file, test) {
    const key = `${file} ${test.file}`
    if (!this.#record.has(key)) this.#record.set(key, { share: 0, tries: 0, kills: 0 })
    return this.#record.get(key)
  }
}

function readWords ({ directory }, file) {
  return findWords(file + readFileSync(join(directory, file), 'utf8'))
}

/** The parts of all names: "return", "to" and "returnTo" of `returnTo`. */
function findWords (text) {
  const names = text.match(/[\w-]+/g) ?? []
  return new Set(names.flatMap((name) => [name, ...name.split(/[-_]|(?=[A-Z])/)].map((word) => word.toLowerCase())))
}

/**
 * Where a mutant makes itself felt: where it stands; that of a constant of the module, which every test executes that
 * loads the module, where the constant is used, as long as nothing else can see it.
 */
function findPlaces ({ node, place, root }) {
  const constant = findConstant(node)
  return (constant && findUses(constant, root, new Set())) ?? [place]
}

/** The module's constant whose value a node is part of, unless a function stands in between. */
function findConstant (node) {
  for (let each = node; each !== undefined; each = each.parent) {
    if (ts.isFunctionLike(each) || ts.isClassLike(each)) return
    if (isOfModule(each)) return each
  }
}

/** Positions, or undefined where not all of them are known. */
function findUses (constant, root, seen) {
  const { name, parent: { parent: statement } } = constant
  if (!ts.isIdentifier(name) || statement.modifiers !== undefined) return
  if (seen.has(constant)) return []
  seen.add(constant)
  const uses = []
  let isKnown = true
  const visit = (node) => {
    if (ts.isTypeNode(node)) return
    ts.forEachChild(node, visit)
    if (!ts.isIdentifier(node) || node.text !== name.text || node === name || isOnlyName(node)) return
    if (isInFunction(node)) {
      uses.push(node.getStart())
    } else {
      const next = findConstant(node)
      const further = next && findUses(next, root, seen)
      if (further === undefined) isKnown = false
      else uses.push(...further)
    }
  }
  visit(root)
  return isKnown ? uses : undefined
}

function isOnlyName (node) {
  const { parent } = node
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node
}

function isInFunction (node) {
  for (let each = node; each !== undefined; each = each.parent) if (ts.isFunctionLike(each)) return true
  return false
}
