import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { findContract, providerNames } from '../check/walk-contract.ts'
import { checkFailOn, printReport } from '../output.ts'
import type { Surroundings } from '../run.ts'
import { readAll, readSecret, readTextFile } from '../secrets.ts'
import { didYouMean } from '../suggest.ts'
import { UsageError } from '../usage-error.ts'
import { inspect } from './inspect.ts'
import { redactHar } from './redact-har.ts'

/** `inspect --provider NAME …`, with something pasted on standard input or a HAR in a file. */
export async function runInspect (args: Arguments, surroundings: Surroundings): Promise<number> {
  checkFailOn(args)
  if (args.positionals.length > 0) {
    throw new UsageError('inspect takes no argument: an argument is seen in the shell\'s history and in the list of ' +
      'processes. Give it on standard input, or a recording with --har FILE.')
  }
  const { facts, name } = findProvider(args)
  checkOutput(args)
  const harFile = args.value('har')
  const har = harFile === undefined ? undefined : readTextFile(harFile, 'har')
  const key = await readSecret(args, surroundings)
  const text = har ?? await readPastedText(args, surroundings)
  const report = inspect({ facts, pasted: text, har, key, now: Date.now() })
  writeRedacted(args, text, surroundings)
  return printReport(report, `Read as a sign-in for ${name}`, args, surroundings)
}

function findProvider (args: Arguments) {
  const provider = args.value('provider')
  const contract = provider === undefined ? undefined : findContract(provider)
  if (contract !== undefined) return contract
  const known = `Known: ${providerNames.join(', ')}.`
  throw new UsageError(provider === undefined
    ? `inspect needs --provider. ${known}`
    : `There is no such provider.${didYouMean(provider, providerNames)} ${known}`)
}

/** Checked first: the recording itself must not be overwritten, nor a report printed before the copy fails. */
function checkOutput (args: Arguments): void {
  const [har, copy] = [args.value('har'), args.value('redact')]
  if (har !== undefined && copy !== undefined && resolve(har) === resolve(copy)) {
    throw new UsageError('--redact would overwrite the recording itself. Name another file.')
  }
  if (har === undefined && args.value('secret-file') === '-') {
    throw new UsageError('Standard input cannot be both the secret and what is inspected.')
  }
}

async function readPastedText (args: Arguments, { stdin, stderr }: Surroundings): Promise<string> {
  if (stdin.isTTY) {
    if (args.flag('no-input')) throw new UsageError('There is nothing on standard input.')
    stderr.write('Paste a token, an address or a query, then press Ctrl-D on a line of its own.\n')
  }
  return await readAll(stdin)
}

function writeRedacted (args: Arguments, text: string, { stderr }: Surroundings): void {
  const file = args.value('redact')
  if (file === undefined) return
  const { har, removed } = redactHar(text)
  try {
    writeFileSync(file, har, { mode: 0o600 })
  } catch {
    throw new UsageError('The file of --redact cannot be written.')
  }
  stderr.write(`Wrote the copy. Removed: ${removed.length === 0 ? 'nothing' : removed.join('; ')}.\n`)
}
