import { generateKeyPairSync } from 'node:crypto'
import * as presets from 'fastify-help-center'
import * as fakes from 'fastify-help-center/testing'

/** By the name on the command line, such as "zoho-desk": the preset and its fake, wherever there are both. */
const VENDORS = Object.fromEntries(Object.keys(fakes).filter((name) => /^fake[A-Z]/.test(name)).map((createFake) => {
  const preset = createFake[4].toLowerCase() + createFake.slice(5)
  return [preset.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), [preset, createFake]]
}))

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
