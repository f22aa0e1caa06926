import { generateKeyPairSync } from 'node:crypto'
import * as presets from 'fastify-help-center'
import * as fakes from 'fastify-help-center/testing'

/** By the name on the command line: the preset and its fake. */
const VENDORS = {
  'zoho-desk': ['zohoDesk', 'fakeZohoDesk'],
  zendesk: ['zendesk', 'fakeZendesk'],
  freshworks: ['freshworks', 'fakeFreshworks'],
  'help-scout-docs': ['helpScoutDocs', 'fakeHelpScoutDocs'],
  'git-book': ['gitBook', 'fakeGitBook'],
  mintlify: ['mintlify', 'fakeMintlify'],
  canny: ['canny', 'fakeCanny'],
  featurebase: ['featurebase', 'fakeFeaturebase'],
  'user-voice': ['userVoice', 'fakeUserVoice'],
  pylon: ['pylon', 'fakePylon'],
  discourse: ['discourse', 'fakeDiscourse']
}

export const vendorNames = Object.keys(VENDORS)

/** Both sides of one vendor: a fake that is not started yet, the key, and what makes the provider once it is. */
export function openVendor (name) {
  if (!vendorNames.includes(name)) {
    throw new Error(`There is no provider "${name}". Expected one of ${vendorNames.join(', ')}.`)
  }
  const [preset, createFake] = VENDORS[name]
  // The one vendor that issues no key: the company makes a pair, and the vendor gets the public half.
  const pair = name === 'freshworks' ? createPair() : undefined
  const fake = fakes[createFake](pair && { publicKey: pair.publicKey })
  return {
    fake,
    secret: pair?.privateKey ?? fake.secret,
    createProvider: ({ secret }) => presets[preset]({
      ...fake.providerOptions,
      ...(name === 'zoho-desk' && { claims: { first_name: true, last_name: true } }),
      secret
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
