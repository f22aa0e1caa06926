import t, { type Test } from 'tap'
import type { FastifyInstance } from 'fastify'
import helpCenter, { type FastifyHelpCenterOptions } from '../../lib/index.ts'
import { buildProvider, COOKIE_SECRET, createHost, findUser, LOGIN } from '../fixtures/build-app.ts'
import { rejectionOf } from '../fixtures/thrown-by.ts'

const options: FastifyHelpCenterOptions = {
  provider: () => buildProvider(), lookupUser: findUser, signInPage: '/sign-in', cookie: { secret: COOKIE_SECRET }
}

/** The plugin below scopes with these prefixes, the outermost first. */
async function registerBelow (t: Test, prefixes: readonly string[], prefix = ''): Promise<FastifyInstance> {
  const app = createHost()
  t.teardown(() => app.close())
  const nest = async (scope: FastifyInstance, [outer, ...inner]: readonly string[]): Promise<void> => {
    if (outer === undefined) await scope.register(helpCenter, prefix === '' ? options : { ...options, prefix })
    else await scope.register((child) => nest(child, inner), { prefix: outer })
  }
  await nest(app, prefixes)
  await app.ready()
  return app
}

const UNLINKABLE = ['/:brand(^[a-z]+$)', '/:a-:b', '/:file(^\\d+).png', '/x:brand', '/:brand?', '/a b', '/a%2fb']

t.test('a prefix for which no link can be made is refused, whichever scope has it (X21, M3)', async (t) => {
  for (const prefix of UNLINKABLE) {
    for (const prefixes of [[prefix], ['/shop', prefix], [prefix, '/shop'], ['/:tenant', prefix, '/account']]) {
      const { code, message } = await rejectionOf(registerBelow(t, prefixes))
      t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', prefixes.join())
      t.match(message, /^fastify-help-center: option prefix: /, prefixes.join())
      t.ok(message.includes(JSON.stringify(prefix).slice(1, -1)), message)
    }
    const { code } = await rejectionOf(registerBelow(t, [], prefix))
    t.equal(code, 'FST_HELP_CENTER_INVALID_OPTION', prefix)
  }
})

t.test('below any other prefix next is a link that the router knows (X21)', async (t) => {
  for (const [prefixes, url] of [
    [[], LOGIN], [['/shop'], `/shop${LOGIN}`], [['/:brand'], `/acme${LOGIN}`], [['/shop/'], `/shop${LOGIN}`],
    [['/:brand', '/eu'], `/acme/eu${LOGIN}`], [['/a.b+c', '/:brand'], `/a.b+c/acme${LOGIN}`],
    [['/~x', '/v1-2_3'], `/~x/v1-2_3${LOGIN}`]
  ] as const) {
    const app = await registerBelow(t, prefixes)
    const { statusCode, headers } = await app.inject(url)
    t.equal(statusCode, 303, url)
    const next = new URL(String(headers.location), 'https://app.example.com').searchParams.get('next')
    t.equal(next, url)
    const { statusCode: onwards } = await app.inject({ url: String(next), headers: { cookie: 'session=ada' } })
    t.equal(onwards, 303, 'it leads on')
  }
})
