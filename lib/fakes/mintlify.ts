import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { checkExpiry, checkReturnPath, findText, readOptional, readSeconds, readToken, toPath, withParameters } from './checks.ts'
import { createFakeHelpCenter } from '../testing/fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from '../testing/fake-help-center.ts'
import { HandoffRefused } from './refusals.ts'
import type { Vendor } from './vendor.ts'

const MAX_LIFETIME = 10
const OPTIONAL = { groups: 'array', content: 'object', apiPlaygroundInputs: 'object' } as const

/** Mintlify's JWT handshake, contract read on 2026-11-21. The dashboard issues the private key. */
const MINTLIFY: Vendor = {
  name: 'Mintlify',
  way: { kind: 'fragment', path: '/login/jwt-callback' },
  returnParameter: 'redirect',
  keys: 'issued',
  admin: {
    place: 'JWT authentication',
    labels: { remoteLoginUrl: 'Login URL', secret: 'Private key', signInEndpoint: 'Callback URL' },
    demands: [
      'The bare token stands behind the "#" of the callback URL, and nothing else.',
      'EdDSA (Ed25519) with the private key that the dashboard has made.',
      `exp is at most ${MAX_LIFETIME} seconds from now, in whole seconds.`,
      'expiresAt, the end of the session, is in whole seconds and in the future.',
      'groups is an array, content and apiPlaygroundInputs are objects, if they are sent.',
      'redirect is empty, or a path of this site.'
    ]
  },
  createSecret: () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  signInEndpoint: (origin) => `${origin}/login/jwt-callback`,
  remoteLogin: (url, { returnTo, origin }) => withParameters(url, { redirect: toPath(returnTo, origin) }),
  judge (arrival) {
    const { url, fragment, secret, now } = arrival
    if (fragment === '') throw new HandoffRefused('jwt-missing', 'Nothing stands behind the "#" of the callback URL.')
    const claims = readToken(fragment, {
      key: createPublicKey(secret), algorithm: 'EdDSA', required: { exp: 'seconds', expiresAt: 'seconds' }, optional: OPTIONAL
    })
    checkExpiry(claims, now, MAX_LIFETIME)
    if (readSeconds(claims, 'expiresAt') <= now) throw new HandoffRefused('expired', 'expiresAt lies in the past, so the session would have ended already.')
    const returnTo = checkReturnPath(readOptional(url.searchParams, 'redirect'), 'redirect', arrival)
    return { email: '', name: findText(claims, 'name', 'sub') || 'Reader', claims, returnTo }
  }
}

/** A documentation site that behaves as Mintlify does by its documents. `secret` is an Ed25519 private key, as PEM. */
export const fakeMintlify = (options: FakeHelpCenterOptions = {}): FakeHelpCenter =>
  createFakeHelpCenter(MINTLIFY, options)
