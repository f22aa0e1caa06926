import fp from 'fastify-plugin'
import type { HelpCenterRedirectOptions } from './host/decorate.ts'
import type { HelpCenter } from './host/help-center.ts'
import { plugin } from './plugin.ts'
import { canny } from './providers/canny.ts'
import { defineProvider } from './contract/define-provider.ts'
import { discourse } from './providers/discourse.ts'
import { featurebase } from './providers/featurebase.ts'
import { freshworks } from './providers/freshworks.ts'
import { gitBook } from './providers/git-book.ts'
import { helpScoutDocs } from './providers/help-scout-docs.ts'
import { intercom } from './providers/intercom.ts'
import { mintlify } from './providers/mintlify.ts'
import { pylon } from './providers/pylon.ts'
import { userVoice } from './providers/user-voice.ts'
import { zendeskMessaging } from './providers/zendesk-messaging.ts'
import { zendesk } from './providers/zendesk.ts'
import { zohoDeskAsap } from './providers/zoho-desk-asap.ts'
import { zohoDesk } from './providers/zoho-desk.ts'
import type { UserType } from './types.ts'

/** Help-center single sign-on, the company's side: login route, logout route, `reply.helpCenterRedirect(user)`. */
const fastifyHelpCenter = Object.assign(fp(plugin, { fastify: '5.x', name: 'fastify-help-center' }), {
  defineProvider,
  canny,
  discourse,
  featurebase,
  freshworks,
  gitBook,
  helpScoutDocs,
  intercom,
  mintlify,
  pylon,
  userVoice,
  zendesk,
  zendeskMessaging,
  zohoDesk,
  zohoDeskAsap
})

export { fastifyHelpCenter, fastifyHelpCenter as default, defineProvider }
export {
  canny, discourse, featurebase, freshworks, gitBook, helpScoutDocs, intercom, mintlify, pylon, userVoice, zendesk,
  zendeskMessaging, zohoDesk, zohoDeskAsap
}
// What `require()` returns; the presets are its properties for that reason.
export { fastifyHelpCenter as 'module.exports' }
export type { HelpCenterRedirectOptions } from './host/decorate.ts'
export type { HelpCenterError, HelpCenterErrorCode } from './errors.ts'
export type { CreateSignInOptions, HelpCenter, PendingSignIn } from './host/help-center.ts'
export type { FastifyHelpCenterOptions, HelpCenterCookieOptions } from './options/options.ts'
export type {
  Algorithm, ClaimSource, Credential, HandoffContract, InboundContract, Instant, Key, Parameters, Provider,
  ProviderContract, Secret, TimeFormat, TimeRules
} from './contract/contract.ts'
export type { CannyClaims, CannyOptions } from './providers/canny.ts'
export type { DiscourseClaims, DiscourseOptions, DiscoursePrivilegedClaims } from './providers/discourse.ts'
export type { FeaturebaseClaims, FeaturebaseOptions } from './providers/featurebase.ts'
export type { FreshworksClaims, FreshworksOptions } from './providers/freshworks.ts'
export type { GitBookOptions } from './providers/git-book.ts'
export type { HelpScoutDocsOptions } from './providers/help-scout-docs.ts'
export type { IntercomClaims, IntercomOptions } from './providers/intercom.ts'
export type { MintlifyClaims, MintlifyOptions } from './providers/mintlify.ts'
export type { PylonClaims, PylonOptions } from './providers/pylon.ts'
export type { UserVoiceClaims, UserVoiceOptions, UserVoicePrivilegedClaims } from './providers/user-voice.ts'
export type { ZendeskClaims, ZendeskOptions, ZendeskPrivilegedClaims } from './providers/zendesk.ts'
export type { ZendeskMessagingClaims, ZendeskMessagingOptions } from './providers/zendesk-messaging.ts'
export type { ZohoDeskClaims, ZohoDeskOptions } from './providers/zoho-desk.ts'
export type { ZohoDeskAsapClaims, ZohoDeskAsapOptions } from './providers/zoho-desk-asap.ts'
export type {
  CheckedProfile, ClaimValue, FastifyHelpCenter, Handoff, HookContext, Profile, SignIn, SignInEvent, SignInRequest,
  UserType
} from './types.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * A registered help center, by its `name`. Without one: the `default`, or the only one.
     *
     * @throws FST_HELP_CENTER_NOT_REGISTERED
     */
    helpCenter (name?: string): HelpCenter
  }

  interface FastifyReply {
    /**
     * Signs `user` in to the help center by redirecting there; for `null`, to the sign-in page first.
     *
     * The visitor lands on `returnTo`, else where the visit began, else on the help center's home page.
     */
    helpCenterRedirect (user: UserType | null | undefined, options?: HelpCenterRedirectOptions): FastifyReply
  }
}
