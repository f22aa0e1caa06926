import { maskAddress } from '../../redact.ts'
import type { Course } from '../course.ts'
import type { Handoff } from '../handoff.ts'
import { isForeign, isPartOf, isSamePage, returnOf } from '../judge-return.ts'
import { fromForm, makeInbound, pageBelow, plain, type Target } from '../target.ts'
import type { Walk } from '../walk.ts'

const RUN = 'return-urls'
const STRANGER = 'https://stranger.example'

/** The fourth run: pages that have to come back exactly, and addresses that must not. */
export async function runReturnUrls (course: Course): Promise<void> {
  const { target } = course
  const { contract } = target
  if (!contract.returnIn || (contract.returnOut === undefined && contract.way !== 'page')) return
  if (!target.helpCenter || (target.isGuess && !course.keepsReturnUrl)) {
    return course.note(RUN, 'not-checked', 'return-url-changed', 'Return URLs need the address of the help center: ' +
      'pass ' +
      '--help-center.')
  }
  if (course.keepsReturnUrl) await runOwnPages(course)
  await runForeignPages(course)
}

/** Each shows one way of losing something. */
function ownPages (target: Target): ReadonlyArray<readonly [what: string, page: string]> {
  const page = (rest: string): string => pageBelow(target, rest)!
  return [
    ['with two parameters', page('articles/1?a=1&b=2%2F3#c')],
    ['with letters beyond ASCII', page('articles/caf%C3%A9-%E6%9D%B1%E4%BA%AC')],
    ['with 1,500 characters', page(`search?q=${'long'.repeat(360)}`)]
  ]
}

async function runOwnPages (course: Course): Promise<void> {
  let kept = 0
  for (const [what, page] of ownPages(course.target)) {
    if (course.isThrottled) return throttled(course)
    const { end } = await course.walk({ url: makeInbound(course.target, page).url })
    if (course.isThrottled) return throttled(course)
    const found = end.kind === 'handoff' ? returnOf(end.handoff, course.target) : undefined
    if (end.kind !== 'handoff') {
      course.note(RUN, 'warning', 'return-url-refused', `For a page ${what} the sign-in does not go ` +
        `on${statusOf(end)}.`)
    } else if (found === undefined || !(isSamePage(found, page) || isPartOf(found, page, course.target))) {
      course.note(RUN, 'warning', 'return-url-dropped', `A page ${what} did not come back in the handoff.`)
    } else if (isSamePage(found, page)) {
      const { hash } = new URL(page)
      if (new URL(found).hash === hash) kept++
      else course.note(RUN, 'info', 'return-url-changed', `A page ${what} came back without its "${hash}".`)
    } else {
      course.note(RUN, 'problem', 'return-url-changed', `A page ${what} came back changed: ` +
        `${describeChange(page, found)}.`)
    }
  }
  if (kept > 0) course.note(RUN, 'ok', 'return-url-changed', `${kept} of 3 difficult pages came back exactly.`)
}

function describeChange (asked: string, found: string): string {
  if (found.includes('&amp;')) return 'its & is written as &amp;, for HTML'
  // It means the page, and yet it is no address.
  if (!URL.canParse(found)) return 'it is percent-encoded twice'
  const count = (address: string): number => [...new URL(address).searchParams].length
  if (count(found) < count(asked)) return `it had ${count(asked)} parameters and came back with ${count(found)}`
  if (/%25/.test(found) && !/%25/.test(asked)) return 'it is percent-encoded twice'
  return `it had ${asked.length} characters and came back with ${found.length}`
}

async function runForeignPages (course: Course): Promise<void> {
  const { target } = course
  const forwarded: string[] = []
  const toStrangers: string[] = []
  let kept = true
  for (const [what, address] of foreignPages(target)) {
    if (course.isThrottled) return throttled(course)
    const inbound = makeInbound(target, address)
    const { end } = await course.walk({ url: inbound.url })
    if (course.isThrottled) return throttled(course)
    if (end.kind === 'handoff') {
      const found = returnOf(end.handoff, target)
      if (target.contract.way === 'page' && !isUsual(end.handoff, course)) toStrangers.push(what)
      else if (found !== undefined && leadsAway(found, address, target)) {
        forwarded.push(what)
      }
    } else if (end.kind === 'left' && end.address.origin !== target.helpCenter!.origin && isAsked(end.address,
      address)) {
      kept = false
      course.note(RUN, 'problem', 'open-redirect', `Asked to return to ${what}, the app itself sends the browser to ` +
        `${maskAddress(end.address)}.`)
    } else {
      course.note(RUN, 'info', 'return-url-refused', `Asked to return to ${what}, the app hands nothing over` +
        `${statusOf(end)}. Dropping the address and going on is kinder.`)
    }
  }
  if (toStrangers.length > 0) {
    kept = false
    course.note(RUN, 'problem', 'token-to-stranger', `Asked to return to ${toStrangers.join(', ')}, the app sends ` +
      'the token there.')
  }
  if (forwarded.length > 0) {
    course.note(RUN, 'warning', 'foreign-return-url', `The app forwards ${forwarded.join(', ')} as the return URL.`)
  } else if (kept) {
    course.note(RUN, 'ok', 'foreign-return-url', 'No foreign return URL was forwarded.')
  }
}

/** Whether the token goes where it went when nothing foreign was asked for. */
function isUsual ({ address: { origin } }: Handoff, { handoff, target }: Course): boolean {
  return origin === target.helpCenter!.origin || origin === handoff!.address.origin
}

function foreignPages (target: Target): ReadonlyArray<readonly [what: string, address: string]> {
  const { loginUrl, logoutUrl } = target
  const helpCenter = target.helpCenter!
  const authority = helpCenter.host
  const ending = `${helpCenter.protocol}//evil${authority}/page`
  return [
    ['a foreign origin', `${STRANGER}/page`],
    ['an address that begins with //', '//stranger.example/page'],
    ['an address with a backslash', 'https:\\\\stranger.example\\page'],
    ['user info that looks like the help center', `${helpCenter.protocol}//${authority}@stranger.example/page`],
    ['a host that begins like the help center', `${helpCenter.protocol}//${helpCenter.hostname}.stranger.example/page`],
    // Of an IP address there is no such host.
    ...URL.canParse(ending) ? [['a host that ends like the help center', ending]] as const : [],
    ...helpCenter.protocol === 'https:'
      ? [['the help center over plain http',
      `http://${authority}/page`]] as const
      : [],
    ...loginUrl.origin === helpCenter.origin ? [] : [['the login URL itself', plain(loginUrl)]] as const,
    ...logoutUrl && logoutUrl.origin !== helpCenter.origin ? [['the logout URL', plain(logoutUrl)]] as const : []
  ]
}

/** Whether what came back means another site than the help center, or still has the trick in it. */
function leadsAway (found: string, asked: string, target: Target): boolean {
  return isForeign(found, target) || fromForm(asked, target) === found
}

function isAsked (address: URL, asked: string): boolean {
  return address.hostname.endsWith('stranger.example') || address.href.startsWith(asked)
}

function statusOf (end: Walk['end']): string {
  return end.kind === 'page' ? ` (status ${end.answer.status})` : ''
}

function throttled (course: Course): void {
  course.note(RUN, 'not-checked', 'rate-limited', 'The app answered 429, so return URLs were not all tried.')
}
