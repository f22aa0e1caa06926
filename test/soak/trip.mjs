import { Mishap } from './browser.mjs'
import { CANARY, emailOf, passwordOf } from './users.mjs'

const USERS = 5000

/** The steps of which visits are made. */
export class Trip {
  constructor (browser, world, random) {
    Object.assign(this, { browser, world, random, brand: browser.brand })
    this.loginUrl = `${world.hostOrigin}/${this.brand.name}/help-center/login`
  }

  user (kind) { return `${kind}-${this.random.int(USERS)}` }

  returnTo () { return `${this.brand.origin}/portal/en/kb?q=${CANARY}-${this.random.int(1e9)}` }

  async postSignIn (user, fields = {}) {
    // Before the request: from now on a token of this user is right.
    this.browser.user = user
    return this.browser.open(`${this.world.hostOrigin}/sign-in`, { user, password: passwordOf(user), ...fields })
  }

  async signInBefore (user) {
    const page = await this.postSignIn(user)
    expectPage(page, `${this.world.hostOrigin}/`)
  }

  /** The link "Sign in" of the help center. */
  begin (returnTo) {
    return this.browser.open(`${this.brand.origin}/portal/en/signin?${new URLSearchParams({ return_to: returnTo })}`)
  }

  /** Fills in the sign-in page, as the person that the help center sent there. */
  fillIn (page, user, fields) {
    expectPage(page, `${this.world.hostOrigin}/sign-in`)
    const next = new URL(page.url).searchParams.get('next')
    if (!next.startsWith(`/${this.brand.name}/help-center/login`)) throw new Mishap('foreign-next', next)
    return this.postSignIn(user, { next, ...fields })
  }

  async signIn (user, returnTo) {
    const isKnown = this.random.chance(0.5)
    if (isKnown) await this.signInBefore(user)
    const page = await this.begin(returnTo)
    this.expectSignedIn(isKnown ? page : await this.fillIn(page, user), returnTo)
  }

  expectSignedIn (page, returnTo) {
    if (returnTo !== undefined) expectPage(page, returnTo)
    else if (!page.url.startsWith(`${this.brand.origin}/`) || ![200, 404].includes(page.status)) throw unexpected(page)
    if (!page.body.includes(`Signed in as <strong>${emailOf(this.browser.user)}</strong>`)) throw new Mishap('not-signed-in', page.url)
    this.world.checks.accepted(this.browser)
  }
}

export function expectPage (page, url) {
  if (page.status !== 200 || page.url.split('?')[0] !== url.split('?')[0]) throw unexpected(page)
  if (url.includes('?') && page.url !== url) throw new Mishap('other-page', `${page.url} instead of ${url}`)
}

/** Names a wrong page by status, place, and the code that it shows. */
export function unexpected ({ status, url, body }) {
  const code = /<code>([\w-]+)<\/code>/.exec(body)?.[1] ?? ''
  return new Mishap(`${status} ${new URL(url).pathname} ${code}`.trim())
}
