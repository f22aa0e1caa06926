import { createPublicKey, randomUUID } from 'node:crypto'
import { checkAge, checkValue, findText, readToken } from './checks.ts'
import { readParameter, withParameters } from './parameters.ts'
import { Requests } from './requests.ts'
import type { FakeHelpCenterOptions } from './settings.ts'
import type { FakeVendor, Setup } from './vendor.ts'

export interface FakeFreshworksOptions extends Omit<FakeHelpCenterOptions, 'secret'> {
  /**
   * Whether the request names `redirect_uri`, as Freshworks' current documents say. An older kind does not.
   * @default true
   */
  sendRedirectUri?: boolean
}

const MAX_AGE = 180
const PATH = '/sp/OIDC/123456789/implicit'
const REQUIRED = { sub: 'id', email: 'email', iat: 'seconds', nonce: 'id' } as const
const OPTIONAL = { given_name: 'string', family_name: 'string', phone_number: 'string' } as const

/** Freshworks' JWT sign-in, contract read on 2026-11-21. How old `iat` may be is not public: three minutes here. */
export function freshworksRules (
  { sendRedirectUri = true }: FakeFreshworksOptions = {}
): FakeVendor<Pick<Setup, 'helpCenterUrl'> & { redirectUrl: string }> {
  const requests = new Requests<{ nonce: string, returnTo: string }>()
  return {
    name: 'Freshworks',
    way: { kind: 'query', path: PATH },
    keys: 'pasted',
    admin: {
      place: 'JWT single sign-on',
      labels: { remoteLoginUrl: 'Authorization URL', secret: 'RSA public key', signInEndpoint: 'Redirect URL' },
      demands: [
        'state is that of a request which this help center sent, and works once.',
        'RS256 with the private key that belongs to the public key on this page.',
        'sub, email, iat and nonce are present; nonce is that of the request.',
        `iat is in whole seconds, and at most ${MAX_AGE} of them ago.`
      ]
    },
    createSecret: () => '',
    checkKey: assertRsaPublicKey,
    remoteLogin (remoteLoginUrl, { returnTo, origin, now }) {
      const [state, nonce] = [randomUUID(), randomUUID()]
      requests.add(state, { nonce, returnTo }, now)
      const kind = sendRedirectUri
        ? { response_type: 'id_token', redirect_uri: origin + PATH }
        : { grant_type: 'implicit' }
      return withParameters(remoteLoginUrl, {
        client_id: 'fake-help-center', scope: 'openid email profile', state, nonce, ...kind
      })
    },
    providerOptions: ({ signInEndpoint: redirectUrl, helpCenterUrl }) => ({ redirectUrl, helpCenterUrl }),
    judge ({ url: { searchParams }, secret, now }) {
      const token = readParameter(searchParams, 'id_token')
      const state = readParameter(searchParams, 'state')
      const { nonce, returnTo } = requests.find(state, now, 'state')
      const claims = readToken(token, { key: secret, algorithm: 'RS256', required: REQUIRED, optional: OPTIONAL })
      checkAge(claims, MAX_AGE, now)
      checkValue(claims, 'nonce', nonce)
      requests.delete(state)
      return { email: String(claims.email), name: findText(claims, 'name', 'given_name'), claims, returnTo }
    }
  }
}

function assertRsaPublicKey (text: string): void {
  const isPublic = text.includes('-----BEGIN PUBLIC KEY-----') && !text.includes('PRIVATE KEY')
  if (!isPublic || !isLongRsaKey(text)) {
    throw new TypeError('The key must be an RSA public key of 2048 bits or more, as PEM ("BEGIN PUBLIC KEY")')
  }
}

function isLongRsaKey (pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
    return asymmetricKeyType === 'rsa' && Number(asymmetricKeyDetails?.modulusLength) >= 2048
  } catch {
    return false
  }
}
