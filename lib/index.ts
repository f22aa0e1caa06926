import fp from 'fastify-plugin'
import type { HelpCenterRedirectOptions } from './decorators.ts'
import type { HelpCenter } from './help-center.ts'
import { plugin } from './plugin.ts'
import { defineProvider } from './providers/define-provider.ts'
import { zohoDesk } from './providers/zoho-desk.ts'
import type { UserType } from './types.ts'

/** Help-center single sign-on, the company's side: login route, logout route, `reply.helpCenterRedirect(user)`. */
const fastifyHelpCenter = Object.assign(
  fp(plugin, { fastify: '5.x', name: 'fastify-help-center' }),
  { defineProvider, zohoDesk }
)

export { fastifyHelpCenter, fastifyHelpCenter as default, defineProvider, zohoDesk }
// What `require()` returns; the presets are its properties for that reason.
export { fastifyHelpCenter as 'module.exports' }
export type { HelpCenterRedirectOptions } from './decorators.ts'
export type { HelpCenterError, HelpCenterErrorCode } from './errors.ts'
export type { CreateSignInOptions, HelpCenter } from './help-center.ts'
export type { FastifyHelpCenterOptions, HelpCenterCookieOptions, SignInEvent } from './options.ts'
export type {
  Algorithm, ClaimSource, Credential, HandoffContract, InboundContract, Instant, Key, Parameters, Provider,
  ProviderContract, Secret, TimeFormat, TimeRules
} from './providers/contract.ts'
export type { ZohoDeskClaims, ZohoDeskOptions } from './providers/zoho-desk.ts'
export type {
  CheckedProfile, ClaimValue, FastifyHelpCenter, Handoff, HookContext, Profile, SignIn, SignInRequest, UserType
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
