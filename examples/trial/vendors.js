import { generateKeyPairSync } from 'node:crypto'
import * as presets from 'fastify-help-center'
import * as fakes from 'fastify-help-center/testing'

/** Canny's id of a company, which its fake has as well. */
const companyID = '5f0000000000000000000001'

// By the name on the command line: the preset, its fake, and the options that not all presets have in common.
const VENDORS = {
  'zoho-desk': ['zohoDesk', 'fakeZohoDesk', ({ signInEndpoint }) => ({
    signInEndpoint, claims: { first_name: true, last_name: true }
  })],
  zendesk: ['zendesk', 'fakeZendesk', ({ origin }) => ({ zendeskUrl: origin })],
  freshworks: ['freshworks', 'fakeFreshworks', ({ signInEndpoint }) => ({ redirectUrl: signInEndpoint })],
  'help-scout-docs': ['helpScoutDocs', 'fakeHelpScoutDocs', () => ({})],
  'git-book': ['gitBook', 'fakeGitBook', ({ origin }) => ({ helpCenterUrl: `${origin}/` })],
  mintlify: ['mintlify', 'fakeMintlify', () => ({})],
  canny: ['canny', 'fakeCanny', ({ signInEndpoint }) => ({ signInEndpoint, companyID })],
  featurebase: ['featurebase', 'fakeFeaturebase', ({ signInEndpoint }) => ({ signInEndpoint, organization: 'fernway' })],
  'user-voice': ['userVoice', 'fakeUserVoice', () => ({})],
  pylon: ['pylon', 'fakePylon', ({ signInEndpoint, remoteLoginUrl }) => ({
    signInEndpoint, remoteLoginUrl, orgSlug: 'fernway'
  })],
  discourse: ['discourse', 'fakeDiscourse', ({ origin }) => ({ discourseUrl: origin })]
}

export const vendorNames = Object.keys(VENDORS)

/** Both sides of one vendor: a fake that is not started yet, the key, and what makes the provider once it is. */
export function openVendor (name) {
  if (!vendorNames.includes(name)) throw new Error(`There is no provider "${name}". Give one of ${vendorNames.join(', ')}.`)
  const [preset, createFake, findOptions] = VENDORS[name]
  // The one vendor that issues no key: the company makes a pair, and the vendor gets the public half.
  const pair = name === 'freshworks' ? createPair() : undefined
  const fake = fakes[createFake](pair && { publicKey: pair.publicKey })
  return {
    fake,
    secret: pair?.privateKey ?? fake.secret,
    createProvider: ({ secret }) => presets[preset]({
      secret,
      helpCenterUrl: fake.helpCenterUrl,
      allowInsecure: true, // plain http on this machine
      ...findOptions(fake)
    })
  }
}

function createPair () {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  })
}
