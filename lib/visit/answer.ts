import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { errors } from '../errors.ts'

const kAnswer = Symbol('fastify-help-center.answer')

interface Answers {
  /** How often somebody, we or the host, has begun to answer: more than once only after an error. */
  count: number
  /** Whether an error handler has been asked to answer. */
  isFailing: boolean
  /** Whether `reply.helpCenterRedirect()` is at work. */
  isRedirecting: boolean
  /** Whether we have answered an error: what fails after that must not bring its message along. */
  isRefused: boolean
  /** The redirect that we prepared: its token goes out with this status or not at all. */
  redirect: { readonly url: string, readonly status: number } | null
}

type WatchedReply = FastifyReply & { [kAnswer]?: Answers }

/**
 * Notes when somebody begins to answer. `reply.sent` does not tell: it is false until all `onSend` hooks of the host
 * are through, so a hook that redirects and a session store on the network would let a token out behind it.
 */
export function watchAnswer (reply: WatchedReply): Answers {
  const known = reply[kAnswer]
  if (known !== undefined) return known
  const answers: Answers = {
    count: Number(isOnItsWay(reply)),
    isFailing: false,
    isRedirecting: false,
    isRefused: false,
    redirect: null
  }
  const { send, hijack, callNotFound } = reply
  reply[kAnswer] = answers
  reply.send = function (payload) {
    // A second answer comes from an error handler, after an `onSend` hook has failed.
    if (answers.count > 0) dropRedirect(reply)
    answers.count++
    answers.isFailing = isError(payload)
    answers.isRedirecting = false
    return answers.isRefused && answers.isFailing ? sendLastWord(reply) : send.call(reply, payload)
  }
  reply.hijack = function () {
    dropRedirect(reply)
    answers.count++
    return hijack.call(reply)
  }
  reply.callNotFound = function () {
    answers.count++
    return callNotFound.call(reply)
  }
  return answers
}

/** The same at the first hook of one of our routes: a hook of the host may have answered and not returned the reply. */
export function watchRoute (reply: WatchedReply): void {
  const answers = watchAnswer(reply)
  if (isHalfAnswered(reply)) answers.count++
}

/**
 * Whether `reply.helpCenterRedirect()` may answer: `wait` behind an answer of the host that was not returned, `done`
 * when it is at work already. An error handler of the host may call it, after the first answer has failed; and where no
 * token is at stake, nothing speaks against it.
 */
export function beginRedirect (reply: WatchedReply, isSignedIn: boolean): 'go' | 'wait' | 'done' {
  const answers = watchAnswer(reply)
  if (answers.isRedirecting || isOnItsWay(reply)) return 'done'
  const isAnswered = answers.count > 0 || isHalfAnswered(reply)
  if (isSignedIn && isAnswered && !answers.isFailing) return 'wait'
  answers.isRedirecting = true
  answers.count = 0
  return 'go'
}

/** Whether `reply.helpCenterRedirect()` is at work. */
export function isRedirecting (reply: WatchedReply): boolean {
  return reply[kAnswer]?.isRedirecting === true
}

/** From here on an error handler of the host may begin anew. */
export function endRedirect (reply: WatchedReply): void {
  watchAnswer(reply).isRedirecting = false
}

/** Notes that an error is answered with a fixed sentence, which nothing later may replace by its own. */
export function beginRefusal (reply: WatchedReply): void {
  watchAnswer(reply).isRefused = true
}

/**
 * An `onSend` hook of the host that fails for an error page as well. Fastify's default handler would send its message;
 * this goes past all hooks.
 */
function sendLastWord (reply: FastifyReply): FastifyReply {
  const { raw } = reply
  if (raw.headersSent || raw.writableEnded) return reply
  const { code, message, statusCode } = new errors.RequestFailed()
  reply.hijack()
  raw.writeHead(statusCode, {
    'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer'
  })
  raw.end(JSON.stringify({ statusCode, code, error: STATUS_CODES[statusCode], message }))
  return reply
}

/** Redirects with 303, which stores nothing and turns a POST into a GET. */
export function redirect (reply: WatchedReply, url: string): void {
  const answers = reply[kAnswer]
  if (answers !== undefined) answers.redirect = { url, status: 303 }
  reply.redirect(url, 303)
}

/** A hook of the host that put another answer in place of our redirect did not mean to send its token along. */
export function dropReplacedRedirect (reply: WatchedReply): void {
  if (reply.statusCode !== reply[kAnswer]?.redirect?.status) dropRedirect(reply)
}

function dropRedirect (reply: WatchedReply): void {
  const ours = reply[kAnswer]?.redirect?.url
  if (ours !== undefined && reply.getHeader('location') === ours) reply.removeHeader('location')
}

/** Whether this is a reply of ours: of one of our routes, or one on which `helpCenterRedirect()` was called. */
export function isWatched (reply: WatchedReply): boolean {
  return reply[kAnswer] !== undefined
}

/** How often somebody has begun to answer a reply that is watched. */
export function countAnswers (reply: WatchedReply): number {
  return watchAnswer(reply).count + Number(isOnItsWay(reply))
}

/** Whether somebody has begun to answer. */
export function hasAnswered (reply: WatchedReply): boolean {
  return countAnswers(reply) > 0
}

/** Whether an answer is out, or partly. */
function isOnItsWay ({ sent, raw }: FastifyReply): boolean {
  return sent || raw.headersSent || raw.writableEnded
}

/** A status of its own and what `send` or `redirect` set besides: a route that is about to redirect has neither. */
function isHalfAnswered (reply: FastifyReply): boolean {
  if (reply.statusCode < 300) return false
  const headers = reply.getHeaders()
  return Object.hasOwn(headers, 'location') || Object.hasOwn(headers, 'content-type')
}

/** Whatever a hook throws may come by here, a proxy that throws too. */
function isError (payload: unknown): boolean {
  try {
    return payload instanceof Error
  } catch {
    return true
  }
}
