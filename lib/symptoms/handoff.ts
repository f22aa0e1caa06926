import type { Symptom } from '../symptoms.ts'

/** How token and return URL travel. */
export const handoffSymptoms: readonly Symptom[] = [
  {
    code: 'wrong-method',
    symptom: 'The token travels in a way that the vendor does not take',
    cause: 'The vendor reads it in one place only. A way that worked for years may have been withdrawn.',
    cure: 'Hand it over as the vendor documents: for a form, a page with the token in a hidden field that posts ' +
      'itself.',
    ok: 'The token travels as documented'
  },
  {
    code: 'wrong-endpoint',
    symptom: 'The token goes to the wrong address',
    cause: 'The endpoint is not that of this account, or was joined with the app\'s own address. The token may reach ' +
      'somebody else, or a 404.',
    cure: 'Copy the address from the vendor\'s screen, or take it from the signed request, and compare origin and ' +
      'path.',
    ok: 'The token goes to the right address'
  },
  {
    code: 'wrong-parameter',
    symptom: 'A parameter of the handoff is not what the vendor expects',
    cause: 'A value that has to come back as it was has changed, or has another name.',
    cure: 'Read and write parameters with a URL parser; never cut at "=" or join text.',
    ok: 'The parameters of the handoff fit'
  },
  {
    code: 'plain-http',
    symptom: 'Part of the walk is plain http',
    cause: 'Whoever is on the way reads cookies and token, and can use them first.',
    cure: 'Use https for the login URL, every redirect and the endpoint.'
  },
  {
    code: 'address-too-long',
    symptom: 'The address with the token is very long',
    cause: 'Servers and proxies on the way cut or refuse long addresses: some at 2, many at 4, most at 8 KiB.',
    cure: 'Leave out claims that the vendor does not need.'
  },
  {
    code: 'cacheable',
    symptom: 'The answer with the token may be stored',
    cause: 'A browser or a cache that repeats it hands over a token that is old, used, or somebody else\'s.',
    cure: 'Answer with 302 or 303 and cache-control: no-store, on every answer of the login URL.',
    ok: 'The answer with the token is not stored'
  },
  {
    code: 'token-reused',
    symptom: 'Two sign-ins get one token',
    cause: 'The answer comes from a cache, or the app keeps the token. Vendors take a token once.',
    cure: 'Make a token for each request, and answer with cache-control: no-store.',
    ok: 'Each sign-in gets its own token'
  },
  {
    code: 'jti-reused',
    symptom: 'Two tokens have the same jti',
    cause: 'The jti is a constant or is made from the user. The vendor takes the first token and refuses the next.',
    cure: 'Use a random UUID for each token.'
  },
  {
    code: 'jti-guessable',
    symptom: 'The jti can be guessed',
    cause: 'It is a counter or a clock: two processes make the same one, and one of two people is refused.',
    cure: 'Use a random UUID for each token.'
  },
  {
    code: 'second-sign-in',
    symptom: 'The second sign-in fails',
    cause: 'The app allows one, or its first answer changed the session.',
    cure: 'Look in the app\'s log for the second request.'
  },
  {
    code: 'return-url-dropped',
    symptom: 'Visitors land on the home page, and not where they were',
    cause: 'The return URL that came with the request is not handed over. Several samples of vendors leave it out.',
    cure: 'Hand over the return URL of the request, after comparing its origin with the help center\'s; keep it ' +
      'through ' +
      'the sign-in page too.',
    ok: 'The return URL comes back'
  },
  {
    code: 'return-url-changed',
    symptom: 'The return URL comes back changed',
    cause: 'It was put into another address without encoding, or encoded twice, or escaped for HTML.',
    cure: 'Encode the return URL when it goes into a query: set it with URLSearchParams or encodeURIComponent, once.',
    ok: 'Difficult return URLs come back exactly'
  },
  {
    code: 'return-url-refused',
    symptom: 'A return URL stops the sign-in',
    cause: 'The app refuses the whole request for the sake of one parameter.',
    cure: 'Drop a return URL that is not wanted, and go on with the default.'
  },
  {
    code: 'foreign-return-url',
    symptom: 'The return URL leads to another site than the help center',
    cause: 'The app forwards any address, or puts one of its own pages there. Links of strangers then end on their ' +
      'pages, and the vendor may open no session.',
    cure: 'Forward a return URL only if its origin is the help center\'s; else use the help center\'s home page. ' +
      'Anything else makes an open redirect of the sign-in.',
    ok: 'Foreign return URLs are dropped'
  },
  {
    code: 'open-redirect',
    symptom: 'The login URL sends visitors to any site',
    cause: 'The app redirects to the address that the request names.',
    cure: 'Close the open redirect: redirect only to the endpoint and to pages of your own.'
  },
  {
    code: 'token-for-strangers',
    symptom: 'Pages of other sites get tokens',
    cause: 'The route answers fetches of any origin, and CORS lets them read the answer.',
    cure: 'Answer same-origin fetches only (Sec-Fetch-Site), and send no CORS headers.',
    ok: 'Tokens are for pages of the app alone'
  },
  {
    code: 'token-to-stranger',
    symptom: 'The login URL sends tokens to any site',
    cause: 'The token goes to the page that the request names, and the app does not check whose page that is. ' +
      'Whoever ' +
      'makes a link gets the tokens of those who click it.',
    cure: 'Hand the token over only to the configured help center.'
  }
]
