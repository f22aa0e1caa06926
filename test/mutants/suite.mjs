import { spawn } from 'node:child_process'
import { toScript } from './copy.mjs'

// Modules are loaded in a thread of their own then, as they are under tap: some tests count the handles of theirs.
const THREAD = ['--import', 'data:text/javascript,' +
  encodeURIComponent("import { register } from 'node:module'; register('data:text/javascript,')")]

/** Indented: an assertion inside of a test, not the sum of a file. */
const FAILURE = /^ +not ok (?!.*# (?:TODO|SKIP))/m

/** Runs test files in a copy of the project: each is a program that writes TAP. */
export class Suite {
  #children = new Set()

  /** Resolves to exit code and output of the first file that fails, else of the last. */
  async run (directory, tests) {
    let result
    for (const test of tests) {
      const [file, title] = test.split('#')
      result = await this.runFile(directory, file, { env: title === undefined ? {} : { TAP_GREP: title } })
      if (result.code !== 0) break
    }
    return result
  }

  stop () {
    for (const child of this.#children) kill(child)
  }

  /**
   * @param limit milliseconds, after which the file is ended and `isHung`
   * @param isHasty ends the file with its first failure, without waiting until all that it opened is closed
   */
  runFile (directory, file, { env = {}, args = THREAD, limit, isHasty = false }) {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...args, '--enable-source-maps', toScript(file)], {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: what a test started goes with it.
        detached: true,
        env: { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: '30', ...env }
      })
      this.#children.add(child)
      let output = ''
      let isHung = false
      const timer = limit === undefined
        ? undefined
        : setTimeout(() => {
          isHung = true
          kill(child)
        }, limit)
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk
          if (isHasty && FAILURE.test(output)) kill(child)
        })
      }
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(timer)
        this.#children.delete(child)
        resolve({ code: code ?? 1, output, isHung })
      })
    })
  }
}

function kill ({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/**
 * What became of a mutant: `killed` by which test, or why it was not.
 *
 * A file that does not load fails as well, and so does code that uses names that do not exist: neither says that a
 * test noticed anything.
 */
export function judge ({ code, output }) {
  if (code === 0) return { verdict: 'survived' }
  const lines = output.split('\n')
  const failure = lines.findIndex((line) => FAILURE.test(line))
  const mistake = lines.find((line) => /\bReferenceError\b/.test(line))
  if (failure === -1 || mistake !== undefined) return { verdict: 'broken', reason: mistake ?? tellMistake(lines) }
  return { verdict: 'killed', by: findFailing(output) }
}

/** Title of the test that failed first, if one did. */
export function findFailing (output) {
  const lines = output.split('\n')
  const failure = lines.findIndex((line) => FAILURE.test(line))
  const title = lines.slice(0, Math.max(0, failure)).findLast((line) => line.startsWith('# Subtest: '))
  return title?.slice('# Subtest: '.length)
}

function tellMistake (lines) {
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.slice(-5).join(' ')
}
