import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'

const NEEDED = ['lib', 'test', 'package.json']

/**
 * A private copy of the project, in which one file at a time may be broken. It holds JavaScript beside the TypeScript,
 * so that a test file runs in half a second: under a loader, most of the time would go into compiling the same
 * unbroken files for each mutant.
 */
export class Copy {
  static #all = new Set()

  static async make (project) {
    const copy = new Copy(project)
    await copy.#fillFrom(project)
    await copy.#compileAll()
    return copy
  }

  /** Synchronous, so that it serves while the process ends. */
  static removeAll () {
    for (const { directory } of Copy.#all) rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }

  constructor (project) {
    this.project = project
    // Without links on its way, so that what V8 reports of its files can be recognized.
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), 'help-center-mutants-')))
    Copy.#all.add(this)
  }

  /** One more, which need not be compiled again. */
  async clone () {
    const copy = new Copy(this.project)
    await copy.#fillFrom(this.directory)
    return copy
  }

  /** Runs `run` while the file is broken. Rejects if the broken file is no TypeScript. */
  async whileBroken ({ file, find, replace }, run) {
    return await this.whileChanged(file, (whole) => whole.replace(find, () => replace), run)
  }

  /** The same for any change of the text. The TypeScript stays as it is: tests that read it see no mutant. */
  async whileChanged (file, change, run) {
    const path = join(this.directory, file)
    const whole = await readFile(path, 'utf8')
    const compiled = await readFile(toScript(path))
    try {
      await this.#compile(path, change(whole))
      return await run()
    } finally {
      await writeFile(toScript(path), compiled)
    }
  }

  async #fillFrom (source) {
    for (const name of NEEDED) await cp(join(source, name), join(this.directory, name), { recursive: true })
    await symlink(join(this.project, 'node_modules'), join(this.directory, 'node_modules'), 'dir')
  }

  async #compileAll () {
    for (const folder of ['lib', 'test']) {
      for (const file of await readdir(join(this.directory, folder), { recursive: true })) {
        const path = join(this.directory, folder, file)
        if (path.endsWith('.ts')) await this.#compile(path, await readFile(path, 'utf8'))
      }
    }
  }

  async #compile (path, text) {
    const { outputText, diagnostics } = ts.transpileModule(text, {
      fileName: path,
      reportDiagnostics: true,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
        inlineSourceMap: true
      }
    })
    if (diagnostics.length > 0) {
      throw new SyntaxError(`${path}: ${ts.flattenDiagnosticMessageText(diagnostics[0].messageText, ' ')}`)
    }
    await writeFile(toScript(path), outputText)
  }
}

/** Where the JavaScript of a file lies. */
export function toScript (path) {
  return path.replace(/ts$/, 'js')
}
