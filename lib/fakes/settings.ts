import type { CompleteVendor } from './complete-vendor.ts'

/** Options that every fake help center takes. */
export interface FakeHelpCenterOptions {
  /**
   * Where visitors go to sign in; can be set later, on the object or on the admin page.
   * @default ''
   */
  remoteLoginUrl?: string
  /**
   * Where visitors go after signing out; without one they land on the home page.
   * @default ''
   */
  remoteLogoutUrl?: string
  /**
   * The shared secret as text.
   * @default a new one, so that no test learns to rely on a constant
   */
  secret?: string
  /**
   * The public key of your pair, as PEM, for a vendor whose customers make the pair. It can be pasted later, with
   * `pastePublicKey()` or on the admin page.
   */
  publicKey?: string
  /**
   * Scheme, host and port of the help center. `listen()` replaces the default by the real one.
   * @default 'https://help.example.com', and for Zendesk 'https://fernway.zendesk.com'
   */
  origin?: string
  /**
   * The clock, in milliseconds since 1970.
   * @default Date.now
   */
  now?: () => number
}

/** What an admin configures, and the origin on which the help center is served. */
export class Settings {
  readonly #hasGivenOrigin: boolean
  readonly #vendor: Pick<CompleteVendor, 'createSecret'>
  #origin: string
  #secret: string | undefined
  #remoteLoginUrl = ''
  #remoteLogoutUrl = ''

  constructor (options: FakeHelpCenterOptions, vendor: Pick<CompleteVendor, 'origin' | 'createSecret'>) {
    const { origin = vendor.origin, secret = vendor.createSecret(), remoteLoginUrl = '', remoteLogoutUrl = '' } =
      options
    if (options.secret === '') throw new TypeError('secret must not be empty')
    this.#hasGivenOrigin = options.origin !== undefined
    this.#vendor = vendor
    this.#origin = new URL(toHttpUrl('origin', origin)).origin
    this.#secret = secret
    this.remoteLoginUrl = remoteLoginUrl
    this.remoteLogoutUrl = remoteLogoutUrl
  }

  get origin (): string { return this.#origin }

  /**
   * Takes the name that was asked for, not the address behind it: "localhost" and "127.0.0.1" are different sites. An
   * origin from the options stays.
   */
  serveFrom (host: string, port: number): void {
    if (!this.#hasGivenOrigin) this.#origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  }

  get home (): string { return `${this.#origin}/portal/en/home` }

  /** Undefined once JWT authentication has been deleted. */
  get secret (): string | undefined { return this.#secret }

  get remoteLoginUrl (): string { return this.#remoteLoginUrl }
  set remoteLoginUrl (value: string) { this.#remoteLoginUrl = toUrlOrNone('Remote Login URL', value) }

  get remoteLogoutUrl (): string { return this.#remoteLogoutUrl }
  set remoteLogoutUrl (value: string) { this.#remoteLogoutUrl = toUrlOrNone('Remote Logout URL', value) }

  /** The old secret is void at once: Zoho documents no period in which it accepts both. */
  renewSecret (): string {
    this.#secret = this.#vendor.createSecret()
    return this.#secret
  }

  /** For a vendor whose customers make the key. */
  pasteKey (key: string): void { this.#secret = key }

  deleteJwt (): void { this.#secret = undefined }
}

function toUrlOrNone (name: string, value: string): string {
  return value === '' ? '' : toHttpUrl(name, value)
}

function toHttpUrl (name: string, value: string): string {
  if (!/^https?:\/\/\S+$/.test(value) || !URL.canParse(value)) {
    throw new TypeError(`${name} must be an absolute http or https URL`)
  }
  return value
}
