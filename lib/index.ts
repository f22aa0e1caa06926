import fp from 'fastify-plugin'
import type { HelpCenterRedirectOptions } from './host/decorate.ts'
import type { HelpCenter } from './host/help-center.ts'
import { plugin } from './plugin.ts'
import { fullName, pickClaims, pickKnownClaims } from './contract/claim-sources.ts'
import { defineProvider } from './contract/define-provider.ts'
import * as providers from './providers/index.ts'
import type { UserType } from './types.ts'

/** The company side of help-center single sign-on: login route, logout route, `reply.helpCenterRedirect(user)`. */
const fastifyHelpCenter = Object.assign(
  fp(plugin, { fastify: '^5.8.5', name: 'fastify-help-center' }),
  { defineProvider, fullName, pickClaims, pickKnownClaims },
  providers
)

export { fastifyHelpCenter, fastifyHelpCenter as default, defineProvider, fullName, pickClaims, pickKnownClaims }
export * from './providers/index.ts'
// What `require()` returns, which is why the presets are its properties.
export { fastifyHelpCenter as 'module.exports' }
export type { HelpCenterRedirectOptions } from './host/decorate.ts'
export type { HelpCenterError, HelpCenterErrorCode } from './errors.ts'
export type { CreateSignInOptions, HelpCenter, PendingSignIn } from './host/help-center.ts'
export type { FastifyHelpCenterOptions, HelpCenterCookieOptions } from './options/options.ts'
export type {
  Algorithm, ClaimSource, HandoffContract, InboundContract, Key, Parameters, Provider, ProviderContract, Secret,
  TokenFormat
} from './contract/contract.ts'
export type { Instant, TimeContract, TimeFormat, TimeRules, TimeUnit } from './contract/time-contract.ts'
export type { ClaimOptions, KnownClaims } from './contract/claim-sources.ts'
export type {
  CheckedProfile, ClaimValue, FastifyHelpCenter, Handoff, HookContext, Profile, SignIn, SignInEvent, SignInRequest,
  UserType
} from './types.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Returns a help center by the `name` of its registration.
     *
     * @param name without it, the one called `default`, else the only one
     * @throws FST_HELP_CENTER_NOT_REGISTERED if this scope knows no such help center
     */
    helpCenter (name?: string): HelpCenter
  }

  interface FastifyReply {
    /**
     * Redirects `user` to the help center, signed in; a visitor who is not signed in (`null`), to the sign-in page.
     *
     * The visitor lands on `returnTo`, else where the visit began, else on the help center's home page. A refusal is
     * sent as the answer: the error page, JSON, or with `errorPage: false` whatever the error handler sends.
     *
     * @throws FST_HELP_CENTER_NOT_REGISTERED if this scope knows no such help center
     */
    helpCenterRedirect (user: UserType | null | undefined, options?: HelpCenterRedirectOptions): FastifyReply
  }
}
