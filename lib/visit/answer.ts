import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { errors } from '../errors.ts'

const kAnswer = Symbol('fastify-help-center.answer')

interface Answers {
  /** Whether the reply belongs to one of our routes, whose own hook protects it. */
  isRoute: boolean
  /** How many answers we or the host have begun: more than one only after an error. */
  count: number
  /** Whether the last answer was an error, for an error handler to answer. */
  isFailing: boolean
  /** Whether `reply.helpCenterRedirect()` is running. */
  isRedirecting: boolean
  /** Whether we have answered an error: a later failure must not expose its message. */
  isRefused: boolean
  /** The redirect that we prepared: its token is sent with this status or not at all. */
  redirect: { readonly url: string, readonly status: number } | null
}

type WatchedReply = FastifyReply & { [kAnswer]?: Answers }

/**
 * Records when an answer begins. `reply.sent` is not enough: it stays false until all `onSend` hooks of the host have
 * run, so if a hook redirects and a session store is slow, a token could still follow.
 */
export function watchAnswer (reply: WatchedReply): Answers {
  const known = reply[kAnswer]
  if (known !== undefined) return known
  const answers: Answers = {
    isRoute: false,
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
    // The hooks of the 404 handler run then, not those of our route.
    answers.isRoute = false
    answers.count++
    return callNotFound.call(reply)
  }
  return answers
}

/** The same for one of our routes, where a hook of the host may already have answered without returning the reply. */
export function watchRoute (reply: WatchedReply): void {
  const answers = watchAnswer(reply)
  answers.isRoute = true
  if (isHalfAnswered(reply)) answers.count++
}

/**
 * Whether `reply.helpCenterRedirect()` may answer: `done` if it is running or an answer has been sent, `wait` if the
 * host has answered without returning the reply. It may answer in an error handler of the host, after a failed answer,
 * and whenever no token is involved.
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

export function isRedirecting (reply: WatchedReply): boolean {
  return reply[kAnswer]?.isRedirecting === true
}

/** Lets an error handler of the host start over. */
export function endRedirect (reply: WatchedReply): void {
  watchAnswer(reply).isRedirecting = false
}

/** Records that an error is answered with a fixed sentence, which no later failure may replace. */
export function beginRefusal (reply: WatchedReply): void {
  watchAnswer(reply).isRefused = true
}

/**
 * Answers when an `onSend` hook of the host fails for the error page too. Fastify's default handler would send the
 * message of that error; this bypasses all hooks.
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

/** Redirects with 303, which is not cached and turns a POST into a GET. */
export function redirect (reply: WatchedReply, url: string): void {
  const answers = reply[kAnswer]
  if (answers !== undefined) answers.redirect = { url, status: 303 }
  reply.redirect(url, 303)
}

/** Drops our `location` if a hook of the host has replaced the redirect: its token must not go out with that answer. */
export function dropReplacedRedirect (reply: WatchedReply): void {
  if (reply.statusCode !== reply[kAnswer]?.redirect?.status) dropRedirect(reply)
}

function dropRedirect (reply: WatchedReply): void {
  const ours = reply[kAnswer]?.redirect?.url
  if (ours !== undefined && reply.getHeader('location') === ours) reply.removeHeader('location')
}

/** Whether `helpCenterRedirect()` was called on this reply, and no route of ours protects it. */
export function isRedirectOfHost (reply: WatchedReply): boolean {
  return reply[kAnswer]?.isRoute === false
}

/** How many answers have begun on a reply, which is watched from here on. */
export function countAnswers (reply: WatchedReply): number {
  return watchAnswer(reply).count + Number(isOnItsWay(reply))
}

export function hasAnswered (reply: WatchedReply): boolean {
  return countAnswers(reply) > 0
}

/** Whether an answer, or part of one, has been sent. */
function isOnItsWay ({ sent, raw }: FastifyReply): boolean {
  return sent || raw.headersSent || raw.writableEnded
}

/** Whether `send` or `redirect` has set a status and a header: a route that is about to redirect has neither. */
function isHalfAnswered (reply: FastifyReply): boolean {
  if (reply.statusCode < 300) return false
  const headers = reply.getHeaders()
  return Object.hasOwn(headers, 'location') || Object.hasOwn(headers, 'content-type')
}

/** Whatever a hook throws may arrive here, even a proxy whose traps throw. */
function isError (payload: unknown): boolean {
  try {
    return payload instanceof Error
  } catch {
    return true
  }
}
