import t from 'tap'
import type { FastifyReply } from 'fastify'
import { beginRefusal } from '../../lib/visit/answer.ts'
import { wrong } from '../fixtures/build-app.ts'

/** A reply of ours on which an error was answered, and whose answer then failed again. */
function failAgain (raw: { headersSent: boolean, writableEnded: boolean }) {
  const calls: string[] = []
  const note = (name: string) => (...[first]: unknown[]) => { calls.push(`${name} ${String(first)}`) }
  const reply: FastifyReply = wrong({
    sent: false,
    raw: { ...raw, writeHead: note('head'), end: note('end') },
    send: note('send'),
    hijack: note('hijack'),
    callNotFound: note('callNotFound')
  })
  beginRefusal(reply)
  reply.send(new Error('canary'))
  return calls
}

t.test('an error after our error page is answered past all hooks, with a fixed sentence (X18)', async (t) => {
  const calls = failAgain({ headersSent: false, writableEnded: false })
  t.match(calls, ['hijack undefined', 'head 500', /^end \{"statusCode":500,"code":"FST_HELP_CENTER_REQUEST_FAILED"/])
  t.notMatch(calls.join(), 'canary')
})

t.test('nothing follows an answer whose headers are out, or that has ended (X8)', async (t) => {
  t.strictSame(failAgain({ headersSent: true, writableEnded: false }), [])
  t.strictSame(failAgain({ headersSent: false, writableEnded: true }), [])
})
