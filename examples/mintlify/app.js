// The company side of docs at Mintlify. Where each value comes from stands in README.md.
import { mintlify } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: mintlify({
    helpCenterUrl: env.HELP_CENTER_URL,
    // PEM, on one line with \n in it if need be.
    secret: env.MINTLIFY_PRIVATE_KEY,
    claims: { groups: true },
    sessionLifetime: Number(env.SESSION_LIFETIME ?? 3600)
  }),
  // No sign-out of Mintlify is known to lead to the app.
  logoutPath: false
})
