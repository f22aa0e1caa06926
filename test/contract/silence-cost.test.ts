import t from 'tap'
import { silence } from '../../lib/contract/silence.ts'

/** What `silence` may look at, each key twice. */
const MOST = 20_000

/** How many keys are listed or looked at while `run` runs; `keys` counts what a proxy of its own is asked. */
function countKeys (run: () => void): number {
  const { keys } = Object
  let count = 0
  Object.keys = (value: object) => {
    const found = keys(value)
    count += found.length
    return found
  }
  try {
    run()
    return count
  } finally {
    Object.keys = keys
  }
}

const values: Record<string, () => unknown> = {
  'a picture of 1 MB': () => ({ avatar: Buffer.alloc(1 << 20) }),
  'a view of a million numbers': () => [new Float64Array(1e6)],
  'a thousand pictures': () => Array.from({ length: 1000 }, () => Buffer.alloc(1000))
}
for (const [title, make] of Object.entries(values)) {
  t.test(`the bytes of ${title} are not looked at one by one (X7, X11)`, async (t) => {
    const value = make()
    const count = countKeys(() => silence(value))
    t.ok(count <= MOST, `${count} keys`)
  })
}

const same = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, key) => [`key${key}`, 0]))
const graphs: Record<string, () => object> = {
  'has many keys with one value': () => same(200_000),
  'has many items with few values': () => Array.from({ length: 200_000 }, (_, key) => key % 3),
  'refers to itself often': () => {
    const root: Record<string, unknown> = {}
    for (let i = 0; i < 200_000; i++) root[`key${i}`] = root
    return root
  },
  'is full of objects that know each other': () => {
    const all: object[] = Array.from({ length: 1000 }, () => ({}))
    for (const each of all) Object.assign(each, all)
    return all
  }
}
for (const [title, make] of Object.entries(graphs)) {
  t.test(`a value that ${title} costs no more than the budget (X7, X11)`, async (t) => {
    let looks = 0
    const { getOwnPropertyDescriptor } = Object
    const value = make()
    Object.getOwnPropertyDescriptor = (target: object, key: PropertyKey) => {
      looks++
      return getOwnPropertyDescriptor(target, key)
    }
    try {
      silence(value)
    } finally {
      Object.getOwnPropertyDescriptor = getOwnPropertyDescriptor
    }
    t.ok(looks <= MOST, `${looks} keys`)
  })
}

const lists: Record<string, (promises: Promise<void>[]) => unknown> = {
  'a list': (promises) => promises,
  'a set': (promises) => new Set(promises),
  'a map': (promises) => new Map(promises.entries())
}
for (const [title, make] of Object.entries(lists)) {
  t.test(`of ${title} ten thousand members are looked at, and no more (X7)`, async (t) => {
    const value = make(Array.from({ length: 10_100 }, async () => {}))
    const { then } = Promise.prototype
    let handled = 0
    // eslint-disable-next-line no-extend-native
    Promise.prototype.then = function (...args: unknown[]) {
      handled++
      return then.apply(this, args as Parameters<typeof then>) as never
    }
    try {
      silence(value)
    } finally {
      // eslint-disable-next-line no-extend-native
      Promise.prototype.then = then
    }
    t.ok(handled > 9_900 && handled <= 10_000, `${handled} handled`)
  })
}
