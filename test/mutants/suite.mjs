import { spawn } from 'node:child_process'

// Modules are loaded in a thread of their own then, as they are under tap: some tests count the handles of theirs.
const REGISTER = 'data:text/javascript,' +
  encodeURIComponent("import { register } from 'node:module'; register('data:text/javascript,')")

/** Runs test files in a copy of the project: each is a program that writes TAP. */
export class Suite {
  #children = new Set()

  /** Resolves to exit code and output of the first file that fails, else of the last. */
  async run (directory, tests) {
    let result
    for (const test of tests) {
      result = await this.#runFile(directory, ...test.split('#'))
      if (result.code !== 0) break
    }
    return result
  }

  stop () {
    for (const child of this.#children) child.kill('SIGKILL')
  }

  #runFile (directory, file, title) {
    const script = file.replace(/ts$/, 'js')
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', REGISTER, '--enable-source-maps', script], {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: '30', ...title && { TAP_GREP: title } }
      })
      this.#children.add(child)
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk })
      child.on('error', reject)
      child.on('close', (code) => {
        this.#children.delete(child)
        resolve({ code, output })
      })
    })
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
  // Indented: an assertion inside of a test, not the sum of a file.
  const failure = lines.findIndex((line) => /^ +not ok /.test(line))
  const mistake = lines.find((line) => /\bReferenceError\b/.test(line))
  if (failure === -1 || mistake !== undefined) return { verdict: 'broken', reason: mistake ?? tellMistake(lines) }
  const title = lines.slice(0, failure).findLast((line) => line.startsWith('# Subtest: '))
  return { verdict: 'killed', by: title?.slice('# Subtest: '.length) }
}

function tellMistake (lines) {
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.slice(-5).join(' ')
}
