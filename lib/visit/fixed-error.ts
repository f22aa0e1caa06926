import { errors, isHelpCenterError, type HelpCenterError } from '../errors.ts'

/**
 * What one of the host's own hooks threw on our route, a rate limit say, keeps its status if that is one of an error.
 * Its message and headers stay here. Its getters may throw: an error in an error handler is answered by Fastify, with
 * its message.
 */
export function toFixedError (thrown: unknown): HelpCenterError {
  if (isHelpCenterError(thrown)) return thrown
  const error: HelpCenterError = new errors.RequestFailed()
  try {
    const { statusCode } = Object(thrown) as { statusCode?: unknown }
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 599) error.statusCode = statusCode
  } catch {}
  return error
}
