import { completeVendor, type CompleteVendor } from './complete-vendor.ts'
import { assertMethod, toLanding } from './landing.ts'
import { HandoffRefused, Refusals, type Refusal } from './refusals.ts'
import { Settings, type FakeHelpCenterOptions } from './settings.ts'
import type { AcceptedSignIn, FakeVendor, Handoff, Landing, Setup, StandardOptions } from './vendor.ts'

/** A help center without pages: what its admins have configured, and its verdict on each sign-in. */
export interface Judge<ProviderOptions extends object = object> {
  readonly origin: string
  /** The home page, where visitors without a return URL land. */
  readonly helpCenterUrl: string
  /** As the vendor's admin screen shows it, ready to paste into the provider's option. */
  readonly signInEndpoint: string
  /**
   * The current secret; empty once JWT authentication has been deleted. For a vendor that issues a private key, that
   * key as PEM; for one that takes a public key, the key that was pasted.
   */
  readonly secret: string
  /**
   * The options that connect the vendor's preset to this help center, such as `signInEndpoint` and `secret`, with their
   * current values. A private key that the customer makes is not among them.
   */
  readonly providerOptions: Readonly<ProviderOptions & { allowInsecure?: true }>
  remoteLoginUrl: string
  remoteLogoutUrl: string
  /** The last 50 refusals, newest first. */
  readonly refusals: readonly Refusal[]
  /** How many handoffs were accepted. */
  readonly signIns: number
  /** Makes a new secret and returns it; the old one is void at once. After a deletion it configures JWT again. */
  rotateSecret (): string
  /**
   * Takes a public key as the admin page does, for a vendor whose customers make the pair.
   * @throws TypeError if the vendor takes no public key, or not this one.
   */
  pastePublicKey (pem: string): void
  /**
   * Judges a handoff as the sign-in endpoint would, without HTTP.
   * @throws {@link HandoffRefused} with a code and the reason.
   */
  receive (handoff: string | Handoff): AcceptedSignIn
  /**
   * Where a visitor who clicks "Sign in" arrives at the host app. The return URL is passed on unchecked.
   * @throws Error while `remoteLoginUrl` is not set.
   */
  remoteLogin (returnTo?: string): string
  /** The vendor as its pages need it. Without `judge`: every verdict goes through `land`, so that each one counts. */
  readonly vendor: Omit<CompleteVendor, 'judge'>
  readonly settings: Settings
  /** Milliseconds since 1970. */
  now (): number
  /** Judges what arrived at the sign-in endpoint by HTTP. Throws `HandoffRefused`. */
  land (landing: Landing): AcceptedSignIn
}

export function createJudge<ProviderOptions extends object = StandardOptions> (
  fake: FakeVendor<ProviderOptions>, options: FakeHelpCenterOptions = {}
): Judge<ProviderOptions> {
  const { now = Date.now, publicKey } = options
  const vendor = completeVendor(fake)
  const settings = new Settings(options, vendor)
  const refusals = new Refusals()
  let signIns = 0

  /** All verdicts are made here, so that every refusal is on the list, wherever it came from. */
  function decide (find: () => Landing): AcceptedSignIn {
    try {
      const { origin, home, remoteLoginUrl } = settings
      const secret = findKey(settings)
      const { method, url, fields, fragment } = find()
      assertMethod(method, vendor.way)
      const accepted = vendor.judge({ url, fields, fragment, secret, origin, home, remoteLoginUrl, now: now() })
      signIns++
      return accepted
    } catch (error) {
      if (error instanceof HandoffRefused) refusals.add(error, now())
      throw error
    }
  }

  function pastePublicKey (pem: string): void {
    if (vendor.checkKey === undefined) {
      throw new TypeError(`${vendor.name} takes no public key: it issues the key itself`)
    }
    vendor.checkKey(pem)
    settings.pasteKey(pem)
  }

  function findSetup (): Setup {
    const { origin, home: helpCenterUrl, remoteLoginUrl, secret = '' } = settings
    return { origin, helpCenterUrl, remoteLoginUrl, secret, signInEndpoint: vendor.signInEndpoint(origin) }
  }

  if (publicKey !== undefined) pastePublicKey(publicKey)

  return {
    vendor,
    settings,
    now,
    get origin () { return settings.origin },
    get helpCenterUrl () { return settings.home },
    get signInEndpoint () { return findSetup().signInEndpoint },
    get secret () { return settings.secret ?? '' },
    get providerOptions () { return toProviderOptions(vendor, findSetup()) },
    get remoteLoginUrl () { return settings.remoteLoginUrl },
    set remoteLoginUrl (url) { settings.remoteLoginUrl = url },
    get remoteLogoutUrl () { return settings.remoteLogoutUrl },
    set remoteLogoutUrl (url) { settings.remoteLogoutUrl = url },
    get refusals () { return refusals.list },
    get signIns () { return signIns },
    rotateSecret: () => settings.renewSecret(),
    pastePublicKey,
    receive: (handoff) => decide(() => toLanding(handoff, settings.origin, vendor.way)),
    land: (landing) => decide(() => landing),
    remoteLogin (returnTo = settings.home) {
      if (settings.remoteLoginUrl === '') throw new Error('remoteLoginUrl is not set')
      const { origin, secret = '' } = settings
      return vendor.remoteLogin(settings.remoteLoginUrl, { returnTo, origin, secret, now: now() })
    }
  }
}

function toProviderOptions<ProviderOptions extends object> (
  vendor: FakeVendor<ProviderOptions>, setup: Setup
): ProviderOptions & { allowInsecure?: true } {
  const { signInEndpoint, helpCenterUrl, secret, origin } = setup
  // A vendor without the function has the standard options: `FakeVendor` says so, but cannot express it.
  const standard = { signInEndpoint, helpCenterUrl, secret } as object as ProviderOptions
  const own = vendor.providerOptions?.(setup) ?? standard
  return origin.startsWith('http:') ? { ...own, allowInsecure: true } : own
}

function findKey ({ secret }: Settings): string {
  if (secret === undefined) {
    throw new HandoffRefused('jwt-not-configured', 'JWT authentication has been deleted for this help center. ' +
      'Configure it again on the admin page; your app then needs the new secret.')
  }
  if (secret === '') {
    throw new HandoffRefused('jwt-not-configured',
      'There is no public key yet. Paste the one that belongs to your app\'s private key on the admin page.')
  }
  return secret
}
