import { maskAddress } from '../redact.ts'
import { CannotCheck } from './cannot-check.ts'
import type { Course, RunName } from './course.ts'
import type { Page } from './html.ts'
import { HEADERS_TOO_LONG, type Answer, type NoAnswer } from './send.ts'
import type { Walk } from './walk.ts'

/** What is wrong with a walk that ended without a token, whoever took it. Whether that was all there is to say. */
export function judgeDeadEnd (run: RunName, { end, answers }: Walk, course: Course): boolean {
  const who = run === 'no-session' ? 'without a session' : 'with the session'
  if (end.kind === 'endless') throw endless(course, end.address)
  if (end.kind === 'loop') {
    if (end.addresses.length === 1) throw endless(course, end.addresses[0]!)
    course.note(run, 'problem', 'login-loop', `${capital(who)}, the browser goes round in circles: ` +
      `${end.addresses.map((address) => maskAddress(address)).join(' → ')} and again.`)
    return true
  }
  if (end.kind === 'no-page') {
    course.note(run, 'problem', 'odd-redirect', `${capital(who)} ${maskAddress(answers.at(-1)!.url)} redirects to ` +
      `an address with "${end.address.protocol}", which is no web page.`)
    return true
  }
  if (end.kind === 'no-answer') {
    judgeNoAnswer(run, end.address, end.error, answers.length, course)
    return true
  }
  return end.kind === 'page' && judgePage(run, end.answer, who, course)
}

/** No loop of a sign-in, but a server that only redirects. */
function endless ({ target: { loginUrl } }: Course, last: URL): CannotCheck {
  return new CannotCheck(`${maskAddress(loginUrl)} redirects without end, the last time to ${maskAddress(last)}.`)
}

const CERTIFICATE = /^(?:ERR_TLS|CERT_|DEPTH_|UNABLE_TO|SELF_SIGNED|HOSTNAME_MISMATCH)/

function judgeNoAnswer (run: RunName, address: URL, error: NoAnswer, hops: number, course: Course): void {
  if (CERTIFICATE.test(error.code)) {
    return course.note(run, 'problem', 'tls-certificate', `${address.origin} has a certificate that is not accepted ` +
      `(${error.code}). For an authority of your own pass --ca-file.`)
  }
  if (error.code === HEADERS_TOO_LONG) return course.note(run, 'problem', 'address-too-long', error.message)
  if (hops === 0 || error.code === 'TOO_LARGE') throw new CannotCheck(error.message)
  course.note(run, 'problem', 'no-answer', `After ${hops} hops: ${error.message}`)
}

function judgePage (run: RunName, answer: Answer, who: string, course: Course): boolean {
  const { status, url } = answer
  const place = maskAddress(url)
  const code = /FST_HELP_CENTER_[A-Z_]+/.exec(answer.body)?.[0]
  const named = code === undefined ? '' : ` The page says ${code}: npx fastify-help-center explain ${code}`
  if (status >= 500) {
    course.note(run, 'problem', 'server-error', run === 'no-session'
      ? `Without a session ${place} answered ${status}; expected is a redirect to the sign-in page, with a way back.`
      : `With the session ${place} answered ${status}, and no token was handed over.${named}`,
    run === 'no-session' ? NOBODY : rsaWords(course))
    return true
  }
  if (status === 429) {
    course.note(run, 'not-checked', 'rate-limited', `${place} answered 429: too many requests.${named}`)
    return true
  }
  if (status >= 300 && status < 400) {
    course.note(run, 'problem', 'server-error', `${capital(who)} ${place} answered ${status} without a location that ` +
      'can be followed.')
    return true
  }
  if (status === 404 || status === 410) {
    const isFirst = url.pathname === course.target.loginUrl.pathname
    course.note(run, isFirst ? 'problem' : 'warning', 'page-missing', `${capital(who)}, the way ends at ${place}, ` +
      'which ' +
      `answered ${status}.`)
    return true
  }
  if (run === 'no-session') return false
  if (status >= 400) {
    course.note(run, 'problem', 'no-token', `With the session ${place} answered ${status}, and no token was handed ` +
      `over.${named}`)
    return true
  }
  return false
}

const NOBODY = {
  meaning: 'The route takes a signed-in user for granted. Whoever clicks "Sign in" at the help center without a ' +
    'session at the app sees an error page.',
  cure: 'Ask first whether there is a user; if not, redirect to the sign-in page and keep the whole request as the ' +
    'way back.'
}

/** The one cause of a 500 that shows in the contract: RS256 keys made by the vendor's old recipe. */
function rsaWords ({ target: { contract: { facts } } }: Course): { cure?: string } {
  const [algorithm = ''] = facts.token.algorithms.value
  return /^[RP]S/.test(algorithm)
    ? {
        cure: `Look in the app's log. For ${algorithm} check the size of the key: libraries refuse to sign with less ` +
          'than ' +
          '2048 bits, and older guides make 1024.'
      }
    : {}
}

/** Whether a page is one on which people sign in. */
export function isSignInPage (page: Page | undefined): boolean {
  return page?.forms.some(({ hasPassword }) => hasPassword) === true
}

/** What a page is called, as far as it may be quoted. */
export function titleOf (page: Page | undefined): string {
  return page && page.title !== '' ? ` ("${page.title}")` : ''
}

function capital (text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
