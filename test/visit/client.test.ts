import t from 'tap'
import { EventEmitter } from 'node:events'
import type { FastifyReply } from 'fastify'
import { watchClient } from '../../lib/visit/client.ts'
import { wrong } from '../fixtures/build-app.ts'

/** A response and its request, as far as the watch looks at them. */
function open ({ destroyed = false, aborted = false } = {}) {
  const raw = Object.assign(new EventEmitter(), { destroyed, writableEnded: false })
  const reply: FastifyReply = wrong({ raw, request: { raw: { aborted } } })
  return { raw, client: watchClient(reply) }
}

t.test('listeners are told once that the client has left, unless they were removed (X25)', async (t) => {
  const { raw, client } = open()
  const told: string[] = []
  const removed = () => { told.push('removed') }
  client.addEventListener('abort', () => { told.push(`aborted: ${client.aborted}`) })
  client.addEventListener('abort', removed)
  client.removeEventListener('abort', removed)
  t.equal(client.aborted, false)
  raw.emit('close')
  raw.emit('close')
  t.strictSame(told, ['aborted: true'])
  t.equal(client.aborted, true)
})

t.test('a listener that removes itself, or adds another one, keeps nobody from being told (X25)', async (t) => {
  const { raw, client } = open()
  const told: string[] = []
  const first = () => {
    client.removeEventListener('abort', first)
    told.push('first')
  }
  client.addEventListener('abort', first)
  client.addEventListener('abort', () => { told.push('second') })
  raw.emit('close')
  t.strictSame(told, ['first', 'second'])
})

t.test('after a complete answer nobody has left (X25)', async (t) => {
  const { raw, client } = open()
  client.addEventListener('abort', () => { t.fail('told') })
  raw.writableEnded = true
  raw.emit('close')
  t.equal(client.aborted, false)
})

t.test('a client that left before is gone from the beginning (X25)', async (t) => {
  t.equal(open({ destroyed: true }).client.aborted, true)
  t.equal(open({ aborted: true }).client.aborted, true)
})
