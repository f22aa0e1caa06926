import { randomBytes } from 'node:crypto'
import { isEmail } from './email.ts'
import { checkExpiry, checkReturnPath, readOptional, readParameter, readToken, toPath, withParameters } from './checks.ts'
import { createFakeHelpCenter } from '../testing/fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from '../testing/fake-help-center.ts'
import type { Vendor } from './vendor.ts'

/** Help Scout's Restricted Docs, contract read on 2026-11-21. No ceiling of `exp` is public, so there is none here. */
const HELP_SCOUT_DOCS: Vendor = {
  name: 'Help Scout Docs',
  way: { kind: 'query', path: '/authcallback' },
  returnParameter: 'returnTo',
  keys: 'shared',
  admin: {
    place: 'Restricted Docs',
    labels: { remoteLoginUrl: 'Sign-in URL', secret: 'Shared secret', signInEndpoint: 'Callback URL' },
    demands: [
      'HS512 with the shared secret as text.',
      'sub and exp are there; exp is in whole seconds and in the future.',
      'returnTo is empty, or a path of this site.'
    ]
  },
  createSecret: () => randomBytes(32).toString('base64url'),
  signInEndpoint: (origin) => `${origin}/authcallback`,
  remoteLogin: (url, { returnTo, origin }) => withParameters(url, { returnTo: toPath(returnTo, origin) }),
  judge (arrival) {
    const { url: { searchParams }, secret, now } = arrival
    const claims = readToken(readParameter(searchParams, 'token'), {
      key: secret, algorithm: 'HS512', required: { sub: 'id', exp: 'seconds' }
    })
    checkExpiry(claims, now)
    const sub = String(claims.sub)
    const returnTo = checkReturnPath(readOptional(searchParams, 'returnTo'), 'returnTo', arrival)
    return { email: isEmail(sub) ? sub : '', name: sub, claims, returnTo }
  }
}

/** A Docs site that behaves as Help Scout's does by its documents. */
export const fakeHelpScoutDocs = (options: FakeHelpCenterOptions = {}): FakeHelpCenter =>
  createFakeHelpCenter(HELP_SCOUT_DOCS, options)
