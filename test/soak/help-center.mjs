import { fakeZohoDesk } from 'fastify-help-center/testing'
import { serve } from './ipc.mjs'
import { measure } from './measure.mjs'

/** Two brands: a token of one must be worth nothing at the other. */
const brands = {}

serve({
  measure,

  async start ({ hostOrigin, clockTolerance }) {
    for (const brand of ['blue', 'green']) {
      brands[brand] = fakeZohoDesk({
        portal: `portal-${brand}`,
        clockTolerance,
        remoteLoginUrl: `${hostOrigin}/${brand}/help-center/login`,
        remoteLogoutUrl: `${hostOrigin}/${brand}/help-center/logout`
      })
      await brands[brand].listen()
    }
    return Object.fromEntries(Object.entries(brands).map(([name, { origin, signInEndpoint, helpCenterUrl, secret }]) =>
      [name, { name, origin, signInEndpoint, helpCenterUrl, secret }]))
  },

  rotate: (brand) => brands[brand].rotateSecret(),

  close: () => Promise.all(Object.values(brands).map((brand) => brand.close()))
})
