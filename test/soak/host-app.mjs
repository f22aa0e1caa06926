/** The process under test: a host app with three help centers. The driver calls its methods by messages. */
import { setMaxListeners } from 'node:events'
import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { zendesk, zohoDesk } from 'fastify-help-center'
import { CANARY, emailOf } from './users.mjs'

const SLOW = 300
/** As a session store on the network: too long for whatever looks at an answer before it is sent (X8). */
const SEND_DELAY = 3
const realNow = Date.now
/** A vendor with an error channel. Nobody signs in there. */
const reporting = zendesk({
  zendeskUrl: 'https://acme.zendesk.com', helpCenterUrl: 'https://acme.zendesk.com/hc', secret: CANARY.repeat(6)
})
const app = Fastify({ logger: { level: 'trace' } })
let brands
let mostLookUps = 0
let fault
let healed
setFault({})

const methods = {
  async start (settings) {
    brands = settings.brands
    app.addHook('onSend', async () => { await delay(SEND_DELAY) })
    await app.register(cookie, { secret: settings.key })
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body)))
    })
    for (const brand of brands) await app.register(helpCenter, describe(brand))
    await app.register(helpCenter, { provider: reporting, name: 'reporting', prefix: '/reporting', lookupUser: () => null })
    // The host's own pages keep visitors' queries out of their log lines; the plugin's routes have to do so themselves.
    await app.register(pages, { logSerializers: { req: ({ method, url }) => ({ method, url: url.split('?', 1)[0] }) } })
    await app.listen({ port: settings.port, host: '127.0.0.1' })
    return app.server.address().port
  },
  setFault,
  setSecret: ({ name, secret }) => { brands.find((brand) => brand.name === name).secret = secret },
  mostLookUps: () => mostLookUps,
  block (duration) {
    const end = performance.now() + duration
    while (performance.now() < end);
  },
  /** Memory after a forced collection, and what keeps the event loop alive. */
  async measure () {
    // Twice, with a turn of the loop between: finalizers of the first free what the second collects.
    globalThis.gc()
    await setImmediate()
    globalThis.gc()
    return { ...process.memoryUsage(), handles: process.getActiveResourcesInfo(), pid: process.pid }
  }
}
const orphaned = () => process.exit(1)
process.on('disconnect', orphaned)
process.on('message', async ([method, argument]) => process.send({ result: await methods[method](argument) }))
// No process.exit(): whatever the plugin left open would hold the process, and the driver would see that.
process.once('SIGTERM', async () => {
  await app.close()
  process.off('disconnect', orphaned).disconnect()
})

function setFault (change) {
  fault = { latency: 0, throwRate: 0, clock: 0, ...change }
  Date.now = () => realNow() + fault.clock
  // A database that is well again answers the look-ups that waited.
  healed?.abort()
  healed = new AbortController()
  setMaxListeners(0, healed.signal)
}

function describe (brand) {
  const { name, signInEndpoint, helpCenterUrl } = brand
  const provider = zohoDesk({ signInEndpoint, helpCenterUrl, secret: () => brand.secret, allowInsecure: true })
  brand.lookUps = 0
  return {
    // One registration of each form of the option.
    provider: name === 'blue' ? provider : () => provider,
    name,
    prefix: `/${name}`,
    cookie: { secret: CANARY.repeat(6), secure: false },
    async lookupUser (request, reply, context) {
      const user = findSession(request)
      if (user === null) return null
      await ask(user.id, brand)
      // Too late to answer: the visitor has the page of a hook that timed out.
      if (context.signal.aborted) return user
      if (user.id.startsWith('gated-')) reply.redirect('/second-factor', 303)
      if (user.id.startsWith('unpaid-')) reply.code(402).send('you are unpaid')
      return user
    },
    authorize: ({ id }) => !id.startsWith('blocked-'),
    ...name === 'green' && { profile: ({ email, emailVerified }) => ({ email, emailVerified }) },
    signInPage: '/sign-in',
    onLogout: (_request, reply) => { reply.clearCookie('host-session', { path: '/' }) }
  }
}

function findUser (id) {
  return { id, email: emailOf(id), emailVerified: true }
}

function findSession (request) {
  const { valid, value } = request.unsignCookie(request.cookies['host-session'] ?? '')
  return valid ? findUser(value) : null
}

/** The user table, with its bad days. It takes no notice of visitors who leave. */
async function ask (id, brand) {
  if (id.startsWith('slow-')) {
    mostLookUps = Math.max(mostLookUps, ++brand.lookUps)
    await delay(SLOW)
    brand.lookUps--
  }
  if (fault.latency > 0) await delay(fault.latency, undefined, healed).catch(() => {})
  if (id.startsWith('throw-') || Math.random() < fault.throwRate) throw makeError(id)
}

/** What Fastify by itself would send to the browser: messages, headers, a status that is none of an error. */
function makeError (id) {
  const message = `no such row: ${emailOf(id)}`
  const headers = { location: 'https://evil.test/' }
  return [new Error(message), message, { statusCode: 302, headers, message }][id.length % 3]
}

async function pages (scope) {
  scope.get('/', () => 'home')
  scope.get('/second-factor', () => 'you are gated')
  scope.get('/help/:brand', (request, reply) =>
    reply.helpCenterRedirect(findSession(request), { helpCenter: request.params.brand }))
  scope.get('/sign-in', () => 'sign in')
  scope.post('/sign-in', (request, reply) => {
    const { user, next } = request.body
    reply.setCookie('host-session', user, { path: '/', httpOnly: true, sameSite: 'lax', signed: true })
    const { name } = brands.find(({ name }) => app.helpCenter(name).pending(request)) ?? {}
    if (name === undefined) return reply.redirect('/', 303)
    // Both ways that the documents offer: a sign-in page that honours `next`, and one that asks the plugin.
    const isHonoured = name === 'green' && next.startsWith('/green/')
    return isHonoured ? reply.redirect(next, 303) : reply.helpCenterRedirect(findUser(user), { helpCenter: name })
  })
}
