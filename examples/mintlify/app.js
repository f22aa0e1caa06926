// The company side of docs at Mintlify; README.md beside this file is the setup guide.
import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { mintlify } from 'fastify-help-center'
import { isMain, readForm, SIGN_IN_FORM, users } from '../demo.js'

export async function build ({ cookieSecret = randomBytes(32).toString('hex'), logger = false, ...options }) {
  const app = Fastify({ logger })
  await app.register(fastifyCookie, { secret: cookieSecret })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)
  const findUser = (request) => users.find(request.unsignCookie(request.cookies.user ?? '').value)

  await app.register(helpCenter, {
    provider: mintlify(options),
    lookupUser: findUser,
    signInPage: '/sign-in',
    // No sign-out of this vendor is known to lead to the app.
    logoutPath: false,
    onSignIn: ({ jti, expiresAt, returnTo }) => app.log.info({ jti, expiresAt, returnTo }, 'token made')
  })

  app.get('/sign-in', (_request, reply) => reply.type('text/html').send(SIGN_IN_FORM))

  app.post('/sign-in', async (request, reply) => {
    const user = await users.verify(request.body)
    if (user === null) return reply.code(422).type('text/html').send(SIGN_IN_FORM)
    reply.setCookie('user', user.id, { path: '/', httpOnly: true, secure: true, sameSite: 'lax', signed: true })
    return reply.helpCenterRedirect(user)
  })

  app.get('/help', async (request, reply) => reply.helpCenterRedirect(await findUser(request)))

  return app
}

if (isMain(import.meta.filename)) {
  const { env } = process
  const app = await build({
    helpCenterUrl: env.HELP_CENTER_URL,
    // PEM, on one line with \n in it if need be.
    secret: env.MINTLIFY_PRIVATE_KEY,
    claims: { groups: true },
    sessionLifetime: Number(env.SESSION_LIFETIME ?? 3600),
    cookieSecret: env.COOKIE_SECRET,
    logger: true
  })
  await app.listen({ port: Number(env.PORT ?? 3000) })
}
