import { Browser, Mishap } from './browser.mjs'
import { hostileQuery, hostileUrl } from './hostile-urls.mjs'
import { expectPage, Trip, unexpected } from './trip.mjs'

/** Kinds of visits, and how many of a thousand are of each. */
const MIX = [
  [700, ordinary], [35, signOut], [25, abandon], [20, wrongPassword], [20, blocked],
  [100, hostile], [50, abort], [30, slow], [20, throwing]
]

/** One kind, as often as the mix has it. */
export function chooseVisit (random) {
  let dice = random.int(1000)
  const [, visit] = MIX.find(([share]) => (dice -= share) < 0)
  return visit
}

/** Runs one visit and tells how many logins it came to. */
export async function runVisit (visit, random, world) {
  const brand = random.pick(Object.values(world.brands))
  const browser = new Browser({ ...world, brand })
  return await visit(new Trip(browser, world, random), random) ?? 0
}

async function ordinary (trip, random) {
  await trip.signIn(trip.user('plain'), trip.returnTo())
  const { brand, browser, world } = trip
  if (random.chance(0.01)) {
    await expectRefusal(new Browser({ ...world, brand }), browser.handoffUrl, 'jti-reused')
  }
  if (random.chance(0.01)) {
    const other = Object.values(world.brands).find(({ name }) => name !== brand.name)
    const url = new URL(other.signInEndpoint)
    url.searchParams.set('jwt', new URL(browser.handoffUrl).searchParams.get('jwt'))
    await expectRefusal(new Browser({ ...world, brand: other }), url.href, 'wrong-signature')
  }
  return random.chance(0.005) ? 1 + await goRound(trip) : 1
}

/** A help center that sends the browser back again and again: the fourth token within 30 s is not made. */
async function goRound (trip) {
  for (let round = 2; round <= 3; round++) trip.expectSignedIn(await trip.browser.open(trip.loginUrl))
  const page = await trip.browser.open(trip.loginUrl)
  if (page.url.startsWith(trip.brand.origin)) throw new Mishap('no-loop-guard')
  if (page.status !== 429 || !(page.headers['retry-after'] > 0)) throw unexpected(page)
  return 2
}

async function signOut (trip, random) {
  await trip.signIn(trip.user('plain'), trip.returnTo())
  expectPage(await trip.browser.open(`${trip.brand.origin}/portal/en/signout`), trip.brand.helpCenterUrl)
  // From here on any token is one too many.
  trip.browser.user = null
  const returnTo = trip.returnTo()
  const page = await trip.begin(returnTo)
  if (random.chance(0.5)) return expectPage(page, `${trip.world.hostOrigin}/sign-in`) ?? 1
  // Another person at the same machine.
  trip.expectSignedIn(await trip.fillIn(page, trip.user('plain')), returnTo)
  return 2
}

async function abandon (trip) {
  expectPage(await trip.browser.open(trip.brand.helpCenterUrl), trip.brand.helpCenterUrl)
  expectPage(await trip.begin(trip.returnTo()), `${trip.world.hostOrigin}/sign-in`)
}

async function wrongPassword (trip) {
  const page = await trip.fillIn(await trip.begin(trip.returnTo()), trip.user('plain'), { password: 'wrong' })
  if (page.status !== 401) throw unexpected(page)
}

async function blocked (trip) {
  await trip.signInBefore(trip.user('blocked'))
  // Nobody, as far as tokens are concerned.
  trip.browser.user = null
  await expectError(trip.begin(trip.returnTo()), 403, 'FST_HELP_CENTER_NOT_AUTHORIZED')
}

async function hostile (trip, random) {
  const user = trip.user('plain')
  const url = `${trip.loginUrl}?${hostileQuery(trip.brand.origin, random)}`
  if (random.chance(0.5)) {
    await trip.signInBefore(user)
    trip.expectSignedIn(await trip.browser.open(url))
    return 1
  }
  const signInPage = await trip.browser.open(url)
  // A `next` that is of no use leaves the pending cookie, which serves as long as the host's clock goes on evenly.
  const fields = random.chance(0.5) ? {} : { next: hostileUrl(trip.brand.origin, random) }
  const page = await trip.fillIn(signInPage, user, fields)
  if (fields.next !== undefined && page.url === `${trip.world.hostOrigin}/`) throw new Mishap('pending-lost')
  trip.expectSignedIn(page)
  return 1
}

async function abort (trip, random) {
  await trip.signInBefore(trip.user(random.pick(['plain', 'slow'])))
  await trip.browser.abort(`${trip.loginUrl}?return_to=${encodeURIComponent(trip.returnTo())}`, random.int(20))
}

async function slow (trip) {
  await trip.signInBefore(trip.user('slow'))
  const returnTo = trip.returnTo()
  trip.expectSignedIn(await trip.begin(returnTo), returnTo)
  return 1
}

async function throwing (trip) {
  await trip.signInBefore(trip.user('throw'))
  trip.browser.user = null
  await expectError(trip.begin(trip.returnTo()), 500, 'FST_HELP_CENTER_HOOK_FAILED')
}

async function expectError (opening, status, code) {
  const page = await opening
  if (page.status !== status || !page.body.includes(code)) throw unexpected(page)
}

async function expectRefusal (browser, url, code) {
  const page = await browser.open(url)
  if (page.status !== 403 || !page.body.includes(`<code>${code}</code>`)) throw new Mishap('not-refused', `${page.status}, not ${code}`)
}
