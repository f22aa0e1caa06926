// The company side of a restricted Docs site of Help Scout. Where each value comes from stands in README.md.
import { helpScoutDocs } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: helpScoutDocs({
    helpCenterUrl: env.HELP_CENTER_URL,
    secret: env.HELP_SCOUT_SHARED_SECRET,
    sessionLifetime: Number(env.SESSION_LIFETIME ?? 3600)
  }),
  // No sign-out of Help Scout is known to lead to the app.
  logoutPath: false
})
