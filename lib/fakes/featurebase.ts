import { randomBytes } from 'node:crypto'
import { checkExpiry, checkReturnUrl, findText, readOptional, readParameter, readToken, withParameters } from './checks.ts'
import { createFakeHelpCenter } from '../testing/fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from '../testing/fake-help-center.ts'
import { HandoffRefused } from './refusals.ts'
import type { Vendor } from './vendor.ts'

const PATH = '/api/v1/auth/access/jwt'
const OPTIONAL = {
  email: 'email', userId: 'id', name: 'string', profilePicture: 'string', companies: 'array', customFields: 'object', exp: 'seconds'
} as const

/** Featurebase's JWT sign-in, contract read on 2026-11-21. Whether it reads `exp` is not public; here it does. */
const FEATUREBASE: Vendor = {
  name: 'Featurebase',
  way: { kind: 'query', path: PATH },
  returnParameter: 'return_to',
  keys: 'shared',
  admin: {
    place: 'single sign-on',
    labels: { remoteLoginUrl: 'SSO redirect URL', secret: 'JWT secret', signInEndpoint: 'Sign-in endpoint' },
    demands: [
      'HS256 with the JWT secret as text.',
      'email or userId is there, or both.',
      'exp is in whole seconds and in the future, if it is sent.',
      'return_to is empty, or an absolute URL of this site.'
    ]
  },
  createSecret: () => randomBytes(32).toString('base64url'),
  signInEndpoint: (origin) => origin + PATH,
  remoteLogin: (url, { returnTo }) => withParameters(url, { return_to: returnTo }),
  judge (arrival) {
    const { url: { searchParams }, secret, now } = arrival
    const claims = readToken(readParameter(searchParams, 'jwt'), {
      key: secret, algorithm: 'HS256', required: {}, optional: OPTIONAL
    })
    const who = findText(claims, 'email', 'userId')
    if (who === '') throw new HandoffRefused('claim-missing', 'The token has neither email nor userId. One of them is needed.')
    if (Object.hasOwn(claims, 'exp')) checkExpiry(claims, now)
    const returnTo = checkReturnUrl(readOptional(searchParams, 'return_to'), 'return_to', arrival)
    return { email: findText(claims, 'email'), name: findText(claims, 'name') || who, claims, returnTo }
  }
}

/** A feedback board that behaves as Featurebase does by its documents. */
export const fakeFeaturebase = (options: FakeHelpCenterOptions = {}): FakeHelpCenter =>
  createFakeHelpCenter(FEATUREBASE, options)
