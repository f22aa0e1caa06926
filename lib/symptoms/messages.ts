/** What a vendor says, and what it turned out to mean: codes of the table, most likely first. */
export interface VendorMessage {
  /** Beginnings of words, in lower case; each of them has to be in the message. */
  readonly words: readonly string[]
  readonly codes: readonly string[]
}

const INVALID = ['wrong-signature', 'claim-missing', 'wrong-type', 'wrong-unit', 'malformed-token']

/** More particular ones first. From public reports; none was tried out at a live vendor. */
export const vendorMessages: readonly VendorMessage[] = [
  { words: ['clock'], codes: ['wrong-type', 'wrong-unit', 'clock-off', 'too-old'] },
  { words: ['iat'], codes: ['wrong-type', 'wrong-unit', 'clock-off', 'too-old', 'claim-missing'] },
  { words: ['rsa', 'signature'], codes: ['wrong-signature', 'weak-key'] },
  { words: ['2048'], codes: ['weak-key'] },
  { words: ['signature'], codes: ['wrong-signature', 'odd-secret', 'wrong-header'] },
  { words: ['verification failed'], codes: ['wrong-signature', 'odd-secret', 'wrong-header'] },
  { words: ['userinfo'], codes: ['claim-missing', 'wrong-type', 'bad-email'] },
  { words: ['user info'], codes: ['claim-missing', 'wrong-type', 'bad-email'] },
  { words: ['jwt configuration'], codes: ['wrong-unit', 'lifetime-too-long', 'wrong-signature'] },
  { words: ['general_error'], codes: ['identity-note', 'wrong-signature', 'wrong-unit'] },
  { words: ['already been used'], codes: ['token-reused', 'cacheable', 'jti-guessable'] },
  { words: ['jti'], codes: ['bad-jti', 'token-reused', 'jti-guessable', 'cacheable'] },
  { words: ['replay'], codes: ['token-reused', 'cacheable', 'jti-guessable'] },
  { words: ['stale'], codes: ['cacheable', 'token-reused'] },
  { words: ['409'], codes: ['identity-note'] },
  { words: ['conflict'], codes: ['identity-note'] },
  { words: ['expired'], codes: ['wrong-unit', 'lifetime-too-short', 'expired', 'clock-off', 'cacheable'] },
  { words: ['timed out'], codes: ['wrong-parameter', 'expired', 'cookie-lost'] },
  { words: ['nonce'], codes: ['wrong-parameter', 'token-reused', 'cacheable'] },
  { words: ['state'], codes: ['wrong-parameter', 'incomplete-request'] },
  { words: ['not active'], codes: ['clock-off', 'wrong-unit'] },
  { words: ['not yet valid'], codes: ['clock-off', 'wrong-unit'] },
  { words: ['not allowed', 'sign up'], codes: ['refused-by-vendor', 'identity-note'] },
  { words: ['not permitted'], codes: ['refused-by-vendor', 'identity-note'] },
  { words: ['not authorized'], codes: ['refused-by-vendor', 'identity-note'] },
  { words: ['suspended'], codes: ['refused-by-vendor'] },
  { words: ['blocked'], codes: ['refused-by-vendor'] },
  { words: ['access denied'], codes: ['refused-by-vendor', 'identity-note', 'wrong-signature'] },
  { words: ['redirect', 'too many'], codes: ['login-loop', 'cookie-same-site', 'cookie-lost', 'wrong-signature'] },
  { words: ['err_too_many_redirects'], codes: ['login-loop', 'cookie-same-site', 'cookie-lost', 'wrong-signature'] },
  { words: ['form-action'], codes: ['csp-form-action'] },
  { words: ['content security policy'], codes: ['csp-form-action'] },
  { words: ['not found', 'user'], codes: ['identity-note', 'refused-by-vendor'] },
  { words: ['account', 'found'], codes: ['identity-note', 'refused-by-vendor', 'wrong-parameter'] },
  { words: ['malformed'], codes: ['malformed-token', 'malformed-claims', 'address-too-long'] },
  { words: ['invalid', 'token'], codes: INVALID },
  { words: ['invalid', 'jwt'], codes: INVALID },
  { words: ['email'], codes: ['bad-email', 'claim-missing', 'email-unverified', 'identity-note'] },
  { words: ['name'], codes: ['claim-missing', 'wrong-type'] }
]
