import { randomBytes } from 'node:crypto'
import { checkExpiry, findText, readParameter, readToken } from './checks.ts'
import { createFakeHelpCenter } from '../testing/fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from '../testing/fake-help-center.ts'
import { HandoffRefused } from './refusals.ts'
import type { Vendor } from './vendor.ts'

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
const USER_VOICE: Vendor = {
  name: 'UserVoice',
  way: { kind: 'page', parameter: 'sso' },
  keys: 'shared',
  admin: {
    place: 'single sign-on',
    labels: { remoteLoginUrl: 'Remote sign-in URL', remoteLogoutUrl: 'Remote sign-out URL', secret: 'SSO key', signInEndpoint: 'Portal' },
    demands: [
      'sso stands in the query of any page of the portal.',
      'HS256 with the SSO key as text.',
      'guid (as text, and not the e-mail) and email are there.',
      'exp is in whole seconds and in the future, if it is sent.',
      'admin and owner, if sent, are the words accept or deny.'
    ]
  },
  createSecret: () => randomBytes(16).toString('hex'),
  signInEndpoint: (origin) => `${origin}/`,
  remoteLogin: (url) => new URL(url).href,
  judge ({ url, secret, now }) {
    const claims = readToken(readParameter(url.searchParams, 'sso'), {
      key: secret, algorithm: 'HS256', required: REQUIRED, optional: OPTIONAL
    })
    if (claims.guid === claims.email) throw new HandoffRefused('wrong-value', 'guid is the e-mail address. It has to be an id that stays when the address changes.')
    for (const name of ['admin', 'owner']) {
      const value = claims[name] ?? 'deny'
      if (value !== 'accept' && value !== 'deny') throw new HandoffRefused('wrong-value', `${name} is neither "accept" nor "deny".`)
    }
    if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
    const page = new URL(url)
    page.searchParams.delete('sso')
    const name = findText(claims, 'display_name') || 'anonymous'
    return { email: String(claims.email), name, claims, returnTo: page.href }
  }
}

/** A portal that behaves as UserVoice does by its documents. */
export const fakeUserVoice = (options: FakeHelpCenterOptions = {}): FakeHelpCenter =>
  createFakeHelpCenter(USER_VOICE, options)
