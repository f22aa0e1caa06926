import { isEmail } from '../../fakes/email.ts'
import type { VendorFacts } from '../../facts/fact.ts'
import type { Arguments } from '../arguments.ts'
import { findContract, providerNames } from '../check/walk-contract.ts'
import { CannotCheck } from '../check/cannot-check.ts'
import type { Surroundings } from '../run.ts'
import { readSecret } from '../secrets.ts'
import { didYouMean } from '../suggest.ts'
import { readUrl } from '../url.ts'
import { UsageError } from '../usage-error.ts'
import { makeHandoff, type Trial } from './link.ts'
import { serveTrial } from './pages.ts'
import { canSign } from './sign.ts'
import { isUsual, listFormats, listVariants, nameFormat } from './variants.ts'

/** `try --provider NAME …`: links for a person to follow; the command itself sends nothing to any vendor. */
export async function runTry (args: Arguments, surroundings: Surroundings): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError('try takes options only.')
  const trial = await readTrial(args, surroundings)
  if (args.flag('print')) {
    surroundings.stdout.write(printLinks(trial))
    return 0
  }
  await serveTrial(trial, surroundings)
  return 0
}

async function readTrial (args: Arguments, surroundings: Surroundings): Promise<Trial> {
  const facts = findFacts(args.value('provider'))
  const email = args.value('email') ?? ''
  if (!isEmail(email)) throw new UsageError('try needs --email: one address, of a test user.')
  const helpCenter = readUrl(args.value('help-center'), '--help-center')
  const endpoint = readUrl(args.value('endpoint') ?? findEndpoint(facts, helpCenter), '--endpoint')
  if (endpoint === undefined) {
    throw new UsageError(facts.handoff.way.value === 'page'
      ? 'try needs --help-center: the page of the help center that takes the token.'
      : 'try needs --endpoint: the sign-in endpoint, as the vendor\'s screen shows it.')
  }
  const secret = await readSecret(args, surroundings)
  if (secret === undefined) throw new UsageError('try needs the secret: --secret-env NAME or --secret-file FILE.')
  return { facts, algorithm: String(facts.token.algorithms.value[0]), secret, email, endpoint, helpCenter }
}

function findEndpoint ({ handoff: { way, endpoint } }: VendorFacts, helpCenter: URL | undefined): string | undefined {
  if (way.value === 'page') return helpCenter?.href
  return endpoint?.value.includes('{') === false ? endpoint.value : undefined
}

function findFacts (name: string | undefined): VendorFacts {
  const known = `Known: ${providerNames.join(', ')}.`
  if (name === undefined) throw new UsageError(`try needs --provider. ${known}`)
  const contract = findContract(name)
  if (contract === undefined) {
    throw new UsageError(`There is no such provider.${didYouMean(name, providerNames)} ${known}`)
  }
  const obstacle = findObstacle(contract.facts)
  if (obstacle !== undefined) throw new CannotCheck(`For ${contract.name} no links can be made up: ${obstacle}.`)
  return contract.facts
}

/** Why a token cannot come from here. */
function findObstacle ({ inbound, token, handoff }: VendorFacts): string | undefined {
  if (handoff.way.value === 'widget') return 'its token goes to a script on your own pages'
  if (inbound.begins.value === 'vendor') return 'it begins every sign-in itself, and refuses what it did not ask for'
  if (!canSign(String(token.algorithms.value[0]))) return 'it has no shared secret'
  const namesSettings = Object.values(token.claims).some((claim) => isUsual(claim) && claim.value.equals !== undefined)
  return namesSettings ? 'its token names settings of your account' : undefined
}

function printLinks (trial: Trial): string {
  const { facts } = trial
  if (facts.handoff.way.value === 'form') {
    throw new UsageError(`${facts.name} takes its token from a form, and a form is no link. Leave out --print.`)
  }
  const [variants, formats] = [listVariants(facts), listFormats(facts)]
  const rows = formats.flatMap((format, index) => variants.slice(0, index === 0 ? variants.length : 1)
    .filter(({ returns }) => !returns || trial.helpCenter !== undefined)
    .map((variant) => {
      const link = (isOld: boolean): string => makeHandoff(trial, variant, format, isOld).url.href
      return `${variant.title} (${nameFormat(format)})\n  good for a minute  ${link(false)}\n` +
        `  ended long ago     ${link(true)}\n`
    }))
  return rows.join('\n')
}
