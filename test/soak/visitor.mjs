import { Browser, Mishap } from './browser.mjs'
import { CANARY, emailOf, userOf } from './users.mjs'

/** Somebody at a browser: the steps of which visits are made. */
export class Visitor extends Browser {
  /** Whom a token may name. Null: any token is one too many. */
  user = null

  constructor (world, random, brand = random.pick(world.brands)) {
    super(world)
    Object.assign(this, { brand, random })
    this.loginUrl = `${this.hostOrigin}/${brand.name}/help-center/login`
    this.signInPage = `${this.hostOrigin}/sign-in`
  }

  someone (kind = 'plain') { return userOf(kind, this.random.int(5000)) }

  returnTo () { return `${this.brand.origin}/portal/en/kb?q=${CANARY}-${this.random.int(1e9)}` }

  postSignIn (user, fields) {
    // Before the request: from now on a token of this user is right.
    this.user = user
    return this.open(this.signInPage, { method: 'POST', form: { user, ...fields } })
  }

  async signInBefore (user) {
    expectPage(await this.postSignIn(user), `${this.hostOrigin}/`)
  }

  /** The link "Sign in" of the help center. */
  begin (returnTo = this.returnTo()) {
    return this.open(`${this.brand.origin}/portal/en/signin?${new URLSearchParams({ return_to: returnTo })}`)
  }

  /** Fills in the sign-in page, as the person whom the help center sent there. */
  fillIn (page, fields) {
    expectPage(page, this.signInPage)
    return this.postSignIn(this.someone(), { next: new URL(page.url).searchParams.get('next'), ...fields })
  }

  expectSignedIn (page, returnTo) {
    const isThere = page.url.startsWith(`${this.brand.origin}/`) && [200, 404].includes(page.status)
    const greeting = `Signed in as <strong>${emailOf(this.user)}</strong>`
    if (!isThere || (returnTo ?? page.url) !== page.url || !page.body.includes(greeting)) throw unexpected(page)
  }
}

export function expectPage (page, url) {
  if (page.status !== 200 || page.url.split('?')[0] !== url) throw unexpected(page)
}

export function expectAnswer (page, status, code = '') {
  if (page.status !== status || !page.body.includes(code)) throw unexpected(page)
}

/** Names a wrong page by status, place, and the code that it shows. */
function unexpected ({ status, url, body }) {
  const code = /<code>([\w-]+)<\/code>/.exec(body)?.[1] ?? ''
  return new Mishap(`${status} ${new URL(url).pathname} ${code}`.trim(), url)
}
