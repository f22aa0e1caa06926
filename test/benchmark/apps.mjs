// The login routes that are compared. Each reads a signed cookie to learn who is signed in, signs the same claims with
// the same secret and redirects to the same endpoint.
import { createSecretKey, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import fastifyCookie from '@fastify/cookie'
import cookieParser from 'cookie-parser'
import express from 'express'
import { createSigner } from 'fast-jwt'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import jsonwebtoken from 'jsonwebtoken'

const SECRET = 'Zr8Kd2-benchmark-only-Wq5Tn7Yx3Lm9Vb4Hj6'
const ORIGIN = 'https://help.example.com'
const HOME = `${ORIGIN}/portal/en/home`
const ENDPOINT = `${ORIGIN}/accounts/p/8-30039159786/signin/jwt/auth`
const USER = { id: 'u1', email: 'ada@example.com', emailVerified: true, firstName: 'Ada', lastName: 'Lovelace' }
export const PATH = `/help-center/login?return_to=${encodeURIComponent(`${ORIGIN}/portal/en/kb/articles/router`)}`

export const apps = {
  /** The plugin as the README sets it up. */
  login: (settings) => onFastify(settings, (app, lookupUser) => app.register(helpCenter, {
    provider: zohoDesk(presetOptions()), lookupUser, signInPage: '/sign-in'
  })),

  /** What people copy: no check of anything. */
  bare: (settings) => onFastify(settings, (app, lookupUser) => {
    const sign = createSigner({ key: SECRET, algorithm: 'HS256' })
    app.get('/help-center/login', async (request, reply) => {
      const jwt = sign(claimsOf(await lookupUser(request)))
      const { return_to: returnTo = HOME } = request.query
      return reply.redirect(`${ENDPOINT}?return_to=${encodeURIComponent(returnTo)}&jwt=${jwt}`, 302)
    })
  }),

  /** By hand as well, by somebody who knows what can go wrong with a return URL and a cache. */
  careful: (settings) => onFastify(settings, (app, lookupUser) => {
    const sign = createSigner({ key: SECRET, algorithm: 'HS256' })
    app.get('/help-center/login', async (request, reply) => {
      if ((request.headers['sec-fetch-mode'] ?? 'navigate') !== 'navigate') return reply.code(403).send()
      const user = await lookupUser(request)
      if (user === null) return reply.redirect('/sign-in', 303)
      const { return_to: asked } = request.query
      const isOwn = URL.canParse(asked) && new URL(asked).origin === ORIGIN
      const address = new URL(ENDPOINT)
      address.searchParams.set('return_to', isOwn ? new URL(asked).href : HOME)
      address.searchParams.set('jwt', sign(claimsOf(user)))
      reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      return reply.redirect(address.href, 303)
    })
  }),

  /** As the vendors' samples have it: Express and jsonwebtoken with the secret as a text. */
  expressText: (settings) => onExpress(settings, SECRET),
  /** The same with a key object, which jsonwebtoken need not try as a private key first. */
  expressKey: (settings) => onExpress(settings, createSecretKey(Buffer.from(SECRET))),

  providers1: (settings) => withProviders(settings, 1),
  providers100: (settings) => withProviders(settings, 100),
  providers10000: (settings) => withProviders(settings, 10_000)
}

function presetOptions (brand = '') {
  return {
    signInEndpoint: ENDPOINT,
    secret: SECRET + brand,
    helpCenterUrl: HOME,
    claims: { first_name: true, last_name: true }
  }
}

/** Each request is one of the next brand, so that all of them are in use. */
function withProviders (settings, count) {
  const providers = Array.from({ length: count }, (_, brand) => zohoDesk(presetOptions(String(brand))))
  let next = 0
  return onFastify(settings, (app, lookupUser) => app.register(helpCenter, {
    provider: () => providers[next++ % count], lookupUser, signInPage: '/sign-in', cookie: { secret: SECRET }
  }))
}

function claimsOf ({ email, firstName, lastName }) {
  const exp = Math.floor(Date.now() / 1000) + 300
  return { email, first_name: firstName, last_name: lastName, jti: randomUUID(), exp }
}

async function onFastify ({ delay }, addRoute) {
  const app = Fastify()
  await app.register(fastifyCookie, { secret: SECRET })
  await addRoute(app, async (request) => {
    if (delay > 0) await wait(delay)
    const { valid, value } = request.unsignCookie(request.cookies.user ?? '')
    return valid && value === USER.id ? USER : null
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return { origin, cookie: `user=${encodeURIComponent(app.signCookie(USER.id))}`, close: () => app.close() }
}

async function onExpress (settings, key) {
  const app = express()
  app.use(cookieParser(SECRET))
  app.get('/help-center/login', (request, response) => {
    const user = request.signedCookies.user === USER.id ? USER : null
    const jwt = jsonwebtoken.sign(claimsOf(user), key)
    const { return_to: returnTo = HOME } = request.query
    response.redirect(302, `${ENDPOINT}?return_to=${encodeURIComponent(returnTo)}&jwt=${jwt}`)
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // @fastify/cookie and cookie-parser sign alike, but for the prefix that the latter wants.
  const helper = Fastify()
  await helper.register(fastifyCookie, { secret: SECRET })
  const cookie = `user=${encodeURIComponent(`s:${helper.signCookie(USER.id)}`)}`
  return { origin: `http://127.0.0.1:${server.address().port}`, cookie, close: () => server.close() }
}
