/**
 * What each preset takes, and the closed lists of claims: a misspelled one must not compile. Every mistake below
 * spreads options that do compile, so that nothing but the mistake can be the error that is expected.
 */
import Fastify from 'fastify'
import helpCenter, {
  canny, discourse, featurebase, freshworks, gitBook, helpScoutDocs, intercom, mintlify, pylon, userVoice, zendesk,
  zendeskMessaging, zohoDesk, zohoDeskAsap,
  type CannyClaims, type CannyOptions, type DiscourseClaims, type DiscourseOptions, type DiscoursePrivilegedClaims,
  type FeaturebaseClaims, type FeaturebaseOptions, type FreshworksClaims, type FreshworksOptions, type GitBookOptions,
  type HelpScoutDocsClaims, type HelpScoutDocsOptions, type IntercomClaims, type IntercomOptions, type MintlifyClaims,
  type MintlifyOptions, type Provider, type PylonClaims, type PylonOptions, type Secret, type UserVoiceClaims,
  type UserVoiceOptions, type UserVoicePrivilegedClaims, type ZendeskClaims, type ZendeskMessagingClaims,
  type ZendeskMessagingOptions, type ZendeskOptions, type ZendeskPrivilegedClaims, type ZohoDeskAsapClaims,
  type ZohoDeskAsapOptions, type ZohoDeskClaims, type ZohoDeskOptions
} from '../../lib/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
declare function assertType<Assertion extends true> (): Assertion

const secret: Secret = async () => Buffer.alloc(32)
const helpCenterUrl = 'https://help.example.com/'
const signInEndpoint = process.env['SIGN_IN_ENDPOINT']

/** Options of every preset, from which the mistakes below start. */
const options = {
  canny: { helpCenterUrl, secret, companyID: '7' } satisfies CannyOptions,
  discourse: { discourseUrl: helpCenterUrl, secret } satisfies DiscourseOptions,
  featurebase: { organization: 'acme', secret } satisfies FeaturebaseOptions,
  freshworks: { redirectUrl: helpCenterUrl, helpCenterUrl, secret } satisfies FreshworksOptions,
  gitBook: { helpCenterUrl, secret } satisfies GitBookOptions,
  helpScoutDocs: { helpCenterUrl, secret } satisfies HelpScoutDocsOptions,
  intercom: { helpCenterUrl, secret } satisfies IntercomOptions,
  mintlify: { helpCenterUrl, secret } satisfies MintlifyOptions,
  pylon: { orgSlug: 'acme', helpCenterUrl, secret, remoteLoginUrl: helpCenterUrl } satisfies PylonOptions,
  userVoice: { helpCenterUrl, secret } satisfies UserVoiceOptions,
  zendesk: { zendeskUrl: helpCenterUrl, helpCenterUrl, secret } satisfies ZendeskOptions,
  zendeskMessaging: { keyId: 'app_1', helpCenterUrl, secret } satisfies ZendeskMessagingOptions,
  zohoDesk: { signInEndpoint, helpCenterUrl, secret } satisfies ZohoDeskOptions,
  zohoDeskAsap: { helpCenterUrl, secret } satisfies ZohoDeskAsapOptions
}

export const providers: Provider[] = [
  canny({ ...options.canny, claims: { avatarURL: true, created: () => '2026-11-21T12:00:00Z' } }),
  discourse({ ...options.discourse, claims: { custom: true }, privilegedClaims: { groups: 'tags' } }),
  featurebase({ ...options.featurebase, customAttributes: { plan: () => 'pro' }, privilegedClaims: { role: 'id' } }),
  freshworks({ ...options.freshworks, claims: { phone_number: true } }),
  gitBook({ ...options.gitBook, claims: { plan: ({ custom }) => custom?.['plan'] } }),
  helpScoutDocs({ ...options.helpScoutDocs, claims: { sub: 'id' } }),
  intercom({ ...options.intercom, claims: { phone: true }, attributes: { plan: 'organization' } }),
  mintlify({ ...options.mintlify, claims: { groups: 'tags', content: () => ({ plan: null }) } }),
  pylon({ ...options.pylon, algorithm: 'HS512', claims: { account_id: 'organization' } }),
  userVoice({ ...options.userVoice, claims: { locale: true }, privilegedClaims: { admin: () => 'deny' } }),
  zendesk({ ...options.zendesk, claims: { tags: true, locale_id: () => 8 } }),
  zendesk({ ...options.zendesk, privilegedClaims: { role: () => 'agent' } }),
  zendeskMessaging({ ...options.zendeskMessaging, claims: { external_id: 'email' } }),
  zohoDesk({ ...options.zohoDesk, claims: { first_name: true, last_name: 'name' } }),
  zohoDesk<'department' | 'plan'>({
    ...options.zohoDesk, claims: { sub: true, department: 'organization', plan: ({ custom }) => custom?.['plan'] }
  }),
  zohoDeskAsap({ ...options.zohoDeskAsap, claims: { first_name: true, last_name: undefined } })
]

/** The claims that each preset knows: a list that became open, or `any`, would accept every misspelling. */
export function claims (): void {
  assertType<Equal<keyof CannyClaims, 'avatarURL' | 'created' | 'companies' | 'customFields'>>()
  assertType<Equal<keyof FeaturebaseClaims, 'profilePicture' | 'locale' | 'tags' | 'companies' | 'customFields'>>()
  assertType<Equal<keyof FreshworksClaims, 'sub' | 'given_name' | 'family_name' | 'phone_number'>>()
  assertType<Equal<keyof HelpScoutDocsClaims, 'sub'>>()
  assertType<Equal<keyof IntercomClaims, 'name' | 'phone'>>()
  assertType<Equal<keyof MintlifyClaims, 'groups' | 'content' | 'apiPlaygroundInputs'>>()
  assertType<Equal<keyof PylonClaims, 'account_id' | 'account_external_id'>>()
  assertType<Equal<keyof ZendeskMessagingClaims, 'external_id' | 'name'>>()
  assertType<Equal<keyof ZohoDeskClaims, 'first_name' | 'last_name' | 'name' | 'phone' | 'email_verified' | 'sub'>>()
  assertType<Equal<keyof ZohoDeskAsapClaims, 'first_name' | 'last_name'>>()
  // What grants privileges is in a list of its own.
  type DiscourseRights = 'admin' | 'moderator' | 'groups' | 'add_groups' | 'remove_groups'
  assertType<Equal<keyof DiscoursePrivilegedClaims, DiscourseRights>>()
  assertType<Equal<keyof UserVoicePrivilegedClaims, 'admin' | 'owner' | 'trusted'>>()
  assertType<Equal<keyof ZendeskPrivilegedClaims, 'role' | 'custom_role_id'>>()
  assertType<Equal<keyof DiscourseClaims & keyof DiscoursePrivilegedClaims, never>>()
  assertType<Equal<keyof UserVoiceClaims & keyof UserVoicePrivilegedClaims, never>>()
  assertType<Equal<keyof ZendeskClaims & keyof ZendeskPrivilegedClaims, never>>()
}

/** A claim, an option and a profile key that do not exist, for every preset that could have them. */
export function misspelled (): void {
  // @ts-expect-error -- claim
  canny({ ...options.canny, claims: { avatarUrl: true } })
  // @ts-expect-error -- option
  canny({ ...options.canny, companyId: '7' })
  // @ts-expect-error -- profile key
  canny({ ...options.canny, claims: { created: 'createdAt' } })

  // @ts-expect-error -- claim
  discourse({ ...options.discourse, claims: { avatarUrl: true } })
  // @ts-expect-error -- privileged claim
  discourse({ ...options.discourse, privilegedClaims: { administrator: () => true } })
  // @ts-expect-error -- option
  discourse({ ...options.discourse, discourseURL: helpCenterUrl })
  // @ts-expect-error -- profile key
  discourse({ ...options.discourse, claims: { title: 'jobTitle' } })

  // @ts-expect-error -- claim
  featurebase({ ...options.featurebase, claims: { picture: true } })
  // @ts-expect-error -- privileged claim
  featurebase({ ...options.featurebase, privilegedClaims: { roles: 'tags' } })
  // @ts-expect-error -- option
  featurebase({ ...options.featurebase, organisation: 'acme' })
  // @ts-expect-error -- profile key
  featurebase({ ...options.featurebase, customAttributes: { plan: 'plan' } })

  // @ts-expect-error -- claim
  freshworks({ ...options.freshworks, claims: { phone: true } })
  // @ts-expect-error -- option
  freshworks({ ...options.freshworks, redirectUri: helpCenterUrl })
  // @ts-expect-error -- profile key
  freshworks({ ...options.freshworks, claims: { given_name: 'givenName' } })

  // GitBook sets no claim names: a key of `claims` cannot be wrong.
  // @ts-expect-error -- option
  gitBook({ ...options.gitBook, sessionLifeTime: 60 })
  // @ts-expect-error -- profile key
  gitBook({ ...options.gitBook, claims: { plan: 'plan' } })

  // @ts-expect-error -- claim
  helpScoutDocs({ ...options.helpScoutDocs, claims: { subject: true } })
  // @ts-expect-error -- option
  helpScoutDocs({ ...options.helpScoutDocs, sessionLifeTime: 60 })
  // @ts-expect-error -- profile key
  helpScoutDocs({ ...options.helpScoutDocs, claims: { sub: 'userId' } })

  // @ts-expect-error -- claim
  intercom({ ...options.intercom, claims: { phone_number: true } })
  // @ts-expect-error -- option
  intercom({ ...options.intercom, lifeTime: 60 })
  // @ts-expect-error -- profile key
  intercom({ ...options.intercom, attributes: { plan: 'plan' } })

  // @ts-expect-error -- claim
  mintlify({ ...options.mintlify, claims: { group: true } })
  // @ts-expect-error -- option
  mintlify({ ...options.mintlify, lifeTime: 60 })
  // @ts-expect-error -- profile key
  mintlify({ ...options.mintlify, claims: { content: 'custom' } })

  // @ts-expect-error -- claim
  pylon({ ...options.pylon, claims: { accountId: 'organization' } })
  // @ts-expect-error -- option
  pylon({ ...options.pylon, organizationSlug: 'acme' })
  // @ts-expect-error -- profile key
  pylon({ ...options.pylon, claims: { account_id: 'organisation' } })

  // @ts-expect-error -- claim
  userVoice({ ...options.userVoice, claims: { displayName: true } })
  // @ts-expect-error -- privileged claim
  userVoice({ ...options.userVoice, privilegedClaims: { administrator: () => 'accept' } })
  // @ts-expect-error -- option
  userVoice({ ...options.userVoice, returnParam: 'return' })
  // @ts-expect-error -- profile key
  userVoice({ ...options.userVoice, claims: { url: 'homepage' } })

  // @ts-expect-error -- claim
  zendesk({ ...options.zendesk, claims: { organisation: true } })
  // @ts-expect-error -- a privileged claim among the others
  zendesk({ ...options.zendesk, claims: { role: () => 'admin' } })
  // @ts-expect-error -- privileged claim
  zendesk({ ...options.zendesk, privilegedClaims: { roles: () => 'agent' } })
  // @ts-expect-error -- option
  zendesk({ ...options.zendesk, zendeskURL: helpCenterUrl })
  // @ts-expect-error -- profile key
  zendesk({ ...options.zendesk, claims: { tags: 'labels' } })
  // @ts-expect-error -- a claim that has no usual place
  zendesk({ ...options.zendesk, claims: { locale_id: true } })

  // @ts-expect-error -- claim
  zendeskMessaging({ ...options.zendeskMessaging, claims: { externalId: true } })
  // @ts-expect-error -- option
  zendeskMessaging({ ...options.zendeskMessaging, keyID: 'app_1' })
  // @ts-expect-error -- profile key
  zendeskMessaging({ ...options.zendeskMessaging, claims: { external_id: 'userId' } })

  // @ts-expect-error -- claim
  zohoDesk({ ...options.zohoDesk, claims: { fist_name: true } })
  // @ts-expect-error -- claim, with a source
  zohoDesk({ ...options.zohoDesk, claims: { firstname: 'firstName' } })
  // @ts-expect-error -- claim, beside one that is right
  zohoDesk({ ...options.zohoDesk, claims: { first_name: true, lastName: true } })
  // @ts-expect-error -- option
  zohoDesk({ ...options.zohoDesk, signinEndpoint: signInEndpoint })
  // @ts-expect-error -- profile key
  zohoDesk({ ...options.zohoDesk, claims: { first_name: 'givenName' } })
  // @ts-expect-error -- a unit of time
  zohoDesk({ ...options.zohoDesk, timeClaims: { unit: 'minutes' } })
  // @ts-expect-error -- a claim that was not listed
  zohoDesk({ ...options.zohoDesk, claims: { department: 'organization' } })
  // @ts-expect-error -- misspelled beside a listed one
  zohoDesk<'department'>({ ...options.zohoDesk, claims: { department: 'organization', dept: 'id' } })
  // @ts-expect-error -- a listed claim has no usual place
  zohoDesk<'department'>({ ...options.zohoDesk, claims: { department: true } })
  // @ts-expect-error -- profile key of a listed claim
  zohoDesk<'department'>({ ...options.zohoDesk, claims: { department: 'password' } })

  // @ts-expect-error -- claim
  zohoDeskAsap({ ...options.zohoDeskAsap, claims: { firstName: true } })
  // @ts-expect-error -- option
  zohoDeskAsap({ ...options.zohoDeskAsap, backDate: 30 })
  // @ts-expect-error -- profile key
  zohoDeskAsap({ ...options.zohoDeskAsap, claims: { first_name: 'givenName' } })
}

/** Presets that nobody called. */
export function uncalled (): void {
  const app = Fastify()
  const lookupUser = () => null
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: canny })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: discourse })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: featurebase })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: freshworks })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: gitBook })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: helpScoutDocs })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: intercom })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: mintlify })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: pylon })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: userVoice })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: zendesk })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: zendeskMessaging })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: zohoDesk })
  // @ts-expect-error -- uncalled
  app.register(helpCenter, { lookupUser, provider: zohoDeskAsap })
}
