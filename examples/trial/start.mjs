import { parseArgs } from 'node:util'
import { findFreePort } from './free-port.js'
import { buildHostApp } from './host-app.js'
import { DEMO_PASSWORD } from './users.js'
import { listSteps } from './steps.js'
import { openVendor, vendorNames } from './vendors.js'

// Two names of one machine, because browsers take them for two sites, as a company and its help center are.
const HOST_NAME = 'localhost'
const HELP_CENTER_NAME = '127.0.0.1'

const { PORT = 3000, HELP_CENTER_PORT = 4000, LOG_LEVEL = 'warn' } = process.env

const provider = readProvider()

const { fake, secret, createProvider } = openVendor(provider)
await fake.listen({
  host: HELP_CENTER_NAME,
  port: await findFreePort(HELP_CENTER_NAME, Number(HELP_CENTER_PORT))
})

const port = await findFreePort(HOST_NAME, Number(PORT))
const hostUrl = `http://${HOST_NAME}:${port}`
fake.remoteLoginUrl = `${hostUrl}/help-center/login`
fake.remoteLogoutUrl = `${hostUrl}/help-center/logout`

const app = await buildHostApp({
  signInEndpoint: fake.signInEndpoint,
  helpCenterUrl: fake.helpCenterUrl,
  secret,
  createProvider,
  logger: { level: LOG_LEVEL }
})
await app.listen({ host: HOST_NAME, port })

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await Promise.all([app.close(), fake.close()])
    console.log('\nBoth sides are closed.')
  })
}

console.log(`
  Provider           ${provider} (another one: npm run trial -- --provider <name>)
  The host app       ${hostUrl}
  The help center    ${fake.helpCenterUrl}
  Its admin page     ${fake.origin}/admin

  Sign in as         mira@example.com, tomas@example.com, or nadia@example.com (e-mail not confirmed)
  Password           ${DEMO_PASSWORD}

  Three things to try

${listSteps(provider, { hostUrl, origin: fake.origin }).map((step, index) => `  ${index + 1}. ${step}\n`).join('\n')}
  Ctrl-C ends both.
`)

/** A typing error ends in a sentence: whoever sees a stack looks for a bug. */
function readProvider () {
  try {
    const { values } = parseArgs({ options: { provider: { type: 'string', default: 'zoho-desk' } } })
    if (vendorNames.includes(values.provider)) return values.provider
    console.error(`There is no such provider. Known: ${vendorNames.join(', ')}.`)
  } catch {
    console.error('The trial takes one option: npm run trial -- --provider zendesk')
  }
  process.exit(2)
}
