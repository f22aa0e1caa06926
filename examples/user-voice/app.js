// The company side of a UserVoice portal. Where each value comes from stands in README.md.
import { userVoice } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: userVoice({
    secret: env.USERVOICE_SSO_KEY,
    helpCenterUrl: env.USERVOICE_URL,
    claims: { display_name: true }
  }),
  // UserVoice tells nobody of a sign-out, as far as its documents say.
  logoutPath: false
})
