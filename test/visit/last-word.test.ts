import t, { type Test } from 'tap'
import { once } from 'node:events'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest, LightMyRequestResponse } from 'fastify'
import { ada, wrong, type LogLine, type Options } from '../fixtures/build-app.ts'
import {
  buildExits, CACHEABLE, exits, logout, MARK, tokensIn, unprotectedIn, visitor, type Exit
} from '../fixtures/exits.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
const FAULT = 'a fault of the host'
const everywhere: Record<string, Exit> = { ...exits, logout }
const slowSend = (app: FastifyInstance) => app.addHook('onSend', () => wait(5))

interface Expected { statusCode: number, location?: string, body?: string }
interface Answer { run: (reply: FastifyReply) => unknown, expected: Expected }

/** How the host may answer while a hook of it runs, and what the visitor then has to get. */
const answers: Record<string, Answer> = {
  redirects: {
    run: (reply) => reply.redirect('/second-factor'), expected: { statusCode: 302, location: '/second-factor' }
  },
  'sends a 503': {
    run: (reply) => reply.code(503).send('maintenance'), expected: { statusCode: 503, body: 'maintenance' }
  },
  'sends a text': {
    run: (reply) => reply.send('wait a moment'), expected: { statusCode: 200, body: 'wait a moment' }
  },
  'takes the response over': {
    run: (reply) => { reply.hijack(); setTimeout(() => reply.raw.end('by hand'), 1) },
    expected: { statusCode: 200, body: 'by hand' }
  }
}
/** The same for `lookupUser` and `onLogout`, which may do nothing, or fail. */
const ownAnswers: Record<string, Partial<Answer>> = {
  'does not answer': {},
  ...answers,
  'redirects for nobody': answers['redirects'] ?? {},
  throws: { run: () => { throw new Error(FAULT) }, expected: { statusCode: 500 } }
}

const early = ['onRequest', 'preParsing', 'preValidation', 'preHandler']
const late = ['preSerialization', 'onSend']
const stages = [...early, ...late, 'onResponse', 'onError', 'onTimeout']
const behaviours = ['is fast', 'is slow', 'throws', 'answers'] as const

interface Combination { stage: string, behaviour: typeof behaviours[number], answer: string, exit: string }

/** A hook of the host, which lets caches keep everything besides. */
function makeHook ({ stage, behaviour }: Pick<Combination, 'stage' | 'behaviour'>) {
  // Rest parameters: by their number Fastify would take it for a hook with a callback.
  return async (...[, reply]: [FastifyRequest, FastifyReply]) => {
    if (stage !== 'onResponse') reply.headers(CACHEABLE)
    if (behaviour === 'is slow') await wait(5)
    if (behaviour === 'throws') throw new Error(FAULT)
    if (behaviour !== 'answers') return
    reply.code(503)
    if (late.includes(stage)) return stage === 'onSend' ? 'maintenance' : { sorry: 'maintenance' }
    return reply.send('maintenance')
  }
}

/** What is wrong with what came of a combination. */
function findSlips (
  { stage, behaviour, answer, exit }: Combination, response: LightMyRequestResponse, audits: number
): string[] {
  const isBroken = behaviour === 'throws' || behaviour === 'answers'
  const isStopped = isBroken && (early.includes(stage) || (stage === 'onTimeout' && behaviour === 'answers'))
  const isReplaced = isBroken && late.includes(stage)
  const answersItself = answer !== 'does not answer'
  const tokens = tokensIn(response).length
  const isSignedIn = tokens === 1 && audits === 1 && [200, 303].includes(response.statusCode)
  const isSignedOut = tokens === 0 && audits === 0 && response.statusCode === 303
  const said = ownAnswers[answer]?.expected
  const isRight = said === undefined ? (exit === 'logout' ? isSignedOut : isSignedIn) : isWhat(said, response)
  const checks: Record<string, boolean> = {
    'token beside another answer': tokens === 0 || (response.statusCode < 400 && !isStopped && !answersItself),
    'audit event for nobody': audits === 0 || !(isStopped || answersItself),
    'more than one': tokens <= 1 && audits <= 1,
    'token for caches': tokens === 0 || exit === 'createSignIn' || unprotectedIn(response).length === 0,
    'not what was said': isStopped || isReplaced || isRight
  }
  return Object.keys(checks).filter((slip) => checks[slip] === false)
}

function isWhat ({ statusCode, location, body }: Expected, response: LightMyRequestResponse): boolean {
  return response.statusCode === statusCode && (location === undefined || response.headers.location === location) &&
    (body === undefined || response.body === body)
}

/** Lines that hold a return URL or a token, and those that tell of a second answer: they hold the address. */
function findLeaks (log: LogLine[]): unknown[] {
  const lines = log.filter(({ level }) => level >= 30).map((line) => JSON.stringify(line))
  return lines.filter((line) => RegExp(`${MARK}|eyJ|already sent`, 'i').test(line)).map((line) => JSON.parse(line).msg)
}

for (const stage of stages) {
  for (const behaviour of behaviours) {
    // Hooks that the host adds behind the plugin have the last word, but for their errors.
    for (const place of behaviour === 'throws' ? ['before', 'after'] as const : ['before'] as const) {
      const title = `${stage}, registered ${place} the plugin, that ${behaviour}`
      t.test(`beside a hook at ${title}, a token goes out alone or not at all (X8, X14, X16)`, async (t) => {
        const timesOut = ({ raw }: FastifyRequest) => { if (stage === 'onTimeout') raw.socket.emit('timeout') }
        const respond = ({ headers }: FastifyRequest, reply: FastifyReply) =>
          ownAnswers[String(headers['x-answer'])]?.run?.(reply)
        const { visit, audits, log } = await buildExits(t, {
          maxPendingLookups: 1000,
          authorize: (_, request) => { timesOut(request); return true },
          lookupUser: (request, reply) => {
            respond(request, reply)
            return String(request.headers['x-answer']).endsWith('nobody') ? null : visitor(request)
          },
          onLogout: (request, reply) => { timesOut(request); respond(request, reply) }
        }, {
          [place]: (app: FastifyInstance) => {
            app.addHook(wrong(stage), makeHook({ stage, behaviour }))
            if (behaviour === 'answers' && stage !== 'onSend') slowSend(app)
          }
        })
        const slips = await Promise.all(Object.entries(everywhere).flatMap(([exit, { looksUp }]) =>
          Object.keys(looksUp ? ownAnswers : { 'does not answer': {} }).map(async (answer) => {
            const id = `${exit}, ${answer}`
            // Here the host would answer twice by itself: its own route the one, its own logout hook the other.
            const answersTwice = exit === 'createSignIn' || (exit === 'logout' && answer !== 'does not answer')
            if (answersTwice && stage === 'onTimeout' && behaviour === 'answers') return []
            const response = await visit(everywhere[exit]!, { headers: { 'x-answer': answer, 'x-visit': id } })
            const events = audits.filter((audit) => audit === id).length
            return findSlips({ stage, behaviour, answer, exit }, response, events).map((slip) => `${id}: ${slip}`)
          })))
        t.strictSame(slips.flat(), [])
        // A hook that answers after the answer is warned by Fastify itself.
        if (stage !== 'onResponse' || behaviour !== 'answers') t.strictSame(findLeaks(log), [])
      })
    }
  }
}

const throughLogin = ['login', 'login as JSON', 'login by form']
const throughRedirect = ['redirect', 'redirect as JSON', 'redirect by form', 'redirect of a POST']
// A hook at onRequest that was registered before the plugin has answered before anything of ours is called.
for (const stage of ['preParsing', 'preValidation', 'preHandler']) {
  t.test(`a hook at ${stage} of our routes has answered, even if it forgets to return the reply (X8)`, async (t) => {
    const { visit, audits, log } = await buildExits(t, {}, {
      before: (app) => {
        slowSend(app)
        app.addHook(wrong(stage), async (...[, reply]: [FastifyRequest, FastifyReply]) => {
          reply.code(503).send('maintenance')
        })
      }
    })
    for (const exit of [exits.login, exits['login as JSON'], exits['login by form'], exits.token, logout]) {
      const response = await visit(exit)
      t.match(response, { statusCode: 503, body: 'maintenance' }, exit.url)
      t.strictSame(tokensIn(response), [])
    }
    t.strictSame([audits, findLeaks(log)], [[], []])
  })
}

/** The hooks of the plugin, and the exits that call them. */
const places = {
  lookupUser: [...throughLogin, 'token'],
  onLogout: ['logout'],
  provider: [...throughLogin, ...throughRedirect, 'logout'],
  authorize: [...throughLogin, ...throughRedirect, 'token'],
  profile: [...throughLogin, ...throughRedirect, 'token'],
  secret: [...throughLogin, ...throughRedirect, 'token'],
  signInPage: ['login', 'redirect', 'redirect of a POST'],
  errorPage: ['login', 'redirect', 'redirect of a POST'],
  onSignIn: [...throughLogin, ...throughRedirect, 'token']
}
type HookName = keyof typeof places

/** An app in which the host does something while `hook` works, with the reply of the request that is under way. */
function buildInterrupted (t: Test, hook: HookName, act: (reply: FastifyReply) => unknown, server = {}) {
  let current: FastifyReply | undefined
  const during = async (name: HookName) => { if (name === hook && current !== undefined) await act(current) }
  const options: Options = {
    lookupUser: async (request) => { await during('lookupUser'); return visitor(request) },
    authorize: async () => { await during('authorize'); return hook !== 'errorPage' },
    profile: async () => { await during('profile'); return ada },
    onLogout: () => during('onLogout'),
    signInPage: async () => { await during('signInPage'); return '/sign-in' },
    errorPage: async () => { await during('errorPage'); return 'too late' },
    ...hook === 'onSignIn' && { onSignIn: () => during('onSignIn') }
  }
  return buildExits(t, options, {
    server,
    before: (app) => {
      slowSend(app)
      app.addHook('onRequest', async (_, reply) => { current = reply })
    },
    ...hook === 'secret' && { beforeSecret: () => during('secret') },
    ...hook === 'provider' && { chooseProvider: async (provider) => { await during('provider'); return provider } }
  })
}

for (const [hook, through] of Object.entries(places) as [HookName, string[]][]) {
  const guest = hook === 'signInPage' ? { 'x-guest': '1' } : {}
  t.test(`an answer that the host begins while ${hook} works is the only one (X8, X17)`, async (t) => {
    for (const [title, { run, expected }] of Object.entries(answers)) {
      for (const isTimer of [false, true]) {
        const { visit, audits, log } = await buildInterrupted(t, hook, async (reply) => {
          if (isTimer) setImmediate(run, reply)
          else run(reply)
          await turn()
          await turn()
        })
        for (const exit of through) {
          const id = `${exit}: ${title}${isTimer ? ' by a timer' : ''}`
          const response = await visit(everywhere[exit]!, { headers: { ...guest, 'x-visit': id } })
          // A redirect, a text and what is written by hand keep the status that an error page has already.
          const said = hook === 'errorPage' && expected.statusCode < 400 ? { ...expected, statusCode: 403 } : expected
          t.match([isWhat(said, response), tokensIn(response)], [true, []], id)
        }
        t.strictSame([audits, findLeaks(log)], [[], []], 'no audit event, no line with the return URL')
      }
    }
  })

  t.test(`when handlerTimeout answers while ${hook} works, neither token nor audit event follows (X17)`, async (t) => {
    const untilTimeout = async ({ request: { signal } }: FastifyReply) => {
      if (!signal.aborted) await once(signal, 'abort')
    }
    const { visit, audits, log } = await buildInterrupted(t, hook, untilTimeout, { handlerTimeout: 20 })
    for (const exit of through) {
      const response = await visit(everywhere[exit]!, { headers: { ...guest, 'x-visit': exit } })
      t.match([response.statusCode, tokensIn(response)], [503, []], exit)
    }
    t.strictSame([audits, findLeaks(log)], [[], []], 'no audit event, no line with the return URL')
  })
}

t.test('over all of this there was no unhandled rejection, no exception and no warning (H5)', async (t) => {
  await wait(10)
  t.strictSame(incidents, [])
})
