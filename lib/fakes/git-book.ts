import { randomBytes } from 'node:crypto'
import { checkExpiry, findText, readParameter, readToken, toPath, withParameters } from './checks.ts'
import { createFakeHelpCenter } from '../testing/fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from '../testing/fake-help-center.ts'
import type { Vendor } from './vendor.ts'

/**
 * GitBook's authenticated access, contract read on 2026-11-21. No claim says who the visitor is; a ceiling of `exp` is
 * not public, so there is none here.
 */
const GIT_BOOK: Vendor = {
  name: 'GitBook',
  way: { kind: 'page', parameter: 'jwt_token' },
  keys: 'shared',
  admin: {
    place: 'authenticated access',
    labels: { remoteLoginUrl: 'Fallback URL', secret: 'Private signing key', signInEndpoint: 'Site URL' },
    demands: [
      'jwt_token stands in the query of the page to which the visitor goes.',
      'HS256 with the private signing key as text.',
      'iat and exp are there, in whole seconds; exp is in the future, iat is not.'
    ]
  },
  createSecret: () => randomBytes(32).toString('base64url'),
  signInEndpoint: (origin) => `${origin}/`,
  remoteLogin: (url, { returnTo, origin }) => withParameters(url, { location: toPath(returnTo, origin) }),
  judge ({ url, secret, now }) {
    const claims = readToken(readParameter(url.searchParams, 'jwt_token'), {
      key: secret, algorithm: 'HS256', required: { iat: 'seconds', exp: 'seconds' }
    })
    checkExpiry(claims, now)
    const page = new URL(url)
    page.searchParams.delete('jwt_token')
    return { email: '', name: findText(claims, 'name', 'sub') || 'Reader', claims, returnTo: page.href }
  }
}

/** A documentation site that behaves as GitBook does by its documents. */
export const fakeGitBook = (options: FakeHelpCenterOptions = {}): FakeHelpCenter =>
  createFakeHelpCenter(GIT_BOOK, options)
