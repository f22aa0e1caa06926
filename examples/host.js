// The app that the vendors' folders start: a signed cookie says who is signed in. The vendor's part is given.
import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter from 'fastify-help-center'
import { readForm, SIGN_IN_FORM, users } from './demo.js'

const { COOKIE_SECRET = randomBytes(32).toString('hex'), PORT = 3000 } = process.env
const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'lax', signed: true }

/** `options`: the provider, and what else of the plugin's options goes with it. */
export async function startHost (options) {
  const app = Fastify({ logger: true })
  await app.register(fastifyCookie, { secret: COOKIE_SECRET })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)

  const findUser = (request) => users.find(request.unsignCookie(request.cookies.user ?? '').value)
  const signOut = (reply) => reply.clearCookie('user', COOKIE)

  await app.register(helpCenter, {
    lookupUser: findUser,
    signInPage: '/sign-in',
    onLogout: (_request, reply) => { signOut(reply) },
    onSignIn: ({ jti, expiresAt, returnTo }) => app.log.info({ jti, expiresAt, returnTo }, 'token made'),
    ...options
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

  // By way of the vendor's sign-out, where it has one: a policy of your own has to name its host in form-action.
  app.post('/sign-out', (_request, reply) => signOut(reply).redirect(app.helpCenter().signOutUrl() ?? '/', 303))

  app.get('/help', async (request, reply) => reply.helpCenterRedirect(await findUser(request)))

  await app.listen({ port: Number(PORT) })
}
