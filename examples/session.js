// An app with sessions on the server, a "Help" button, and a log of who entered the help center.
import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { isMain, readForm, SIGN_IN_FORM, users, zoho } from './demo.js'

export async function build (options = zoho) {
  const app = Fastify({ logger: isMain(import.meta.filename) })
  await app.register(fastifyCookie)
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)

  // In place of @fastify/session, which gives the same `request.session`.
  const sessions = new Map()
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request) => { request.session = sessions.get(request.cookies.session) ?? {} })
  const findUser = (request) => users.find(request.session.userId)

  await app.register(helpCenter, {
    provider: zohoDesk({ ...options, claims: { first_name: true, last_name: true } }),
    lookupUser: findUser,
    signInPage: '/sign-in',
    onLogout: (request, reply) => {
      sessions.delete(request.cookies.session)
      reply.clearCookie('session', { path: '/' })
    },
    onSignIn: ({ user, jti, returnTo }) => app.log.info({ userId: user.id, jti, returnTo }, 'entered the help center')
  })

  app.get('/sign-in', (_request, reply) => reply.type('text/html').send(SIGN_IN_FORM))

  app.post('/sign-in', async (request, reply) => {
    const user = await users.verify(request.body)
    if (user === null) return reply.code(422).type('text/html').send(SIGN_IN_FORM)
    const id = randomBytes(32).toString('base64url')
    sessions.set(id, { userId: user.id })
    reply.setCookie('session', id, { path: '/', httpOnly: true, secure: true, sameSite: 'lax' })
    if (app.helpCenter().pending(request)) return reply.helpCenterRedirect(user)
    return reply.redirect('/')
  })

  // Signed in: straight to the help center. A guest: to the sign-in page, then to the help center.
  app.get('/help', async (request, reply) => reply.helpCenterRedirect(await findUser(request)))

  return app
}

if (isMain(import.meta.filename)) await (await build()).listen({ port: 3000 })
