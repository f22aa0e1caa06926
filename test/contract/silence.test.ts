import t from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import { silence } from '../../lib/contract/silence.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

const incidents = watchProcess(t)
/** What `silence` looks at in all. */
const BUDGET = 10_000
const rejected = () => Promise.reject(new Error('a fault of the host'))

function nested (depth: number, value: unknown): unknown {
  return depth === 0 ? value : { inner: nested(depth - 1, value) }
}

/** Objects that refer to each other, each by `keys` keys; `count` tells how often a key of them was looked at. */
function makeGraph (objects: number, keys: number, valueAt: (key: number, graph: object[]) => unknown) {
  let count = 0
  const graph: object[] = []
  for (let i = 0; i < objects; i++) {
    graph.push(new Proxy({}, {
      ownKeys: () => Array.from({ length: keys }, (_, key) => `key ${key}`),
      getOwnPropertyDescriptor (_, name) {
        count++
        const value = valueAt(Number(String(name).slice(4)), graph)
        return { value, enumerable: true, configurable: true, writable: true }
      }
    }))
  }
  return { root: graph[0], count: () => count }
}

const shapes: Record<string, () => unknown> = {
  'a promise': () => rejected(),
  'a value of a record': () => ({ email: rejected() }),
  'an item of a list': () => [rejected()],
  'the last of 150 items': () => Array.from({ length: 150 }, rejected),
  'the last of 150 keys': () => Object.fromEntries(Array.from({ length: 150 }, (_, key) => [`key${key}`, rejected()])),
  'twelve levels down': () => nested(12, rejected()),
  'a value of a record that inherits nothing': () => Object.assign(Object.create(null), { email: rejected() }),
  'a promise in many places': () => { const one = rejected(); return { a: one, b: [one], c: { one } } },
  'a promise behind a circle': () => {
    const circle: Record<string, unknown> = {}
    return Object.assign(circle, { self: circle, list: [circle], email: rejected() })
  },
  'a promise with methods of its own': () =>
    Object.assign(rejected(), { then: () => { throw new Error('own') }, catch: () => { throw new Error('own') } }),
  'a promise beside proxies that throw': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const fail = () => { throw new Error('trap') }
    const traps: ProxyHandler<object>[] = [{ ownKeys: fail }, { getOwnPropertyDescriptor: fail }]
    return [proxy, ...traps.map((trap) => new Proxy({ a: 1 }, trap)), rejected()]
  }
}
for (const [title, make] of Object.entries(shapes)) {
  t.test(`a rejection ends no process where a refused value is, or holds, ${title} (X11)`, async (t) => {
    silence(make())
    await turn()
    t.strictSame(incidents.splice(0), [])
  })
}

t.test('what nobody hands to silence() still reaches the process, so that these tests can fail', async (t) => {
  const untold = rejected()
  await turn()
  t.match(incidents.splice(0), [/a fault of the host/])
  await t.rejects(untold)
})

t.test('no getter of a refused value runs (X11)', async (t) => {
  let runs = 0
  silence({ list: [{ get email () { return ++runs } }] })
  t.equal(runs, 0)
})

t.test('values that hold nothing are passed over', async (t) => {
  for (const value of [null, undefined, 0, 1n, 'text', true, Symbol('text'), () => {}, [], {}, new Map([[1, 2]])]) {
    t.doesNotThrow(() => silence(value))
  }
})

t.test('a graph costs no more than it has references, however often they lead in a circle (X7, X11)', async (t) => {
  const graphs: Record<string, ReturnType<typeof makeGraph>> = {
    'a hundred keys that lead back to their object': makeGraph(1, 100, (_, [root]) => root),
    'a hundred objects that know each other': makeGraph(100, 100, (key, graph) => graph[key]),
    'one object that all of a hundred share': makeGraph(100, 100, (key, graph) => graph[key % 2 === 0 ? key : 99])
  }
  for (const [title, { root, count }] of Object.entries(graphs)) {
    silence(root)
    // `Object.keys` asks for each key once more.
    t.ok(count() <= 2 * BUDGET, `${title}: ${count()}`)
    t.ok(count() >= 100, title)
  }
})

t.test('a graph without an end is looked at up to the budget (X7, X11)', async (t) => {
  let made = 0
  const endless = (): object => {
    made++
    return new Proxy({}, {
      ownKeys: () => ['left', 'right'],
      getOwnPropertyDescriptor: () => ({ value: endless(), enumerable: true, configurable: true })
    })
  }
  silence(endless())
  t.ok(made <= 4 * BUDGET, `${made} objects`)
})
