// The company side of a Bettermode community. Where each value comes from stands in README.md.
import { bettermode } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: bettermode({
    secret: env.BETTERMODE_PRIVATE_KEY,
    helpCenterUrl: env.BETTERMODE_URL
  })
})
