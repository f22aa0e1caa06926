// The company side of a Pylon portal. Where each value comes from stands in README.md.
import { pylon } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: pylon({
    orgSlug: env.PYLON_ORG_SLUG,
    secret: env.PYLON_JWT_SECRET,
    remoteLoginUrl: env.PYLON_REMOTE_LOGIN_URL,
    helpCenterUrl: env.PYLON_PORTAL_URL,
    // Sources conflict on the name; the setup guide says how to find out.
    tokenParameter: env.PYLON_TOKEN_PARAMETER
  }),
  // Pylon tells nobody of a sign-out, as far as its documents say.
  logoutPath: false
})
