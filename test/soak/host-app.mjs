/** The process under test: a host app with three help centers. The driver calls its methods by messages. */
import { setTimeout as delay } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { zendesk, zohoDesk } from 'fastify-help-center'

const { port, key, brands } = JSON.parse(process.argv[2])
const realNow = Date.now
let fault = { latency: 0, throwRate: 0, clock: 0 }
let mostLookUps = 0
Date.now = () => realNow() + fault.clock
const methods = {
  setFault: (change) => { fault = { latency: 0, throwRate: 0, clock: 0, ...change } },
  setSecret: ([name, secret]) => { brands.find((brand) => brand.name === name).secret = secret },
  block: (duration) => { for (const end = performance.now() + duration; performance.now() < end;); },
  /** Memory after a forced collection, and what keeps the event loop alive. */
  async measure () {
    // Twice, with a turn of the loop between: finalizers of the first free what the second collects.
    for (let time = 0; time < 2; time++) await delay(1).then(() => globalThis.gc())
    const handles = process.getActiveResourcesInfo()
    return { pid: process.pid, age: process.uptime(), ...process.memoryUsage(), handles, mostLookUps }
  }
}

const app = Fastify({ logger: { level: 'trace' } })
// As a session store on the network: too long for whatever looks at an answer before it is sent (X8).
app.addHook('onSend', async () => { await delay(3) })
await app.register(cookie, { secret: key })
for (const brand of brands) await app.register(helpCenter, describe(brand))
// A vendor with an error channel. Nobody signs in there.
const acme = { zendeskUrl: 'https://acme.zendesk.com', helpCenterUrl: 'https://acme.zendesk.com/hc', secret: key }
await app.register(helpCenter, { provider: zendesk(acme), name: 'acme', prefix: '/acme', lookupUser: () => null })
// The host's own pages keep visitors' queries out of their log lines; the plugin's routes have to do so themselves.
await app.register(pages, { logSerializers: { req: ({ method, url }) => ({ method, url: url.split('?', 1)[0] }) } })
await app.listen({ port, host: '127.0.0.1' })

process.on('message', async ([method, argument]) => process.send([await methods[method](argument)]))
// Whatever the plugin left open would hold the process, and the driver would see that; without a driver, not for ever.
process.once('disconnect', () => {
  setTimeout(process.exit, 20_000, 1).unref()
  return app.close()
})
process.send([app.server.address().port])

function describe (brand) {
  const provider = zohoDesk({ ...brand.providerOptions, secret: () => brand.secret })
  brand.lookUps = 0
  return {
    name: brand.name,
    prefix: `/${brand.name}`,
    // One registration of each form of the option.
    ...brand.name === 'blue' ? { provider } : { provider: () => provider, profile: ({ id, ...rest }) => rest },
    cookie: { secret: key, secure: false },
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
    signInPage: '/sign-in',
    onLogout: (_request, reply) => { reply.clearCookie('host-session', { path: '/' }) }
  }
}

function findUser (id) { return { id, email: id, emailVerified: true } }

function findSession (request) {
  const { valid, value } = request.unsignCookie(request.cookies['host-session'] ?? '')
  return valid ? findUser(value) : null
}

/** The user table, with its bad days. It takes no notice of visitors who leave. */
async function ask (id, brand) {
  if (id.startsWith('slow-')) {
    mostLookUps = Math.max(mostLookUps, ++brand.lookUps)
    await delay(300)
    brand.lookUps--
  }
  // A database that is well again answers the look-ups that waited.
  for (const begun = performance.now(); performance.now() - begun < fault.latency;) await delay(10)
  if (!id.startsWith('throw-') && Math.random() >= fault.throwRate) return
  // What Fastify by itself would send to the browser: messages, headers, a status that is none of an error.
  const message = `no such row: ${id}`
  const headers = { location: 'https://evil.test/' }
  throw [new Error(message), message, { statusCode: 302, headers, message }][id.length % 3]
}

async function pages (scope) {
  scope.get('/', () => 'home')
  scope.get('/second-factor', () => 'you are gated')
  scope.get('/sign-in', () => 'sign in')
  scope.get('/help/:helpCenter', (request, reply) => reply.helpCenterRedirect(findSession(request), request.params))
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
