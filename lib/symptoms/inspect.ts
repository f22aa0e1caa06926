import type { Symptom } from '../symptoms.ts'

/** What a pasted query or a recorded sign-in shows besides the token. */
export const inspectSymptoms: readonly Symptom[] = [
  {
    code: 'inbound-parameter',
    symptom: 'A parameter came with the visitor',
    cause: 'The vendor sends it to the login or logout URL.',
    cure: 'Nothing to do. Never take an identity from it.'
  },
  {
    code: 'incomplete-request',
    symptom: 'The query lacks what the vendor always sends',
    cause: 'Somebody opened the login URL by hand or by a link, or a redirect on the way lost the query.',
    cure: 'Begin at the help center. If the query is lost there too, let the app and its proxies pass it on.'
  },
  {
    code: 'walk',
    symptom: 'The addresses of the recorded sign-in',
    cause: 'Each line is a request for a page, and the status of its answer.',
    cure: 'Nothing to do.'
  },
  {
    code: 'vendor-answer',
    symptom: 'The vendor answered the token',
    cause: 'It did not say that it refused.',
    cure: 'If nobody is signed in afterwards, look at the vendor\'s log and at third-party cookies in the browser.'
  },
  {
    code: 'refused-by-vendor',
    symptom: 'The vendor refused the sign-in',
    cause: 'If the token itself is right, a setting at the vendor: the account is unknown or suspended, its address ' +
      'may not sign up (block and allow lists count for single sign-on too), another brand, another plan.',
    cure: 'Show or log what the vendor says at the logout URL (FST_HELP_CENTER_REFUSED_BY_VENDOR), and change the ' +
      'setting there. Paste its words into explain.'
  },
  {
    code: 'cookie-lost',
    symptom: 'The browser did not send a cookie back',
    cause: 'It was set for another path or host, as Secure over plain http, or the browser blocks it.',
    cure: 'Set the session cookie with Path=/, Secure and SameSite=Lax, on the host that has the login URL.'
  },
  {
    code: 'cookies-not-recorded',
    symptom: 'Cookies were not checked',
    cause: 'Browsers leave cookies out of a HAR unless told otherwise.',
    cure: 'Save the HAR with sensitive data (Chrome: network settings), inspect it here, and pass on only the copy ' +
      'that --redact writes.'
  }
]
