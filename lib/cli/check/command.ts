import type { Arguments } from '../arguments.ts'
import { checkFailOn, printReport } from '../output.ts'
import { maskAddress } from '../redact.ts'
import type { Surroundings } from '../run.ts'
import { readSecret, readTextFile } from '../secrets.ts'
import { didYouMean } from '../suggest.ts'
import { UsageError } from '../usage-error.ts'
import { check } from './check.ts'
import { signInByHand } from './manual.ts'
import { readSession } from './read-session.ts'
import type { Target } from './target.ts'
import { findContract, providerNames } from './walk-contract.ts'

/** `check <url> --provider NAME …` */
export async function runCheck (args: Arguments, surroundings: Surroundings): Promise<number> {
  checkFailOn(args)
  const target = await readTarget(args, surroundings)
  const caFile = args.value('ca-file')
  const ca = caFile === undefined ? undefined : readTextFile(caFile, 'ca-file')
  const session = readSession(args, target.loginUrl, surroundings)
  surroundings.stderr.write(`Walking ${maskAddress(target.loginUrl)} …\n`)
  const net = { ca }
  const say = (line: string): void => { surroundings.stderr.write(line) }
  const report = await check({
    target,
    session,
    net,
    ...args.flag('manual') && {
      signIn: (inbound, asked) => signInByHand({ target: asked, net, inbound, say })
    }
  })
  const subject = `${maskAddress(target.loginUrl)}, checked as a sign-in for ${target.contract.name}`
  return printReport(report, subject, args, surroundings)
}

async function readTarget (args: Arguments, surroundings: Surroundings): Promise<Target> {
  const { positionals: [address, ...more] } = args
  if (address === undefined) throw new UsageError('check needs the Remote Login URL of the app.')
  if (more.length > 0) throw new UsageError('check takes one address. One with "&" or "?" in it has to be quoted.')
  const provider = args.value('provider')
  const contract = provider === undefined ? undefined : findContract(provider)
  if (!contract) {
    const known = `Known: ${providerNames.join(', ')}.`
    throw new UsageError(provider === undefined
      ? `check needs --provider. ${known}`
      : `There is no such provider.${didYouMean(provider, providerNames)} ${known}`)
  }
  const loginUrl = readUrl(address, 'The Remote Login URL')
  const url = (name: string): URL | undefined => {
    const value = args.value(name)
    return value === undefined ? undefined : readUrl(value, `--${name}`)
  }
  return {
    loginUrl,
    contract,
    endpoint: url('endpoint'),
    helpCenter: url('help-center'),
    secret: await readSecret(args, surroundings),
    logoutUrl: url('logout'),
    also: args.list('also').map((origin) => readUrl(origin, '--also').origin)
  }
}

function readUrl (text: string, what: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new UsageError(`${what} has to be an absolute http or https address.`)
  }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`${what} has a user name or password in it. Pass it with --header-env.`)
  }
  return url
}
