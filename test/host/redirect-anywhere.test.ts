import t, { type Test } from 'tap'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest, LightMyRequestResponse } from 'fastify'
import { ada, wrong, type Options } from '../fixtures/build-app.ts'
import { buildExits, CLICK, exits, tokensIn, visitor, type Exit, type ExitSetup } from '../fixtures/exits.ts'
import { whilePolluted } from '../fixtures/pollute.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const help = (request: FastifyRequest, reply: FastifyReply, options = {}) =>
  reply.helpCenterRedirect(visitor(request), options)
const own: Exit = { method: 'GET', url: '/own', headers: CLICK, looksUp: false }
const ownRoute = (handler: (request: FastifyRequest, reply: FastifyReply) => unknown): ExitSetup => (
  { after: (app) => app.get('/own', handler) })
const onLogin = (preHandler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): Options => (
  { routeOptions: { login: { preHandler } } })
const raise = () => { throw new Error('a fault of the host') }
const fallBack = (app: FastifyInstance) => app.setErrorHandler((_, request, reply) => help(request, reply))

interface Case { exit?: Exit, options?: Options, setup?: ExitSetup, polluted?: object }

/** The answer, unless it does not come: then the test fails rather than waits. */
async function visitOnce (t: Test, { exit = own, options = {}, setup = {}, polluted = {} }: Case) {
  const { visit, audits } = await buildExits(t, options, setup)
  const timer = new AbortController()
  const hung = wait(20_000, null, { signal: timer.signal }).catch(() => null)
  const response = await Promise.race([whilePolluted(polluted, () => visit(exit)), hung])
  timer.abort()
  return { response, audits, tokens: response === null ? [] : tokensIn(response) }
}

const answering: Record<string, Case> = {
  'in a preHandler of our login route': { exit: exits.login, options: onLogin(async (...args) => help(...args)) },
  'in a preHandler of our login route, for another registration': {
    exit: exits.login, options: onLogin(async (...args) => help(...args, { helpCenter: 'form' }))
  },
  'in an error handler of the host, after errorPage: false refused at our login route': {
    exit: exits.login, options: { errorPage: false, lookupUser: raise }, setup: { before: fallBack }
  },
  'in an error handler of the host, after errorPage: false refused in its route': {
    options: { errorPage: false },
    setup: { before: fallBack, ...ownRoute((_, reply) => reply.helpCenterRedirect(wrong({ ...ada, email: 'none' }))) }
  },
  'in an error handler of the host, after its route threw': { setup: { before: fallBack, ...ownRoute(raise) } },
  'in a route that set a Location': { setup: ownRoute((...args) => help(args[0], args[1].header('location', '/x'))) },
  'in a route that set a content-type': { setup: ownRoute((...args) => help(args[0], args[1].type('text/plain'))) },
  'in a route that set a status and both': {
    setup: ownRoute((...args) => help(args[0], args[1].code(201).type('text/plain').header('location', '/x')))
  },
  'in a route that set an error status, but nothing to go with it': {
    setup: ownRoute((...args) => help(args[0], args[1].code(404)))
  },
  'while Object.prototype has a location': { exit: exits.redirect, polluted: { location: '/x' } },
  'while Object.prototype has a location, at our login route': { exit: exits.login, polluted: { location: '/x' } },
  'in a route that set an error status, while Object.prototype has a location': {
    polluted: { location: '/x', 'content-type': 'text/plain' },
    setup: ownRoute((...args) => help(args[0], args[1].code(404)))
  },
  'while Object.prototype has a content-type': { exit: exits.redirect, polluted: { 'content-type': 'text/plain' } },
  'a second time in the same handler': { setup: ownRoute((...args) => { help(...args); return help(...args) }) },
  'a second time, for another user and help center': {
    setup: ownRoute((request, reply) => {
      help(request, reply)
      return reply.helpCenterRedirect(wrong({ ...ada, visit: 'second' }), { helpCenter: 'form' })
    })
  },
  'a second time, while the first is under way': {
    options: { authorize: async () => { await turn(); await turn(); return true } },
    setup: ownRoute(async (...args) => { help(...args); await turn(); return help(...args) })
  }
}

for (const [title, each] of Object.entries(answering)) {
  t.test(`reply.helpCenterRedirect() answers with one token when it is called ${title} (X8, X17)`, async (t) => {
    const { response, tokens, audits } = await visitOnce(t, each)
    t.not(response, null, 'it does not hang')
    t.match(response?.statusCode, /^(?:200|303)$/)
    if (response?.statusCode === 303) t.match(response.headers.location, /^https:\/\/help\.example\.com\/.*eyJ/)
    t.equal(tokens.length, 1)
    t.equal(audits.length, 1, 'one audit event')
    t.not(audits[0], 'second', 'the first call counts')
  })
}

/** Answers that somebody gave, without returning the reply, while the host's onSend hooks take their time. */
const refusals: Record<string, [run: (reply: FastifyReply) => unknown, expected: Partial<LightMyRequestResponse>]> = {
  'sent a 403': [(reply) => reply.code(403).send('no'), { statusCode: 403, body: 'no' }],
  'sent a 403 as JSON': [(reply) => reply.code(403).send({ no: 1 }), { statusCode: 403, body: '{"no":1}' }],
  redirected: [(reply) => reply.redirect('/second-factor'), { statusCode: 302 }],
  'took the response over': [
    (reply) => { reply.hijack(); reply.raw.statusCode = 403; setTimeout(() => reply.raw.end('by hand'), 1) },
    { statusCode: 403, body: 'by hand' }
  ]
}
for (const [title, [run, expected]] of Object.entries(refusals)) {
  for (const [stage, exit] of [
    ['preHandler', exits.login], ['onRequest', exits.login], ['preHandler', exits.redirect],
    ['onRequest', exits.redirect],
    ['preHandler', exits.token], ['preHandler', exits['redirect of a POST']]
  ] as const) {
    const path = exit.url.split('?')[0]
    t.test(`no token follows at ${path} when a hook at ${stage} ${title} and returned nothing (X8)`, async (t) => {
      const { response, tokens, audits } = await visitOnce(t, {
        exit,
        setup: {
          before: (app) => {
            app.addHook('onSend', () => wait(5))
            app.addHook(wrong(stage), async (_: unknown, reply: FastifyReply) => { run(reply) })
          }
        }
      })
      t.match(response, expected)
      t.strictSame([tokens, audits], [[], []])
    })
  }
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  await wait(10)
  t.strictSame(incidents, [])
})
