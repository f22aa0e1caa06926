import t from 'tap'
import type { FastifyInstance } from 'fastify'
import { buildExits, CLICK, exits, stamps, tokensIn, unprotectedIn, type ExitName } from '../fixtures/exits.ts'

/** Fastify 5.8 removes a header from the reply alone. */
function removeAsBefore (app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    const { raw, removeHeader } = reply
    reply.removeHeader = function (name) {
      const kept = raw.getHeader(name)
      removeHeader.call(reply, name)
      if (kept !== undefined) raw.setHeader(name, kept)
      return reply
    }
  })
}

for (const name of Object.keys(exits) as ExitName[]) {
  if (name === 'createSignIn') continue
  t.test(`headers that Express middleware set on the response stay out of ${name}, on any Fastify (X25)`, async (t) => {
    const { visit } = await buildExits(t, {}, {
      before: (app) => {
        stamps['middleware on the raw response']!(app)
        removeAsBefore(app)
      }
    })
    const response = await visit(exits[name])
    t.equal(tokensIn(response).length, 1, 'it is an answer with a token')
    t.strictSame(unprotectedIn(response), [])
  })
}

t.test('headers of middleware that no cache reads stay, as do those of other routes (X25)', async (t) => {
  const { app, visit } = await buildExits(t, {}, {
    before: (app) => {
      app.addHook('onRequest', async (_, { raw }) => {
        raw.setHeader('x-served-by', 'app-1')
        raw.setHeader('etag', '"1"')
      })
      removeAsBefore(app)
    }
  })
  t.match((await visit(exits.login)).headers, { 'x-served-by': 'app-1', etag: undefined })
  t.match((await app.inject({ url: '/', headers: CLICK })).headers, { 'x-served-by': 'app-1', etag: '"1"' })
})
