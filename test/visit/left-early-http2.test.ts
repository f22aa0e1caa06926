import t from 'tap'
import { once } from 'node:events'
import { connect, constants } from 'node:http2'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { HookContext } from '../../lib/index.ts'
import { wrong } from '../fixtures/build-app.ts'
import { buildExits, exits, visitor, type ExitName } from '../fixtures/exits.ts'
import { listen, open, requestText } from '../fixtures/raw-client.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const FORM = 'user=ada'

/** Sends the request of an exit; what it gives takes the client away. */
type Send = (port: number, exit: ExitName) => Promise<() => unknown>

function overHttp2 (leave: 'reset' | 'end of the session'): Send {
  return async (port, exit) => {
    const { method, url, headers } = exits[exit]
    const session = connect(`http://127.0.0.1:${port}`)
    session.on('error', () => {})
    const stream = session.request({ ':method': method, ':path': url, ...headers }, { endStream: method === 'GET' })
    stream.on('error', () => {})
    if (method === 'POST') stream.end(FORM)
    return async () => {
      if (leave === 'reset') {
        const closed = once(stream, 'close')
        stream.close(constants.NGHTTP2_CANCEL)
        await closed
      }
      session.destroy()
    }
  }
}

async function overHttp1 (port: number, exit: ExitName) {
  const { method, url, headers } = exits[exit]
  const body = method === 'POST' ? FORM : ''
  const lines =
    Object.entries({ ...headers, 'content-length': body.length }).map(([name, value]) => `${name}: ${value}`)
  const socket = await open(port, requestText(url, lines, { method, body }))
  return () => socket.destroy()
}

const ways: Record<string, { http2: boolean, send: Send }> = {
  'resets its HTTP/2 stream': { http2: true, send: overHttp2('reset') },
  'ends its HTTP/2 session': { http2: true, send: overHttp2('end of the session') },
  'closes its HTTP/1 socket': { http2: false, send: overHttp1 }
}
const places: Record<string, ExitName[]> = {
  preHandler: ['login', 'token', 'redirect', 'redirect of a POST'],
  lookupUser: ['login', 'token'],
  authorize: ['login', 'token', 'redirect', 'redirect of a POST'],
  profile: ['login', 'token', 'redirect', 'redirect of a POST']
}

for (const [way, { http2, send }] of Object.entries(ways)) {
  for (const [place, through] of Object.entries(places)) {
    t.test(`no token is made for a client that ${way} while ${place} works (X12, H4)`, async (t) => {
      for (const exit of through) {
        let gone: Promise<unknown> = Promise.resolve()
        let arrive: () => void = () => {}
        const arrival = new Promise<void>((resolve) => { arrive = resolve })
        const reasons: unknown[] = []
        const pass = async (name: string, context?: HookContext) => {
          if (name !== place) return
          const signal = context?.signal
          arrive()
          await gone
          await turn()
          if (signal !== undefined) reasons.push(wrong(signal.reason)?.['code'])
        }
        const { app, audits, calls, log } = await buildExits(t, {
          lookupUser: async (request, _, context) => { await pass('lookupUser', context); return visitor(request) },
          authorize: async (_user, _request, context) => { await pass('authorize', context); return true },
          profile: async (user, _request, context) => { await pass('profile', context); return profileOf(user) }
        }, {
          server: wrong({ http2, forceCloseConnections: !http2 }),
          before: (app: FastifyInstance) => {
            app.addHook('onRequest', async (_, { raw }) => { gone = once(raw, 'close') })
            app.addHook('preHandler', () => pass('preHandler'))
          }
        })
        const leave = await send(await listen(app), exit)
        await arrival
        await leave()
        await gone
        const codes = () => log.flatMap(({ code }) => code ?? [])
        for (let i = 0; i < 1000 && codes().length + audits.length === 0; i++) await turn()
        t.strictSame([audits, codes()], [[], ['FST_HELP_CENTER_CLIENT_GONE']], `${exit}: no token`)
        if (place === 'preHandler') t.strictSame(calls, { lookupUser: 0, authorize: 0 }, `${exit}: nobody was asked`)
        else t.strictSame(reasons, ['FST_HELP_CENTER_CLIENT_GONE'], `${exit}: the signal`)
      }
    })
  }
}

t.test('a client that stays gets its token over HTTP/2 as well', async (t) => {
  for (const exit of places['authorize']!) {
    const { app, audits } = await buildExits(t, {}, { server: wrong({ http2: true }) })
    const { method, url, headers } = exits[exit]
    const session = connect(`http://127.0.0.1:${await listen(app)}`)
    const stream = session.request({ ':method': method, ':path': url, ...headers }, { endStream: method === 'GET' })
    if (method === 'POST') stream.end(FORM)
    const [answer] = await once(stream, 'response')
    t.match(answer[':status'], /^(?:200|303)$/, exit)
    t.equal(audits.length, 1, exit)
    session.destroy()
  }
})

/** The user of the fixture, without what is no profile key. */
function profileOf (user: object) {
  const { visit: _, ...profile } = user as Record<string, unknown>
  return wrong(profile)
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  t.strictSame(incidents, [])
})
