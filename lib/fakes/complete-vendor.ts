import { randomBytes } from 'node:crypto'
import { withParameters } from './parameters.ts'
import type { AdminScreen, FakeVendor } from './vendor.ts'

type Defaults = 'origin' | 'keys' | 'admin' | 'createSecret' | 'signInEndpoint' | 'remoteLogin' | 'remoteLogout'

/** A vendor whose gaps are filled. */
export type CompleteVendor<ProviderOptions extends object = object> =
  FakeVendor<ProviderOptions> & Required<Pick<FakeVendor, Defaults>>

const ADMIN: AdminScreen = {
  place: 'single sign-on',
  labels: {
    remoteLoginUrl: 'Remote Login URL',
    remoteLogoutUrl: 'Remote Logout URL',
    secret: 'Secret',
    signInEndpoint: 'Sign-in endpoint'
  },
  demands: []
}

export function completeVendor<ProviderOptions extends object> (
  vendor: FakeVendor<ProviderOptions>
): CompleteVendor<ProviderOptions> {
  const { way, returnParameter } = vendor
  return {
    origin: 'https://help.example.com',
    keys: 'shared',
    admin: ADMIN,
    createSecret: () => randomBytes(32).toString('base64url'),
    signInEndpoint: (origin) => origin + (way.kind === 'page' ? '/' : way.path),
    remoteLogin: (url, { returnTo }) =>
      withParameters(url, returnParameter === undefined ? {} : { [returnParameter]: returnTo }),
    remoteLogout: (url) => new URL(url).href,
    ...vendor
  }
}
