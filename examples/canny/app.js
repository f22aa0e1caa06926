// The company side of Canny boards. Where each value comes from stands in README.md.
import { canny } from 'fastify-help-center'
import { startHost } from '../host.js'

const { env } = process

await startHost({
  provider: canny({
    secret: env.CANNY_SSO_KEY,
    helpCenterUrl: env.CANNY_URL,
    companyID: env.CANNY_COMPANY_ID
  }),
  // Canny tells nobody of a sign-out, as far as its documents say.
  logoutPath: false
})
