import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { isEmail } from './email.ts'
import { readOptional, readParameter, withParameters } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import { Requests } from './requests.ts'
import type { FakeVendor, Setup } from './vendor.ts'

const PATH = '/session/sso_login'
const BOOLEANS = [
  'admin', 'moderator', 'require_activation', 'suppress_welcome_message', 'avatar_force_update', 'locale_force_update'
]

/** What a program writes where it has no id: the server raises BannedExternalId, for white space BlankExternalId. */
const BANNED_IDS = ['none', 'nil', 'blank', 'null']

/**
 * DiscourseConnect, contract read on 2026-11-23 in the server's source. No JWT: a query string in base64, and its
 * HMAC-SHA256 in hex. The server drops a boolean that is neither word in silence; here it is refused.
 */
export function discourseRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'> & { discourseUrl: string }> {
  const requests = new Requests<{ returnTo: string }>()
  return {
    name: 'Discourse',
    way: { kind: 'query', path: PATH },
    admin: {
      place: 'Admin > Settings > Login',
      labels: {
        remoteLoginUrl: 'discourse connect url',
        remoteLogoutUrl: 'logout redirect',
        secret: 'discourse connect secret',
        signInEndpoint: 'Where the answer goes (return_sso_url)'
      },
      demands: [
        'sso is a query string in base64; sig is the HMAC-SHA256 of that base64, in lower-case hex.',
        'nonce is that of a request from the last ten minutes, and works once.',
        'external_id and email are present; booleans are the words true and false.',
        'external_id is none of the words none, nil, blank and null, in any case, and not white space.'
      ]
    },
    createSecret: () => randomBytes(24).toString('hex'),
    remoteLogin (remoteLoginUrl, { returnTo, origin, secret, now }) {
      const nonce = randomBytes(16).toString('hex')
      requests.add(nonce, { returnTo }, now)
      const request = new URLSearchParams({ nonce, return_sso_url: origin + PATH })
      const sso = Buffer.from(request.toString()).toString('base64')
      return withParameters(remoteLoginUrl, { sso, sig: sign(sso, secret).toString('hex') })
    },
    providerOptions: ({ origin: discourseUrl, helpCenterUrl, secret }) => ({ discourseUrl, helpCenterUrl, secret }),
    judge ({ url: { searchParams }, secret, now }) {
      const sso = readParameter(searchParams, 'sso')
      checkSig(readParameter(searchParams, 'sig'), sso, secret)
      const answer = decode(sso)
      const nonce = readField(answer, 'nonce')
      const { returnTo } = requests.find(nonce, now, 'nonce')
      checkId(readField(answer, 'external_id'))
      const email = readField(answer, 'email')
      if (!isEmail(email)) {
        throw new HandoffRefused('bad-email', 'email is not one plain e-mail address such as demo@example.com.')
      }
      for (const name of BOOLEANS) checkBoolean(answer, name)
      requests.delete(nonce)
      const name = readOptional(answer, 'name') ?? readOptional(answer, 'username') ?? ''
      return { email, name, claims: Object.fromEntries(answer), returnTo }
    }
  }
}

function sign (sso: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(sso).digest()
}

function checkSig (sig: string, sso: string, secret: string): void {
  if (!/^[\da-f]{64}$/.test(sig)) {
    throw new HandoffRefused('malformed-token', 'sig is not 64 digits of lower-case hex.')
  }
  if (!timingSafeEqual(Buffer.from(sig, 'hex'), sign(sso, secret))) {
    throw new HandoffRefused('wrong-signature', 'sig does not match sso. The secret here and the secret in your app ' +
      'differ: copy it again, without white space.')
  }
}

function decode (sso: string): URLSearchParams {
  // As the server reads it: line breaks are allowed, and padding is not looked at.
  if (!/^[A-Za-z0-9+/=\r\n]*$/.test(sso)) {
    throw new HandoffRefused('malformed-token', 'sso has characters that base64 does not have.')
  }
  return new URLSearchParams(Buffer.from(sso, 'base64').toString())
}

function readField (answer: URLSearchParams, name: string): string {
  const value = readOptional(answer, name)
  if (value === undefined) {
    throw new HandoffRefused('claim-missing',
      `sso has no ${name}. This help center needs nonce, external_id and email.`)
  }
  return value
}

function checkId (id: string): void {
  if (id.trim() === '' || BANNED_IDS.includes(id.toLowerCase())) {
    throw new HandoffRefused('wrong-value', 'external_id is blank, or a word that Discourse takes for a missing id.')
  }
}

function checkBoolean (answer: URLSearchParams, name: string): void {
  const value = readOptional(answer, name) ?? 'false'
  if (value !== 'true' && value !== 'false') {
    throw new HandoffRefused('wrong-type', `${name} is neither "true" nor "false".`)
  }
}
