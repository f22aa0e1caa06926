import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** What is declared and not used is no mistake of a mutant: another way to write it would use it. */
const UNUSED = new Set([6133, 6138, 6192, 6196, 6198, 6199])

/** The project's own type check, for one changed file at a time. Only what the change affects is checked again. */
export class Compiler {
  #options
  #service
  #changed = { file: undefined, text: undefined, version: 0 }
  #versions = new Map()
  #unbroken

  constructor (project) {
    const { config } = ts.readConfigFile(join(project, 'tsconfig.json'), ts.sys.readFile)
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, project)
    // Modules that are compiled one by one would be checked one by one: a name that others miss would not be missed.
    this.#options = { ...options, isolatedModules: false, verbatimModuleSyntax: false }
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => this.#options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (file) => String(this.#versions.get(file) ?? 0),
      getScriptSnapshot: (file) => {
        const text = file === this.#changed.file ? this.#changed.text : ts.sys.readFile(file)
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
      },
      getCurrentDirectory: () => project,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      realpath: ts.sys.realpath
    })
    this.project = project
    this.#unbroken = this.#check().builder
  }

  /** The first error that a change of one file causes, if any. */
  refuses (file, change) {
    const path = join(this.project, file)
    this.#set(path, change(readFileSync(path, 'utf8')))
    const { errors: [error] } = this.#check()
    this.#set(path, undefined)
    return error && ts.flattenDiagnosticMessageText(error.messageText, ' ')
  }

  #set (file, text) {
    this.#changed = text === undefined ? {} : { file, text }
    this.#versions.set(file, (this.#versions.get(file) ?? 0) + 1)
  }

  #check () {
    const program = this.#service.getProgram()
    const host = { createHash: ts.sys.createHash }
    const builder = ts.createSemanticDiagnosticsBuilderProgram(program, host, this.#unbroken)
    const errors = []
    for (;;) {
      const affected = builder.getSemanticDiagnosticsOfNextAffectedFile()
      if (affected === undefined) return { builder, errors: errors.filter(({ code }) => !UNUSED.has(code)) }
      errors.push(...affected.result)
    }
  }
}
