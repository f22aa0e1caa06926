// The smallest app: who is signed in stands in a signed cookie of the app's own.
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { isMain, readForm, SIGN_IN_FORM, users, zoho } from './demo.js'

export async function build (options = zoho, cookieSecret = process.env.COOKIE_SECRET) {
  const app = Fastify()
  await app.register(fastifyCookie, { secret: cookieSecret })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)
  await app.register(helpCenter, {
    provider: zohoDesk(options),
    lookupUser: (request) => users.find(request.unsignCookie(request.cookies.user ?? '').value),
    signInPage: '/sign-in',
    onLogout: (_request, reply) => { reply.clearCookie('user', { path: '/' }) }
  })
  app.get('/sign-in', (_request, reply) => reply.type('text/html').send(SIGN_IN_FORM))
  app.post('/sign-in', async (request, reply) => {
    const user = await users.verify(request.body)
    if (user === null) return reply.code(422).type('text/html').send(SIGN_IN_FORM)
    reply.setCookie('user', user.id, { path: '/', signed: true, httpOnly: true, secure: true, sameSite: 'lax' })
    return app.helpCenter().pending(request) ? reply.helpCenterRedirect(user) : reply.redirect('/')
  })
  return app
}
if (isMain(import.meta.filename)) await (await build()).listen({ port: 3000 })
