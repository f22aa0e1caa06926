import * as facts from '../../lib/facts/index.ts'
import type { VendorFacts } from '../../lib/facts/fact.ts'
import type { Provider } from '../../lib/contract/contract.ts'
import * as fakes from '../../lib/fakes/index.ts'
import type { FakeHelpCenterOptions } from '../../lib/fakes/settings.ts'
import type { FakeVendor } from '../../lib/fakes/vendor.ts'
import * as presets from '../../lib/providers/index.ts'
import { ed25519, pemOf, rsa } from '../fixtures/key-pairs.ts'
import { toPresetName } from '../fixtures/vendors.ts'
import type { Settings } from './values.ts'

/** What the tests have to know of a vendor beyond its facts: the options of its preset and of its fake. */
export interface Subject {
  facts: VendorFacts
  /** The preset, with the options that it cannot do without and these. */
  preset: (options?: object) => Provider
  /** Options with which everything optional is there. */
  everything?: object
  /** Options with which the company can begin a sign-in, if those of `preset` do not allow it. */
  beginning?: object
  /** Undefined: the vendor has none. */
  fake?: { rules: (options: object) => FakeVendor<object>, options: FakeHelpCenterOptions, key: string }
  settings: Settings
  /** What the vendor sends is unknown, so the preset's parameter for the return URL is for links of the company's. */
  hasOwnReturn?: true
  /** The preset takes further claims, with names that are the company's. */
  isOpen?: true
}

const SECRET = 'test-secret-of-43-characters-abcdefghijklmn'
export const LOGIN = 'https://app.example.com/help-center/login'
export const HELP = 'https://help.example.com'
export const HOME = `${HELP}/portal/en/home`
const SHARED = { options: { secret: SECRET }, key: SECRET }

function presetOf<Options extends object> (make: (options: Options) => Provider, options: Options): Subject['preset'] {
  return (more) => make({ ...options, ...more })
}

/** A vendor of whom its facts and its fake say everything: endpoints are the templates of the facts, filled in. */
function subjectOf (vendor: VendorFacts): Subject {
  const rules = fakes[vendor.vendor as keyof typeof fakes] as NonNullable<Subject['fake']>['rules']
  const setup = {
    origin: HELP,
    helpCenterUrl: HOME,
    secret: SECRET,
    remoteLoginUrl: LOGIN,
    signInEndpoint: vendor.handoff.endpoint?.value.replace(/\{\w+\}/g, 'acme') ?? HOME
  }
  const { signInEndpoint, helpCenterUrl, secret } = setup
  const options = rules({}).providerOptions?.(setup) ?? { signInEndpoint, helpCenterUrl, secret }
  const make = presets[toPresetName(vendor.vendor)] as (options: object) => Provider
  return { facts: vendor, preset: presetOf(make, options), fake: { rules, ...SHARED }, settings: {} }
}

/** Vendors that need more than that. */
const SPECIAL: Record<string, Subject> = {
  'zoho-desk': {
    facts: facts['zoho-desk'],
    preset: presetOf(presets.zohoDesk<never>, {
      signInEndpoint: `${HELP}/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt=`,
      secret: SECRET,
      helpCenterUrl: HOME
    }),
    everything: { signOutEndpoint: `${HELP}/accounts/p/8-30039159786/logout` },
    fake: { rules: fakes['zoho-desk'], ...SHARED },
    settings: {},
    isOpen: true
  },
  freshworks: {
    facts: facts.freshworks,
    preset: presetOf(presets.freshworks, {
      redirectUrl: 'https://acme.myfreshworks.com/sp/OIDC/123456/implicit', secret: rsa.privateKey, helpCenterUrl: HOME
    }),
    fake: { rules: fakes.freshworks, options: { publicKey: pemOf(rsa.publicKey) }, key: pemOf(rsa.privateKey) },
    settings: {}
  },
  zendesk: {
    facts: facts.zendesk,
    preset: presetOf(presets.zendesk, { zendeskUrl: 'https://acme.zendesk.com', secret: SECRET, helpCenterUrl: HOME }),
    fake: { rules: fakes.zendesk, ...SHARED },
    settings: {}
  },
  'git-book': {
    facts: facts['git-book'],
    preset: presetOf(presets.gitBook, { helpCenterUrl: `${HELP}/`, secret: SECRET }),
    fake: { rules: fakes['git-book'], ...SHARED },
    settings: {},
    isOpen: true
  },
  mintlify: {
    facts: facts.mintlify,
    preset: presetOf(presets.mintlify, { helpCenterUrl: `${HELP}/`, secret: ed25519.privateKey }),
    fake: {
      rules: fakes.mintlify, options: { secret: pemOf(ed25519.privateKey) }, key: pemOf(ed25519.privateKey)
    },
    settings: { docsHost: 'help.example.com' }
  },
  canny: {
    facts: facts.canny,
    preset: presetOf(presets.canny, { helpCenterUrl: HOME, secret: SECRET }),
    beginning: { companyID: 'acme' },
    fake: { rules: fakes.canny, ...SHARED },
    settings: {}
  },
  featurebase: {
    facts: facts.featurebase,
    preset: presetOf(presets.featurebase, { organization: 'acme', secret: SECRET, helpCenterUrl: HOME }),
    fake: { rules: fakes.featurebase, ...SHARED },
    settings: {}
  },
  'user-voice': {
    facts: facts['user-voice'],
    preset: presetOf(presets.userVoice, { helpCenterUrl: HOME, secret: SECRET }),
    fake: { rules: fakes['user-voice'], ...SHARED },
    settings: {},
    hasOwnReturn: true
  },
  pylon: {
    facts: facts.pylon,
    preset: presetOf(presets.pylon, {
      orgSlug: 'fernway', remoteLoginUrl: LOGIN, helpCenterUrl: HOME, secret: SECRET
    }),
    fake: { rules: fakes.pylon, ...SHARED },
    settings: { loginOrigin: new URL(LOGIN).origin }
  },
  intercom: {
    facts: facts.intercom,
    preset: presetOf(presets.intercom, { helpCenterUrl: HOME, secret: SECRET }),
    settings: {}
  },
  'zendesk-messaging': {
    facts: facts['zendesk-messaging'],
    preset: presetOf(presets.zendeskMessaging, { keyId: 'app_1', helpCenterUrl: HOME, secret: SECRET }),
    settings: { keyId: 'app_1' }
  },
  'zoho-desk-asap': {
    facts: facts['zoho-desk-asap'],
    preset: presetOf(presets.zohoDeskAsap, { helpCenterUrl: HOME, secret: SECRET }),
    settings: {}
  }
}

export const SUBJECTS: Readonly<Record<string, Subject>> = Object.fromEntries(
  Object.entries<VendorFacts>(facts).map(([vendor, each]) => [vendor, SPECIAL[vendor] ?? subjectOf(each)])
)
