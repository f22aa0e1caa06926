import { maskAddress } from '../redact.ts'
import type { Course, RunName } from './course.ts'
import type { Handoff } from './handoff.ts'
import { readParameter } from './judge-handoff.ts'
import { fromForm, plain, type Inbound, type Target } from './target.ts'

/** Where the visitor lands after the sign-in, as an absolute address; undefined where the handoff names no page. */
export function returnOf (handoff: Handoff, target: Target): string | undefined {
  const { contract, endpoint } = target
  if (handoff.way === 'body') return undefined
  if (contract.way === 'page') {
    const url = new URL(handoff.address)
    url.searchParams.delete(handoff.tokenName)
    // An app that always goes to one host may keep the page all the same; whether the host is right is told elsewhere.
    return `${target.helpCenter?.origin ?? url.origin}${url.pathname}${url.search}${url.hash}`
  }
  if (contract.returnOut === undefined) return undefined
  const value = readParameter(handoff, contract.returnOut)
  // As in the pasted endpoint, where it is a place for something.
  return value === undefined || value === '' || value === endpoint?.searchParams.get(contract.returnOut)
    ? undefined
    : fromForm(value, target)
}

/** Whether both mean one page, as the URL parser sees it. A fragment never reaches a server by itself. */
export function isSamePage (one: string, other: string): boolean {
  return normalize(one) === normalize(other)
}

function normalize (address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.hash = ''
  return url.href.replaceAll('%20', '+')
}

export function isForeign (address: string, { helpCenter }: Target): boolean {
  // What is no address leads nowhere.
  return helpCenter !== undefined && URL.canParse(address) && new URL(address).origin !== helpCenter.origin
}

/** The page that was asked for against the page that the handoff names. */
export function judgeReturn (
  handoff: Handoff, { returnTo }: Inbound, course: Course, run: RunName = 'session'
): 'kept' | 'dropped' | 'changed' | 'foreign' | 'not-asked' {
  const { target } = course
  const { contract } = target
  if (handoff.way === 'body' || (contract.returnOut === undefined && contract.way !== 'page')) return 'not-asked'
  const found = returnOf(handoff, target)
  if (found !== undefined && returnTo !== undefined && isSamePage(found, returnTo)) {
    course.note(run, 'ok', 'return-url-dropped', 'The page that the visitor asked for comes back in the handoff.')
    return 'kept'
  }
  if (found !== undefined && returnTo !== undefined && isPartOf(found, returnTo, target)) {
    course.note(run, 'problem', 'return-url-changed', `Asked for was ${maskAddress(returnTo)}; the handoff has ` +
      `${maskAddress(found)}.`)
    return 'changed'
  }
  if (found !== undefined && judgeForeign(found, run, course)) return 'foreign'
  if (returnTo === undefined) {
    if (contract.returnIn) {
      course.note(run, 'not-checked', 'return-url-dropped', 'Whether the return URL is kept: pass --help-center.')
    }
    return 'not-asked'
  }
  if (target.isGuess) {
    course.note(run, 'not-checked', 'return-url-dropped', `Asked for a page of ${target.helpCenter!.origin}, the app ` +
      'names another. If that is not the help center, pass --help-center.')
    return 'dropped'
  }
  course.note(run, 'warning', 'return-url-dropped', found === undefined
    ? `${maskAddress(returnTo)} was asked for, and the handoff names no page.`
    : `${maskAddress(returnTo)} was asked for, and the handoff names ${maskAddress(found)}.`)
  return 'dropped'
}

/** A page of the app itself is foreign, wherever the help center is. */
function judgeForeign (found: string, run: RunName, course: Course): boolean {
  const { helpCenter, isGuess = false, loginUrl, contract } = course.target
  const isOwn = URL.canParse(found) && new URL(found).origin === loginUrl.origin &&
    helpCenter?.origin !== loginUrl.origin
  const isElsewhere = isForeign(found, course.target) && !isGuess
  if (contract.way === 'page' || !(isOwn || isElsewhere)) return false
  course.note(run, 'warning', 'foreign-return-url', `The return URL in the handoff is ${maskAddress(found)}` +
    `${isOwn ? ', a page of the app' : ''}; the help center is ${helpCenter?.origin ?? 'elsewhere'}.`)
  return true
}

/** Whether a value is what is left of another after somebody cut or encoded it, and no default of the app's own. */
export function isPartOf (found: string, asked: string, { helpCenter }: Target): boolean {
  const home = plain(helpCenter!).replace(/\/$/, '')
  const plainly = decode(found)
  if (plainly.length <= home.length + 1) return false
  const original = decode(asked)
  const path = (text: string): string => text.split(/[?#]/, 1)[0]!
  return path(plainly) === path(original) || original.startsWith(plainly) || plainly.startsWith(original)
}

/** Everything unescaped, HTML and percent, as often as it was escaped. */
function decode (text: string): string {
  let decoded = text.replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('+', ' ')
  for (let round = 0; round < 3; round++) {
    try { decoded = decodeURIComponent(decoded) } catch { break }
  }
  return decoded
}
