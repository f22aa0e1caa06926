/** What an admin sets up, and the origin on which all of it is served. */
export class Settings {
  #origin: string
  #secret: string | undefined
  #remoteLoginUrl = ''
  #remoteLogoutUrl = ''
  readonly #createSecret: () => string

  constructor (origin: string, secret: string | undefined, createSecret: () => string) {
    this.#origin = new URL(toHttpUrl('origin', origin)).origin
    if (secret === '') throw new TypeError('secret must not be empty')
    this.#secret = secret ?? createSecret()
    this.#createSecret = createSecret
  }

  get origin (): string { return this.#origin }

  /** Takes the name that was asked for, not the address behind it: "localhost" and "127.0.0.1" are different sites. */
  serveFrom (host: string, port: number): void {
    this.#origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  }

  get home (): string { return `${this.#origin}/portal/en/home` }

  /** Undefined once JWT authentication has been deleted. */
  get secret (): string | undefined { return this.#secret }

  get remoteLoginUrl (): string { return this.#remoteLoginUrl }
  set remoteLoginUrl (value: string) { this.#remoteLoginUrl = value && toHttpUrl('Remote Login URL', value) }

  get remoteLogoutUrl (): string { return this.#remoteLogoutUrl }
  set remoteLogoutUrl (value: string) { this.#remoteLogoutUrl = value && toHttpUrl('Remote Logout URL', value) }

  /** The old secret is void at once, as nothing is known of a period in which Zoho accepts both. */
  renewSecret (): string {
    this.#secret = this.#createSecret()
    return this.#secret
  }

  /** Where the company makes the key. */
  pasteKey (key: string): void { this.#secret = key }

  deleteJwt (): void { this.#secret = undefined }
}

function toHttpUrl (name: string, value: string): string {
  if (!/^https?:\/\/\S+$/.test(value) || !URL.canParse(value)) {
    throw new TypeError(`${name} must be an absolute http or https URL`)
  }
  return value
}
