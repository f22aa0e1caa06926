import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { serve } from './ipc.mjs'
import { measure } from './measure.mjs'
import { createSessions, findUser, passwordOf } from './users.mjs'

const SLOW = 300
const realNow = Date.now

/** The host's own pages keep visitors' queries out of their log lines; the plugin's routes have to do so themselves. */
const withoutQuery = { logSerializers: { req: ({ method, url }) => ({ method, url: url.split('?', 1)[0] }) } }

let app
let secrets
let healed
const fault = {}
setFault({})

serve({
  measure,

  async start ({ port, brands, sessionSecret, cookieSecret, clockOffset }) {
    setClock(clockOffset)
    secrets = Object.fromEntries(Object.values(brands).map(({ name, secret }) => [name, secret]))
    app = Fastify({ logger: { level: 'trace' } })
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body)))
    })
    const sessions = createSessions(sessionSecret)
    for (const brand of Object.values(brands)) await app.register(helpCenter, describe(brand, sessions, cookieSecret))
    addSignIn(sessions, Object.keys(brands))
    await app.listen({ port, host: '127.0.0.1' })
    return app.server.address().port
  },

  setFault,
  setSecret ({ brand, secret }) { secrets[brand] = secret },
  setClock,
  block (duration) {
    const end = performance.now() + duration
    while (performance.now() < end);
  },

  close: () => app?.close()
})

function setFault (changes) {
  Object.assign(fault, { latency: 0, throwRate: 0 }, changes)
  // A database that is well again answers the look-ups that waited.
  healed?.abort()
  healed = new AbortController()
  setMaxListeners(0, healed.signal)
}

function setClock (offset) {
  Date.now = () => realNow() + offset
}

function describe ({ name, signInEndpoint, helpCenterUrl }, sessions, cookieSecret) {
  const provider = zohoDesk({ signInEndpoint, helpCenterUrl, secret: () => secrets[name], allowInsecure: true })
  return {
    // One registration of each form of the option.
    provider: name === 'blue' ? provider : () => provider,
    name,
    prefix: `/${name}`,
    async lookupUser ({ headers }) {
      const id = sessions.find(headers.cookie)
      await ask(id ?? '')
      return id === null ? null : findUser(id)
    },
    authorize: ({ isBlocked }) => !isBlocked,
    ...name === 'green' && { profile: ({ email, emailVerified }) => ({ email, emailVerified }) },
    signInPage: '/sign-in',
    onLogout: (_request, reply) => { reply.header('set-cookie', sessions.ended) },
    cookie: { secret: cookieSecret, secure: false }
  }
}

/** The user table, with its bad days. */
async function ask (id) {
  const latency = fault.latency + (id.startsWith('slow-') ? SLOW : 0)
  if (latency > 0) await delay(latency, undefined, { signal: healed.signal }).catch(() => {})
  if (id.startsWith('throw-') || Math.random() < fault.throwRate) throw makeError(id)
}

/** What Fastify by itself would send to the browser: messages, headers, a status that is none of an error. */
function makeError (id) {
  const { email } = findUser(id)
  switch (id.length % 3) {
    case 0: return new Error(`no such row: ${email}`)
    case 1: return `text about ${email}`
    default: return { statusCode: 302, headers: { location: 'https://evil.test/' }, message: email }
  }
}

function addSignIn (sessions, brands) {
  app.get('/', withoutQuery, () => 'home')
  app.get('/sign-in', withoutQuery, (_request, reply) => reply.type('text/html').send('<form method="post">'))
  app.post('/sign-in', withoutQuery, (request, reply) => {
    const { user: id, password, next } = request.body
    if (password !== passwordOf(id)) return reply.code(401).send('wrong password')
    reply.header('set-cookie', sessions.cookie(id))
    const brand = brands.find((brand) => app.helpCenter(brand).pending(request))
    if (brand === undefined) return reply.redirect('/', 303)
    // Both ways that the documents offer: a sign-in page that honours `next`, and one that asks the plugin.
    const isHonoured = brand === 'green' && next?.startsWith('/green/help-center/login')
    return isHonoured ? reply.redirect(next, 303) : reply.helpCenterRedirect(findUser(id), { helpCenter: brand })
  })
}
