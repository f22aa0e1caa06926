import * as contracts from '../../facts/index.ts'
import type { VendorFacts } from '../../facts/fact.ts'
import type { Arguments } from '../arguments.ts'
import type { Surroundings } from '../run.ts'
import { readSecret } from '../secrets.ts'
import { didYouMean } from '../suggest.ts'
import { readUrl } from '../url.ts'
import { UsageError } from '../usage-error.ts'
import { describeHelpCenter } from './guide.ts'
import { openHelpCenter, servedNames } from './help-center.ts'

/** On a terminal, Ctrl-C ends the whole process. */
const NEVER = new AbortController().signal
const FACTS: readonly VendorFacts[] = Object.values(contracts)

/** `serve --provider NAME --login-url URL …`: a stand-in for the help center, until somebody ends it. */
export async function runServe (args: Arguments, surroundings: Surroundings): Promise<number> {
  const { signal = NEVER } = surroundings
  if (args.positionals.length > 0) throw new UsageError('serve takes options only.')
  const facts = findFacts(args.value('provider'))
  const login = readUrl(args.value('login-url'), '--login-url')
  if (login === undefined) {
    throw new UsageError('serve needs --login-url: the address of your app where visitors sign in.')
  }
  const port = readPort(args.value('port') ?? '4000')
  const secret = await readSecret(args, surroundings)
  const { judge, site } = openHelpCenter(facts.vendor, {
    remoteLoginUrl: login.href,
    remoteLogoutUrl: readUrl(args.value('logout-url'), '--logout-url')?.href ?? '',
    secret,
    say: (line) => { surroundings.stderr.write(line) }
  })
  await listen(site, { port, host: otherName(login) })
  surroundings.stdout.write(describeHelpCenter({
    facts, judge, secretFrom: secret === undefined ? undefined : args.value('secret-env') ?? 'your file'
  }))
  await untilAborted(signal)
  await site.close()
  return 0
}

function findFacts (name: string | undefined): VendorFacts {
  const known = `Known: ${servedNames.join(', ')}.`
  if (name === undefined) throw new UsageError(`serve needs --provider. ${known}`)
  const facts = FACTS.find(({ vendor }) => vendor === name)
  if (facts === undefined) throw new UsageError(`There is no such provider.${didYouMean(name, servedNames)} ${known}`)
  if (!servedNames.includes(name)) {
    throw new UsageError(`${facts.name} signs in a widget on your own pages: there is no help center to serve.`)
  }
  return facts
}

/** 0 is any free port. */
function readPort (text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError('--port takes a number from 0 to 65535.')
  return port
}

/** Two names of one machine, because browsers take them for two sites, as a company and its help center are. */
function otherName ({ hostname }: URL): string {
  return hostname === '127.0.0.1' ? 'localhost' : '127.0.0.1'
}

async function listen (site: ReturnType<typeof openHelpCenter>['site'], at: { port: number, host: string }) {
  try {
    await site.listen(at)
  } catch {
    throw new UsageError(`Port ${at.port} is taken, or not yours to open. Choose another one with --port.`)
  }
}

function untilAborted (signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => { signal.addEventListener('abort', () => { resolve() }, { once: true }) })
}
