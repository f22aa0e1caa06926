import type {
  FastifyInstance, FastifyRequest, FastifySchema, RouteHandlerMethod, RouteOptions, RouteShorthandOptions
} from 'fastify'
import { bare } from '../contract/bare-object.ts'
import type { Registration } from '../visit/registration.ts'
import { watchRoute } from '../visit/answer.ts'
import { createErrorHandler } from '../visit/error-answer.ts'
import { createLoginHandler } from './login.ts'
import { createLogoutHandler } from './logout.ts'
import { assertNavigation, assertOwnFetch } from '../visit/guards.ts'
import { createTokenHandler } from './token.ts'
import { protectResponse } from '../visit/response-headers.ts'

/**
 * Mounts the routes in their own scope, so that hooks and error handler apply to nothing else. The guards are hooks of
 * the routes rather than path comparisons, so guard and router cannot disagree about a spelling.
 */
export async function mountRoutes (scope: FastifyInstance, registration: Registration): Promise<void> {
  const { loginPath, logoutPath, tokenPath, errorPage, routeOptions = {} } = registration.options
  scope.addHook('preClose', async () => { registration.isClosing = true })
  if (errorPage !== false) scope.setErrorHandler(createErrorHandler(registration))
  for (const [url, guard, handler, options] of [
    [loginPath, assertNavigation, createLoginHandler(registration), routeOptions.login],
    [logoutPath, assertNavigation, createLogoutHandler(registration), routeOptions.logout],
    [tokenPath, assertOwnFetch, createTokenHandler(registration), routeOptions.token]
  ] as const) {
    if (url !== false) scope.route(describeRoute(url, guard, handler, options, registration))
  }
}

type Guard = typeof assertNavigation

/** Hides a route from @fastify/swagger: ours are for browsers, not for API clients. */
function hide (): FastifySchema & { hide: boolean } {
  return bare({ hide: true })
}

function describeRoute (
  url: string,
  guard: Guard,
  handler: RouteHandlerMethod,
  options: RouteShorthandOptions = {},
  registration: Registration
): RouteOptions {
  return {
    // The return URL in the query may contain anything, so only the path is logged.
    logSerializers: { req: describeRequest },
    ...options,
    schema: options.schema ?? hide(),
    onRequest: [
      async (request, reply) => {
        watchRoute(reply)
        guard(request)
      },
      ...[options.onRequest ?? []].flat()
    ],
    // On the route itself, so that it runs after every hook of the host.
    onSend: [...[options.onSend ?? []].flat(), async (_request, reply) => protectResponse(reply, registration)],
    method: 'GET',
    url,
    // A HEAD request would run the handler and issue a token that nobody receives.
    exposeHeadRoute: false,
    handler
  }
}

function describeRequest ({ method, url, host, ip, socket }: FastifyRequest): object {
  const end = url.search(/[?;#]/)
  const address = end === -1 ? url : `${url.slice(0, end)}?…`
  const path = address.replace(/^[a-z]+:\/\/[^/]*/i, '')
  return { method, url: path, host, remoteAddress: ip, remotePort: socket?.remotePort }
}
