// The company side of a Featurebase portal. Where each value comes from stands in README.md.
import { featurebase } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: featurebase({
    organization: env.FEATUREBASE_ORGANIZATION,
    secret: env.FEATUREBASE_JWT_SECRET,
    helpCenterUrl: env.FEATUREBASE_URL
  }),
  // Featurebase tells nobody of a sign-out, as far as its documents say.
  logoutPath: false
})
