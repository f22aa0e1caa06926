import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Arguments } from './arguments.ts'
import type { Surroundings } from './run.ts'
import { UsageError } from './usage-error.ts'

/** The vendor's secret, as text: by the name of a variable, from a file, from standard input or by hand. */
export async function readSecret (args: Arguments, surroundings: Surroundings): Promise<string | undefined> {
  const name = args.value('secret-env')
  const file = args.value('secret-file')
  if (name !== undefined && file !== undefined) {
    throw new UsageError('Give --secret-env or --secret-file, not both.')
  }
  if (name !== undefined) return readVariable(name, 'secret-env', surroundings)
  if (file === undefined) return undefined
  if (file !== '-') return nonEmpty(stripLineBreak(readTextFile(file, 'secret-file')), 'The secret file is empty.')
  const { stdin } = surroundings
  const text = stdin.isTTY && !args.flag('no-input') ? await prompt('Secret: ', surroundings) : await readAll(stdin)
  return nonEmpty(stripLineBreak(text), 'No secret came in on standard input.')
}

/** The value of a variable that the command line names. */
export function readVariable (name: string, option: string, { env }: Pick<Surroundings, 'env'>): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  // Without the name: it may be the secret itself, pasted in the wrong place.
  return nonEmpty(value ?? '', `The environment variable that --${option} names is not set, or empty.`)
}

/** @throws UsageError that names the option, and the reason in a word */
export function readTextFile (file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const reason = { ENOENT: 'is not there', EACCES: 'may not be read', EISDIR: 'is a folder' }[code] ?? 'cannot be ' +
      'read'
    throw new UsageError(`The file of --${option} ${reason}.`)
  }
}

export async function readAll (stream: AsyncIterable<string | Buffer>, limit = 64 * 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > limit) throw new UsageError(`Standard input has more than ${limit / 1024 / 1024} MiB.`)
  }
  return Buffer.concat(chunks).toString()
}

/** Editors end files with one; a second belongs to the secret, and is a finding. */
function stripLineBreak (text: string): string {
  return text.replace(/\r?\n$/, '')
}

function nonEmpty (text: string, complaint: string): string {
  if (text === '') throw new UsageError(complaint)
  return text
}

/** Asks on the terminal without showing what is typed. */
function prompt (question: string, { stdin, stderr }: Surroundings): Promise<string> {
  stderr.write(question)
  const silent = new Writable({ write (_chunk, _encoding, done) { done() } })
  const terminal = createInterface({ input: stdin, output: silent, terminal: true })
  return new Promise((resolve) => {
    terminal.once('close', () => { resolve('') })
    // The terminal hands Ctrl-C over as a key while it hides what is typed.
    terminal.once('SIGINT', () => { process.emit('SIGINT') })
    terminal.question('', (answer) => {
      // Before it is closed, which counts as no answer.
      resolve(answer)
      stderr.write('\n')
      terminal.close()
    })
  })
}
