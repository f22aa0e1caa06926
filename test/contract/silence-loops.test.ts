import t from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import { ada, buildApp, LOGIN } from '../fixtures/build-app.ts'
import { silence } from '../../lib/contract/silence.ts'
import { watchProcess } from '../fixtures/watch-process.ts'

/** A model that keeps the promise of itself, as classes with an asynchronous constructor do. */
class Model {
  readonly ready: Promise<this>
  constructor () {
    this.ready = this.load()
  }

  async load (): Promise<this> {
    return this
  }
}

const loops: Record<string, () => object> = {
  'a model that waits for itself': () => new Model(),
  'two lists of records that refer to each other': () => {
    const author: Record<string, unknown> = {}
    author['posts'] = Promise.resolve([{ author }])
    return author
  },
  'an error that holds its own rejection': () => {
    const error: Error & { promise?: unknown } = new Error('a')
    error.promise = Promise.reject(error)
    return error
  }
}

for (const [title, make] of Object.entries(loops)) {
  t.test(`${title} does not keep the process busy for ever (X7, X11)`, async (t) => {
    const incidents = watchProcess(t)
    silence(make())
    await turn()
    await turn()
    t.strictSame(incidents, [])
  })
}

t.test('a user with such a promise is signed in, and the next visitor is served (X7)', async (t) => {
  const user = Object.assign(new Model(), ada)
  const { app } = await buildApp(t, { lookupUser: () => user })
  t.equal((await app.inject(LOGIN)).statusCode, 303)
  t.equal((await app.inject('/')).statusCode, 200)
})

t.test('promises behind getters, in maps and under symbols end no process (X11)', async (t) => {
  const incidents = watchProcess(t)
  const fail = () => Promise.reject(new Error('db down'))
  const users: Array<() => object> = [
    () => ({ ...ada, get email () { return fail() } }),
    () => ({ ...ada, custom: { get plan () { return fail() } } }),
    () => ({ ...ada, custom: new Map([['plan', fail()]]) }),
    () => ({ ...ada, groups: new Set([fail()]) }),
    () => ({ ...ada, [Symbol('lazy')]: fail() })
  ]
  for (const make of users) {
    const { app } = await buildApp(t, { lookupUser: () => make() as typeof ada })
    await app.inject(LOGIN)
    await turn()
  }
  t.strictSame(incidents, [])
})

t.test('an errorPage that begins another sign-in is asked once (X8)', async (t) => {
  let asked = 0
  const { app } = await buildApp(t, {
    errorPage: (_error, _request, reply) => {
      asked++
      reply.helpCenterRedirect(null)
      return ''
    }
  })
  const response = await app.inject({ url: LOGIN, headers: { 'sec-fetch-dest': 'image' } })
  t.equal(response.statusCode, 403)
  t.equal(asked, 1)
})

t.test('an error handler may send the visitor to the sign-in page after our redirect failed (X8)', async (t) => {
  let failures = 0
  const { app } = await buildApp(t, {}, {
    before: (app) => {
      app.addHook('onSend', async () => { if (failures++ === 0) throw new Error('store down') })
      app.setErrorHandler((_error, _request, reply) => reply.helpCenterRedirect(null))
    },
    after: (app) => app.get('/h', (_request, reply) => reply.helpCenterRedirect(ada))
  })
  const response = await app.inject('/h')
  t.equal(response.statusCode, 303)
  t.match(response.headers.location, /^\/sign-in/)
})
