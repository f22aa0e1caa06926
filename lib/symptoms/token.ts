import type { Symptom } from '../symptoms.ts'

/** What a token shows by itself. */
export const tokenSymptoms: readonly Symptom[] = [
  {
    code: 'malformed-token',
    symptom: 'The token is not a well-formed JWT',
    cause: 'It was cut off or changed when it was copied, or a program put it together by hand.',
    cure: 'Let a JWT library make it: three parts in base64url, without padding, with dots between them.'
  },
  {
    code: 'malformed-claims',
    symptom: 'The claims are not one JSON object',
    cause: 'The payload was put together as text, is not in UTF-8, or names a claim twice.',
    cure: 'Give the library one object of claims, and let it write the JSON.'
  },
  {
    code: 'wrong-header',
    symptom: 'The header is not what the vendor takes',
    cause: 'The library signs with another algorithm, or a hand-made header lacks a member. Vendors report that as ' +
      'an invalid signature.',
    cure: 'Name the algorithm when you sign, and let the library write the header.'
  },
  {
    code: 'header-fits',
    symptom: 'The header is as documented',
    cause: 'Algorithm and type are those that the vendor takes.',
    cure: 'Nothing to do.'
  },
  {
    code: 'wrong-signature',
    symptom: 'The signature does not fit the key',
    cause: 'The app signs with another secret than the one given here, or reads the same one otherwise: decoded, ' +
      'quoted, with a line break, cut off. Some vendors say "invalid signature" of a header without alg or typ too.',
    cure: 'Copy the whole secret from the admin screen again (its short display is not the secret), and use its text ' +
      'as the key. For a key pair, compare the fingerprints of both sides.'
  },
  {
    code: 'signature-fits',
    symptom: 'The signature fits the key',
    cause: 'The app signs with the key that was given here.',
    cure: 'Nothing to do. If the vendor disagrees, compare this key with the one of its admin screen.'
  },
  {
    code: 'signature-not-checked',
    symptom: 'The signature was not checked',
    cause: 'There was no key to check it with, or not one for this algorithm.',
    cure: 'Name the secret with --secret-env or --secret-file.'
  },
  {
    code: 'odd-secret',
    symptom: 'The signature fits, but the secret looks damaged',
    cause: 'App and command have the same secret, and it has something in it that the admin screen hardly shows.',
    cure: 'Compare it with the admin screen, character by character.'
  },
  {
    code: 'weak-key',
    symptom: 'The RSA key is too short',
    cause: 'RFC 7518 wants 2048 bits; current libraries refuse to sign with less. Some vendors\' guides make 1024.',
    cure: 'Make a new pair (openssl genrsa 2048), and paste its public half at the vendor.'
  },
  {
    code: 'claim-missing',
    symptom: 'A required claim is missing',
    cause: 'Nothing filled it in, it has another name here, or it is not of a type that the vendor can read.',
    cure: 'Fill it in for every user, as the documented type.'
  },
  {
    code: 'claim-fits',
    symptom: 'A claim is as documented',
    cause: 'Its type and value are those that the vendor documents.',
    cure: 'Nothing to do.'
  },
  {
    code: 'wrong-type',
    symptom: 'A claim has the wrong JSON type',
    cause: 'A number or list was written as text, or JSON was put into a text. Vendors report that as an invalid ' +
      'token, or as a clock error.',
    cure: 'Write the claim as the documented type, and let the library turn all claims into JSON once.'
  },
  {
    code: 'wrong-unit',
    symptom: 'A time is in the wrong unit',
    cause: 'Date.now() counts milliseconds, most vendors count seconds; or a duration took the place of a point in ' +
      'time.',
    cure: 'Write the claim in the documented unit: for seconds Math.floor(Date.now() / 1000).'
  },
  {
    code: 'wrong-value',
    symptom: 'A claim has a value that the vendor does not take',
    cause: 'The value is not one of those that are documented, or stands for a value that was missing.',
    cure: 'Send one of the documented values, or leave the claim out.'
  },
  {
    code: 'bad-email',
    symptom: 'The e-mail claim is not one plain address',
    cause: 'It holds several addresses, white space or a placeholder.',
    cure: 'Send exactly one address, and refuse users who have none.'
  },
  {
    code: 'email-unverified',
    symptom: 'The token says that the address is not verified',
    cause: 'Vendors join accounts by e-mail: who may type any address takes over accounts.',
    cure: 'Let people confirm their address before they enter the help center.'
  },
  {
    code: 'bad-jti',
    symptom: 'jti is not a text that can be used once',
    cause: 'It is empty, a number, or an object that the JSON writer did not turn into text, such as a GUID.',
    cure: 'Make a random one for every token, as text: crypto.randomUUID().'
  },
  {
    code: 'misspelt-claim',
    symptom: 'A claim seems to be misspelt',
    cause: 'The vendor drops a name that it does not know, without a word.',
    cure: 'Spell it as the vendor does.'
  },
  {
    code: 'unknown-claim',
    symptom: 'There are claims that the vendor does not document',
    cause: 'Most vendors drop them without a word. Where you have declared attributes of your own, they may be those.',
    cure: 'Leave out what nobody reads: it is personal data, and makes the address longer.'
  },
  {
    code: 'privileged-claim',
    symptom: 'A claim gives or takes rights at the vendor',
    cause: 'The token says what the person may do there.',
    cure: 'Set it from your own data only, and leave it out where it is not needed.'
  },
  {
    code: 'identity-note',
    symptom: 'The vendor joins the token to an account',
    cause: 'By address or id. Whether an account has them can only be seen at the vendor.',
    cure: 'Look the person up at the vendor: by address, then by id.'
  }
]
