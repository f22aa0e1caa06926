import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { bare } from '../contract/bare-object.ts'
import { silence } from '../contract/silence.ts'
import { errors } from '../errors.ts'
import { callForUrl } from '../sign-in/call-provider.ts'
import { issueSignIn } from '../sign-in/issue.ts'
import type { Provider } from '../contract/contract.ts'
import type { Registration } from '../visit/registration.ts'
import { handOver, sendToBegin } from '../visit/hand-over.ts'
import { beginRedirect, endRedirect } from '../visit/answer.ts'
import { answerOnce, waitForAnswer } from '../visit/answer-once.ts'
import { createErrorHandler } from '../visit/error-answer.ts'
import { bindHooks } from '../visit/hooks.ts'
import { assertUser } from '../sign-in/visitor.ts'
import { assertNavigation, assertPersonal } from '../visit/guards.ts'
import { beginVisit, findProvider, logRefusal } from '../visit/visit.ts'
import { isIncomplete, isWholeRequest, readSignInRequest, withReturnTo } from '../sign-in/request.ts'
import { NO_REQUEST } from '../sign-in/roles.ts'
import type { SignIn, SignInRequest, UserType } from '../types.ts'

/** Options of `createSignIn()`. */
export interface CreateSignInOptions {
  /** Where the visitor lands: an absolute URL of the help center, at most 2048 characters. @default its home page */
  returnTo?: string | undefined
  /** The request being answered. Required if `provider` is a function, or with a `profile` or `authorize` hook. */
  request?: FastifyRequest | undefined
}

/** What the help center asked for, as far as it is known before the redirect. */
export type PendingSignIn = Pick<SignInRequest, 'returnTo' | 'parameters'>

/**
 * One registered help center, for the host's own routes and pages: what `fastify.helpCenter(name?)` returns. If
 * `provider` is a function, calls that need it but have no request throw FST_HELP_CENTER_INVALID_CALL.
 */
export interface HelpCenter {
  readonly name: string
  /**
   * Returns what the help center asked for if it sent this visitor, else `null`. A `next` in query or form decides: any
   * but our login route means `null`. Without one the pending cookie decides, which lives 15 minutes and is spent by
   * `reply.helpCenterRedirect()`. If `provider` is a function, or the vendor signs its requests, `returnTo` is `null`
   * here and is read at the redirect.
   */
  pending (request: FastifyRequest): PendingSignIn | null
  /**
   * Returns the path of the login route, for a link on the host's own pages. `params` fills a path with parameters.
   *
   * @throws FST_HELP_CENTER_INVALID_CALL if `loginPath` is `false`, FST_HELP_CENTER_UNKNOWN if `params` lacks one
   */
  loginUrl (returnTo?: string, params?: Readonly<Record<string, string>>): string
  /** Returns the URL that signs the visitor out at the vendor, or `null`. @throws FST_HELP_CENTER_INVALID_CALL */
  signOutUrl (returnTo?: string): string | null
  /**
   * Issues a sign-in as data, for JSON APIs and mobile apps. The user passes the same checks as in a redirect; HEAD,
   * prefetch, image and frame requests are refused. You send the answer: set `cache-control: no-store`, limit the rate.
   *
   * @throws FST_HELP_CENTER_INVALID_CALL without a user or a `request` that it needs, else what the failed check throws
   */
  createSignIn (user: UserType, options?: CreateSignInOptions): Promise<SignIn>
}

export interface InternalHelpCenter extends HelpCenter {
  /** `null` if it depends on the request. */
  readonly provider: Provider | null
  redirect (
    request: FastifyRequest, reply: FastifyReply, user: unknown, untrustedReturnTo: string | undefined
  ): Promise<void>
}

export function createHelpCenter (registration: Registration, log: FastifyBaseLogger): InternalHelpCenter {
  const { options, loginPath, pending } = registration
  const { name, provider, profile, authorize, assumeEmailVerified, hookTimeout, errorPage } = options
  const answerError = createErrorHandler(registration)

  return {
    name,
    provider: typeof provider === 'function' ? null : provider,

    pending (request) {
      const untrustedParameters = recall(request, typeof provider === 'function' ? null : provider)
      if (untrustedParameters === null) return null
      const isUnread = typeof provider === 'function' || provider.inbound.signedRequest !== undefined
      if (isUnread) return { returnTo: null, parameters: {} }
      const read = readSignInRequest(untrustedParameters, provider)
      const { returnTo, parameters } = logRefusal(read, provider, request.log)
      return { returnTo, parameters }
    },

    loginUrl (returnTo, params) {
      if (loginPath === null) throw new errors.InvalidCall('loginUrl()', 'loginPath: false', 'Mount the login route')
      return loginPath.fill(params, returnTo === undefined ? {} : ask(returnTo, fixedProvider()).parameters)
    },

    signOutUrl (returnTo) {
      const { signOutUrl, helpCenterUrl } = fixedProvider()
      if (signOutUrl === undefined) return null
      const page = ask(returnTo, fixedProvider()).returnTo ?? helpCenterUrl
      return callForUrl('signOutUrl', () => signOutUrl(page))
    },

    async createSignIn (user, options = {}) {
      silence(user)
      const { returnTo, request } = bare({ ...options })
      assertUser(user, 'createSignIn()')
      if (request !== undefined) assertPersonal(request)
      if (request === undefined && (profile !== undefined || authorize !== undefined)) {
        throw new errors.InvalidCall('createSignIn()', 'no request', 'Pass { request }: profile or authorize needs it')
      }
      const bounds = { timeout: hookTimeout, clientGone: undefined, hasAnswered: undefined }
      const hooks = bindHooks(registration, request, undefined, bounds)
      const chosen = request === undefined ? fixedProvider() : await findProvider(registration, hooks)
      const requested = ask(returnTo, chosen)
      return issueSignIn(user, {
        helpCenter: name, assumeEmailVerified, provider: chosen, requested, hooks, log, assertWaiting: () => {}
      })
    },

    async redirect (request, reply, user, untrustedReturnTo) {
      const begun = beginRedirect(reply, user !== null && user !== undefined)
      if (begun === 'done') return
      try {
        if (begun === 'go') await answerOnce(reply, () => signIn(request, reply, user, untrustedReturnTo))
        else if (!await waitForAnswer(reply, hookTimeout)) {
          throw new errors.InvalidCall('helpCenterRedirect()', 'a reply with an answer', 'Call it instead of answering')
        }
      } catch (error) {
        endRedirect(reply)
        if (errorPage === false) reply.send(error)
        else await answerError(error, request, reply)
      }
    }
  }

  async function signIn (
    request: FastifyRequest, reply: FastifyReply, user: unknown, untrustedReturnTo: string | undefined
  ): Promise<void> {
    assertNavigation(request)
    const isSignedIn = user !== null && user !== undefined
    if (isSignedIn) assertUser(user, 'helpCenterRedirect()')
    const visit = await beginVisit(registration, request, reply, (chosen) =>
      isWholeRequest(request.query, chosen) ? request.query : recall(request, chosen))
    if (isIncomplete(visit.requested, visit.provider)) return sendToBegin(visit)
    const requested = ask(untrustedReturnTo, visit.provider, visit.requested)
    await handOver({ ...visit, requested }, isSignedIn ? user : null)
  }

  function recall (request: FastifyRequest, asking: Provider | null): object | null {
    const { parameters, refusal } = pending.recall(request, asking, Date.now())
    if (refusal !== null) request.log.debug({ helpCenter: name, reason: refusal }, 'no sign-in is pending')
    return parameters
  }

  /** Replaces the page to return to with the one that the host names. */
  function ask (untrustedReturnTo: string | undefined, chosen: Provider, before = NO_REQUEST): SignInRequest {
    if (untrustedReturnTo === undefined) return before
    return logRefusal(withReturnTo(before, untrustedReturnTo, chosen), chosen, log)
  }

  function fixedProvider (): Provider {
    if (typeof provider !== 'function') return provider
    const cure = 'Pass { request } to createSignIn(); links with a page need one fixed provider'
    throw new errors.InvalidCall(`helpCenter("${name}")`, 'no request, which the provider function needs', cure)
  }
}
