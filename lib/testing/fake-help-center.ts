import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { HandoffRefused, Refusals } from '../fakes/refusals.ts'
import type { Refusal } from '../fakes/refusals.ts'
import { Settings } from './settings.ts'
import { Content } from '../emulator/content.ts'
import { Sessions } from '../emulator/sessions.ts'
import { buildSite } from '../emulator/build-site.ts'
import type { Handoff, Landing, Vendor, Way } from '../fakes/vendor.ts'

/** Options that every fake help center takes. */
export interface FakeHelpCenterOptions {
  /** Where visitors go to sign in; can be set later, here or on the admin page. */
  remoteLoginUrl?: string
  /** Where visitors go after signing out; without one they land on the home page. */
  remoteLogoutUrl?: string
  /** The shared secret as text. A new one by default, so that no test learns to rely on a constant. */
  secret?: string
  /**
   * Scheme, host and port of the help center. `listen` replaces the default by the real one.
   * @default 'https://help.example.com'
   */
  origin?: string
  /** The clock, in milliseconds since 1970. @default Date.now */
  now?: () => number
}

/** A handoff as data: an address to go to, or a form to post. The plugin's own `handoff` has this shape. */
export type SentHandoff =
  | { method: 'GET', url: string }
  | { method: 'POST', url: string, fields: Readonly<Record<string, string>> }

export interface FakeHelpCenter {
  /** The site: inject into it, or call `listen`. */
  readonly app: FastifyInstance
  readonly origin: string
  readonly helpCenterUrl: string
  /** As the vendor's admin screen shows it, ready to paste into the plugin's option. */
  readonly signInEndpoint: string
  /**
   * The secret of this moment; empty once JWT authentication has been deleted. Of a vendor that issues a private key,
   * that key as PEM; of one that takes a public key, what was pasted.
   */
  readonly secret: string
  remoteLoginUrl: string
  remoteLogoutUrl: string
  /** The last 50 refusals, newest first. */
  readonly refusals: readonly Refusal[]
  /** How many handoffs were accepted. */
  readonly signIns: number
  /** Makes a new secret and returns it; the old one is void at once. After a deletion it configures JWT again. */
  rotateSecret (): string
  /** Takes a public key as the admin page does, for a vendor whose customers make the pair. */
  pastePublicKey (pem: string): void
  /** Judges a handoff as the sign-in endpoint would, without HTTP. Throws `HandoffRefused`. */
  receive (handoff: string | SentHandoff): Handoff
  /** Where a visitor who clicks "Sign in" arrives at the host app. The return URL is passed on unchecked. */
  remoteLogin (returnTo?: string): string
  /** Starts the server (by default on 127.0.0.1 and a free port) and resolves to its origin. */
  listen (options?: { port?: number, host?: string }): Promise<string>
  close (): Promise<void>
}

/** Puts one vendor's rules and the site that all vendors share together. */
export function createFakeHelpCenter (vendor: Vendor, options: FakeHelpCenterOptions): FakeHelpCenter {
  const { origin = 'https://help.example.com', remoteLoginUrl = '', remoteLogoutUrl = '', now = Date.now } = options
  const settings = new Settings(origin, options.secret, vendor.createSecret)
  Object.assign(settings, { remoteLoginUrl, remoteLogoutUrl })
  const refusals = new Refusals()
  let signIns = 0

  // All roads to a judgement meet here, so that each refusal is on the list, wherever it came from.
  const judge = (find: () => Landing): Handoff => {
    try {
      const { secret, origin, home, remoteLoginUrl } = settings
      if (secret === undefined) {
        throw new HandoffRefused('jwt-not-configured', 'JWT authentication has been deleted for this help center. Configure it again on the admin page; your app then needs the new secret.')
      }
      if (secret === '') {
        throw new HandoffRefused('jwt-not-configured', 'There is no public key yet. Paste the one of your app\'s private key on the admin page.')
      }
      const { method, url, fields, fragment } = find()
      assertMethod(method, vendor.way)
      const handoff = vendor.judge({ url, fields, fragment, secret, origin, home, remoteLoginUrl, now: now() })
      signIns++
      return handoff
    } catch (error) {
      if (error instanceof HandoffRefused) refusals.add(error, now())
      throw error
    }
  }

  const land = (handoff: string | SentHandoff): Landing => {
    const { method, url, ...rest } = typeof handoff === 'string' ? { method: 'GET', url: handoff } as const : handoff
    if (!URL.canParse(url) || !leadsHere(url, settings.origin, vendor.way)) {
      const endpoint = vendor.way.kind === 'page' ? `${settings.origin}/…` : settings.origin + vendor.way.path
      throw new HandoffRefused('wrong-endpoint', `This is not a URL of the sign-in endpoint, ${endpoint}. Copy the endpoint again from the admin page.`)
    }
    const fields = new URLSearchParams('fields' in rest ? { ...rest.fields } : '')
    return { method, url: new URL(url), fields, fragment: new URL(url).hash.slice(1) }
  }

  const pasteKey = (key: string): void => {
    if (vendor.checkKey === undefined) throw new TypeError(`${vendor.name} takes no public key: it issues the key itself`)
    vendor.checkKey(key)
    settings.pasteKey(key)
  }

  // A server for pages and forms: HEAD must not sign anybody in or out, and the log must not see tokens.
  const app = Fastify({ exposeHeadRoutes: false, bodyLimit: 16_384, logger: false })
  buildSite(app, {
    vendor,
    settings,
    refusals,
    sessions: new Sessions(now),
    content: new Content(),
    now,
    pasteKey,
    receive: (landing) => judge(() => landing)
  })

  return {
    app,
    get origin () { return settings.origin },
    get helpCenterUrl () { return settings.home },
    get signInEndpoint () { return vendor.signInEndpoint(settings.origin) },
    get secret () { return settings.secret ?? '' },
    get remoteLoginUrl () { return settings.remoteLoginUrl },
    set remoteLoginUrl (url) { settings.remoteLoginUrl = url },
    get remoteLogoutUrl () { return settings.remoteLogoutUrl },
    set remoteLogoutUrl (url) { settings.remoteLogoutUrl = url },
    get refusals () { return refusals.list },
    get signIns () { return signIns },
    rotateSecret: () => settings.renewSecret(),
    pastePublicKey: pasteKey,
    receive: (handoff) => judge(() => land(handoff)),
    remoteLogin (returnTo = settings.home) {
      if (settings.remoteLoginUrl === '') throw new Error('remoteLoginUrl is not set')
      const { origin, secret = '' } = settings
      return vendor.remoteLogin(settings.remoteLoginUrl, { returnTo, origin, secret, now: now() })
    },
    async listen ({ port = 0, host = '127.0.0.1' } = {}) {
      await app.listen({ port, host })
      if (options.origin === undefined) settings.serveFrom(host, (app.server.address() as AddressInfo).port)
      return settings.origin
    },
    close: () => app.close()
  }
}

/** Letter for letter up to the query: what the parser would repair is another address. */
function leadsHere (url: string, origin: string, way: Way): boolean {
  if (way.kind === 'page') return url.startsWith(`${origin}/`)
  const isFragment = way.kind === 'fragment'
  return url.split(isFragment ? /[?#]/ : /\?/, 1)[0] === origin + way.path && (isFragment || new URL(url).hash === '')
}

function assertMethod (method: Landing['method'], { kind }: Way): void {
  if (kind === 'form' && method === 'GET') {
    throw new HandoffRefused('wrong-method', 'The token came by GET. This help center takes it only from a form that the browser posts.')
  }
  if (kind !== 'form' && method === 'POST') {
    throw new HandoffRefused('wrong-method', 'The token was posted. This help center takes it only by a redirect.')
  }
}
