// The package is an ES module; `require()` loads it on every Node.js version that it supports.
const Fastify = require('fastify')
const helpCenter = require('fastify-help-center')

function build ({ lookupUser, ...options }) {
  const app = Fastify()
  app.register(helpCenter, { provider: helpCenter.zohoDesk(options), lookupUser, signInPage: '/sign-in' })
  app.get('/sign-in', (_request, reply) => reply.send('Your sign-in page'))
  return app
}

module.exports = { build }

if (require.main === module) {
  const app = build({
    signInEndpoint: process.env.ZOHO_SIGN_IN_ENDPOINT,
    secret: process.env.ZOHO_JWT_SECRET,
    helpCenterUrl: process.env.HELP_CENTER_URL,
    lookupUser: () => null
  })
  app.listen({ port: 3000 })
}
