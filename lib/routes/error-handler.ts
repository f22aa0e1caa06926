import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, isHelpCenterError, type HelpCenterError } from '../errors.ts'
import { ERROR_PAGE_POLICY, errorPage as defaultErrorPage } from '../pages/error-page.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { callHook } from '../sign-in/hook.ts'
import { acceptsJson } from './navigation.ts'
import { protectPage } from './response-headers.ts'

/**
 * Answers every error of our routes with a page or JSON that holds a code and no detail. Fastify's own handler would
 * send the message of whatever the host threw to the browser, and copy its headers.
 */
export function createErrorHandler (options: ResolvedOptions) {
  const helpCenterUrl = typeof options.provider === 'function' ? null : options.provider.helpCenterUrl

  return async function answerError (
    thrown: unknown, request: FastifyRequest, reply: FastifyReply
  ): Promise<FastifyReply> {
    const error = toHelpCenterError(thrown)
    log(error, request, options.name)
    // An error behind the handover, in a hook of the host that sends: the token must not go out with it.
    reply.removeHeader('location')
    reply.code(error.statusCode).headers(error.headers ?? {})
    if (acceptsJson(request)) {
      const { statusCode, code, message } = error
      return reply.send({ statusCode, code, error: 'Help center sign-in', message })
    }
    const policyBefore = reply.getHeader('content-security-policy')
    const page = await renderPage(error, request, reply)
    const policy = reply.getHeader('content-security-policy')
    // A policy that came with the host's own page stays; one that some plugin sets for all pages does not fit ours.
    protectPage(reply, typeof policy === 'string' && policy !== policyBefore ? policy : ERROR_PAGE_POLICY)
    return reply.type('text/html; charset=utf-8').send(page)
  }

  async function renderPage (error: HelpCenterError, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const { errorPage, hookTimeout } = options
    if (typeof errorPage === 'function') {
      try {
        const page = await callHook('errorPage', hookTimeout, (context) => errorPage(error, request, reply, context))
        if (typeof page === 'string') return page
        throw new errors.HookResult('errorPage', `a value of type ${typeof page}`, 'Return HTML')
      } catch (failure) {
        log(toHelpCenterError(failure), request, options.name)
      }
    }
    return defaultErrorPage(error.code, { requestId: request.id, helpCenterUrl })
  }
}

/**
 * What one of the host's own hooks threw on our route, a rate limit say, keeps its status if that is one of an error.
 * Its message and headers stay here.
 */
function toHelpCenterError (thrown: unknown): HelpCenterError {
  if (isHelpCenterError(thrown)) return thrown
  const error: HelpCenterError = new errors.RequestFailed()
  const { statusCode } = Object(thrown) as { statusCode?: unknown }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 599) error.statusCode = statusCode
  return error
}

function log (error: HelpCenterError, request: FastifyRequest, helpCenter: string): void {
  const { code, message, statusCode, failure, vendorMessage } = error
  const details = { helpCenter, code, ...failure && { failure }, ...vendorMessage !== undefined && { vendorMessage } }
  request.log[statusCode >= 500 ? 'error' : 'info'](details, message)
}
