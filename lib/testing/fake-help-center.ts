import { createEmulator, type Emulator } from '../emulator/emulator.ts'
import { createJudge, type Judge } from '../fakes/judge.ts'
import type { FakeHelpCenterOptions } from '../fakes/settings.ts'
import type { FakeVendor, StandardOptions } from '../fakes/vendor.ts'
import { signIn, type SignInOptions, type SignInOutcome } from './sign-in.ts'

type OfThePages = 'vendor' | 'settings' | 'now' | 'land'

/** A help center to test against: a strict judge of sign-ins, with a site that `app` or `listen()` creates. */
export interface FakeHelpCenter<ProviderOptions extends object = StandardOptions>
  extends Omit<Judge<ProviderOptions>, OfThePages>, Emulator {
  /**
   * Signs a visitor in through your app, as a browser would: from `remoteLoginUrl` to this help center's verdict.
   *
   * @example
   * const { signedIn, claims, landedOn, refusal } = await zoho.signIn({ app, headers: { cookie } })
   * @throws Error while `remoteLoginUrl` is not set, or if the app cannot be reached or redirects without end.
   */
  signIn (options?: SignInOptions): Promise<SignInOutcome>
}

/**
 * Makes a fake help center from a vendor's rules, to test a provider that you defined yourself. For the vendors of this
 * package, use the ready-made functions such as `fakeZohoDesk()`.
 *
 * @example
 * const beaconDesk: FakeVendor = {
 *   name: 'Beacon Desk',
 *   way: { kind: 'form', path: '/sso' },
 *   returnParameter: 'page',
 *   judge (arrival) {
 *     const { fields, secret, now } = arrival
 *     const claims = readToken(readParameter(fields, 'assertion'), {
 *       key: secret, algorithm: 'HS256', required: { uid: 'id', mail: 'email', exp: 'seconds' }
 *     })
 *     checkExpiry(claims, now, 300)
 *     const returnTo = checkReturnUrl(readOptional(fields, 'page'), 'page', arrival)
 *     return { email: String(claims.mail), name: findText(claims, 'full_name'), claims, returnTo }
 *   }
 * }
 * const helpCenter = createFakeHelpCenter(beaconDesk)
 */
export function createFakeHelpCenter<ProviderOptions extends object = StandardOptions> (
  vendor: FakeVendor<ProviderOptions>, options: FakeHelpCenterOptions = {}
): FakeHelpCenter<ProviderOptions> {
  const judge = createJudge(vendor, options)
  const site = createEmulator(judge)
  // Descriptors, because a spread would call every getter: it would create `app` at once and freeze the other values.
  return Object.defineProperties({}, {
    ...Object.getOwnPropertyDescriptors(judge),
    ...Object.getOwnPropertyDescriptors(site),
    signIn: { value: (options?: SignInOptions) => signIn(judge, options) }
  }) as FakeHelpCenter<ProviderOptions>
}

/** Turns a function that makes a vendor's rules into one that makes its fake help center. */
export function fakeOf<Options extends FakeHelpCenterOptions, ProviderOptions extends object> (
  createRules: (options?: Options) => FakeVendor<ProviderOptions>
): (options?: Options) => FakeHelpCenter<ProviderOptions> {
  return (options) => createFakeHelpCenter(createRules(options), options)
}
