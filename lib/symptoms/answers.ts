import type { Symptom } from '../symptoms.ts'

/** How the app answers, before anything is handed over. */
export const answerSymptoms: readonly Symptom[] = [
  {
    code: 'token-without-session',
    symptom: 'The login URL hands out tokens to visitors who are not signed in',
    cause: 'The app takes the identity from the address or from a default, or a cache answers for it. Anybody can ' +
      'sign ' +
      'in at the help center as somebody else.',
    cure: 'Take the user from the session alone, on every request, and answer with cache-control: no-store. Until ' +
      'that ' +
      'is done, switch the sign-in off at the vendor.',
    ok: 'No token without a session'
  },
  {
    code: 'server-error',
    symptom: 'The app answers with an error of its own',
    cause: 'Something in the login route throws: the user look-up, a missing key, or the library that signs.',
    cure: 'Look in the app\'s log for this request.'
  },
  {
    code: 'no-token',
    symptom: 'A signed-in visitor gets no token',
    cause: 'The login URL does not begin a sign-in: it refuses the visitor, or does something else.',
    cure: 'Compare the address with the route of the app, and look in the app\'s log for the reason.'
  },
  {
    code: 'no-session',
    symptom: 'There is no session where one should be',
    cause: 'The app sets no session cookie, or does not accept the one that was given. Behind a proxy that ends TLS, ' +
      'an ' +
      'app that is not told the protocol never sets a Secure cookie.',
    cure: 'Behind a proxy forward the protocol (X-Forwarded-Proto) and have the app trust it: trustProxy in Fastify, ' +
      'trust proxy in Express. If the session was copied by hand, it may have expired: sign in again.',
    ok: 'The way through the sign-in page keeps its place'
  },
  {
    code: 'no-session-given',
    symptom: 'No session was given',
    cause: 'Without a signed-in test user there is no token to judge.',
    cure: 'Pass --storage-state, --cookie-jar, --cookie-env or --header-env, or use --manual.'
  },
  {
    code: 'way-back-lost',
    symptom: 'After signing in, visitors stay in the app',
    cause: 'The sign-in page does not keep what the help center sent along, or goes to a fixed page.',
    cure: 'Keep the whole address of the login request through the sign-in page, in a parameter or the session, and ' +
      'go ' +
      'there afterwards.',
    ok: 'Signing in leads back to the help center'
  },
  {
    code: 'login-loop',
    symptom: 'The browser goes round in circles',
    cause: 'The sign-in page takes the visitor for signed in and sends them back; the login route does not.',
    cure: 'Have both ask the same session. Look for a cookie that one of them does not get: path, domain, SameSite.'
  },
  {
    code: 'no-answer',
    symptom: 'The walk breaks off',
    cause: 'A host on the way is down, slow, or closes the connection.',
    cure: 'Open the address in a browser on the same network.'
  },
  {
    code: 'tls-certificate',
    symptom: 'Browsers do not accept the certificate',
    cause: 'Its name, its chain or its dates are wrong; often the intermediate certificate is missing.',
    cure: 'Install the full chain for this host name.'
  },
  {
    code: 'certificate-ends',
    symptom: 'A certificate ends soon',
    cause: 'It is not renewed, or the server has not loaded the new one.',
    cure: 'Renew it, and reload the server.'
  },
  {
    code: 'odd-redirect',
    symptom: 'The walk ends at a redirect to what is no web page',
    cause: 'The address has a scheme such as javascript: or data:. Browsers stop there; often the app took it from ' +
      'the request.',
    cure: 'Redirect only to https addresses and paths of your own.'
  },
  {
    code: 'page-missing',
    symptom: 'The walk ends at a page that is not there',
    cause: 'A redirect leads to a route that the app does not have.',
    cure: 'Compare the redirect with the routes of the app, with prefix and proxy in mind.'
  },
  {
    code: 'no-way-to-sign-in',
    symptom: 'Visitors without a session are not shown the way to the sign-in page',
    cause: 'The login route refuses them, or sends them back to the help center.',
    cure: 'Redirect them to the sign-in page, with the whole request as the way back.'
  },
  {
    code: 'sign-in-elsewhere',
    symptom: 'The app signs people in on another origin',
    cause: 'An identity provider, or a host of the app\'s own.',
    cure: 'If that origin is the app\'s own, pass it with --also.'
  },
  {
    code: 'left-app',
    symptom: 'The walk leaves the app without a token',
    cause: 'A redirect leads to an origin that is not visited.',
    cure: 'If that origin belongs to the app\'s sign-in, pass it with --also.'
  },
  {
    code: 'other-address',
    symptom: 'The login URL redirects to another host or scheme of the same site',
    cause: 'A cookie without Domain belongs to one host, so www and the bare domain do not share a session.',
    cure: 'Store the final address as the login URL at the vendor.'
  },
  {
    code: 'query-lost',
    symptom: 'The redirect from http to https drops the query',
    cause: 'The rule of the web server names a fixed address.',
    cure: 'Have the rule keep the request\'s query, and store the https address at the vendor.'
  },
  {
    code: 'rate-limited',
    symptom: 'The app answered 429',
    cause: 'A rate limit or a loop guard of the app counts these walks.',
    cure: 'Try again after a minute.'
  },
  {
    code: 'request-not-signed',
    symptom: 'The request could not be signed',
    cause: 'This vendor signs its requests with the shared secret.',
    cure: 'Pass --secret-env or --secret-file.'
  },
  {
    code: 'csp-form-action',
    symptom: 'The button of the sign-in page does nothing in Chrome',
    cause: 'Chrome applies the page\'s form-action to all redirects after its form, and the handoff is one.',
    cure: 'Add the origin of the handoff to form-action of that page, or leave the page by a link in between.',
    ok: 'form-action lets the handoff through'
  },
  {
    code: 'acts-on-prefetch',
    symptom: 'A link acts before anybody has clicked it',
    cause: 'Browsers, frameworks, mail scanners and chat previews fetch links ahead, and other sites can load them ' +
      'as images.',
    cure: 'Act on page navigations only: refuse HEAD, Sec-Purpose: prefetch, and a Sec-Fetch-Dest other than document.',
    ok: 'Only a click acts'
  },
  {
    code: 'logout-loop',
    symptom: 'Whoever signs out is signed in again',
    cause: 'The logout leads to a page that begins the sign-in anew, or the session at the app still works.',
    cure: 'End the session of the app in the logout route, and land on a page that needs no sign-in.',
    ok: 'The logout ends on a page that does not sign in'
  },
  {
    code: 'logout-refused',
    symptom: 'The logout URL does not sign out',
    cause: 'The vendor sends the browser there with a plain GET, and the route wants a form, a token or another ' +
      'method.',
    cure: 'Give the vendor a route that answers GET, ends the session and lands on a public page.'
  }
]
