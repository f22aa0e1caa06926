/** A path of the host: one slash, then printable ASCII without the backslash that browsers take for a slash. */
const HOST_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/
const BASE = 'http://host.invalid'
const ABSOLUTE_URL = /^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/

export function isHostPath (address: unknown): address is string {
  // Dot segments go: `/..//evil.example` is `//evil.example` to a browser.
  return typeof address === 'string' && HOST_PATH.test(address) && !new URL(address, BASE).pathname.startsWith('//')
}

/** Whether `address` is a path of the host, or an absolute URL that its developers wrote. */
export function isHostAddress (address: unknown): address is string {
  return isHostPath(address) || (typeof address === 'string' && ABSOLUTE_URL.test(address) && URL.canParse(address))
}

/** Sets a parameter of a path or URL; one of the same name that is there already gives way. */
export function setParameter (address: string, name: string, value: string): string {
  const url = new URL(address, BASE)
  url.searchParams.set(name, value)
  return url.origin === BASE ? url.pathname + url.search + url.hash : url.href
}
