import { readFileSync } from 'node:fs'
import { commandNames, readArguments, type Arguments } from './arguments.ts'
import { CannotCheck } from './check/cannot-check.ts'
import { runCheck } from './check/command.ts'
import { providerNames } from './check/walk-contract.ts'
import { runExplain } from './explain.ts'
import { help } from './help.ts'
import { runInspect } from './inspect/command.ts'
import { maskText } from './redact.ts'
import { runServe } from './serve/command.ts'
import { runTry } from './try/command.ts'
import { UsageError } from './usage-error.ts'

/** What a command may touch of the process; tests hand in their own. */
export interface Surroundings {
  stdin: NodeJS.ReadableStream & AsyncIterable<string | Buffer> & { isTTY?: boolean }
  stdout: { write: (text: string) => unknown, isTTY?: boolean }
  stderr: { write: (text: string) => unknown, isTTY?: boolean }
  env: Readonly<Record<string, string | undefined>>
  /** Ends a command that serves pages; on a terminal Ctrl-C does. */
  signal?: AbortSignal
}

/** One command: answers with the exit status. */
export type Command = (args: Arguments, surroundings: Surroundings) => Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  check: runCheck,
  explain: runExplain,
  inspect: runInspect,
  serve: runServe,
  try: runTry
}

/** Runs one command line. 0: nothing at or above `--fail-on`; 1: findings; 2: wrong usage, or could not check. */
export async function run (words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings
  const [first = ''] = words
  if (first === '--version' || (commandNames.includes(first) && words.includes('--version'))) {
    stdout.write(`${readVersion()}\n`)
    return 0
  }
  if (['', 'help', '--help', '-h'].includes(first)) {
    stdout.write(help[words[1] ?? ''] ?? help['']!)
    return first === '' ? 2 : 0
  }
  let args: Arguments | undefined
  try {
    args = readArguments(words)
    if (args.flag('help')) {
      stdout.write(help[args.command]!)
      return 0
    }
    return await COMMANDS[args.command]!(args, surroundings)
  } catch (error) {
    const isKnown = error instanceof UsageError || error instanceof CannotCheck
    // A bug of ours may quote in its message what it stumbled over, so only its place is told.
    const sentence = isKnown
      ? maskText(error.message)
      : `This is a bug in fastify-help-center: ${placeOf(error)}. Please report it.`
    stderr.write(`${sentence}\n`)
    if (error instanceof UsageError) {
      stderr.write(`See: npx fastify-help-center ${commandNames.includes(first) ? `${first} ` : ''}--help\n`)
    }
    // Also where the command line itself is wrong, and was not read.
    if (words.includes('--json')) stdout.write(toErrorJson(first, args, sentence))
    return 2
  }
}

/** What a script gets that asked for JSON; it has the form of every report. */
function toErrorJson (command: string, args: Arguments | undefined, error: string): string {
  const provider = providerNames.find((name) => name === args?.value('provider')) ?? ''
  return `${JSON.stringify({
    schemaVersion: 1,
    command: commandNames.includes(command) ? command : '',
    provider,
    error,
    findings: [],
    notVisited: [],
    atVendor: []
  }, null, 2)}\n`
}

function placeOf (error: unknown): string {
  const { name, stack } = error as Error
  const [, line = 'unknown place'] = String(stack).split(/\n +at /)
  return `${name} ${line.replace(/\(?file:\/\/.*\//, '(')}`
}

function readVersion (): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url),
    'utf8')) as { version: string }
  return version
}
