import type { Symptom } from '../symptoms.ts'

/** Whether a session comes along from another site. */
export const cookieSymptoms: readonly Symptom[] = [
  {
    code: 'cookie-same-site',
    symptom: 'Signed-in visitors have to sign in again when they come from the help center',
    cause: 'A cookie with SameSite=Strict stays behind when another site sends the visitor, redirects included. curl ' +
      'does not know that rule, so a test with curl passes.',
    cure: 'Set the session cookie with SameSite=Lax.',
    ok: 'The session comes along from the help center'
  },
  {
    code: 'cookie-refused',
    symptom: 'Browsers do not keep the cookie',
    cause: 'Its flags contradict each other, its name or where it was set.',
    cure: 'SameSite=None needs Secure; __Host- needs Secure, Path=/ and no Domain; Domain has to be the host or ' +
      'above it.'
  },
  {
    code: 'cookie-not-secure',
    symptom: 'The session cookie also travels over plain http',
    cause: 'It has no Secure.',
    cure: 'Set it with Secure; behind a proxy, have the app trust the forwarded protocol.'
  },
  {
    code: 'cookie-path',
    symptom: 'The session does not reach the login URL',
    cause: 'The cookie is for another path of the app.',
    cure: 'Set the session cookie with Path=/.'
  },
  {
    code: 'cookie-other-host',
    symptom: 'The session belongs to another host than the login URL',
    cause: 'A cookie without Domain is for the host that set it: www and the bare domain do not share it.',
    cure: 'Use one host for both, or set Domain to what they share.'
  },
  {
    code: 'cookie-flags-unknown',
    symptom: 'The flags of the cookie are not known',
    cause: 'A Cookie header holds names and values alone.',
    cure: 'Use --storage-state or --cookie-jar.'
  }
]
