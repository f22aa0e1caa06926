// The company side of a Zendesk help center. Where each value comes from stands in README.md.
import { zendesk } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: zendesk({
    zendeskUrl: env.ZENDESK_URL,
    secret: env.ZENDESK_SHARED_SECRET,
    helpCenterUrl: env.HELP_CENTER_URL,
    returnOrigins: env.RETURN_ORIGINS?.split(' '),
    claims: { external_id: true }
  })
})
