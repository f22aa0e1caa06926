/* eslint-disable no-template-curly-in-string -- this is code that holds templates */
import { breaking } from '../breaking.mjs'

const headers = breaking('lib/visit/response-headers.ts', ['test/visit/headers.test.ts'], [
  ['answer: may be stored', "'cache-control': 'no-store', ", ''],
  ['answer: may be stored by old caches', "pragma: 'no-cache', ", ''],
  ['answer: sends a referrer', ", 'referrer-policy': 'no-referrer'", ''],
  ['answer: the same for everybody', "'Cookie, Accept'", "'Accept'"],
  ['answer: Vary of the host is lost', "vary === '' ? VARY", 'true ? VARY'],
  ['answer: validators of the host stay', "'etag', 'last-modified', 'expires',", ''],
  ['answer: CORS headers stay', "'access-control-allow-origin', 'access-control-allow-credentials', ", '', ['test/routes/guards.test.ts']],
  ['page: may be framed by old browsers', "'x-frame-options': 'DENY', ", '', ['test/routes/refusals.test.ts']],
  ['page: type may be guessed', ", 'x-content-type-options': 'nosniff'", '', ['test/routes/refusals.test.ts']],
  ['page: no policy', ", 'content-security-policy': contentSecurityPolicy", '', ['test/routes/refusals.test.ts']],
  ['answer: connections stay while closing', 'if (isClosing && ', 'if (false && ', ['test/visit/close.test.ts']]
])

const routes = breaking('lib/routes/mount.ts', ['test/routes/guards.test.ts'], [
  ['routes: HEAD makes a token', 'exposeHeadRoute: false', 'exposeHeadRoute: true'],
  ['routes: POST makes a token', "method: 'GET',", "method: ['GET', 'POST'],"],
  ['routes: no guard', 'onRequest: [guard, ', 'onRequest: ['],
  ['routes: guard by spelling', 'onRequest: [guard, ',
    "onRequest: [async (request: FastifyRequest) => { if (request.url.startsWith('/help-center/')) await guard(request) }, "],
  ['routes: headers on our own answers alone', "scope.addHook('onSend', async (_request, reply) => protectResponse(reply, registration))", '',
    ['test/visit/headers.test.ts']],
  ['routes: errors by Fastify', 'if (errorPage !== false) scope', 'if (false) scope', ['test/routes/refusals.test.ts']],
  ['routes: errors of the whole app by us', 'if (errorPage !== false) scope.setErrorHandler(',
    'if (errorPage !== false) Object.getPrototypeOf(scope).setErrorHandler(', ['test/host/encapsulation.test.ts']],
  ['routes: the log has the query', 'logSerializers: { req: describeRequest },', '', ['test/visit/logging.test.ts']],
  ['routes: the log has what follows a semicolon', '/[?;#].*$/s', '/[?].*$/s', ['test/visit/logging.test.ts#every form of an address']]
])

const navigation = breaking('lib/visit/guards.ts', ['test/routes/guards.test.ts'], [
  ['navigation: prefetching is served', "if (purpose.includes('prefetch'))", 'if (false)'],
  ['navigation: only the newest prefetch header counts', " ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}", ''],
  ['navigation: images and frames are served', 'if (!isNavigation && !isOwnFetch)', 'if (false)'],
  ['navigation: frames are served', "(destination ?? 'document') === 'document'", "['document', 'iframe', undefined].includes(destination)"],
  ['navigation: a fetch by another site is served', " && (site ?? 'same-origin') === 'same-origin'", '']
])

const handOver = breaking('lib/visit/hand-over.ts', ['test/routes/login.test.ts'], [
  ['handoff: with 307', 'reply.redirect(handoff.url, 303)', 'reply.redirect(handoff.url, 307)'],
  ['handoff: with 301, which is stored', 'reply.redirect(handoff.url, 303)', 'reply.redirect(handoff.url, 301)'],
  ['sign-in page: with 307', 'reply.redirect(address, 303)', 'reply.redirect(address, 307)'],
  ['handoff: unprotected in a route of the host', "protectResponse(reply, registration)\n  reply.header('set-cookie', [attempt, pending.forget",
    "reply.header('set-cookie', [attempt, pending.forget", ['test/visit/headers.test.ts']],
  ['sign-in page: unprotected in a route of the host', "protectResponse(reply, registration)\n  reply.header('set-cookie', [attempt, pending.remember",
    "reply.header('set-cookie', [attempt, pending.remember", ['test/visit/headers.test.ts']]
])

const ways = [
  ...breaking('lib/routes/login.ts', ['test/visit/logging.test.ts#answers the request itself'], [
    ['login: a token after the hook has answered', 'return reply.sent ? reply : handOver', 'return handOver']
  ]),
  ...breaking('lib/routes/logout.ts', ['test/routes/logout.test.ts'], [
    ['sign-out: with 307', 'landingPage(visit), 303', 'landingPage(visit), 307'],
    ['sign-out: keeps the pending visit', "reply.header('set-cookie', registration.pending.forget())", ''],
    ['sign-out: waits for ever', "callHook('onLogout', hookTimeout, (context) => onLogout(request, reply, context), visit.clientGone)",
      'onLogout(request, reply, { signal: visit.clientGone })', ['test/routes/logout.test.ts#hangs at sign-out']]
  ]),
  ...breaking('lib/visit/visit.ts', ['test/visit/logging.test.ts'], [
    ['log: has the return URL that was dropped', 'reason: refusal }', 'reason: refusal, untrustedParameters }']
  ])
]

const errors = breaking('lib/visit/error-answer.ts', ['test/visit/headers.test.ts'], [
  ['errors: the message of what the host threw', 'new errors.RequestFailed()', 'Object.assign(new errors.RequestFailed(), { message: String(thrown) })'],
  ['errors: the headers of what the host threw', 'new errors.RequestFailed()',
    'Object.assign(new errors.RequestFailed(), { headers: Object(thrown).headers })'],
  ['errors: any status of what the host threw', ' && statusCode >= 400 && statusCode <= 599', ' && statusCode >= 100 && statusCode <= 599'],
  ['errors: what looks like ours is ours', 'if (isHelpCenterError(thrown)) return thrown',
    'if (String(Object(thrown).code).startsWith(\'FST_HELP_CENTER_\')) return thrown as HelpCenterError',
    ['test/routes/refusals.test.ts']],
  ['errors: pages without a policy', "protectPage(reply, typeof policy === 'string' && policy !== policyBefore ? policy : ERROR_PAGE_POLICY)", '',
    ['test/routes/refusals.test.ts']],
  ['errors: the policy of the host\'s own page is lost', "typeof policy === 'string' && policy !== policyBefore ? policy : ", '', ['test/routes/refusals.test.ts']],
  ['errors: a failing errorPage fails the answer', 'log(toHelpCenterError(failure), request, options.name)', 'throw failure', ['test/routes/refusals.test.ts']]
])

const pages = [
  ...breaking('lib/pages/error-page.ts', ['test/routes/refusals.test.ts'], [
    ['page: may post anywhere', "; form-action 'none'", '']
  ]),
  ...breaking('lib/pages/page.ts', ['test/routes/refusals.test.ts'], [
    ['page: anything may be loaded', "default-src 'none'; ", ''],
    ['page: may be framed', "; frame-ancestors 'none'", ''],
    ['page: any style', 'style-src $', "style-src 'unsafe-inline' $"]
  ]),
  ...breaking('lib/pages/html.ts', ['test/pages/pages.test.ts'], [
    ['html: nothing is escaped', ".replace(/[&<>\"']/g, (character) => ENTITIES[character]!)", ''],
    ['html: single quotes are not escaped', "[&<>\"']", '[&<>"]'],
    ['html: text that looks like html is html', 'if (value instanceof Html)', "if (value instanceof Html || String(value).startsWith('<'))"]
  ])
]

export const answers = [...headers, ...routes, ...navigation, ...handOver, ...ways, ...errors, ...pages]
