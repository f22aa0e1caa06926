import type { FastifyReply } from 'fastify'
import { errors, isHelpCenterError } from '../errors.ts'

const kAnswer = Symbol('fastify-help-center.answer')

interface Answers {
  /** How often somebody, we or the host, has begun to answer: more than once only after an error. */
  count: number
  /** Whether an error handler has been asked to answer. */
  isFailing: boolean
  /** Whether `reply.helpCenterRedirect()` is at work, or has answered. */
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
    count: isOnItsWay(reply) ? 1 : 0, isFailing: false, isRedirecting: false, isRefused: false, redirect: null
  }
  const { send, hijack } = reply
  reply[kAnswer] = answers
  reply.send = function (payload) {
    // A second answer comes from an error handler, after an `onSend` hook has failed.
    if (answers.count > 0) dropRedirect(reply)
    answers.count++
    answers.isFailing = payload instanceof Error
    return answers.isRefused && answers.isFailing ? sendLastWord(reply) : send.call(reply, payload)
  }
  reply.hijack = function () {
    answers.count++
    return hijack.call(reply)
  }
  return answers
}

/**
 * The same at the first hook of one of our routes. Nobody has a reason to set a status before it, unless a hook of the
 * host has answered and forgotten to return the reply.
 */
export function watchRoute (reply: WatchedReply): void {
  const answers = watchAnswer(reply)
  if (reply.statusCode !== 200) answers.count++
}

/**
 * Whether `reply.helpCenterRedirect()` may answer: not when it is at work already, nor behind an answer of the host
 * that was not returned. An error handler of the host may call it, after the first answer has failed.
 */
export function beginRedirect (reply: WatchedReply): boolean {
  const answers = watchAnswer(reply)
  const isAnswered = answers.isFailing ? isOnItsWay(reply) : hasAnswered(reply) || isHalfAnswered(reply)
  if (answers.isRedirecting || isAnswered) return false
  answers.isRedirecting = true
  answers.count = 0
  return true
}

/** Whether `reply.helpCenterRedirect()` is at work on this reply. */
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
  const { code, message, statusCode } = new errors.RequestFailed()
  reply.hijack()
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  reply.raw.writeHead(statusCode, headers)
  reply.raw.end(JSON.stringify({ statusCode, code, error: 'Internal Server Error', message }))
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
  const ours = reply[kAnswer]?.redirect ?? null
  if (ours !== null && reply.statusCode !== ours.status) dropRedirect(reply)
}

function dropRedirect (reply: WatchedReply): void {
  const ours = reply[kAnswer]?.redirect ?? null
  if (ours !== null && reply.getHeader('location') === ours.url) reply.removeHeader('location')
}

/** Whether this is a reply of ours: of one of our routes, or one on which `helpCenterRedirect()` was called. */
export function isWatched (reply: WatchedReply): boolean {
  return reply[kAnswer] !== undefined
}

/** How often somebody has begun to answer a reply that is watched. */
export function countAnswers (reply: WatchedReply): number {
  return (reply[kAnswer]?.count ?? 0) + (isOnItsWay(reply) ? 1 : 0)
}

/** Whether somebody has begun to answer. */
export function hasAnswered (reply: WatchedReply): boolean {
  return countAnswers(reply) > 0
}

/**
 * Runs a handler whose hooks may answer for themselves, with a page for maintenance say. Whoever has begun to answer
 * has answered: nothing of ours follows, not even an error.
 *
 * It resolves to nothing: each promise that is resolved with a reply waits for its end, with listeners of its own.
 */
export async function answerOnce (reply: FastifyReply, handle: () => Promise<void>): Promise<void> {
  watchAnswer(reply)
  try {
    await handle()
  } catch (error) {
    if (!hasAnswered(reply) && !(error instanceof errors.Answered)) throw error
    const code = isHelpCenterError(error) ? error.code : undefined
    reply.log.debug({ code }, 'the host has answered')
  }
}

function isOnItsWay ({ sent, raw }: FastifyReply): boolean {
  return sent || raw.headersSent || raw.writableEnded
}

/** A status of its own and what `send` or `redirect` set besides: a route that is about to redirect has neither. */
function isHalfAnswered (reply: FastifyReply): boolean {
  if (reply.statusCode < 300) return false
  const headers = reply.getHeaders()
  return Object.hasOwn(headers, 'location') || Object.hasOwn(headers, 'content-type')
}
