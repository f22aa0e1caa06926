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

/** Replies for which the host's `errorPage` was called: it may lead to another error, and is not called again. */
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
    // An error after the handover, in a hook of the host that sends: the token must not go out with it.
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
    // A policy that came with the host's own page stays; one that some plugin sets for all pages does not fit ours.
    protectPage(reply, typeof policy === 'string' && policy !== policyBefore ? policy : ERROR_PAGE_POLICY)
    return reply.type('text/html; charset=utf-8').send(page)
  }

  /** `null` if the host's hook has answered by itself. */
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
        // Over the cap the plain page has to do.
        if (!(failure instanceof errors.Busy)) log(toFixedError(failure), request, options.name)
        if (countAnswers(reply) > answers) return null
      }
    }
    return defaultErrorPage(error, { requestId: nameRequest(request), helpCenterUrl })
  }
}

/**
 * What one of the host's own hooks threw on our route, a rate limit say, keeps its status if that is one of an error.
 * Its message and headers stay here. Its getters may throw: an error in an error handler is answered by Fastify, with
 * its message.
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

/** `genReqId` of the host may return anything. */
function nameRequest ({ id }: { id: unknown }): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : 'unknown'
}

function log (error: HelpCenterError, request: FastifyRequest, helpCenter: string): void {
  const { code, message, statusCode } = error
  const details: Record<string, unknown> = { helpCenter, code }
  for (const detail of ['failure', 'vendorMessage'] as const) {
    if (Object.hasOwn(error, detail)) details[detail] = error[detail]
  }
  request.log[statusCode >= 500 ? 'error' : 'info'](details, message)
}
