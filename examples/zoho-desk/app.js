// The company side of a Zoho Desk help center. Where each value comes from stands in README.md.
import { zohoDesk } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: zohoDesk({
    signInEndpoint: env.ZOHO_SIGN_IN_ENDPOINT,
    secret: env.ZOHO_JWT_SECRET,
    helpCenterUrl: env.HELP_CENTER_URL,
    // So that the rows of the setup guide can be tried without a change here.
    timeClaims: { unit: env.ZOHO_TIME_UNIT ?? 'seconds', type: env.ZOHO_TIME_TYPE ?? 'number' }
  })
})
