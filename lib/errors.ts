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
 * The messages are for the log: visitors read the sentences of `pages/sentences.ts`. With `errorPage: false` the host's
 * error handler gets them, so they never carry what a hook threw, an e-mail, a secret or a value of the request.
 */
export const errors = {
  InvalidOption: define('FST_HELP_CENTER_INVALID_OPTION', '%s', 500, TypeError),
  NotRegistered: define('FST_HELP_CENTER_NOT_REGISTERED', 'No help center is registered here as %s. %s', 500),
  InvalidCall: define('FST_HELP_CENTER_INVALID_CALL', '%s: got %s. %s', 500, TypeError),

  NotANavigation: define('FST_HELP_CENTER_NOT_A_NAVIGATION', 'This address answers page navigations only', 403),
  NotAnOwnFetch: define('FST_HELP_CENTER_NOT_AN_OWN_FETCH', 'This address answers pages of its own origin only', 403),
  Prefetch: define('FST_HELP_CENTER_PREFETCH', 'This address is not fetched in advance', 503),
  UnknownHelpCenter: define('FST_HELP_CENTER_UNKNOWN', 'There is no help center at this address', 404),
  TooManySignIns: define('FST_HELP_CENTER_TOO_MANY_SIGN_INS', 'This browser signs in too often', 429),
  NotSignedIn: define('FST_HELP_CENTER_NOT_SIGNED_IN', 'The visitor is not signed in', 401),
  IncompleteRequest: define('FST_HELP_CENTER_INCOMPLETE_REQUEST', 'Only the help center can begin this sign-in', 400),
  RefusedByVendor: define('FST_HELP_CENTER_REFUSED_BY_VENDOR', 'The help center refused the sign-in', 403),
  Answered: define('FST_HELP_CENTER_ANSWERED', 'The host app answers this request itself', 500),
  ClientGone: define('FST_HELP_CENTER_CLIENT_GONE', 'The client left before the answer', 499),

  Busy: define('FST_HELP_CENTER_BUSY', 'Too many user look-ups are under way', 503),
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
  TokenTooLong: define('FST_HELP_CENTER_TOKEN_TOO_LONG', 'The token has %d characters, a URL room for %d', 500)
}

/** The codes of all errors that this package raises. */
export type HelpCenterErrorCode = InstanceType<typeof errors[keyof typeof errors]>['code']

/** An error of this package. */
export interface HelpCenterError extends Error, HelpCenterErrorDetails {
  /** Stable; `message` is for people. */
  code: HelpCenterErrorCode
  statusCode: number
}

/** What some errors carry besides their code. */
export interface HelpCenterErrorDetails {
  /** Response headers that belong to the error: `retry-after`. */
  headers?: Record<string, string>
  /** What the vendor says of a refusal, without e-mail addresses; for the log. */
  vendorMessage?: string
  /** Which hook of the host failed and how, for the log: never its message, which may hold a secret or an e-mail. */
  failure?: HookFailure
}

/** What is told of something that a host's hook threw or returned. */
export interface HookFailure {
  /** Name of the error class, the type of what was thrown, or what is wrong with a secret. */
  name: string
  /** The error's `code`, where it has one. */
  code?: string
  /** File, line and column of the innermost frame. */
  at?: string
}

const prototypes: ReadonlySet<unknown> = new Set(Object.values(errors).map(({ prototype }) => prototype))

/**
 * Whether `error` is one of ours, so that its status and headers may reach a visitor. `instanceof` does not tell: for
 * @fastify/error any error with the same code is an instance.
 */
export function isHelpCenterError (error: unknown): error is HelpCenterError {
  try {
    return error instanceof Error && prototypes.has(Object.getPrototypeOf(error))
  } catch {
    // A proxy of the host's.
    return false
  }
}

/** `error`, with the time after which trying again makes sense. */
export function withRetryAfter<E extends Error> (error: E, seconds: number): E & HelpCenterErrorDetails {
  return Object.assign(error, { headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) } })
}
