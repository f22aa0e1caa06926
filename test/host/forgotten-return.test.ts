import t from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { ada, wrong, type Options } from '../fixtures/build-app.ts'
import { buildExits, exits, tokensIn, type ExitName, type ExitSetup } from '../fixtures/exits.ts'

const early = wrong({ ...ada, visit: 'early' })
const late = wrong({ ...ada, visit: 'late' })
const text = async (_: unknown, reply: FastifyReply) => { reply.send('wait a moment') }
const redirects = async (_: unknown, reply: FastifyReply) => { reply.helpCenterRedirect(early) }
const returned = async (_: unknown, reply: FastifyReply) => reply.helpCenterRedirect(late)
const slow: ExitSetup['before'] = (app) => app.addHook('onSend', () => wait(5))
const onLogin = (...preHandler: typeof redirects[]): Options => ({ routeOptions: { login: { preHandler } } })

const calls: Record<string, Options> = {
  'a preHandler of our login route called it and returned nothing': onLogin(redirects),
  'lookupUser called it beside a user': {
    lookupUser: (_, reply) => { reply.helpCenterRedirect(early); return late }
  },
  'two preHandlers called it, the first without returning': onLogin(redirects, wrong(returned))
}
for (const [title, options] of Object.entries(calls)) {
  t.test(`reply.helpCenterRedirect() is the one answer where ${title} (X8, X17)`, async (t) => {
    const { visit, audits } = await buildExits(t, options)
    const response = await visit(exits.login)
    await wait(10)
    t.equal(response.statusCode, 303)
    t.equal(tokensIn(response).length, 1)
    t.strictSame(audits, ['early'], 'one token, one audit event')
  })
}

// Limits, told in the README: an onRequest hook registered before the plugin answers before anything of ours watches,
// and in a route of the host we watch only from the call of helpCenterRedirect() on.
const texts: [exit: ExitName, stage: string][] = [['login', 'preHandler'], ['token', 'preHandler']]
for (const [exit, stage] of texts) {
  t.test(`no token follows at ${exit} when a hook at ${stage} sends a text and returns nothing (X8)`, async (t) => {
    const { visit, audits } = await buildExits(t, {}, {
      before: (app) => { slow(app); app.addHook(wrong(stage), text) }
    })
    const response = await visit(exits[exit])
    t.match(response, { statusCode: 200, body: 'wait a moment' })
    t.strictSame([tokensIn(response), audits], [[], []])
  })
}

t.test('no token follows a text that an earlier preHandler of our login route sent, not returned (X8)', async (t) => {
  const { visit, audits } = await buildExits(t, onLogin(text, wrong(returned)), { before: slow })
  const response = await visit(exits.login)
  t.match(response, { statusCode: 200, body: 'wait a moment' })
  t.strictSame([tokensIn(response), audits], [[], []])
})
