import t from 'tap'
import helpCenter from '../../lib/index.ts'
import { ada, buildProvider, COOKIE_SECRET, createHost, LOGIN, SECRET } from '../fixtures/build-app.ts'
import { CLICK, tokensIn, unprotectedIn } from '../fixtures/exits.ts'

t.test('a thousand help centers in one scope add one hook to its routes, not a thousand (X25)', async (t) => {
  const app = createHost()
  t.teardown(() => app.close())
  const added: string[] = []
  const { addHook } = app
  app.addHook = function (this: typeof app, name: string, ...hook: unknown[]) {
    if (this === app) added.push(name)
    return Reflect.apply(addHook, this, [name, ...hook])
  } as typeof addHook
  const options = { lookupUser: () => ada, cookie: { secret: COOKIE_SECRET }, logoutPath: false } as const
  // A provider that is chosen by request: what is fixed is compared with what all others have.
  for (let i = 0; i < 1000; i++) {
    const provider = () => buildProvider({ secret: `${SECRET}-${i}` })
    app.register(helpCenter, { ...options, provider, name: `brand-${i}`, prefix: `/brand-${i}` })
  }
  app.get<{ Params: { name: string } }>('/enter/:name', ({ params: { name } }, reply) => {
    reply.header('etag', '"1"')
    return reply.helpCenterRedirect(ada, { helpCenter: name })
  })
  await app.ready()
  t.strictSame(added.filter((name) => name === 'onSend'), ['onSend'])
  for (const name of ['brand-0', 'brand-7', 'brand-999']) {
    for (const url of [`/enter/${name}`, `/${name}${LOGIN}`]) {
      const response = await app.inject({ url, headers: CLICK })
      t.equal(tokensIn(response).length, 1, url)
      t.strictSame(unprotectedIn(response), [], url)
    }
  }
})

t.test('scopes that do not see each other have a hook each (X25)', async (t) => {
  const app = createHost()
  t.teardown(() => app.close())
  const options = { lookupUser: () => ada, cookie: { secret: COOKIE_SECRET } }
  for (const prefix of ['/a', '/b']) {
    app.register(async (scope) => {
      const provider = buildProvider({ secret: `${SECRET}-${prefix}` })
      await scope.register(helpCenter, { ...options, provider, prefix })
      scope.get(`${prefix}/enter`, (_, reply) => reply.header('etag', '"1"').helpCenterRedirect(ada))
    })
  }
  await app.ready()
  for (const prefix of ['/a', '/b']) {
    const response = await app.inject({ url: `${prefix}/enter`, headers: CLICK })
    t.equal(tokensIn(response).length, 1, prefix)
    t.strictSame(unprotectedIn(response), [], prefix)
  }
})
