import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { checkExpiry, checkValue, findText, readSeconds, readToken } from './checks.ts'
import { checkReturnPath, readOptional, toPath, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { JsonObject } from './strict-json.ts'
import { nameType } from './time-claims.ts'
import type { FakeVendor, Setup } from './vendor.ts'

const MAX_LIFETIME = 10
const REQUIRED = { exp: 'seconds', host: 'string' } as const
const OPTIONAL = { expiresAt: 'seconds', groups: 'texts', content: 'object', apiPlaygroundInputs: 'object' } as const
const PLAYGROUND_INPUTS = ['server', 'header', 'query', 'path', 'cookie']

/**
 * Mintlify's JWT handshake, contract read on 2026-11-23. The dashboard issues the private key, so `secret` is an
 * Ed25519 private key, as PEM. Mintlify's TypeScript sample makes tokens without `typ`. Ten seconds for `exp` are its
 * advice; here they are the limit.
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
        'host is the host name of these docs.',
        'expiresAt, the end of the session, is in whole seconds and in the future, if it is sent.',
        'groups is an array of texts, content and apiPlaygroundInputs are objects, if they are sent.',
        'server, header, query, path and cookie in apiPlaygroundInputs are objects, if they are sent.',
        'redirect is empty, or a path of this site.'
      ]
    },
    createSecret: () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    remoteLogin: (url, { returnTo, origin }) => withParameters(url, { redirect: toPath(returnTo, origin) }),
    providerOptions: ({ helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge (arrival) {
      const { url, fragment, secret, origin, now } = arrival
      if (fragment === '') throw new HandoffRefused('jwt-missing', 'The callback URL has no fragment.')
      const claims = readToken(fragment, {
        key: createPublicKey(secret), algorithm: 'EdDSA', needsTyp: false, required: REQUIRED, optional: OPTIONAL
      })
      checkExpiry(claims, now, MAX_LIFETIME)
      // Without it a token for one site would be good at another one of the same company.
      checkValue(claims, 'host', new URL(origin).hostname)
      checkPlaygroundInputs(claims)
      if (Object.hasOwn(claims, 'expiresAt') && readSeconds(claims, 'expiresAt') <= now) {
        throw new HandoffRefused('expired', 'expiresAt lies in the past, so the session would have ended already.')
      }
      const returnTo = checkReturnPath(readOptional(url.searchParams, 'redirect'), 'redirect', arrival)
      const name = findText(claims, 'name', 'sub')
      return { email: '', name: name === '' ? 'Reader' : name, claims, returnTo }
    }
  }
}

function checkPlaygroundInputs ({ apiPlaygroundInputs }: JsonObject): void {
  const inputs = Object(apiPlaygroundInputs) as JsonObject
  for (const name of PLAYGROUND_INPUTS) {
    if (Object.hasOwn(inputs, name) && nameType(inputs[name]) !== 'object') {
      throw new HandoffRefused('wrong-type', `${name} in apiPlaygroundInputs is not a JSON object.`)
    }
  }
}
