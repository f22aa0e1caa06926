import { breaking } from '../breaking.mjs'

const CACHES = 'test/visit/exits.test.ts#response headers'
const LAST_WORD = 'test/visit/last-word.test.ts#an answer that the host begins while (?:lookupUser|authorize|onLogout)'

function redirectWith (status) {
  return `reply.redirect(url, ${status})`
}

const headers = breaking('lib/visit/response-headers.ts', ['test/visit/headers.test.ts'], [
  ['answer: may be stored', "'cache-control': 'no-store',", ''],
  ['answer: sends a referrer', "'referrer-policy': 'no-referrer',", ''],
  ['answer: the same for everybody', "'Cookie, Accept'", "'Accept'"],
  ['answer: Vary of the host is lost', "vary === '' ? VARY", 'true ? VARY'],
  ['answer: validators of the host stay', "'etag', 'last-modified', 'expires',", ''],
  ['answer: CORS headers stay', '(?:allow-origin|allow-credentials|', '(?:', ['test/routes/guards.test.ts']],
  ['answer: type may be guessed', "'x-content-type-options': 'nosniff'", '', ['test/visit/json-answers.test.ts']],
  ['answer: may be stored by a CDN', "'cdn-cache-control': 'no-store',", '', [CACHES]],
  ['answer: may be stored by a surrogate', "'surrogate-control': 'no-store',", '', [CACHES]],
  ['answer: headers for one CDN stay', ", '.+cdn-cache-control'", '', [CACHES]],
  ['answer: headers of middleware stay', 'if (!reply.raw.headersSent) reply.raw.removeHeader(name)', '',
    ['test/visit/middleware-headers.test.ts']],
  ['answer: headers that Fastify set stay', '  reply.removeHeader(name)\n', '', [CACHES]],
  ['answer: a redirect of ours goes along with another answer', 'dropReplacedRedirect(reply)', '',
    ['test/visit/last-word.test.ts#onSend, registered before']],
  ['page: no policy', ", 'content-security-policy': contentSecurityPolicy", '', ['test/routes/refusals.test.ts']],
  ['answer: connections stay while closing', 'if (isClosing && ', 'if (false && ', ['test/visit/close.test.ts']]
])

const routes = breaking('lib/routes/mount.ts', ['test/routes/guards.test.ts'], [
  ['routes: HEAD makes a token', 'exposeHeadRoute: false', 'exposeHeadRoute: true'],
  ['routes: POST makes a token', "method: 'GET',", "method: ['GET', 'POST'],"],
  ['routes: no guard', 'guard(request)', ''],
  ['routes: guard by spelling', 'guard(request)', "if (request.url.startsWith('/help-center/')) guard(request)"],
  ['routes: an early answer of the host is not noticed', 'watchRoute(reply)', '',
    ['test/visit/last-word.test.ts#even if it forgets']],
  ['routes: headers before the hooks of the host', ', async (_request, reply) => protectResponse(reply, registration)',
    '', ['test/visit/headers.test.ts']],
  ['routes: errors by Fastify', 'if (errorPage !== false) scope', 'if (false) scope', ['test/routes/refusals.test.ts']],
  ['routes: errors of the whole app by us', 'if (errorPage !== false) scope.setErrorHandler(',
    'if (errorPage !== false) Object.getPrototypeOf(scope).setErrorHandler(', ['test/host/encapsulation.test.ts']],
  ['routes: the log has the query', 'logSerializers: { req: describeRequest },', '', ['test/visit/logging.test.ts']],
  ['routes: the log has what follows a semicolon', '/[?;#]/', '/[?]/',
    ['test/visit/logging.test.ts#every form of an address']]
])

const navigation = breaking('lib/visit/guards.ts', ['test/routes/guards.test.ts'], [
  ['navigation: prefetching is served', 'if (isPrefetch)', 'if (false)'],
  ['navigation: prerendering is served', '|prerender|preview', '', ['test/routes/prefetch.test.ts']],
  ['navigation: capitals of a prefetch', 'preview/i.test', 'preview/.test', ['test/routes/prefetch.test.ts']],
  ['navigation: only the newest prefetch header counts', ", 'purpose', 'x-purpose', 'x-moz'", ''],
  ['navigation: images and frames are served', 'if (!isOwnFetch) throw new errors.NotANavigation()', ''],
  ['navigation: frames are served', "readHeader(request, 'sec-fetch-dest', 'document') === 'document'",
    "['document', 'iframe'].includes(readHeader(request, 'sec-fetch-dest', 'document'))"],
  ['navigation: a fetch by another site is served',
    "readHeader(request, 'sec-fetch-site', 'same-origin') === 'same-origin'", 'true'],
  ['navigation: any method', "['GET', 'POST'].includes(request.method)", 'true',
    ['test/visit/exits.test.ts#redirect against a method']],
  ['navigation: HEAD as a fetch', "request.method !== 'HEAD' && ", '',
    ['test/visit/exits.test.ts#redirect against a method']],
  ['token route: pages of another site', "readHeader(request, 'sec-fetch-site', '') === 'same-origin'", 'true',
    ['test/routes/token-route.test.ts']],
  ['token route: what is no fetch', "readHeader(request, 'sec-fetch-dest', '') === 'empty'", 'true',
    ['test/routes/token-route.test.ts']]
])

const answer = breaking('lib/visit/answer.ts', [LAST_WORD], [
  ['redirect: with 307', 'reply.redirect(url, 303)', redirectWith(307), ['test/routes/login.test.ts']],
  ['redirect: with 301, which is stored', 'reply.redirect(url, 303)', redirectWith(301), ['test/routes/login.test.ts']],
  ['last word: what has begun, but not ended, is no answer', 'return countAnswers(reply) > 0',
    'return isOnItsWay(reply)'],
  ['host route: answered twice', 'answers.isRedirecting || ', '', ['test/host/decorators.test.ts']],
  ['last word: the address stays when the host answers anew', 'if (answers.count > 0) dropRedirect(reply)', '',
    ['test/visit/exits.test.ts#an error after the handover']],
  ['last word: the address stays beside another status', 'reply.statusCode !== reply[kAnswer]?.redirect?.status',
    'false', ['test/visit/last-word.test.ts#onSend, registered before']]
])

const hostRoutes = [
  ...breaking('lib/host/help-center.ts', ['test/visit/exits.test.ts#redirect against what Sec-Fetch'], [
    ['host route: whatever is no navigation', '    assertNavigation(request)\n', ''],
    ['host route: a refusal is for the error handler of the host',
      'if (errorPage === false) reply.send(error)\n        else await answerError(error, request, reply)',
      'reply.send(error)', ['test/host/host-route-refusals.test.ts']]
  ]),
  ...breaking('lib/plugin.ts', ['test/visit/headers.test.ts'], [
    ['host route: an answer without our headers', 'if (isRedirectOfHost(reply)) protectResponse(reply, registration)',
      ''],
    ['host route: our headers on every answer of the app', 'if (isRedirectOfHost(reply))', 'if (true)'],
    ['host route: a hook for each registration', 'if (isFirst)', 'if (true)', ['test/host/many-help-centers.test.ts']],
    ['host route: headers twice on a route of ours', 'if (isRedirectOfHost(reply)) protect',
      'if (reply.request.is404 === false) protect',
      ['test/visit/counting.test.ts']],
    ['prefix: any of the scopes around', 'UNSUPPORTED_PATH.test(fastify.prefix)', 'false',
      ['test/options/parent-prefix.test.ts']]
  ])
]

const ways = [
  ...breaking('lib/routes/logout.ts', ['test/routes/logout.test.ts'], [
    ['sign-out: the message of the vendor in one piece', "untrustedMessage.slice(0, MAX_MESSAGE) : ''",
      "untrustedMessage.replace(/\\S+@\\S+/g, '[e-mail]') : ''", ['test/visit/cost.test.ts#zendesk: a parameter']]
  ]),
  ...breaking('lib/visit/visit.ts', ['test/visit/logging.test.ts'], [
    ['log: has the return URL that was dropped', 'provider, request.log)',
      'provider, request.log.child({ untrusted }))']
  ])
]

const errors = breaking('lib/visit/error-answer.ts', ['test/visit/headers.test.ts'], [
  ['errors: the message of what the host threw', 'new errors.RequestFailed()',
    'Object.assign(new errors.RequestFailed(), { message: String(thrown) })'],
  ['errors: the headers of what the host threw', 'new errors.RequestFailed()',
    'Object.assign(new errors.RequestFailed(), { headers: Object(thrown).headers })'],
  ['errors: any status of what the host threw', ' && statusCode >= 400 && statusCode <= 599',
    ' && statusCode >= 100 && statusCode <= 599'],
  ['errors: what looks like ours is ours', 'if (isHelpCenterError(thrown)) return thrown',
    'if (String(Object(thrown).code).startsWith(\'FST_HELP_CENTER_\')) return thrown as HelpCenterError',
    ['test/routes/refusals.test.ts']],
  ['errors: pages without a policy',
    "protectPage(reply, typeof policy === 'string' && policy !== policyBefore ? policy : ERROR_PAGE_POLICY)", '',
    ['test/routes/refusals.test.ts']],
  ['errors: a status that cannot be read', '} catch {}', '} catch (failure) { throw failure }',
    ['test/visit/visitor-reads.test.ts#whatever an onRequest hook throws']],
  ['errors: the id that the host gives a request',
    "typeof id === 'string' || typeof id === 'number' ? String(id) : 'unknown'", 'String(id)',
    ['test/visit/visitor-reads.test.ts#whatever id']],
  ['errors: the message as data', 'message: explanation', 'message: error.message',
    ['test/visit/visitor-reads.test.ts#the log knows the detail']],
  ['errors: the address of the token', "reply.removeHeader('location')", '',
    ['test/visit/host-faults.test.ts#takes', 'test/visit/headers.test.ts']],
  ['errors: the page beside an answer of errorPage',
    'if (countAnswers(reply) > answers || isRedirecting(reply)) return null\n', '',
    ['test/visit/last-word.test.ts#the host begins while errorPage works']],
  ['errors: a failing errorPage fails the answer', 'log(toFixedError(failure), request, options.name)', 'throw failure',
    ['test/routes/refusals.test.ts']]
])

const pages = [
  ...breaking('lib/pages/error-page.ts', ['test/routes/refusals.test.ts'], [
    ['page: may post anywhere', "; form-action 'none'", ''],
    ['page: the message of the error', 'const { title, explanation } = findSentences(error)',
      'const { title } = findSentences(error), explanation = (error as HelpCenterError).message',
      ['test/visit/visitor-reads.test.ts#the log knows the detail']]
  ]),
  ...breaking('lib/pages/page.ts', ['test/routes/refusals.test.ts'], [
    ['page: anything may be loaded', "default-src 'none'; ", ''],
    ['page: may be framed', "; frame-ancestors 'none'", '']
  ]),
  ...breaking('lib/pages/html.ts', ['test/pages/pages.test.ts'], [
    ['html: nothing is escaped', ".replace(/[&<>\"']/g, (character) => ENTITIES[character]!)", '']
  ])
]

export const answers = [...headers, ...routes, ...navigation, ...answer, ...hostRoutes, ...ways, ...errors, ...pages]
