import type { JsonObject } from '../../fakes/strict-json.ts'
import type { Finding } from '../finding.ts'
import type { Bench } from './circumstances.ts'
import { showEmail } from './show.ts'

/** What nobody can see in a token: how the vendor joins it to an account. Never a fault. */
export function noteIdentity (claims: JsonObject, bench: Bench): Finding[] {
  const notes = [describeAddress(claims, bench), describePair(claims, bench), describeAdmins(claims, bench)]
  const findings = notes.filter((note) => note !== null).map((note) => bench.note('info', 'identity-note', note))
  const isUnverified = claims.email_verified === false || claims.email_verified === 'false'
  return isUnverified
    ? [...findings, bench.note('warning', 'email-unverified', 'email_verified is false.')]
    : findings
}

function describeAddress (claims: JsonObject, { facts }: Bench): string | null {
  const [name] = Object.entries(facts.token.claims).find(([, { value }]) => value.format === 'email') ?? []
  if (name === undefined || typeof claims[name] !== 'string') return null
  return `The token is for ${showEmail(claims[name])}. It has to be the primary address of the person's profile at ` +
    `${facts.name}; under another address a second, empty profile is made, or the sign-in is refused.`
}

/** Ids that a vendor keeps beside the address. */
const IDS = ['external_id', 'user_id', 'id', 'sub', 'guid']

function describePair (claims: JsonObject, { facts }: Bench): string | null {
  const id = IDS.find((name) => Object.hasOwn(claims, name) && Object.hasOwn(facts.token.claims, name))
  if (id === undefined || typeof claims.email !== 'string') return null
  const effect = facts.vendor === 'zendesk-messaging'
    ? 'ends in 409 (conflict)'
    : 'can be refused, or make a second profile'
  return `${id} and email are both sent, and ${facts.name} pairs them for good: a changed id or address ${effect}. ` +
    'That cannot be seen from here.'
}

function describeAdmins (claims: JsonObject, { facts }: Bench): string | null {
  if (facts.vendor !== 'user-voice') return null
  if (['trusted', 'admin', 'owner'].some((name) => Object.hasOwn(claims, name))) return null
  return 'Neither trusted nor admin is present: UserVoice refuses the accounts of its admins then. ' +
    'For customers that is as intended.'
}
