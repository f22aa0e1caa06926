// The company side of a UserVoice portal. README.md beside this file says where each value comes from.
import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { userVoice } from 'fastify-help-center'
import { isMain, readForm, SIGN_IN_FORM, users } from '../demo.js'

const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'lax', signed: true }

export async function build ({ cookieSecret = randomBytes(32).toString('hex'), logger = false, ...portal }) {
  const app = Fastify({ logger })
  await app.register(fastifyCookie, { secret: cookieSecret })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)

  const findUser = (request) => users.find(request.unsignCookie(request.cookies.user ?? '').value)

  await app.register(helpCenter, {
    provider: userVoice(portal),
    lookupUser: findUser,
    signInPage: '/sign-in',
    // UserVoice tells nobody of a sign-out, as far as its documents say.
    logoutPath: false,
    onSignIn: ({ jti, expiresAt, returnTo }) => app.log.info({ jti, expiresAt, returnTo }, 'token made')
  })

  app.get('/', async (request, reply) => {
    const user = await findUser(request)
    return reply.type('text/html').send(user === null
      ? '<a href="/sign-in">Sign in</a> <a href="/help">Feedback</a>'
      : '<a href="/help">Feedback</a> <form method="post" action="/sign-out"><button>Sign out</button></form>')
  })

  app.get('/sign-in', (_request, reply) => reply.type('text/html').send(SIGN_IN_FORM))

  app.post('/sign-in', async (request, reply) => {
    const user = await users.verify(request.body)
    if (user === null) return reply.code(422).type('text/html').send(SIGN_IN_FORM)
    reply.setCookie('user', user.id, COOKIE)
    return app.helpCenter().pending(request) ? reply.helpCenterRedirect(user) : reply.redirect('/', 303)
  })

  app.post('/sign-out', (_request, reply) => reply.clearCookie('user', COOKIE).redirect('/', 303))

  app.get('/help', async (request, reply) => reply.helpCenterRedirect(await findUser(request)))

  return app
}

if (isMain(import.meta.filename)) {
  const { env } = process
  const app = await build({
    secret: env.USERVOICE_SSO_KEY,
    helpCenterUrl: env.USERVOICE_URL,
    claims: { display_name: true },
    cookieSecret: env.COOKIE_SECRET,
    logger: true
  })
  await app.listen({ port: Number(env.PORT ?? 3000) })
}
