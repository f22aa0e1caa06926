// The company side of a Zendesk help center. README.md beside this file says where each value comes from.
import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { zendesk } from 'fastify-help-center'
import { isMain, readForm, SIGN_IN_FORM, users } from '../demo.js'

const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'lax', signed: true }

export async function build ({ cookieSecret = randomBytes(32).toString('hex'), logger = false, ...vendor }) {
  const app = Fastify({ logger })
  await app.register(fastifyCookie, { secret: cookieSecret })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)

  const findUser = (request) => users.find(request.unsignCookie(request.cookies.user ?? '').value)
  const signOut = (reply) => reply.clearCookie('user', COOKIE)

  await app.register(helpCenter, {
    provider: zendesk(vendor),
    lookupUser: findUser,
    signInPage: '/sign-in',
    onLogout: (_request, reply) => { signOut(reply) },
    onSignIn: ({ jti, expiresAt, returnTo }) => app.log.info({ jti, expiresAt, returnTo }, 'token made')
  })

  app.get('/', async (request, reply) => {
    const user = await findUser(request)
    return reply.type('text/html').send(user === null
      ? '<a href="/sign-in">Sign in</a> <a href="/help">Help</a>'
      : '<a href="/help">Help</a> <form method="post" action="/sign-out"><button>Sign out</button></form>')
  })

  app.get('/sign-in', (_request, reply) => reply.type('text/html').send(SIGN_IN_FORM))

  app.post('/sign-in', async (request, reply) => {
    const user = await users.verify(request.body)
    if (user === null) return reply.code(422).type('text/html').send(SIGN_IN_FORM)
    reply.setCookie('user', user.id, COOKIE)
    return app.helpCenter().pending(request) ? reply.helpCenterRedirect(user) : reply.redirect('/', 303)
  })

  // A form that leads on to another host: a policy of your own has to name it in form-action.
  app.post('/sign-out', (_request, reply) => signOut(reply).redirect(app.helpCenter().signOutUrl(), 303))

  app.get('/help', async (request, reply) => reply.helpCenterRedirect(await findUser(request)))

  return app
}

if (isMain(import.meta.filename)) {
  const { env } = process
  const app = await build({
    zendeskUrl: env.ZENDESK_URL,
    secret: env.ZENDESK_SHARED_SECRET,
    helpCenterUrl: env.HELP_CENTER_URL,
    returnOrigins: env.RETURN_ORIGINS?.split(' '),
    claims: { external_id: true },
    cookieSecret: env.COOKIE_SECRET,
    logger: true
  })
  await app.listen({ port: Number(env.PORT ?? 3000) })
}
