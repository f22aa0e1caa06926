import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, isHelpCenterError, type HelpCenterError } from '../errors.ts'
import { ERROR_PAGE_POLICY, errorPage as defaultErrorPage } from '../pages/error-page.ts'
import { findSentences } from '../pages/sentences.ts'
import { describeRefused } from '../contract/silence.ts'
import type { Registration } from './registration.ts'
import { beginRefusal, countAnswers, isRedirecting, watchAnswer } from './answer.ts'
import { bindHooks } from './hooks.ts'
import { acceptsJson } from './guards.ts'
import { protectPage } from './response-headers.ts'

/** Replies for which the host's `errorPage` has been called. It is called once, since it may cause the next error. */
const hasAskedPage = new WeakSet<FastifyReply>()

/**
 * Answers every error of our routes with a page or JSON that holds a code and a fixed sentence. Fastify's own handler
 * would send the message of whatever the host threw to the browser, and copy its headers.
 */
export function createErrorHandler (registration: Registration) {
  const { options } = registration
  const helpCenterUrl = typeof options.provider === 'function' ? null : options.provider.helpCenterUrl

  return async function answerError (
    thrown: unknown, request: FastifyRequest, reply: FastifyReply
  ): Promise<FastifyReply> {
    watchAnswer(reply)
    const error = toFixedError(thrown)
    log(error, request, options.name)
    // If an `onSend` hook of the host failed after the handover, the token must not go out with the error.
    reply.removeHeader('location')
    reply.code(error.statusCode)
    if (Object.hasOwn(error, 'headers')) reply.headers({ ...error.headers })
    if (acceptsJson(request)) {
      const { statusCode, code } = error
      const { explanation } = findSentences(error)
      beginRefusal(reply)
      return reply.type('application/json; charset=utf-8').send({
        statusCode, code, error: STATUS_CODES[statusCode] ?? 'Error', message: explanation
      })
    }
    const policyBefore = reply.getHeader('content-security-policy')
    const page = await renderPage(error, request, reply)
    if (page === null) return reply
    beginRefusal(reply)
    const policy = reply.getHeader('content-security-policy')
    // Keep the policy of the host's own error page; one that a plugin sets for all pages does not fit ours.
    protectPage(reply, typeof policy === 'string' && policy !== policyBefore ? policy : ERROR_PAGE_POLICY)
    return reply.type('text/html; charset=utf-8').send(page)
  }

  /** `null` if the host's hook has answered the request itself. */
  async function renderPage (
    error: HelpCenterError, request: FastifyRequest, reply: FastifyReply
  ): Promise<string | null> {
    if (typeof options.errorPage === 'function' && !hasAskedPage.has(reply)) {
      hasAskedPage.add(reply)
      const answers = countAnswers(reply)
      try {
        const bounds = { timeout: options.hookTimeout, clientGone: undefined, hasAnswered: undefined }
        const page = await bindHooks(registration, request, reply, bounds).errorPage(error)
        if (countAnswers(reply) > answers || isRedirecting(reply)) return null
        if (typeof page === 'string') return page
        throw new errors.HookResult('errorPage', describeRefused(page), 'Return HTML')
      } catch (failure) {
        // Over the cap, the plain page is enough.
        if (!(failure instanceof errors.Busy)) log(toFixedError(failure), request, options.name)
        if (countAnswers(reply) > answers) return null
      }
    }
    return defaultErrorPage(error, { requestId: nameRequest(request), helpCenterUrl })
  }
}

/**
 * Turns what a hook of the host threw on our route, such as a rate limit, into an error of ours. It keeps the status if
 * that is an error's, but not message and headers. Getters may throw: Fastify would answer an error in an error handler
 * with its message.
 */
function toFixedError (thrown: unknown): HelpCenterError {
  if (isHelpCenterError(thrown)) return thrown
  const error: HelpCenterError = new errors.RequestFailed()
  try {
    const { statusCode } = Object(thrown) as { statusCode?: unknown }
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 599) error.statusCode = statusCode
  } catch {}
  return error
}

/** The host's `genReqId` may return anything. */
function nameRequest ({ id }: { id: unknown }): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : 'unknown'
}

function log (error: HelpCenterError, request: FastifyRequest, helpCenter: string): void {
  const { code, message, statusCode } = error
  const details: Record<string, unknown> = { helpCenter, code }
  for (const detail of ['failure', 'vendorMessage', 'loop'] as const) {
    if (Object.hasOwn(error, detail)) details[detail] = error[detail]
  }
  request.log[findLevel(code, statusCode)](details, message)
}

/** The visitor's status is in the 400s, yet only an operator can end it. */
const FOR_OPERATORS: ReadonlySet<string> = new Set([
  'FST_HELP_CENTER_TOO_MANY_SIGN_INS', 'FST_HELP_CENTER_REFUSED_BY_VENDOR'
])
/** What browsers and bots do by themselves, many times a day. */
const ON_THEIR_OWN: ReadonlySet<string> = new Set([
  'FST_HELP_CENTER_PREFETCH', 'FST_HELP_CENTER_NOT_A_NAVIGATION', 'FST_HELP_CENTER_NOT_AN_OWN_FETCH'
])

function findLevel (code: string, statusCode: number): 'error' | 'warn' | 'info' | 'debug' {
  if (ON_THEIR_OWN.has(code)) return 'debug'
  if (statusCode >= 500) return 'error'
  return FOR_OPERATORS.has(code) ? 'warn' : 'info'
}
