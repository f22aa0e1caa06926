import { Mishap } from './browser.mjs'
import { expectAnswer, expectPage } from './visitor.mjs'

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
  [{ method: 'HEAD' }, [403, 404, 405]],
  [{ headers: { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' } }, [403]],
  [{ headers: { 'sec-fetch-dest': 'iframe' } }, [403]],
  [{ headers: { accept: 'application/json', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'cross-site' } }, [403]],
  [{ headers: { 'sec-purpose': 'prefetch;prerender' } }, [503]],
  [{ headers: { purpose: 'Prefetch' } }, [503]]
]
const REFUSED = [
  ['blocked', 403, 'FST_HELP_CENTER_NOT_AUTHORIZED'], ['throw', 500, 'FST_HELP_CENTER_HOOK_FAILED'],
  ['gated', 200, 'you are gated'], ['unpaid', 402, 'you are unpaid']
]

export function chooseHostile (random) {
  return random.pick([oddQuery, foreignNext, blanks, longMessage, noVisit, refused, leaving, fatCookie])
}

/** Most lead away, or would in some browser or server; a few are only odd. */
function hostileUrl ({ brand: { origin, helpCenterUrl } }, random) {
  const place = random.int(helpCenterUrl.length)
  return random.pick([
    random.pick(ELSEWHERE).replace('ORIGIN', origin).replace('HOST', new URL(origin).host),
    helpCenterUrl.slice(0, place) + random.pick(BROKEN) + helpCenterUrl.slice(place),
    `${helpCenterUrl}/`.padEnd(random.pick([2047, 2048, 2049, 4000]), random.pick(['a', '/', '../', '%20', '@']))
  ])
}

/** Whatever the query holds, the visitor is signed in, and lands in the help center. */
async function oddQuery (visitor, random) {
  const query = random.pick(QUERIES)
    .replace('URL', encodeURIComponent(hostileUrl(visitor, random)))
    .replace('GOOD', encodeURIComponent(visitor.brand.helpCenterUrl))
  const page = await visitor.open(`${visitor.loginUrl}?${query}`)
  visitor.expectSignedIn(await visitor.fillIn(page, { '__proto__[user]': 'x', constructor: 'x' }))
  return 1
}

/** A `next` of somebody else's: this sign-in has nothing to do with the help center (X22). */
async function foreignNext (visitor, random) {
  const page = await visitor.fillIn(await visitor.begin(), { next: hostileUrl(visitor, random) })
  expectPage(page, `${visitor.hostOrigin}/`)
  return 0
}

/** A cookie that is costly to read, by a guest (X7). */
async function blanks (visitor, random) {
  const cookie = `x${random.pick([' ', '\t']).repeat(LARGEST)}y`
  const page = await visitor.request(visitor.loginUrl, { headers: { cookie } })
  expectAnswer(page, 303)
  visitor.expectSignedIn(await visitor.fillIn(await visitor.open(page.location)))
  return 1
}

/** A report of a refused sign-in, by anybody (X7). */
async function longMessage (visitor, random) {
  const filler = random.pick(['a', '@', '%20', '%09', '%40', '%22'])
  const message = filler.repeat(LARGEST / filler.length)
  const page = await visitor.open(`${visitor.hostOrigin}/reporting/help-center/logout?kind=error&message=${message}`)
  expectAnswer(page, 403, 'FST_HELP_CENTER_REFUSED_BY_VENDOR')
  return 0
}

/** Images, frames, prefetches and HEAD requests get no token, and lock nobody out (X9). */
async function noVisit (visitor, random) {
  const user = visitor.someone()
  await visitor.signInBefore(user)
  visitor.user = null
  const url = random.pick([visitor.loginUrl, `${visitor.hostOrigin}/help/${visitor.brand.name}`])
  for (const [request, statuses] of NO_VISITS) {
    const page = await visitor.request(url, request)
    expectAnswer(page, statuses.find((status) => status === page.status))
  }
  visitor.user = user
  visitor.expectSignedIn(await visitor.open(url))
  return 1
}

/** Users whom the host does not let in. Where a look-up answers for itself, that stays the answer (X8). */
async function refused (visitor, random) {
  const [kind, status, text] = random.pick(REFUSED)
  await visitor.signInBefore(visitor.someone(kind))
  visitor.user = null
  expectAnswer(await visitor.begin(), status, text)
  return 0
}

/** Sends a request and leaves (X12). */
async function leaving (visitor, random) {
  await visitor.signInBefore(visitor.someone(random.pick(['plain', 'slow'])))
  await visitor.abort(visitor.loginUrl, random.int(20))
  return 0
}

/** More than Node.js lets in. It answers 431 and closes; who is still sending then may see the reset first. */
async function fatCookie (visitor) {
  visitor.cookies.set('fat', 'x'.repeat(17 * 1024))
  // A connection of its own: one that the server closes must not get the next visitor's request.
  visitor.agent = false
  const status = await visitor.request(visitor.loginUrl).then((page) => page.status, (mishap) => mishap.kind)
  if (status !== 431 && !/ECONN|EPIPE/.test(status)) throw new Mishap(`${status} for a fat cookie`)
  return 0
}
