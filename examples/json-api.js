// A mobile app or a single-page app with a bearer token: it asks for the sign-in as data and opens the URL itself.
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { isMain, users, zoho } from './demo.js'

const schema = {
  body: { type: 'object', properties: { returnTo: { type: 'string', maxLength: 2048 } }, additionalProperties: false }
}

/** `userIdOf` tells whose bearer token this is, or `null`: what your app's authentication does. */
export async function build (options = zoho, userIdOf = async () => null) {
  const app = Fastify()
  // No routes for browsers, so no hook that finds a browser's user.
  await app.register(helpCenter, { provider: zohoDesk(options), loginPath: false, logoutPath: false })

  app.post('/api/help-center/sign-in', { schema }, async (request, reply) => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
    const user = await users.find(await userIdOf(token))
    if (user === null) return reply.code(401).send({ message: 'Sign in first' })

    const { handoff, expiresAt } = await app.helpCenter().createSignIn(user, { returnTo: request.body.returnTo })
    // Whoever has this URL is that user for the next minutes: it belongs in no cache and no log.
    reply.header('cache-control', 'no-store')
    return { url: handoff.url, expiresAt }
  })

  return app
}

if (isMain(import.meta.filename)) {
  const app = await build(zoho, async (token) => token === process.env.DEMO_TOKEN ? '1' : null)
  await app.listen({ port: 3000 })
}
