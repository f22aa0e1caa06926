import type { Symptom } from '../symptoms.ts'

/** The plugin's own errors, by the codes of errors.ts. */
export const pluginSymptoms: readonly Symptom[] = [
  {
    code: 'FST_HELP_CENTER_INVALID_OPTION',
    symptom: 'The app does not start: an option is wrong',
    cause: 'An option is missing, misspelled or cannot work: often an environment variable that is empty, or a ' +
      'secret ' +
      'that was cut off or has white space around it.',
    cure: 'The message names the option, the preset and what is expected.'
  },
  {
    code: 'FST_HELP_CENTER_INVALID_CALL',
    symptom: 'A decorator was called in a way that cannot work',
    cause: 'helpCenterRedirect() or createSignIn() got a wrong argument, or no user.',
    cure: 'The message names the argument and what is expected.'
  },
  {
    code: 'FST_HELP_CENTER_NOT_REGISTERED',
    symptom: 'No registration has this name',
    cause: 'The name is misspelled, or the plugin was registered in another encapsulated context.',
    cure: 'Register the plugin in the context of the routes that use it, or above it.'
  },
  {
    code: 'FST_HELP_CENTER_UNKNOWN',
    symptom: 'There is no help center at this address (404)',
    cause: 'The provider function returned nothing for this request.',
    cure: 'Compare the host or path of the request with what the function knows.'
  },
  {
    code: 'FST_HELP_CENTER_NOT_SIGNED_IN',
    symptom: 'Nobody is signed in (401)',
    cause: 'lookupUser found nobody, and there is no sign-in page or the client wants JSON. If the person is signed ' +
      'in ' +
      'elsewhere in the app, the session cookie did not come along: SameSite=Strict, another path or host.',
    cure: 'Set signInPage, and the session cookie with SameSite=Lax and Path=/.'
  },
  {
    code: 'FST_HELP_CENTER_NOT_A_NAVIGATION',
    symptom: 'The login route refuses what is no page navigation (403)',
    cause: 'An image, a frame, a HEAD request or a script of another origin asked; or the sign-in runs in a frame.',
    cure: 'Lead people there with a plain link or redirect, in the top-level window.'
  },
  {
    code: 'FST_HELP_CENTER_NOT_AN_OWN_FETCH',
    symptom: 'The token route refuses pages of other origins (403)',
    cause: 'The page with the widget is on another origin than the app, or no browser asked.',
    cure: 'Fetch the token from a page of the app\'s own origin.'
  },
  {
    code: 'FST_HELP_CENTER_PREFETCH',
    symptom: 'A browser prefetched the address (503)',
    cause: 'A framework or browser fetched the link ahead. Nothing was issued, and nobody was signed out.',
    cure: 'Nothing to do; to spare the requests, switch prefetching off for the link.'
  },
  {
    code: 'FST_HELP_CENTER_INCOMPLETE_REQUEST',
    symptom: 'Only the help center can begin this sign-in (400)',
    cause: 'The login route was opened without what the vendor sends: by hand, by a link, or because the query was ' +
      'lost ' +
      'on the way through the app\'s own sign-in.',
    cure: 'Begin at the help center; let the sign-in page keep its next parameter.'
  },
  {
    code: 'FST_HELP_CENTER_REFUSED_BY_VENDOR',
    symptom: 'The vendor reported a refusal at the logout route (403)',
    cause: 'The token was refused, or the account: unknown or suspended. The app\'s session goes on.',
    cure: 'The log has the vendor\'s words as vendorMessage: paste them into explain.'
  },
  {
    code: 'FST_HELP_CENTER_TOO_MANY_SIGN_INS',
    symptom: 'Signing in goes round in circles (429)',
    cause: 'The vendor refused three tokens within half a minute and sent the browser back each time: wrong secret, ' +
      'wrong unit of time, a clock that is off. Or the session cookie does not come along, and the sign-in page ' +
      'sends ' +
      'the visitor back.',
    cure: 'Inspect the token with the secret; then check, for the cookie; then compare the clocks.'
  },
  {
    code: 'FST_HELP_CENTER_NOT_AUTHORIZED',
    symptom: 'This user may not enter (403)',
    cause: 'authorize returned false.',
    cure: 'If the user should get in, look at what authorize decides by.'
  },
  {
    code: 'FST_HELP_CENTER_INVALID_EMAIL',
    symptom: 'The e-mail address cannot be used (403)',
    cause: 'It is not exactly one plain address: several, white space, a placeholder, or not ASCII.',
    cure: 'Correct it in the user\'s record. It is never repaired, for that could be somebody else\'s address.'
  },
  {
    code: 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED',
    symptom: 'The e-mail address is not verified (403)',
    cause: 'emailVerified is not true.',
    cure: 'Let the user confirm the address. assumeEmailVerified is for apps in which nobody can choose an address.'
  },
  {
    code: 'FST_HELP_CENTER_INVALID_PROFILE',
    symptom: 'The profile has a key or value that cannot be used',
    cause: 'A key is unknown or misspelled, or has the wrong type.',
    cure: 'The message names the key and what is expected.'
  },
  {
    code: 'FST_HELP_CENTER_INVALID_CLAIM',
    symptom: 'A claim cannot be sent',
    cause: 'It is required and the profile has nothing for it, it is no JSON value, or it is too large.',
    cure: 'The message names the claim and what is expected.'
  },
  {
    code: 'FST_HELP_CENTER_INVALID_TIME',
    symptom: 'A time claim cannot be right',
    cause: 'The machine\'s clock is wrong by years, or a claim function returned another unit.',
    cure: 'Set the clock by NTP; the message names the claim.'
  },
  {
    code: 'FST_HELP_CENTER_SECRET_UNAVAILABLE',
    symptom: 'The signing secret is not available (503)',
    cause: 'The secret function failed, timed out, or returned a secret that is short or has white space around it.',
    cure: 'Call it by itself, and look at the length of the result. The log says which of these it was.'
  },
  {
    code: 'FST_HELP_CENTER_TOKEN_TOO_LONG',
    symptom: 'The claims are too long for a URL',
    cause: 'Long groups, tags or custom claims.',
    cure: 'Send fewer; where the vendor takes a form, there is room.'
  },
  {
    code: 'FST_HELP_CENTER_BUSY',
    symptom: 'Too many look-ups are pending (503)',
    cause: 'More than maxPendingLookups hooks are under way: a slow database, or a flood of requests.',
    cure: 'Make lookupUser faster, or limit the rate of the login route.'
  },
  {
    code: 'FST_HELP_CENTER_HOOK_TIMEOUT',
    symptom: 'A hook did not settle in time (503)',
    cause: 'The hook that the message names took longer than hookTimeout.',
    cure: 'Find what it waits for; it gets an abort signal.'
  },
  {
    code: 'FST_HELP_CENTER_HOOK_FAILED',
    symptom: 'A hook failed (500)',
    cause: 'The hook that the message names threw.',
    cure: 'The log has the name of the error and the place, never its message.'
  },
  {
    code: 'FST_HELP_CENTER_HOOK_RESULT',
    symptom: 'A hook returned something that cannot be used (500)',
    cause: 'Such as true or a promise of nothing where a user is expected.',
    cure: 'The message names the hook and what is expected.'
  },
  {
    code: 'FST_HELP_CENTER_ANSWERED',
    symptom: 'One of the app\'s hooks answered the request itself',
    cause: 'A page for maintenance, a redirect of the app\'s own. It is never sent; for the log only.',
    cure: 'Nothing to do, if that is intended.'
  },
  {
    code: 'FST_HELP_CENTER_REQUEST_FAILED',
    symptom: 'Another hook of the app threw on our route',
    cause: 'A rate limit, a guard, or a fault in a hook of another plugin.',
    cure: 'Its status is kept; look for its line in the log.'
  },
  {
    code: 'FST_HELP_CENTER_CLIENT_GONE',
    symptom: 'The client closed the connection (499)',
    cause: 'The visitor left, or a proxy gave up waiting.',
    cure: 'Nothing to do, unless it happens often: then look at what is slow.'
  }
]
