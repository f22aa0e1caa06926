import type { Cookie } from 'tough-cookie'
import type { Course } from './course.ts'
import type { SetCookie } from './session.ts'

const SESSION = /sess|sid\b|^sid|auth|login|token|jwt|user|remember|ident|account/i
const NO_SESSION = /csrf|xsrf|nonce|state|pending|flash|theme|lang|locale|consent|attempt/i

/** Every cookie that any walk saw set, by the rules of browsers. Only a session has to come along from another site. */
export function judgeCookies (course: Course): void {
  const { setCookies, target: { loginUrl } } = course
  const set = setCookies.filter(({ cookie }) => !isRemoval(cookie))
  const first = set.filter(({ name }, at) => set.findIndex((other) => other.name === name) === at)
  for (const one of first) judgeCookie(one, isSession(one, first, course), loginUrl, course)
}

/** What the user's own session is called; else what sounds like one, or is the only cookie that scripts cannot read. */
function isSession ({ name, cookie }: SetCookie, all: readonly SetCookie[], { session }: Course): boolean {
  if (session.names.has(name)) return true
  if (NO_SESSION.test(name)) return false
  return SESSION.test(name) || (cookie?.httpOnly === true && all.length === 1)
}

function judgeCookie ({ name, cookie, refused, url }: SetCookie, isSession: boolean, loginUrl: URL,
  course: Course): void {
  const run = 'no-session'
  const place = `${url.origin}${url.pathname} sets the cookie ${name}`
  if (refused !== undefined) {
    course.note(run, isSession ? 'problem' : 'warning', 'cookie-refused', `${place}, which browsers refuse: ` +
      `${refused}.`)
  }
  if (!cookie) return
  if (cookie.sameSite === 'strict') {
    course.note(run, isSession ? 'problem' : 'info', 'cookie-same-site', `${place} with SameSite=Strict.`)
  }
  if (!isSession) return
  if (url.protocol === 'https:' && !cookie.secure) {
    course.note(run, 'warning', 'cookie-not-secure', `${place} over https without Secure.`)
  }
  if (cookie.path && !covers(cookie.path, loginUrl.pathname)) {
    course.note(run, 'problem', 'cookie-path', `${place} for Path=${cookie.path}; the login URL is ` +
      `${loginUrl.pathname}.`)
  }
  if (url.hostname !== loginUrl.hostname && !reaches(cookie, loginUrl.hostname)) {
    course.note(run, 'problem', 'cookie-other-host', `${place} for ${cookie.domain} alone; the ` +
      `login URL is on ${loginUrl.hostname}.`)
  }
  if (cookie.sameSite !== 'strict' && refused === undefined) {
    course.note(run, 'ok', 'cookie-same-site', `${place} with ${describe(cookie)}.`)
  }
}

function describe ({ sameSite, secure }: Cookie): string {
  const name = { lax: 'SameSite=Lax', none: 'SameSite=None' }[sameSite ?? ''] ?? 'no SameSite, which counts as Lax'
  return `${name}${secure ? ' and Secure' : ''}`
}

function isRemoval (cookie: Cookie | undefined): boolean {
  return cookie !== undefined && (cookie.value === '' || cookie.TTL() <= 0)
}

function covers (path: string, pathname: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}

function reaches ({ domain, hostOnly }: Cookie, hostname: string): boolean {
  return domain !== null && (hostname === domain || (hostOnly !== true && hostname.endsWith(`.${domain}`)))
}
