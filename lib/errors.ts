import createError from '@fastify/error'

/**
 * One kind of error. Declared here, because the namespace that @fastify/error's types live in cannot be found under
 * `moduleResolution: bundler`, and every code would become `any`.
 */
export interface ErrorClass<Code extends string> {
  new (...details: ReadonlyArray<string | number>): CodedError<Code>
  readonly prototype: CodedError<Code>
}

interface CodedError<Code extends string> extends Error {
  code: Code
  statusCode: number
}

function define<Code extends string> (
  code: Code, message: string, statusCode: number, Base?: ErrorConstructor
): ErrorClass<Code> {
  return createError(code, message, statusCode, Base)
}

/**
 * Every error of this package, made once per process so that `instanceof` holds across registrations.
 *
 * The messages are for the log; visitors read the sentences of `pages/sentences.ts`. With `errorPage: false` they reach
 * the host's error handler, so none contains what a hook threw, an e-mail address, a secret or a value of the request.
 */
export const errors = {
  InvalidOption: define('FST_HELP_CENTER_INVALID_OPTION', '%s', 500, TypeError),
  NotRegistered: define('FST_HELP_CENTER_NOT_REGISTERED', 'No help center is registered here %s. %s', 500),
  InvalidCall: define('FST_HELP_CENTER_INVALID_CALL', '%s: got %s. %s', 500, TypeError),

  NotANavigation: define('FST_HELP_CENTER_NOT_A_NAVIGATION', 'This route answers only page navigations', 403),
  NotAnOwnFetch: define('FST_HELP_CENTER_NOT_AN_OWN_FETCH', 'This route answers only same-origin fetches', 403),
  Prefetch: define('FST_HELP_CENTER_PREFETCH', 'This route does not answer prefetches', 503),
  UnknownHelpCenter: define('FST_HELP_CENTER_UNKNOWN', 'There is no help center at this address', 404),
  TooManySignIns: define('FST_HELP_CENTER_TOO_MANY_SIGN_INS', 'Too many sign-in attempts', 429),
  NotSignedIn: define('FST_HELP_CENTER_NOT_SIGNED_IN', 'The visitor is not signed in', 401),
  IncompleteRequest: define('FST_HELP_CENTER_INCOMPLETE_REQUEST', 'Only the help center can begin this sign-in', 400),
  RefusedByVendor: define('FST_HELP_CENTER_REFUSED_BY_VENDOR', 'The help center refused the sign-in', 403),
  Answered: define('FST_HELP_CENTER_ANSWERED', 'The host app has answered this request itself', 500),
  ClientGone: define('FST_HELP_CENTER_CLIENT_GONE', 'The client closed the connection', 499),

  Busy: define('FST_HELP_CENTER_BUSY', 'Too many look-ups are pending', 503),
  HookTimeout: define('FST_HELP_CENTER_HOOK_TIMEOUT', 'The hook %s did not settle within %d ms', 503),
  HookFailed: define('FST_HELP_CENTER_HOOK_FAILED', 'The hook %s failed', 500),
  HookResult: define('FST_HELP_CENTER_HOOK_RESULT', 'The hook %s returned %s. %s', 500),
  RequestFailed: define('FST_HELP_CENTER_REQUEST_FAILED', 'The request could not be answered', 500),

  NotAuthorized: define('FST_HELP_CENTER_NOT_AUTHORIZED', 'This user may not enter the help center', 403),
  InvalidProfile: define('FST_HELP_CENTER_INVALID_PROFILE', 'The profile key %s: got %s. %s', 500),
  InvalidEmail: define('FST_HELP_CENTER_INVALID_EMAIL', 'The e-mail address cannot be used', 403),
  EmailNotVerified: define('FST_HELP_CENTER_EMAIL_NOT_VERIFIED', 'The e-mail address is not verified', 403),

  InvalidClaim: define('FST_HELP_CENTER_INVALID_CLAIM', 'The claim %s: got %s. %s', 500),
  InvalidTime: define('FST_HELP_CENTER_INVALID_TIME', '%s. %s', 500),
  SecretUnavailable: define('FST_HELP_CENTER_SECRET_UNAVAILABLE', 'The signing secret is not available', 503),
  TokenTooLong: define('FST_HELP_CENTER_TOKEN_TOO_LONG', 'The token has %d characters, but at most %d fit', 500)
}

/** Every code that an error of this package can have. */
export type HelpCenterErrorCode = InstanceType<typeof errors[keyof typeof errors]>['code']

/** An error of this package. Recognize it by its `code`: `message` is for people and may change. */
export interface HelpCenterError extends Error, HelpCenterErrorDetails {
  code: HelpCenterErrorCode
  /** HTTP status of the answer. */
  statusCode: number
}

/** What some errors have besides their code. */
export interface HelpCenterErrorDetails {
  /** Response headers of the error: `retry-after`, in seconds. */
  headers?: Record<string, string>
  /** For the log: the vendor's reason for a refusal, at most 200 characters, without e-mail addresses. */
  vendorMessage?: string
  /** For the log: where the loop was, after a `token` (the vendor sends back) or at the `signInPage`. */
  loop?: 'token' | 'signInPage'
  /** For the log: how a hook failed. Never its message, which may contain a secret or an e-mail address. */
  failure?: HookFailure
}

/** What is logged about a value that a hook threw or returned. */
export interface HookFailure {
  /** Name of the error class, type of the thrown value, or what is wrong with a secret. */
  name: string
  /** The error's `code`, if it has one. */
  code?: string
  /** File, line and column of the innermost stack frame. */
  at?: string
}

const prototypes: ReadonlySet<unknown> = new Set(Object.values(errors).map(({ prototype }) => prototype))

/**
 * Whether `error` is one of ours, so that its status and headers may reach a visitor. `instanceof` is not enough:
 * @fastify/error accepts any error with the same code.
 */
export function isHelpCenterError (error: unknown): error is HelpCenterError {
  try {
    return error instanceof Error && prototypes.has(Object.getPrototypeOf(error))
  } catch {
    // A proxy whose traps throw.
    return false
  }
}

/** Adds a `retry-after` header, rounded up to whole seconds. */
export function withRetryAfter<E extends Error> (error: E, seconds: number): E & HelpCenterErrorDetails {
  return Object.assign(error, { headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) } })
}
