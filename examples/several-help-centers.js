// One app, several help centers. Each has a JWT configuration and a secret of its own, and no text of Zoho says that a
// visitor arrives with a word on which one sent them: so each gets a Remote Login URL of its own.
import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { isMain } from './demo.js'

/** `staff` is one set of `zohoDesk()` options; `brands` has such sets by the brand's name. */
export async function build ({ staff, brands, lookupUser, cookieSecret = randomBytes(32).toString('hex') }) {
  const app = Fastify()
  const shared = { lookupUser, signInPage: '/sign-in' }

  // Known when the app starts: a registration each. Remote Login URL: …/staff/help-center/login
  await app.register(helpCenter, { ...shared, name: 'staff', prefix: '/staff', provider: zohoDesk(staff) })

  // Many, or added at run time: one registration, which finds the provider by the path, in an exact table.
  // Remote Login URL: …/brands/red/help-center/login
  const providers = new Map(Object.entries(brands).map(([brand, options]) => [brand, zohoDesk(options)]))
  await app.register(helpCenter, {
    ...shared,
    name: 'brands',
    prefix: '/brands/:brand',
    provider: ({ params }) => providers.get(params.brand),
    // There is no one provider from whose secret to derive it. With several processes, give all the same.
    cookie: { secret: cookieSecret }
  })

  const redirect = (helpCenter) => async (request, reply) =>
    reply.helpCenterRedirect(await lookupUser(request, reply), { helpCenter })
  app.get('/staff/help', redirect('staff'))
  app.get('/brands/:brand/help', redirect('brands'))

  return app
}

if (isMain(import.meta.filename)) {
  const { staff, brands } = JSON.parse(process.env.HELP_CENTERS)
  const app = await build({ staff, brands, lookupUser: () => ({ email: 'demo@example.com', emailVerified: true }) })
  await app.listen({ port: 3000 })
}
