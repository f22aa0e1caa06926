import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { checkExpiry, findText, readSeconds, readToken } from './checks.ts'
import { checkReturnPath, readOptional, toPath, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeVendor, Setup } from './vendor.ts'

const MAX_LIFETIME = 10
const REQUIRED = { exp: 'seconds', expiresAt: 'seconds' } as const
const OPTIONAL = { groups: 'array', content: 'object', apiPlaygroundInputs: 'object' } as const

/**
 * Mintlify's JWT handshake, contract read on 2026-11-21. The dashboard issues the private key, so `secret` is an
 * Ed25519 private key, as PEM.
 */
export function mintlifyRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'>> {
  return {
    name: 'Mintlify',
    way: { kind: 'fragment', path: '/login/jwt-callback' },
    returnParameter: 'redirect',
    keys: 'issued',
    admin: {
      place: 'JWT authentication',
      labels: { remoteLoginUrl: 'Login URL', secret: 'Private key', signInEndpoint: 'Callback URL' },
      demands: [
        'The fragment of the callback URL is the bare token.',
        'EdDSA (Ed25519) with the private key that the dashboard made.',
        `exp is at most ${MAX_LIFETIME} seconds from now, in whole seconds.`,
        'expiresAt, the end of the session, is in whole seconds and in the future.',
        'groups is an array, content and apiPlaygroundInputs are objects, if they are sent.',
        'redirect is empty, or a path of this site.'
      ]
    },
    createSecret: () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    remoteLogin: (url, { returnTo, origin }) => withParameters(url, { redirect: toPath(returnTo, origin) }),
    providerOptions: ({ helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge (arrival) {
      const { url, fragment, secret, now } = arrival
      if (fragment === '') throw new HandoffRefused('jwt-missing', 'The callback URL has no fragment.')
      const claims = readToken(fragment, {
        key: createPublicKey(secret), algorithm: 'EdDSA', required: REQUIRED, optional: OPTIONAL
      })
      checkExpiry(claims, now, MAX_LIFETIME)
      if (readSeconds(claims, 'expiresAt') <= now) {
        throw new HandoffRefused('expired', 'expiresAt lies in the past, so the session would have ended already.')
      }
      const returnTo = checkReturnPath(readOptional(url.searchParams, 'redirect'), 'redirect', arrival)
      const name = findText(claims, 'name', 'sub')
      return { email: '', name: name === '' ? 'Reader' : name, claims, returnTo }
    }
  }
}
