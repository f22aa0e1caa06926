import type { VendorFacts } from '../facts/fact.ts'

/** What no outside tool can see: the honest end of every report. */
export function listAtVendor (facts: VendorFacts): string[] {
  const { admin, errors, handoff, name, token } = facts
  const label = (key: string, words: string): string => admin.labels[key]?.value ?? words
  const key = token.key.value.form === 'pem' ? label('publicKey', 'the public key') : label('secret', 'the secret')
  const place = admin.place === undefined ? '' : ` (${admin.place.value})`
  return [
    `${key} there is the one of the app${place}`,
    `${label('login', 'the login URL')} is this app's, letter by letter, with https`,
    ...handoff.endpoint === undefined
      ? []
      : ['the token goes to the address of your own account, brand or organization'],
    'the account: known there by this address, neither blocked nor suspended, and allowed to sign up if it is new',
    ...errors === undefined
      ? [`${name} tells the app nothing about a refusal: read its page, or ask its support`]
      : [`a refusal comes to the logout URL as ${errors.value.parameter}=${errors.value.value}: log its ` +
        errors.value.message]
  ]
}
