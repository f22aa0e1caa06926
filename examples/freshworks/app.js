// The company side of a Freshworks support portal. Where each value comes from stands in README.md.
import { freshworks } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: freshworks({
    redirectUrl: env.FRESHWORKS_REDIRECT_URL,
    // PEM, on one line with \n in it if need be.
    secret: env.FRESHWORKS_PRIVATE_KEY,
    helpCenterUrl: env.HELP_CENTER_URL,
    claims: { given_name: true, family_name: true }
  })
})
