import { createPublicKey, randomUUID } from 'node:crypto'
import { checkAge, checkValue, findText, readParameter, readToken, withParameters } from './checks.ts'
import { createFakeHelpCenter } from '../testing/fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from '../testing/fake-help-center.ts'
import { Requests } from './requests.ts'
import type { Vendor } from './vendor.ts'

export interface FakeFreshworksOptions extends Omit<FakeHelpCenterOptions, 'secret'> {
  /** The public key of your pair, as PEM. It can be pasted later, here or on the admin page. */
  publicKey?: string
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
function freshworksRules (sendRedirectUri: boolean): Vendor {
  const requests = new Requests<{ nonce: string, returnTo: string }>()
  return {
    name: 'Freshworks',
    way: { kind: 'query', path: PATH },
    keys: 'pasted',
    admin: {
      place: 'JWT single sign-on',
      labels: { remoteLoginUrl: 'Authorization URL', secret: 'RSA public key', signInEndpoint: 'Redirect URL' },
      demands: [
        'state is that of a request which this help center has sent, and good once.',
        'RS256; the public key of the pair stands on this page.',
        'sub, email, iat and nonce are there; nonce is that of the request.',
        `iat is in whole seconds, and at most ${MAX_AGE} of them ago.`
      ]
    },
    createSecret: () => '',
    checkKey: assertRsaPublicKey,
    signInEndpoint: (origin) => origin + PATH,
    remoteLogin (remoteLoginUrl, { returnTo, origin, now }) {
      const [state, nonce] = [randomUUID(), randomUUID()]
      requests.add(state, { nonce, returnTo }, now)
      const kind = sendRedirectUri
        ? { response_type: 'id_token', redirect_uri: origin + PATH }
        : { grant_type: 'implicit' }
      return withParameters(remoteLoginUrl, { client_id: 'fake-help-center', scope: 'openid email profile', state, nonce, ...kind })
    },
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
  if (!isPublic || !isLongRsaKey(text)) throw new TypeError('The key must be an RSA public key of 2048 bits or more, as PEM ("BEGIN PUBLIC KEY")')
}

function isLongRsaKey (pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
    return asymmetricKeyType === 'rsa' && Number(asymmetricKeyDetails?.modulusLength) >= 2048
  } catch {
    return false
  }
}

/** A help center that behaves as Freshdesk with Freshworks' JWT sign-in does by its documents. */
export function fakeFreshworks (options: FakeFreshworksOptions = {}): FakeHelpCenter {
  const { publicKey, sendRedirectUri = true, ...rest } = options
  const helpCenter = createFakeHelpCenter(freshworksRules(sendRedirectUri), rest)
  if (publicKey !== undefined) helpCenter.pastePublicKey(publicKey)
  return helpCenter
}
