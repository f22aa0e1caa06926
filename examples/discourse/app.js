// The company side of a Discourse forum. Where each value comes from stands in README.md.
import { discourse } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: discourse({
    discourseUrl: env.DISCOURSE_URL,
    secret: env.DISCOURSE_CONNECT_SECRET,
    helpCenterUrl: env.HELP_CENTER_URL,
    claims: { name: true }
  })
})
