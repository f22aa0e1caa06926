import fc from 'fast-check'
import { expectPage } from './visitor.mjs'

/** What Node.js lets in by default, 16 KiB of headers, less what a browser sends besides. */
const LARGEST = 15_000
const BROKEN = ['%', '%zz', '%FF', '\u0000', '\r\nset-cookie: a=b', '\u200b', ' ', '\\', '@', '//evil.test', '/..%2f']
const ELSEWHERE = [
  'https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)', 'ht\ttp://HOST', 'http://HOST@evil.test/',
  'http://evil.test\\@HOST/', 'http://HOST.evil.test/', 'http://HOST0/', 'ORIGIN.evil.test', 'ORIGIN/%2fevil.test',
  'ORIGIN/..//evil.test', 'ORIGIN/?jwt=x&jwt=y#jwt=x', 'ORIGIN/"><script>x', '[object Object]', '#'
]
const QUERIES = [
  'return_to=URL', 'serviceurl=URL', 'return_to=GOOD&return_to=URL', 'return_to=URL&serviceurl=GOOD', 'return_to[]=URL',
  'return_to=URL%', '__proto__[toPage]=1&return_to=URL', 'constructor[prototype][toClaim]=x&__proto__=x&constructor=x'
]
/** Requests of somebody who is signed in, behind which no person wants to go there, and how they are answered. */
const NO_VISITS = [
  [{ method: 'HEAD' }, 403, 404, 405],
  [{ headers: { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' } }, 403],
  [{ headers: { 'sec-fetch-dest': 'iframe' } }, 403],
  [{ headers: { accept: 'application/json', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'cross-site' } }, 403],
  [{ headers: { 'sec-purpose': 'prefetch;prerender' } }, 503],
  [{ headers: { purpose: 'Prefetch' } }, 503]
]
const REFUSED = [
  ['blocked', 403, 'FST_HELP_CENTER_NOT_AUTHORIZED'], ['throw', 500, 'FST_HELP_CENTER_HOOK_FAILED'],
  ['gated', 200, 'you are gated'], ['unpaid', 402, 'you are unpaid']
]

export const HOSTILE = [oddQuery, foreignNext, blanks, longMessage, noVisit, refused, leaving, fatCookie]
/** One visit of five is hostile. */
export const ORDINARY = [...HOSTILE, ...Array(16).fill(plain), ...Array(15).fill(known), signOut]

/** A full sign-in: help center, host app, sign-in page, help center. */
export async function plain (visitor) {
  visitor.expectSignedIn(await visitor.fillIn(await visitor.begin()))
}

async function known (visitor, draw) {
  await visitor.signInBefore(draw(fc.nat, 9) === 0 ? 'slow' : 'plain')
  visitor.expectSignedIn(await visitor.begin())
}

/** And another person at the same machine. */
async function signOut (visitor) {
  await plain(visitor)
  expectPage(await visitor.open(`${visitor.brand.origin}/portal/en/signout`), { at: visitor.brand.helpCenterUrl })
  visitor.user = null
  await plain(visitor)
}

/** Most lead away, or would in some browser or server; a few are only odd. */
function hostileUrl ({ brand: { origin, helpCenterUrl } }, draw) {
  const place = draw(fc.nat, helpCenterUrl.length)
  const filler = draw(fc.constantFrom, 'a', '/', '../', '%20', '@')
  return draw(fc.constantFrom,
    draw(fc.constantFrom, ...ELSEWHERE).replace('ORIGIN', origin).replace('HOST', new URL(origin).host),
    helpCenterUrl.slice(0, place) + draw(fc.constantFrom, ...BROKEN) + helpCenterUrl.slice(place),
    `${helpCenterUrl}/`.padEnd(draw(fc.constantFrom, 2047, 2048, 2049, 4000), filler))
}

/** Whatever the query holds, the visitor is signed in, and lands in the help center. */
async function oddQuery (visitor, draw) {
  const query = draw(fc.constantFrom, ...QUERIES)
    .replace('URL', encodeURIComponent(hostileUrl(visitor, draw)))
    .replace('GOOD', encodeURIComponent(visitor.brand.helpCenterUrl))
  const page = await visitor.open(`${visitor.loginUrl}?${query}`)
  visitor.expectSignedIn(await visitor.fillIn(page, { '__proto__[user]': 'x', constructor: 'x' }))
}

/** A `next` of somebody else's: this sign-in has nothing to do with the help center (X22). */
async function foreignNext (visitor, draw) {
  const next = hostileUrl(visitor, draw)
  expectPage(await visitor.fillIn(await visitor.begin(), { next }), { at: `${visitor.hostOrigin}/` })
}

/** A cookie that is costly to read, by a guest (X7). */
async function blanks (visitor, draw) {
  const cookie = `x${draw(fc.constantFrom, ' ', '\t').repeat(LARGEST)}y`
  visitor.expectSignedIn(await visitor.fillIn(await visitor.open(visitor.loginUrl, { headers: { cookie } })))
}

/** A report of a refused sign-in, by anybody (X7). */
async function longMessage (visitor, draw) {
  const filler = draw(fc.constantFrom, 'a', '@', '%20', '%09', '%40', '%22')
  const report = `kind=error&message=${filler.repeat(LARGEST / filler.length)}`
  const page = await visitor.open(`${visitor.hostOrigin}/acme/help-center/logout?${report}`)
  expectPage(page, { statuses: [403], text: 'FST_HELP_CENTER_REFUSED_BY_VENDOR' })
}

/** Images, frames, prefetches and HEAD requests get no token, and lock nobody out (X9). */
async function noVisit (visitor, draw) {
  await visitor.signInBefore('plain')
  const { user } = visitor
  visitor.user = null
  const url = draw(fc.constantFrom, visitor.loginUrl, `${visitor.hostOrigin}/help/${visitor.brand.name}`)
  for (const [options, ...statuses] of NO_VISITS) expectPage(await visitor.request(url, options), { statuses })
  visitor.user = user
  visitor.expectSignedIn(await visitor.open(url))
}

/** Users whom the host does not let in. Where a look-up answers for itself, that stays the answer (X8). */
async function refused (visitor, draw) {
  const [kind, status, text] = draw(fc.constantFrom, ...REFUSED)
  await visitor.signInBefore(kind)
  visitor.user = null
  expectPage(await visitor.begin(), { statuses: [status], text })
}

/** Sends a request and leaves (X12). */
async function leaving (visitor, draw) {
  await visitor.signInBefore(draw(fc.constantFrom, 'plain', 'slow'))
  await visitor.leave(draw(fc.nat, 20))
}

/** More than Node.js lets in. It answers 431 and closes; who is still sending then may see the reset first. */
async function fatCookie (visitor) {
  // A connection of its own: one that the server closes must not get the next visitor's request.
  const options = { agent: false, headers: { cookie: 'x'.repeat(17 * 1024) } }
  const answer = await visitor.request(visitor.loginUrl, options).then(({ status }) => status, ({ message }) => message)
  if (answer !== 431 && !/ECONN|EPIPE/.test(answer)) throw new Error(`${answer} for a fat cookie`)
}
