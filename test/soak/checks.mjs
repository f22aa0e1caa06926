import { createHmac } from 'node:crypto'
import { JtiSet } from './jti-set.mjs'
import { emailOf } from './users.mjs'

const MAX_DETAILS = 30
/** A failing visit this long after an event was healed has nothing to do with it any more. */
export const RECOVERY_BOUND = 5000

/** What must hold at every step, whatever happens around it. */
export class Checks {
  #jtis
  #secrets = new Map()
  failures = 0
  details = []
  events = []

  constructor ({ expectedTokens, clockTolerance }) {
    this.#jtis = new JtiSet(expectedTokens)
    this.clockTolerance = clockTolerance * 1000
  }

  get tokens () { return this.#jtis.size }
  get event () { return this.events.at(-1) }

  violation (what, detail = '') {
    this.failures++
    if (this.details.length === MAX_DETAILS) return
    const { name = 'none', index = -1 } = this.event ?? {}
    this.details.push({ what, event: `${index} ${name}`, detail: String(detail).slice(0, 300) })
  }

  /** The one before stays good for tokens that are on their way while it changes. */
  addSecret (brand, secret) {
    this.#secrets.set(brand, [secret, ...this.#secrets.get(brand) ?? []].slice(0, 2))
  }

  get liveSecrets () { return [...this.#secrets.values()].flat() }

  /** No redirect leaves the host app and the one help center of this visit, and none is left to a browser's repair. */
  redirect ({ brand, hostOrigin }, href, location) {
    const { origin } = new URL(href)
    const isOwn = origin === hostOrigin || origin === brand.origin
    const isPlain = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(location) || location.startsWith(`${origin}/`)
    if (!isOwn || !isPlain) this.violation('redirect left host and help center', location)
  }

  /** Judges a token on its way, with no code of the plugin: whose it is, which brand's, and whether it is new. */
  token ({ brand, user }, href) {
    const { searchParams } = new URL(href)
    const [token, ...more] = searchParams.getAll('jwt')
    const [returnTo, ...moreReturnUrls] = searchParams.getAll('return_to')
    if (more.length + moreReturnUrls.length > 0) this.violation('parameter twice in the handoff')
    if (!returnTo.startsWith(`${brand.origin}/`) || new URL(returnTo).origin !== brand.origin) {
      this.violation('foreign return URL in the handoff', returnTo)
    }
    const { email, jti } = readClaims(token)
    if (user === null) this.violation('token for a visitor who is not signed in', email)
    else if (email !== emailOf(user)) this.violation('token for another user', `${email} instead of ${user}`)
    if (typeof jti !== 'string' || !this.#jtis.add(jti)) this.violation('jti not unique', jti)
    if (!this.#secrets.get(brand.name).some((secret) => isSignedBy(token, secret))) {
      this.violation('token not signed with a secret of its brand', brand.name)
    }
  }

  /** What the help center let in was valid at this moment, by the driver's own clock. */
  accepted ({ handoffUrl }) {
    const { exp, nbf } = readClaims(new URL(handoffUrl).searchParams.get('jwt'))
    const now = Date.now()
    if (exp * 1000 <= now - this.clockTolerance) this.violation('expired token accepted')
    if (nbf * 1000 > now + this.clockTolerance) this.violation('token accepted before its time')
  }

  /** A visit that failed: part of an event that was under way or just over, or a failure of its own. */
  mishap (mishap, { name, number, begun, ended }) {
    const event = this.events.findLast(({ at, healedAt = Infinity, allowed }) =>
      at <= ended && ended <= healedAt + RECOVERY_BOUND && allowed.some((kind) => kind.test(mishap.kind)))
    if (event === undefined) {
      const took = Math.round(ended - begun)
      return this.violation(`visit failed: ${mishap.kind ?? mishap.name}`, `${name} ${number}, ${took} ms: ${mishap.stack ?? mishap}`)
    }
    event.expected++
    if (event.healedAt !== undefined) event.recovery = Math.max(event.recovery, Math.round(ended - event.healedAt))
  }
}

function readClaims (token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
}

function isSignedBy (token, secret) {
  const end = token.lastIndexOf('.')
  return createHmac('sha256', secret).update(token.slice(0, end)).digest('base64url') === token.slice(end + 1)
}
