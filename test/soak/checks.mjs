/** Part of everything that must not reach a log, so that one search finds all of it. */
export const CANARY = 'canary'
/** A failing visit this long after an event was healed has nothing to do with it any more. */
export const RECOVERY_BOUND = 5000
const TOKEN = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{20,}/

/** What must hold at every step, whatever happens around it. Whether a token is good is for the help center to say. */
export class Checks {
  jtis = new Set()
  begun = 0
  logins = 0
  visits = {}
  failures = 0
  details = []
  events = []

  violation (what, detail = '') {
    if (++this.failures > 30) return
    this.details.push({ what, event: this.events.at(-1)?.name, detail: String(detail).slice(0, 300) })
  }

  /** Every answer to every visitor: no redirect leaves the host app and the one help center of this visit. */
  see ({ brand, hostOrigin, user }, { url, status, headers: { location: written = '', ...headers }, location, body }) {
    const isHandoff = location?.startsWith(`${brand.origin}/accounts/`)
    const elsewhere = `${JSON.stringify(headers)} ${isHandoff ? '' : written} ${body}`
    if (url.startsWith(hostOrigin) && TOKEN.test(elsewhere)) this.violation('token outside the handoff', url)
    if ((location !== null) !== (status === 302 || status === 303)) this.violation('odd redirect', `${status} ${url}`)
    if (location === null) return

    const { origin, searchParams } = new URL(location)
    // None is left to a browser's repair, either.
    const isPlain = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(written) || written.startsWith(`${origin}/`)
    if (!isPlain || ![hostOrigin, brand.origin].includes(origin)) this.violation('redirect to elsewhere', written)
    if (!isHandoff) return
    const { email, jti } = JSON.parse(Buffer.from(searchParams.get('jwt').split('.')[1], 'base64url'))
    if ([...searchParams].length !== 2) this.violation('odd parameters in the handoff', [...searchParams.keys()])
    if (!searchParams.get('return_to').startsWith(`${brand.origin}/`)) this.violation('foreign return URL', written)
    if (user === null || email !== user) this.violation('token for the wrong visitor', `${email}, not ${user}`)
    if (typeof jti !== 'string' || this.jtis.has(jti)) this.violation('jti not unique', jti)
    this.jtis.add(jti)
  }

  /** A visit that failed: part of an event that was under way or just over, or a failure of its own. */
  mishap ({ message, stack, cause }, visit, ended = performance.now()) {
    const event = this.events.findLast(({ at, healedAt = Infinity, allowed }) =>
      at <= ended && ended <= healedAt + RECOVERY_BOUND && allowed.some((kind) => new RegExp(kind).test(message)))
    if (event === undefined) return this.violation(`visit failed: ${message}`, `${visit} ${cause ?? ''} ${stack}`)
    event.expectedMishaps++
    event.recoveryMs = Math.max(event.recoveryMs, Math.round(ended - (event.healedAt ?? ended)))
  }
}
