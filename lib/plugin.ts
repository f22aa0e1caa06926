import type { FastifyPluginAsync } from 'fastify'
import { invalidOption } from './contract/check-option.ts'
import { decorate } from './host/decorate.ts'
import { createHelpCenter } from './host/help-center.ts'
import type { FastifyHelpCenterOptions } from './options/options.ts'
import { createRegistration } from './visit/registration.ts'
import { resolveOptions } from './options/resolve-options.ts'
import { joinPath, UNSUPPORTED_PATH } from './options/route-path.ts'
import { isRedirectOfHost } from './visit/answer.ts'
import { protectResponse } from './visit/response-headers.ts'
import { mountRoutes } from './routes/mount.ts'

export const plugin: FastifyPluginAsync<FastifyHelpCenterOptions> = async function fastifyHelpCenter (fastify, opts) {
  const options = resolveOptions(opts)
  const { prefix = '' } = options
  if (UNSUPPORTED_PATH.test(fastify.prefix)) {
    throw invalidOption('prefix', JSON.stringify(fastify.prefix),
      'Expected a surrounding scope with a prefix such as "/account" or "/:brand", without wildcards or patterns')
  }
  const registration = createRegistration(options, joinPath(fastify.prefix, prefix))

  const isFirst = decorate(fastify, createHelpCenter(registration, fastify.log))
  // Covers `reply.helpCenterRedirect()` in routes of the host. Hooks that the host adds later run after this one.
  if (isFirst) {
    fastify.addHook('onSend', async (_request, reply) => {
      if (isRedirectOfHost(reply)) protectResponse(reply, registration)
    })
  }
  // `fp()` ignores `prefix`; an inner plugin without `fp()` honors it.
  await fastify.register((scope) => mountRoutes(scope, registration), { prefix })
}
