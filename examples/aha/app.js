// The company side of an Aha! ideas portal. Where each value comes from stands in README.md.
import { aha } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: aha({
    signInEndpoint: env.AHA_CALLBACK_URL,
    secret: env.AHA_JWT_SECRET,
    helpCenterUrl: env.AHA_PORTAL_URL
  })
})
