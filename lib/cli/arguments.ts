import { parseArgs, type ParseArgsConfig } from 'node:util'
import { didYouMean } from './suggest.ts'
import { UsageError } from './usage-error.ts'

type OptionSpecs = NonNullable<ParseArgsConfig['options']>

const EVERYWHERE: OptionSpecs = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  'no-input': { type: 'boolean' }
}
const JUDGEMENT: OptionSpecs = {
  provider: { type: 'string' },
  'secret-env': { type: 'string' },
  'secret-file': { type: 'string' },
  'fail-on': { type: 'string' },
  json: { type: 'boolean' }
}

/** The commands and what they take. */
const COMMANDS: Readonly<Record<string, OptionSpecs>> = {
  check: {
    ...JUDGEMENT,
    endpoint: { type: 'string' },
    'help-center': { type: 'string' },
    'cookie-env': { type: 'string' },
    'header-env': { type: 'string' },
    'storage-state': { type: 'string' },
    'cookie-jar': { type: 'string' },
    'ca-file': { type: 'string' },
    logout: { type: 'string' },
    also: { type: 'string', multiple: true },
    manual: { type: 'boolean' }
  },
  inspect: { ...JUDGEMENT, har: { type: 'string' }, redact: { type: 'string' } },
  explain: { json: { type: 'boolean' } },
  try: {
    provider: { type: 'string' },
    endpoint: { type: 'string' },
    'help-center': { type: 'string' },
    'secret-env': { type: 'string' },
    'secret-file': { type: 'string' },
    email: { type: 'string' },
    print: { type: 'boolean' }
  },
  serve: {
    provider: { type: 'string' },
    'login-url': { type: 'string' },
    'logout-url': { type: 'string' },
    'secret-env': { type: 'string' },
    'secret-file': { type: 'string' },
    port: { type: 'string' }
  }
}
export const commandNames: readonly string[] = Object.keys(COMMANDS)

/** What people try, and what to use instead: an argument stays in the history and in the list of processes. */
const SECRETS: Readonly<Record<string, string>> = {
  secret: '--secret-env NAME or --secret-file FILE',
  key: '--secret-env NAME or --secret-file FILE',
  'private-key': '--secret-env NAME or --secret-file FILE',
  'public-key': '--secret-file FILE',
  cookie: '--cookie-env NAME, --cookie-jar FILE or --storage-state FILE',
  header: '--header-env NAME',
  authorization: '--header-env NAME',
  token: 'standard input',
  jwt: 'standard input',
  password: '--manual'
}

/** A command line that has the right form. */
export interface Arguments {
  command: string
  positionals: readonly string[]
  flag: (name: string) => boolean
  /** The value of an option; of one that is given twice, the last. */
  value: (name: string) => string | undefined
  list: (name: string) => readonly string[]
}

/** @throws UsageError, which never repeats a value: it may be a secret */
export function readArguments ([command = '', ...words]: readonly string[]): Arguments {
  if (!Object.hasOwn(COMMANDS, command)) {
    throw new UsageError(`There is no command ${quote(command)}.${didYouMean(command, commandNames)}`)
  }
  const options = { ...EVERYWHERE, ...COMMANDS[command] }
  for (const word of words) checkOption(word, Object.keys(options), command)
  const { values, positionals } = parse(words, options)
  for (const name of ['secret-env', 'cookie-env', 'header-env']) checkVariableName(name, values[name])
  return {
    command,
    positionals,
    flag: (name) => values[name] === true,
    value: (name) => typeof values[name] === 'string' ? values[name] : undefined,
    list: (name) => Array.isArray(values[name]) ? values[name].map(String) : []
  }
}

function checkOption (word: string, names: readonly string[], command: string): void {
  const name = /^--([^=]+)/.exec(word)?.[1]
  if (name === undefined || names.includes(name)) return
  const instead = Object.hasOwn(SECRETS, name) ? SECRETS[name] : undefined
  if (instead !== undefined) {
    throw new UsageError(`--${name} is refused: an argument is seen in the shell's history and in the list of ` +
      `processes. Use ${instead}.`)
  }
  throw new UsageError(`${command} has no option ${quote(`--${name}`)}.${didYouMean(name, names, '--')}`)
}

function parse (args: readonly string[], options: OptionSpecs) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Of the message only the option's name: what follows may be a value.
    const [, quoted = 'option'] = (error as Error).message.split("'")
    const option = quote(quoted.split(/[ ,<]/, 1)[0]!)
    throw new UsageError((error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
      ? `There is no option ${option}.`
      : `${option} has no value, or one that it does not take.`)
  }
}

/** Who pastes the secret in place of the variable's name must not read it again in an error. */
function checkVariableName (name: string, value: unknown): void {
  if (typeof value === 'string' && !/^[A-Za-z_]\w{0,63}$/.test(value)) {
    throw new UsageError(`--${name} takes the name of an environment variable, not the value itself.`)
  }
}

/** A word of the command line in an error: short, and without anything that a terminal would obey. */
function quote (word: string): string {
  const plain = word.replaceAll(/[^\x20-\x7e]/g, '?')
  return plain.length > 40 ? `${plain.slice(0, 20)}…` : plain
}
