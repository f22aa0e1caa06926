/** A path of the host: one slash, then printable ASCII without backslashes, which browsers read as slashes. */
const HOST_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/
const BASE = 'http://host.invalid'
const ABSOLUTE_URL = /^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/

export function isHostPath (address: unknown): address is string {
  // Resolve dot segments first: to a browser, `/..//evil.example` is `//evil.example`.
  return typeof address === 'string' && HOST_PATH.test(address) && !new URL(address, BASE).pathname.startsWith('//')
}

/** Whether `address` is a path of the host, or an absolute URL that its developers wrote. */
export function isHostAddress (address: unknown): address is string {
  return isHostPath(address) || (typeof address === 'string' && ABSOLUTE_URL.test(address) && URL.canParse(address))
}

/** Sets a parameter of a path or URL, replacing any of the same name. */
export function setParameter (address: string, name: string, value: string): string {
  const url = new URL(address, BASE)
  url.searchParams.set(name, value)
  return url.origin === BASE ? url.pathname + url.search + url.hash : url.href
}
