// One of two apps, by name: `plugin`, or `bare`, the same sign-in as a route of a few lines. Sends its address, and the
// cookie of a visitor who is signed in, to the process that forked it.
import { randomUUID } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import { createSigner } from 'fast-jwt'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'

const SECRET = 'Zr8Kd2-benchmark-only-Wq5Tn7Yx3Lm9Vb4Hj6'
const HOME = 'https://help.example.com/portal/en/home'
const ENDPOINT = 'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth'
const USER = { id: 'u1', email: 'ada@example.com', emailVerified: true, firstName: 'Ada', lastName: 'Lovelace' }

/** As an app without a store has it: a signed cookie says who is signed in. */
const lookupUser = async (request) => {
  const { valid, value } = request.unsignCookie(request.cookies.user ?? '')
  return valid && value === USER.id ? USER : null
}

const apps = {
  plugin: (app) => app.register(helpCenter, {
    provider: zohoDesk({
      signInEndpoint: ENDPOINT, secret: SECRET, helpCenterUrl: HOME, claims: { first_name: true, last_name: true }
    }),
    lookupUser,
    signInPage: '/sign-in'
  }),

  /** What people copy: no check of anything. */
  bare (app) {
    const sign = createSigner({ key: SECRET, algorithm: 'HS256' })
    app.get('/help-center/login', async (request, reply) => {
      const { email, firstName, lastName } = await lookupUser(request)
      const exp = Math.floor(Date.now() / 1000) + 300
      const jwt = sign({ email, first_name: firstName, last_name: lastName, jti: randomUUID(), exp })
      const { return_to: returnTo = HOME } = request.query
      return reply.redirect(`${ENDPOINT}?return_to=${encodeURIComponent(returnTo)}&jwt=${jwt}`, 302)
    })
  }
}

const app = Fastify()
await app.register(fastifyCookie, { secret: SECRET })
await apps[process.argv[2]](app)
process.send({ origin: await app.listen({ host: '127.0.0.1', port: 0 }), cookie: `user=${encodeURIComponent(app.signCookie(USER.id))}` })
process.once('disconnect', () => app.close())
