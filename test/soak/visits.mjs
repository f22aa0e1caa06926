import { chooseHostile } from './hostile.mjs'
import { expectPage } from './visitor.mjs'

/** Kinds of visits, and how many of a hundred are of each; the rest is hostile. A visit returns its logins. */
const MIX = [[40, plain], [37, known], [3, signOut]]

export function chooseVisit (random) {
  let dice = random.int(100)
  for (const [share, visit] of MIX) {
    dice -= share
    if (dice < 0) return visit
  }
  return chooseHostile(random)
}

/** A full sign-in: help center, host app, sign-in page, help center. */
export async function plain (visitor) {
  const returnTo = visitor.returnTo()
  visitor.expectSignedIn(await visitor.fillIn(await visitor.begin(returnTo)), returnTo)
  return 1
}

async function known (visitor, random) {
  await visitor.signInBefore(visitor.someone(random.chance(0.1) ? 'slow' : 'plain'))
  const returnTo = visitor.returnTo()
  visitor.expectSignedIn(await visitor.begin(returnTo), returnTo)
  return 1
}

/** And another person at the same machine. */
async function signOut (visitor) {
  await plain(visitor)
  expectPage(await visitor.open(`${visitor.brand.origin}/portal/en/signout`), visitor.brand.helpCenterUrl)
  visitor.user = null
  return 1 + await plain(visitor)
}
