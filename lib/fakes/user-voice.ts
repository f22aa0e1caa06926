import { randomBytes } from 'node:crypto'
import { checkExpiry, findText, readToken } from './checks.ts'
import { readParameter, withoutParameter } from './parameters.ts'
import { HandoffRefused } from './refusals.ts'
import type { FakeVendor, Setup } from './vendor.ts'

const REQUIRED = { guid: 'id', email: 'email' } as const
const OPTIONAL = {
  display_name: 'string',
  locale: 'string',
  avatar_url: 'string',
  url: 'string',
  updates: 'boolean',
  comment_updates: 'boolean',
  allow_forums: 'array',
  deny_forums: 'array',
  trusted: 'boolean',
  exp: 'seconds'
} as const

/**
 * UserVoice's single sign-on, contract read on 2026-11-21. What it adds to the remote sign-in URL is not public, so
 * nothing is added here.
 */
export function userVoiceRules (): FakeVendor<Pick<Setup, 'helpCenterUrl' | 'secret'>> {
  return {
    name: 'UserVoice',
    way: { kind: 'page', parameter: 'sso' },
    admin: {
      place: 'single sign-on',
      labels: {
        remoteLoginUrl: 'Remote sign-in URL',
        remoteLogoutUrl: 'Remote sign-out URL',
        secret: 'SSO key',
        signInEndpoint: 'Portal'
      },
      demands: [
        'sso is in the query of any page of the portal.',
        'HS256 with the SSO key as text.',
        'guid (as text, and not the e-mail) and email are present.',
        'exp is in whole seconds and in the future, if it is sent.',
        'admin and owner, if sent, are the words accept or deny.'
      ]
    },
    createSecret: () => randomBytes(16).toString('hex'),
    providerOptions: ({ helpCenterUrl, secret }) => ({ helpCenterUrl, secret }),
    judge ({ url, secret, now }) {
      const claims = readToken(readParameter(url.searchParams, 'sso'), {
        key: secret, algorithm: 'HS256', required: REQUIRED, optional: OPTIONAL
      })
      if (String(claims.guid).toLowerCase() === claims.email) {
        throw new HandoffRefused('wrong-value',
          'guid is the e-mail address. Use an id that stays when the address changes.')
      }
      for (const name of ['admin', 'owner']) {
        const value = claims[name]
        if (Object.hasOwn(claims, name) && value !== 'accept' && value !== 'deny') {
          throw new HandoffRefused('wrong-value', `${name} is neither "accept" nor "deny".`)
        }
      }
      if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
      const name = findText(claims, 'display_name')
      const returnTo = withoutParameter(url, 'sso')
      return { email: String(claims.email), name: name === '' ? 'anonymous' : name, claims, returnTo }
    }
  }
}
