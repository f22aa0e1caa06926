import type { FastifyPluginAsync } from 'fastify'
import { decorate } from './decorators.ts'
import { createHelpCenter } from './help-center.ts'
import type { FastifyHelpCenterOptions } from './options.ts'
import { createRegistration } from './registration.ts'
import { resolveOptions } from './resolve-options.ts'
import { joinPath } from './route-path.ts'
import { mountRoutes } from './routes/routes.ts'

export const plugin: FastifyPluginAsync<FastifyHelpCenterOptions> = async function fastifyHelpCenter (fastify, opts) {
  const options = resolveOptions(opts)
  const { prefix = '' } = options
  const registration = createRegistration(options, joinPath(fastify.prefix, prefix))

  decorate(fastify, createHelpCenter(registration, fastify.log))
  // `fp()` ignores `prefix`; a plugin inside it that is not wrapped does not.
  await fastify.register((scope) => mountRoutes(scope, registration), { prefix })
}
