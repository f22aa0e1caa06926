import { createPrivateKey, createPublicKey } from 'node:crypto'
import { createEmulator, type Emulator } from '../../emulator/emulator.ts'
import * as rules from '../../fakes/index.ts'
import { createJudge, type Judge } from '../../fakes/judge.ts'
import { HandoffRefused } from '../../fakes/refusals.ts'
import type { FakeHelpCenterOptions } from '../../fakes/settings.ts'
import type { FakeVendor } from '../../fakes/vendor.ts'
import { maskEmail } from '../redact.ts'
import { UsageError } from '../usage-error.ts'

const RULES = new Map(Object.entries<() => FakeVendor<object>>(rules))

/** Vendors that send visitors to the app; for those with a widget there is no site to show. */
export const servedNames: readonly string[] = [...RULES.keys()]

export interface HelpCenter {
  judge: Judge
  site: Emulator
}

type Options = Pick<FakeHelpCenterOptions, 'remoteLoginUrl' | 'remoteLogoutUrl'> & {
  /** The secret, or the key of which the app has the private half. */
  secret: string | undefined
  /** Gets one line for each sign-in that arrives. */
  say: (line: string) => void
}

/** @throws UsageError if the key is none for this vendor */
export function openHelpCenter (name: string, { secret, say, ...urls }: Options): HelpCenter {
  const vendor = RULES.get(name)!()
  const judge = createJudge(vendor, { ...urls, ...secret !== undefined && readKey(secret, vendor) })
  const watched = watch(judge, say)
  return { judge: watched, site: createEmulator(watched) }
}

function readKey (text: string, { keys = 'shared', name, checkKey }: FakeVendor<object>): FakeHelpCenterOptions {
  if (keys === 'shared') return { secret: text }
  const pem = text.replaceAll('\\n', '\n')
  try {
    if (keys === 'issued') {
      if (createPrivateKey(pem).asymmetricKeyType !== 'ed25519') throw new TypeError('another kind')
      return { secret: pem }
    }
    const publicKey = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString()
    checkKey?.(publicKey)
    return { publicKey }
  } catch {
    throw new UsageError(keys === 'issued'
      ? `The key for ${name} has to be an Ed25519 private key in PEM ("BEGIN PRIVATE KEY").`
      : `The key for ${name} has to be an RSA key of 2048 bits or more in PEM, the public or the private half.`)
  }
}

/** The judge, with a line for each verdict: nobody should have to look at the admin page to learn of a refusal. */
function watch (judge: Judge, say: (line: string) => void): Judge {
  const land: Judge['land'] = (landing) => {
    const time = new Date(judge.now()).toISOString().slice(11, 19)
    try {
      const accepted = judge.land(landing)
      const who = accepted.email === '' ? '' : ` as ${maskEmail(accepted.email)}`
      say(`${time}  signed in${who}, on ${new URL(accepted.returnTo).pathname}\n`)
      return accepted
    } catch (error) {
      if (error instanceof HandoffRefused) say(`${time}  refused, ${error.code}: ${error.reason}\n`)
      throw error
    }
  }
  // Inherits the rest: a spread would read every getter now.
  return Object.create(judge, { land: { value: land } }) as Judge
}
