// The company side of a GitBook site with authenticated access. Where each value comes from stands in README.md.
import { gitBook } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: gitBook({
    helpCenterUrl: env.HELP_CENTER_URL,
    secret: env.GITBOOK_SIGNING_KEY,
    // Claims for adaptive content, by the names in the site's visitor schema.
    claims: { language: 'locale', groups: 'groups' },
    sessionLifetime: Number(env.SESSION_LIFETIME ?? 3600)
  }),
  // No sign-out of GitBook is known to lead to the app.
  logoutPath: false
})
